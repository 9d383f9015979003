"""The first column of a list stays in sight while the others are scrolled to the side.

No second table lies over the first, as in Qt's own example: the same cells are painted where they
stay, and who asks for the place of one is told that place. So keys, selection, menus, hover and
screen readers need nothing of their own, and a list that is not scrolled sideways pays nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSignalBlocker
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem, QTableView

from app.views import theme

_MOST_SHARE = 0.6  # of what is seen of a list; a wider column goes along with the others


class PinnedColumn:
    """Where the first column on screen stands; `shift` is how far from where it would be."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._before = 0  # how far the list was scrolled when we looked last

    def follow(self) -> None:
        """From now on the column is painted anew where others slide below it."""
        self._table.horizontalScrollBar().valueChanged.connect(self._on_value_changed)

    @property
    def _header(self) -> QHeaderView:
        return self._table.horizontalHeader()

    @property
    def column(self) -> int:
        """The first one on screen, whichever the reader put there; -1: there is none."""
        header = self._header
        inside = (header.logicalIndex(place) for place in range(header.count()))
        return next((n for n in inside if not header.isSectionHidden(n)), -1)

    @property
    def width(self) -> int:
        """What it takes of a list that is scrolled; 0: it is too wide to stay, or alone."""
        header, column = self._header, self.column
        if column < 0 or header.sectionSize(column) == header.length():
            return 0
        width = header.sectionSize(column)
        return width if width <= self._table.viewport().width() * _MOST_SHARE else 0

    @property
    def shift(self) -> int:
        """From where it would be scrolled to, to where it stays; 0: it is where it belongs."""
        header = self._header
        width = self.width if header.offset() else 0
        return self._left(width) - header.sectionViewportPosition(self.column) if width else 0

    @property
    def box(self) -> QRect:
        """Its place over the rows; empty where it is not out of its own."""
        if not self.shift:
            return QRect()
        width = self.width
        return QRect(self._left(width), 0, width, self._table.viewport().height())

    def _left(self, width: int) -> int:
        is_mirrored = self._table.isRightToLeft()
        return self._table.viewport().width() - width if is_mirrored else 0

    def shift_at(self, x: float) -> int:
        """What stands there is the pinned column, so far from its own place; 0: it is not."""
        shift = self.shift
        if not shift:
            return 0
        width = self.width
        left = self._left(width)
        return shift if left <= x < left + width else 0

    def shift_of(self, column: int) -> int:
        return self.shift if self._header.offset() and column == self.column else 0

    def told(self, event: QMouseEvent, shift: int) -> QMouseEvent:
        """The same where the title would be if it were not pinned: Qt looks there for it."""
        if not shift:
            return event
        return QMouseEvent(
            event.type(), event.position() - QPointF(shift, 0), event.scenePosition(),
            event.globalPosition(), event.button(), event.buttons(), event.modifiers(),
            event.pointingDevice(),
        )  # fmt: skip

    def uncover(self, column: int) -> None:
        """Scroll back as far as that column lies below the pinned one."""
        header, box = self._header, self.box
        if box.isEmpty() or column == self.column:
            return
        left = header.sectionViewportPosition(column)
        right = left + header.sectionSize(column)
        covered = right - box.left() if self._table.isRightToLeft() else box.width() - left
        if covered > 0:
            bar = self._table.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def standing(self) -> QSignalBlocker:
        """While it is held, the list stays where it is to the side."""
        return QSignalBlocker(self._table.horizontalScrollBar())

    def paint_rows(self, area: QRect, option: QStyleOptionViewItem) -> None:
        """Over the cells that were scrolled below it.

        Args:
            option: how the table itself would paint a cell.
        """
        box = self.box
        if box.isEmpty() or not box.intersects(area):
            return
        table, column, model = self._table, self.column, self._table.model()
        chosen, plain = table.selectionModel(), option.state
        painter = QPainter(table.viewport())
        painter.setClipRect(box & area)
        painter.fillRect(box, QColor(theme.tokens().base))
        first = table.rowAt(area.top())
        last = table.rowAt(area.bottom())
        last = model.rowCount() - 1 if last < 0 else last
        for place in range(first, last + 1) if first >= 0 else ():
            index = model.index(place, column)
            option.rect = table.visualRect(index)
            is_chosen = chosen.isSelected(index)
            option.state = plain | QStyle.StateFlag.State_Selected if is_chosen else plain
            table.itemDelegate().paint(painter, option, index)
        self.paint_edge(painter, box)
        painter.end()

    def paint_edge(self, painter: QPainter, box: QRect) -> None:
        """A line where the others begin to slide below it."""
        painter.setPen(QPen(QColor(theme.tokens().edge), 1))
        x = box.left() if self._table.isRightToLeft() else box.right()
        painter.drawLine(x, box.top(), x, box.bottom())

    def _on_value_changed(self, value: int) -> None:
        # The pixels have moved along: where it stayed and where they went is painted anew.
        moved, self._before = abs(value - self._before), value
        view = self._table.viewport()
        width = min(self.width + moved, view.width())
        left = view.width() - width if self._table.isRightToLeft() else 0
        view.update(left, 0, width, view.height())
        self._header.viewport().update()
