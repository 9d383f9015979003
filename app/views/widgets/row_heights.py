"""Rows of their own heights: given once where rows come, not asked of every row at every size."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Slot
from PySide6.QtWidgets import QTableView

from app.views import theme
from app.views.delegates.cell_delegate import LIST_ROW, cell_height
from app.views.item_models.paged_table import PagedTableModel
from app.views.item_models.row_table import RowTableModel


class RowHeights(QObject):
    """Keeps each row of a table as high as its cells want, by their kind."""

    def __init__(self, table: QTableView, model: RowTableModel[Any] | PagedTableModel[Any]) -> None:
        super().__init__(table)
        self._header = table.verticalHeader()
        self._model = model
        model.rowsInserted.connect(self._on_rows_inserted)
        model.dataChanged.connect(self._on_data_changed)
        model.modelReset.connect(self.apply)
        model.layoutChanged.connect(self.apply)
        self.apply()

    @Slot()
    def apply(self) -> None:
        """All of them, as after another zoom."""
        self._header.setDefaultSectionSize(theme.px(LIST_ROW))
        self._fit(0, self._model.rowCount() - 1)

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._fit(first, last)

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._fit(first.row(), last.row())

    def _fit(self, first: int, last: int) -> None:
        for place in range(first, last + 1):
            row = self._model.row_at(self._model.index(place, 0))
            height = max(cell_height(column.value(row)) for column in self._model.columns)
            if height != self._header.sectionSize(place):
                self._header.resizeSection(place, height)
