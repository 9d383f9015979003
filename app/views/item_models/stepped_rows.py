"""Rows that become others in steps, so that what stays keeps its selection and its place."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex

from app.views.item_models.columns import Column

R = TypeVar("R")


class SteppedRows(QAbstractTableModel, Generic[R]):
    """What the table models share: rows, each of which its key tells from the others."""

    _columns: tuple[Column[R], ...]
    _key: Callable[[R], Hashable]
    _rows: list[R]

    def _on_rows_moved(self) -> None:
        """Called after each step, before anybody is told of it."""

    def _become(self, fresh: list[R]) -> None:
        """Where the same things stay, selection and scroll position stay too."""
        if [self._key(row) for row in fresh] != [self._key(row) for row in self._rows]:
            self._replace(fresh)
            return
        changed = [n for n, row in enumerate(fresh) if row != self._rows[n]]
        self._rows = fresh
        for n in changed:
            self.dataChanged.emit(self.index(n, 0), self.index(n, len(self._columns) - 1))

    def _replace(self, fresh: list[R]) -> None:
        """Another set or order: the selection goes where its rows went."""
        if {self._key(row) for row in fresh} != {self._key(row) for row in self._rows}:
            self._replace_by_steps(fresh)
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        places = {self._key(row): n for n, row in enumerate(fresh)}
        keys = [self._key(self._rows[index.row()]) for index in old]
        self._rows = fresh
        self._on_rows_moved()
        self.changePersistentIndexList(
            old, [self.index(places[k], i.column()) for k, i in zip(keys, old, strict=True)]
        )
        self.layoutChanged.emit()

    def _replace_by_steps(self, fresh: list[R]) -> None:
        """Take out what went, put in what came: the rest keeps its selection."""
        wanted = {self._key(row) for row in fresh}
        kept_order = [self._key(r) for r in self._rows if self._key(r) in wanted]
        present = set(kept_order)
        if kept_order != [self._key(r) for r in fresh if self._key(r) in present]:
            self.beginResetModel()
            self._rows = fresh
            self._on_rows_moved()
            self.endResetModel()
            return
        self._take_out(wanted)
        self._put_in(fresh)

    def _take_out(self, wanted: set[Hashable]) -> None:
        """Rows beside each other go in one step, the last first."""
        after = len(self._rows)
        for n in range(len(self._rows) - 1, -2, -1):
            if n >= 0 and self._key(self._rows[n]) not in wanted:
                continue
            if n + 1 < after:
                self.beginRemoveRows(QModelIndex(), n + 1, after - 1)
                del self._rows[n + 1 : after]
                self._on_rows_moved()
                self.endRemoveRows()
            after = n

    def _put_in(self, fresh: list[R]) -> None:
        """Rows that come together come in one step; those here stand in `fresh` in this order."""
        place = 0
        for row in [*self._rows, None]:
            end = place
            key = None if row is None else self._key(row)
            while end < len(fresh) and (row is None or self._key(fresh[end]) != key):
                end += 1
            if end > place:
                self.beginInsertRows(QModelIndex(), place, end - 1)
                self._rows[place:place] = fresh[place:end]
                self._on_rows_moved()
                self.endInsertRows()
            if row is not None and fresh[end] != row:
                self._rows[end] = fresh[end]
                self.dataChanged.emit(self.index(end, 0), self.index(end, len(self._columns) - 1))
            place = end + 1
