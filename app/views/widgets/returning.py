"""Brings a list back to where somebody left it: the row under the cursor, the row at its top."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from app.views.widgets.data_table import DataTable

_DEEPEST = 1_000  # rows that are read for it
_SETTLE_MS = 1_500  # from the rows to where a list that is read again is another list


class Returning(QObject):
    """Waits for the rows; gives up where they are read and it is not among them."""

    def __init__(self, table: DataTable, cursor: Hashable, top: Hashable) -> None:
        super().__init__(table)
        self._table = table
        self._cursor, self._top = cursor, top
        self._last: Hashable = None  # where the cursor was when we looked last
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        model = table.rows_model
        model.modelReset.connect(self._soon.start)
        model.rowsInserted.connect(self._soon.start)
        if model.rowCount():
            self._soon.start()

    @property
    def awaited(self) -> tuple[Hashable, Hashable] | None:
        """Where the list is still to be brought, as it hasn't come yet; None: it was looked at."""
        return (self._cursor, self._top) if self._last is None else None

    def _look(self) -> None:
        """After the screen itself has put its cursor somewhere."""
        table, model = self._table, self._table.rows_model
        here = cursor_of(table)
        if self._last is not None and here != self._last:
            self.deleteLater()  # the reader has moved on
            return
        found = self._cursor is None or here == self._cursor or table.select_key(self._cursor)
        top = model.find(self._top) if self._top is not None else 0
        self._last = cursor_of(table)
        is_deeper = (not found or top < 0) and model.rowCount() < _DEEPEST
        if is_deeper and model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
            return
        self._place()
        if model.rowCount():
            self._stay()

    def _place(self) -> None:
        """Put the row at the top, unless the reader has moved on."""
        table, model = self._table, self._table.rows_model
        top = model.find(self._top) if self._top is not None else 0
        if cursor_of(table) != self._last:
            self.deleteLater()
        elif self._top is None:
            table.scrollToTop()  # to choose a row may have moved the list
        elif top >= 0:
            table.scrollTo(model.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _stay(self) -> None:
        """Put it there again while the list takes its shape; what the reader scrolls stays.

        What is written above a list, and how high rows are, is known later than rows: on a busy
        machine much later. Rows that are read again soon are the same list; later, another.
        """
        if not self._settling.isActive():
            bar = self._table.verticalScrollBar()
            bar.rangeChanged.connect(self._place)
            bar.actionTriggered.connect(self.deleteLater)
        self._settling.start()

    def _on_settled(self) -> None:
        self._soon.stop()
        for changed in (self._table.rows_model.modelReset, self._table.rows_model.rowsInserted):
            changed.disconnect(self._soon.start)
            changed.connect(self.deleteLater)


def place_in(table: DataTable) -> tuple[Hashable, Hashable]:
    """The row under the cursor and the one at the top, or where it is still to be brought.

    Who closes the window before its lists have come has chosen nothing else.
    """
    for one in table.findChildren(Returning):
        if one.awaited is not None:
            return one.awaited
    return cursor_of(table), top_of(table)


def cursor_of(table: DataTable) -> Hashable:
    """The key of the row under the cursor; None: there is none."""
    row = table.current_row()
    return None if row is None else table.rows_model.key_of(row)


def top_of(table: DataTable) -> Hashable:
    """The key of the first row that is seen whole; None: the list stands at its top."""
    if not table.verticalScrollBar().value():
        return None
    first = table.rowAt(0)
    index = table.rows_model.index(first, 0)
    if table.visualRect(index).top() < 0:
        index = table.rows_model.index(first + 1, 0)
    row = table.rows_model.row_at(index)
    return None if row is None else table.rows_model.key_of(row)
