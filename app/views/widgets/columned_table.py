"""A table whose columns its reader orders, sizes, hides and sorts by; the first one may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTableView, QWidget
from typing_extensions import override

from app.views import theme
from app.views.item_models.paged_table import PagedTableModel
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.widgets.column_sizes import ColumnSizes
from app.views.widgets.header import Header
from app.views.widgets.pinned_column import PinnedColumn

EDGE = 8  # px more than between two columns

Model = RowTableModel[Any] | PagedTableModel[Any]


class ColumnedTable(QTableView):
    """The model says of each column how wide it is at first, and below which width it goes."""

    columns_chosen = Signal()  # the reader hid some, or showed them again
    columns_dropped = Signal(object)  # titles of the columns that have no room, in their order

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edge_px = 0
        self.usual_height: int | None = None  # of rows that may be higher; 0: as the reader wants
        self._dropped: list[str] = []
        self._unwanted: frozenset[int] = frozenset()  # columns that the reader hid
        self._first_sorting = (-1, False)
        self.pinned = PinnedColumn(self)
        self.head = Header(self, self.pinned)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self._sizes = ColumnSizes(self, model.columns)
        theme.keep_sized(self, self._sizes.apply_zoom)

    @property
    def rows_model(self) -> Model:
        model = self.model()
        assert isinstance(model, RowTableModel | PagedTableModel)
        return model

    @property
    def column_order(self) -> tuple[int, ...]:
        """The columns by their place on screen."""
        header = self.horizontalHeader()
        return tuple(header.logicalIndex(place) for place in range(header.count()))

    @property
    def column_widths(self) -> tuple[int, ...]:
        """By column, as at a zoom of 100 %."""
        return self._sizes.widths

    def set_columns(self, order: Sequence[int], widths: Sequence[int] = ()) -> None:
        """Show the columns in this order; anything that is no order of them changes nothing."""
        header = self.horizontalHeader()
        if sorted(order) == list(range(header.count())):
            for place, column in enumerate(order):
                header.moveSection(header.visualIndex(column), place)
        if len(widths) == header.count():
            self._sizes.choose(dict(enumerate(widths)))

    @property
    def has_columns(self) -> bool:
        """Whether they have titles that are seen, and are more than one."""
        return not self.horizontalHeader().isHidden() and len(self.rows_model.columns) > 1

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Those that the reader hid; others may have no room."""
        return self._unwanted

    def hide_columns(self, columns: Iterable[int]) -> None:
        """Show all but these; the first one is what a row is about, and stays."""
        wanted = frozenset(columns) & frozenset(range(1, len(self.rows_model.columns)))
        if wanted == self._unwanted:
            return
        self._unwanted = wanted
        self._settle_columns()
        self.columns_chosen.emit()

    @property
    def chosen_widths(self) -> dict[int, int]:
        """Only of the columns that the reader gave another width, as at a zoom of 100 %."""
        return self._sizes.chosen

    @property
    def names_width(self) -> int:
        """Of a column that stretches, as its room is fitted."""
        return self._sizes.names_width

    @property
    def room(self) -> int:
        """Into which columns are fitted; where rows may be a line higher, as if none were.

        Else those need a bar, which takes room, without which a column goes, whose room makes
        the rows low again, and so on: what is seen then depends on what came first.
        """
        if self.usual_height is None:
            return self.viewport().width()
        most, bar = self.maximumViewportSize(), self.verticalScrollBar()
        rows = self.rows_model.rowCount() * theme.px(self.usual_height or theme.row_height())
        is_never = self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        has_bar = rows > most.height() and not is_never
        return most.width() - (bar.sizeHint().width() if has_bar else 0)

    def choose_widths(self, widths: Mapping[int, int]) -> None:
        self._sizes.choose(widths)

    def reset_columns(self) -> None:
        """Order, widths and sorting as after the first start."""
        self.set_columns(range(len(self.column_order)))
        self.hide_columns(())
        self._sizes.reset()
        column, is_descending = self._first_sorting
        self.set_sorting(column, is_descending=is_descending)

    @property
    def sorting(self) -> tuple[int, bool]:
        """The column that sorts, and whether from its end; -1: the rows come as they are."""
        header = self.horizontalHeader()
        if not header.isSortIndicatorShown():
            return -1, False
        order = header.sortIndicatorOrder()
        return header.sortIndicatorSection(), order is Qt.SortOrder.DescendingOrder

    def set_sorting(self, column: int, *, is_descending: bool = False) -> None:
        """As by a click on the header; -1 takes the rows as they come."""
        if (column, is_descending) == self.sorting:
            return
        header = self.horizontalHeader()
        is_sorted = 0 <= column < header.count()
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(is_sorted)
        if is_sorted:
            header.setSortIndicator(column, order)
        self.rows_model.sort(column if is_sorted else -1, order)

    def allow_sorting(self, column: int = -1, *, is_descending: bool = False) -> None:
        """Sort by a click on the header; begins with `column`."""
        header = self.horizontalHeader()
        self._first_sorting = column, is_descending
        header.setSortIndicatorShown(column >= 0)
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)
        header.sectionClicked.connect(self._on_section_clicked)

    def keep_from_edges(self) -> None:
        """For a list that fills its pane: words begin and end where its title and filter do."""
        self.edge_px = EDGE

    def edge(self, box: QRectF, column: int) -> QRectF:
        """Where the words of a cell or of a title stand; for delegate and header."""
        header, is_number = self.head, self.rows_model.columns[column].is_number
        place = header.sectionPosition(column)
        if place == 0 and not is_number:
            return box.adjusted(self.edge_px, 0, 0, 0)
        if is_number and place + header.sectionSize(column) == header.length():
            return box.translated(-self.edge_px, 0)
        return box

    @Slot()
    def measure_words(self) -> None:
        """After further rows came."""
        self._sizes.measure(self.edge_px)
        self._settle_columns()

    def follow_words(self, first: int, last: int) -> None:
        """After rows, from the first to the last one, say something else."""
        if self._sizes.follow(first, last):
            self._settle_columns()

    def _settle_columns(self) -> None:
        self._drop_columns()
        self._sizes.widen()

    def _drop_columns(self) -> None:
        """In a narrow table the less important columns make room for the names."""
        width, stretched = self.room, self._stretched_column()
        roomy = [
            n
            for n, column in enumerate(self.rows_model.columns)
            if width >= theme.px(column.drop_below) and n not in self._unwanted
        ]
        giving_way = self._sizes.giving_way(roomy)
        dropped = []
        for n, column in enumerate(self.rows_model.columns):
            has_no_room = width < theme.px(column.drop_below) or n in giving_way
            is_wanted = n not in self._unwanted
            self.setColumnHidden(n, has_no_room or not is_wanted)
            dropped += [tr(column.title)] if has_no_room and is_wanted else []
        columns = self.rows_model.columns
        names = [n for n, one in enumerate(columns) if one.stretches and not self.isColumnHidden(n)]
        self.horizontalHeader().setStretchLastSection(not names)  # rows end where the list does
        if stretched is not None and stretched != self._stretched_column():
            self._sizes.end_stretch(stretched)
        if dropped != self._dropped:
            self._dropped = dropped
            self.columns_dropped.emit(tuple(dropped))

    def _stretched_column(self) -> int | None:
        """The one that ends where the list does though it is no name; None: a name does."""
        header = self.horizontalHeader()
        shown = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        if not header.stretchLastSection() or not shown:
            return None
        return max(shown, key=header.visualIndex)

    @Slot(int)
    def _on_section_clicked(self, section: int) -> None:
        column = self.rows_model.columns[section]
        if isinstance(self.model(), PagedTableModel) and not column.key:
            return
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        self.rows_model.sort(section, header.sortIndicatorOrder())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle_columns()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.pinned.shift:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            self.pinned.paint_rows(event.rect(), option)

    @override
    def indexAt(self, pos: QPoint) -> QModelIndex:
        if self.pinned.shift_at(pos.x()):
            return self.model().index(self.rowAt(pos.y()), self.pinned.column)
        return super().indexAt(pos)

    @override
    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        return super().visualRect(index).translated(self.pinned.shift_of(index.column()), 0)

    @override
    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        across = self.horizontalScrollBar()
        if not self.pinned.shift_of(index.column()):
            super().scrollTo(index, hint)
            self.pinned.uncover(index.column())
            return
        value = across.value()
        with self.pinned.standing():
            super().scrollTo(index, hint)
            across.setValue(value)
