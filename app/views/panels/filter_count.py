"""How many rows a filter leaves of how many there are, said in the filter's line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.views.backend import Backend
from app.views.item_models.paged_table import PagedTableModel
from app.views.widgets.filter_bar import FilterBar


class FilterCount(QObject):
    """The model tells how many fit; `count_rows(session, whole())` how many the view has."""

    def __init__(
        self,
        bar: FilterBar,
        model: PagedTableModel[Any],
        backend: Backend,
        count_rows: Callable[..., int],
        whole: Callable[[], object],
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._model = model
        self._backend = backend
        self._count_rows = count_rows
        self._whole = whole
        self._all: int | None = None  # not counted yet
        model.total_changed.connect(self._on_total_changed)

    def read(self) -> None:
        """Count anew how many the view has."""
        self._backend.read(self._on_all_counted, self._count_rows, self._whole())

    def _on_all_counted(self, total: int) -> None:
        self._all = total
        self._on_total_changed(self._model.total)

    @Slot(object)
    def _on_total_changed(self, found: object) -> None:
        if isinstance(found, int):
            is_part = not self._model.query.is_empty
            self._bar.set_count(found if is_part else None, self._all, self._model.gone_count)
