"""The table model of nearly every list that fits in memory; columns are data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.views import cells, safe_text
from app.views.item_models.columns import (
    Column,
    Painted,
    Role,
    cell_data,
    header_data,
    row_sentence,
)
from app.views.item_models.stepped_rows import SteppedRows

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


class RowTableModel(SteppedRows[R]):
    """Shows frozen rows. `key` tells which thing a row is, so that a refresh keeps its place."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._rows: list[R] = []
        self._sort: tuple[int, Qt.SortOrder] | None = None

    @property
    def columns(self) -> tuple[Column[R], ...]:
        return self._columns

    @property
    def rows(self) -> tuple[R, ...]:
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show `rows`; where the same things stay, selection and scroll position stay too."""
        self._become(self._sorted(rows))

    def row_at(self, index: Index) -> R | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def find(self, key: Hashable) -> int:
        """The position of the row with that key; -1 when it isn't there."""
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), -1)

    def key_of(self, row: R) -> Hashable:
        return self._key(row)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- as above
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        row = self._rows[index.row()]
        if role == Role.PAINTED:
            column = self._columns[index.column()]
            return Painted(column.value(row), column.is_number, is_name=column.is_name)
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return safe_text.one_line(row_sentence(self._columns, row), 500)
        found = cell_data(self._columns[index.column()], row, role)
        return safe_text.tooltip(found) if found and role == Qt.ItemDataRole.ToolTipRole else found

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return header_data(self._columns, section, role)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        cell = self._columns[index.column()].value(self._rows[index.row()])
        if isinstance(cell, cells.GroupTitle):
            return Qt.ItemFlag.ItemIsEnabled
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in memory, and keep that order for rows to come; -1 takes rows as given."""
        self._sort = (column, order) if 0 <= column < len(self._columns) else None
        self._replace(self._sorted(self._rows))

    def _sorted(self, rows: Sequence[R]) -> list[R]:
        if self._sort is None:
            return list(rows)
        column, order = self._columns[self._sort[0]], self._sort[1]
        return sorted(
            rows,
            key=lambda row: cells.sort_value(column.value(row)),
            reverse=order is Qt.SortOrder.DescendingOrder,
        )
