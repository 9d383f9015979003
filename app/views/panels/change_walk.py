"""Alt+↓ and Alt+↑ in a list of changes: the next and the previous one, past the headings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from app.views.item_models.row_table import RowTableModel
from app.views.widgets.data_table import DataTable

STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ChangeWalk(QObject):
    """Sees the keys before the table does, for which Alt is no reason to leave a row out."""

    def __init__(
        self, table: DataTable, model: RowTableModel[Any], is_change: Callable[[Any], bool]
    ) -> None:
        super().__init__(table)
        self._table, self._model, self._is_change = table, model, is_change
        table.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = STEPS.get(Qt.Key(event.key()))
            if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        place = self._table.currentIndex().row() + by
        while 0 <= place < self._model.rowCount():
            if self._is_change(self._model.rows[place]):
                self._table.setCurrentIndex(self._model.index(place, 0))
                return
            place += by
