"""The table of every screen: fixed rows, keys that never trap, a selection that stays.

Wraps either model (`RowTableModel`, `PagedTableModel`) with what lists need: skeleton rows while
loading, a calm sentence when empty, the pill for new rows, copying with raw values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QWidget,
)
from typing_extensions import override

from app.views import cells, notices, theme
from app.views.delegates.cell_delegate import CellDelegate
from app.views.dialogs.row_peek import peek_of
from app.views.item_models.columns import Role, tab_separated
from app.views.item_models.paged_table import PagedTableModel
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.places import ObjectRef
from app.views.widgets.column_choice import show_menu
from app.views.widgets.columned_table import ColumnedTable, Model
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.filter_row import FilterRow
from app.views.widgets.pill import NewRowsPill
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.row_heights import RowHeights
from app.views.widgets.scrim import open_sheet
from app.views.widgets.scroll_bar import use_slim_scroll_bars
from app.views.widgets.table_overlays import Overlays

_LEAST = 84  # px of height: below, no list can be read
_AGES_MS = 20_000  # ages are told by the minute
_UPWARD = (
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MoveEnd,
    QAbstractItemView.CursorAction.MovePrevious,
)
_PREFETCH_ROWS = 400  # two pages ahead of what is seen


class DataTable(ColumnedTable):
    """Enter opens, Ctrl+Enter opens in a window, J/K move, X selects, Space peeks."""

    current_changed = Signal(object)  # the row under the cursor, None when there is none
    selection_changed = Signal(int)  # how many rows
    opened = Signal(object)  # row
    opened_in_window = Signal(object)  # row
    peeked = Signal(object)  # row
    menu_requested = Signal(QPoint)  # where, in global coordinates
    everything_selected = Signal()  # Ctrl+A: the query, not the rows

    def __init__(self, model: Model, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._key_before_reset: Hashable = None
        self._ref_of: Callable[[Any], ObjectRef | None] | None = None
        self._is_ready = False
        self._has_everything = False
        self._row_height = 0  # as dense as the reader wants lists
        self._heights: RowHeights | None = None  # where they differ
        self.filter_row: FilterRow | None = None
        self._build(name)
        self._overlays = Overlays(self, self.head)
        self._ages = QTimer(self, interval=_AGES_MS)
        self._ages.timeout.connect(self._on_ages_timeout)
        self._connect(model)

    def _build(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.head.customContextMenuRequested.connect(
            lambda at: show_menu(self, self.head.mapToGlobal(at))
        )
        self.verticalHeader().hide()
        theme.keep_sized(self, self._apply_row_height)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the default traps it in cells
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)
        use_slim_scroll_bars(self)
        self.pinned.follow()

    def _connect(self, model: Model) -> None:
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        model.modelReset.connect(self._on_model_reset)
        for changed in (model.rowsInserted, model.rowsRemoved):
            changed.connect(lambda _parent, first, _last: self._sizes.forget_rows(first))
        model.rowsInserted.connect(self._update_placeholder)
        model.rowsInserted.connect(self.measure_words)
        model.rowsInserted.connect(self._extend_selection)
        model.dataChanged.connect(lambda first, last: self.follow_words(first.row(), last.row()))
        model.rowsRemoved.connect(self._update_placeholder)
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.clicked.connect(self._on_clicked)
        self.pill.clicked.connect(self.show_new_rows)
        if isinstance(model, PagedTableModel):
            model.loading_changed.connect(self._on_loading_changed)
            model.outdated.connect(self._on_outdated)
            model.new_count_changed.connect(self.tell_waiting)
            self.verticalScrollBar().valueChanged.connect(self._prefetch)

    def current_row(self) -> Any:
        """The row under the cursor, or None."""
        return self.rows_model.row_at(self.currentIndex())

    def set_refs(self, ref_of: Callable[[Any], ObjectRef | None]) -> None:
        """Each row is a thing that can be opened: this one."""
        self._ref_of = ref_of

    @property
    def current_ref(self) -> ObjectRef | None:
        """What the row under the cursor opens; None where it opens nothing."""
        row = self.current_row()
        return self._ref_of(row) if self._ref_of is not None and row is not None else None

    def selected_rows(self) -> list[Any]:
        """The selected rows in their order on screen."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [self.rows_model.row_at(index) for index in indexes]

    @property
    def has_everything(self) -> bool:
        """Ctrl+A chose the whole query, with what isn't loaded; until another row is chosen."""
        return self._has_everything

    def select_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with that key; False when it isn't loaded."""
        place = self.rows_model.find(key)
        if place < 0:
            return False
        self._select_place(place)
        return True

    def forget_cursor(self) -> None:
        """No row is chosen: what is looked at isn't loaded."""
        self.selectionModel().clear()

    def select_first(self) -> None:
        """Put the cursor on the first row that can be chosen, if it is nowhere yet."""
        place = -1 if self.currentIndex().isValid() else self._choosable(0, 1)
        if place >= 0:
            self._select_place(place)

    def _can_choose(self, place: int) -> bool:
        flags = self.rows_model.flags(self.rows_model.index(place, 0))
        return bool(flags & Qt.ItemFlag.ItemIsSelectable)

    def set_empty_state(self, empty: EmptyState | None) -> None:
        """What to show instead of rows when there are none."""
        self._overlays.set_empty(empty)
        self._update_placeholder()

    @property
    def pill(self) -> NewRowsPill:
        """Where new rows wait: over the heads of the columns, so it covers and moves no row."""
        return self._overlays.pill

    def set_row_height(self, height: int) -> None:
        """For lists of two lines: 54."""
        self._row_height = height
        self._apply_row_height()

    def fit_rows(self) -> None:
        """For lists that mix headings (34) and two-line rows (54): each as high as it wants."""
        self._heights = RowHeights(self, self.rows_model)

    def hide_header(self) -> None:
        self.horizontalHeader().hide()

    def expect_rows(self) -> None:
        """They are being read: outlines stand for them until they come, or `mark_ready`."""
        if not self._is_ready:
            self._overlays.expect_rows()

    def mark_ready(self) -> None:
        """The first rows have been read: from now on no rows means empty."""
        self._is_ready = True
        if isinstance(self.rows_model, RowTableModel):
            self._overlays.hide_outlines()
        self._update_placeholder()

    def filter_through(self, bar: FilterBar) -> None:
        """Columns whose keys that field knows can have an editor each, in a row of their own."""
        self.filter_row = FilterRow(self, bar)

    @Slot()
    def show_new_rows(self) -> None:
        model = self.model()
        if isinstance(model, PagedTableModel) and model.new_count:
            model.show_new()
            self.scrollToTop()

    def copy_rows(self) -> None:
        """The selected rows as tab-separated text with raw values."""
        columns, rows = self.rows_model.columns, self.selected_rows()
        shown = [one for n, one in enumerate(columns) if not self.isColumnHidden(n)]
        theme.application().clipboard().setText(tab_separated(shown, rows))
        notices.announce(tr("%n row(s) copied", "", len(rows)), self)

    def _apply_row_height(self) -> None:
        header = self.verticalHeader()
        header.setMinimumSectionSize(16)  # fixed: raising it would detach rows from the default
        header.setSectionResizeMode(header.ResizeMode.Fixed)
        if self._heights is not None:
            self._heights.apply()
        else:
            header.setDefaultSectionSize(theme.px(self._row_height or theme.row_height()))

    def _select_place(self, place: int) -> None:
        index = self.rows_model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags | QItemSelectionModel.SelectionFlag.Rows)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _show_first_title(self) -> None:
        """On its first row a list begins with the title above that, where both have room."""
        place, top = self.currentIndex().row(), self.rowViewportPosition(0)
        if place <= 0 or place != self._choosable(0, 1):
            return
        below = self.rowViewportPosition(place) - top
        if -top < below and below + self.rowHeight(place) <= self.viewport().height():
            self.scrollToTop()

    @Slot()
    def _on_model_about_to_be_reset(self) -> None:
        row = self.current_row()
        self._key_before_reset = None if row is None else self.rows_model.key_of(row)

    @Slot()
    def _on_model_reset(self) -> None:
        self._is_ready = True
        self._has_everything = False
        before = self._key_before_reset
        if before is not None and not self.select_key(before) and self.hasFocus():
            self.select_first()  # who filters and goes on before the rows came acts on these rows
        self._update_placeholder()
        self._sizes.forget_rows()
        self.measure_words()

    @Slot()
    def _on_current_row_changed(self) -> None:
        self.current_changed.emit(self.current_row())

    @Slot()
    def _extend_selection(self) -> None:
        """Rows that come later belong to a whole query that was chosen, too."""
        if self._has_everything:
            self.selectAll()
            self._has_everything = True

    @Slot()
    def _on_selection_changed(self) -> None:
        self._has_everything = False
        self.selection_changed.emit(len(self.selectionModel().selectedRows()))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self._is_link(index):  # its first click has opened it
            self.opened.emit(self.rows_model.row_at(index))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """What is worded and coloured as a link opens as one, by a click."""
        plain = theme.application().keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if self._is_link(index) and plain:
            self.opened.emit(self.rows_model.row_at(index))

    def _is_link(self, index: QModelIndex) -> bool:
        cell = index.data(Role.CELL)
        return isinstance(cell, cells.Text) and cell.is_link

    @Slot(bool)
    def _on_loading_changed(self, is_loading: bool) -> None:
        model = self.rows_model
        if is_loading and not model.rowCount():
            self._overlays.expect_rows()
        elif not is_loading and not (isinstance(model, PagedTableModel) and model.is_outdated):
            self._overlays.hide_outlines()
            self._update_placeholder()
            self.measure_words()
            self._prefetch()

    @Slot()
    def _on_outdated(self) -> None:
        self._overlays.cover()

    @Slot(int)
    def tell_waiting(self, count: int) -> None:
        """So many rows wait behind the pill."""
        self._overlays.set_new_count(count)
        if count:
            notices.announce(tr("{count} new").format(count=count), self, is_detail=True)

    @Slot()
    def _update_placeholder(self) -> None:
        empty, model = self._overlays.empty, self.rows_model
        if empty is None:
            return
        is_loading = isinstance(model, PagedTableModel) and model.is_loading
        empty.setVisible(self._is_ready and not is_loading and model.rowCount() == 0)
        self.updateGeometry()
        self._overlays.place()

    @Slot()
    def _prefetch(self) -> None:
        model = self.rows_model
        if not self.isVisible():
            return
        last = self.rowAt(self.viewport().height() - 1)
        if last < 0 or last + _PREFETCH_ROWS > model.rowCount():
            model.fetchMore(QModelIndex())

    @Slot(QModelIndex)
    def _on_entered(self, index: QModelIndex) -> None:
        self._hover(index.row())
        pointer = Qt.CursorShape.PointingHandCursor
        arrow = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(pointer if self._is_link(index) else arrow)

    def _hover(self, row: int) -> None:
        # A property, because the delegate is shared by tables and knows only its widget.
        self.setProperty("hovered_row", row)
        self.viewport().update()

    @Slot()
    def _on_ages_timeout(self) -> None:
        """What a cell says of the time since something changes without its row."""
        self.viewport().update()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._ages.start()
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._ages.stop()
        super().hideEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def minimumSizeHint(self) -> QSize:
        """A header with a row or two, or what is said where there is none."""
        hint = super().minimumSizeHint()
        needed = theme.px(_LEAST)
        empty = self._overlays.empty
        if empty is not None and empty.isVisibleTo(self):
            needed = empty.minimumSizeHint().height() + self.head.height()
        return hint.expandedTo(QSize(0, needed))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlays.place()
        self._show_first_title()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self._is_beyond_rows():
            # Rows that aren't loaded can't be selected one by one: the query is what is chosen.
            super().keyPressEvent(event)
            self._has_everything = True
            self.everything_selected.emit()
        elif not self._handle_key(event):
            super().keyPressEvent(event)

    def _is_beyond_rows(self) -> bool:
        """The list may go on where its rows end; one that is read whole is its rows."""
        model = self.rows_model
        return isinstance(model, PagedTableModel) and not model.is_short

    def _handle_key(self, event: QKeyEvent) -> bool:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        row = self.current_row()
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            (self.opened_in_window if ctrl else self.opened).emit(row)
            return True
        plain: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_J: lambda: self._move(1),
            Qt.Key.Key_K: lambda: self._move(-1),
            Qt.Key.Key_X: self._toggle_selected,
            Qt.Key.Key_Space: lambda: self._peek(row),
            Qt.Key.Key_Period: self.show_new_rows,
        }
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or key not in plain:
            return False
        plain[key]()
        return True

    def _peek(self, row: Any) -> None:
        """A list that shows its rows in a way of its own does; else all that its columns say."""
        if self._is_heard(self.peeked):
            self.peeked.emit(row)
        elif row is not None:
            can_open = self._is_heard(self.opened)
            sheet = peek_of(self.rows_model.columns, row, self.currentIndex(), self, can_open)
            sheet.submitted.connect(sheet.accept)
            sheet.submitted.connect(lambda: self.opened.emit(row))
            open_sheet(sheet)

    def _is_heard(self, signal: SignalInstance) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(signal))

    @override
    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """As in any table, but never onto a title: past it, or back where nothing follows."""
        found = super().moveCursor(action, modifiers)
        if not found.isValid() or self._can_choose(found.row()):
            return found
        step = -1 if action in _UPWARD else 1
        places = (self._choosable(found.row(), one) for one in (step, -step))
        place = next((one for one in places if one >= 0), -1)
        return found.siblingAtRow(place) if place >= 0 else self.currentIndex()

    @override
    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """To either end the selection goes along: what is shown is what is acted on."""
        ends, shift = (Qt.Key.Key_Home, Qt.Key.Key_End), Qt.KeyboardModifier.ShiftModifier
        if isinstance(event, QKeyEvent) and event.key() in ends and not event.modifiers() & shift:
            flags = QItemSelectionModel.SelectionFlag
            return flags.ClearAndSelect | flags.Rows
        return super().selectionCommand(index, event)

    def _move(self, step: int) -> None:
        place = self._choosable(self.currentIndex().row() + step, step)
        if place >= 0:
            self._select_place(place)

    def _choosable(self, place: int, step: int) -> int:
        """The first row from here on that is no title; -1: there is none."""
        while 0 <= place < self.rows_model.rowCount():
            if self._can_choose(place):
                return place
            place += step
        return -1

    def _toggle_selected(self) -> None:
        flags = QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(self.currentIndex(), flags)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Off: letters are actions here, `/` filters instead."""
