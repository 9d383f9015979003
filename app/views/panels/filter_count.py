"""How many rows a filter leaves of how many there are, said in the filter's line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.views.backend import Backend
from app.views.item_models.paged_table import PagedTableModel
from app.views.widgets.filter_bar import FilterBar

Ask = Callable[[Callable[[int], None]], object]  # gives how many the view has to what it is given


class FilterCount(QObject):
    """The model tells how many fit, `ask` how many the view has, whatever the filter."""

    def __init__(self, bar: FilterBar, model: PagedTableModel[Any], ask: Ask | None = None) -> None:
        """Without `ask` whoever counts the view says it by `show_all`."""
        super().__init__(bar)
        self._bar = bar
        self._model = model
        self._ask = ask
        self._all: int | None = None  # not counted yet
        model.total_changed.connect(self._on_total_changed)

    def read(self) -> None:
        """Count anew how many the view has."""
        if self._ask is not None:
            self._ask(self.show_all)

    def show_all(self, total: int | None) -> None:
        """So many the view has; None: another one, which is not counted yet."""
        self._all = total
        self._on_total_changed(self._model.total)

    @Slot(object)
    def _on_total_changed(self, found: object) -> None:
        if isinstance(found, int):
            is_part = not self._model.query.is_empty
            self._bar.set_count(found if is_part else None, self._all, self._model.gone_count)


def counted(backend: Backend, count_rows: Callable[..., int], whole: Callable[[], object]) -> Ask:
    """By `count_rows(session, whole())`, read beside the window."""
    return lambda then: backend.read(then, count_rows, whole())
