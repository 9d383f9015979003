"""Lineage before a model is chosen: what is shown, and what one does there."""

from __future__ import annotations

from collections.abc import Callable

from app.views.language import tr
from app.views.widgets.button import Kind
from app.views.widgets.placeholders import EmptyState


class NoLineage(EmptyState):
    """Offers to choose a model, or the inventory where there is none yet."""

    def __init__(self, choose: Callable[[], object], go: Callable[[str], object]) -> None:
        super().__init__(
            tr("Choose a model"),
            tr("Its history starts at registration."),
            pictures=("git-branch",),
            has_outlines=True,
        )
        self._choose = self.add_action(tr("Choose a model…"), choose, kind=Kind.PRIMARY)
        self._register = self.add_action(
            tr("Go to the inventory"), lambda: go("inventory"), kind=Kind.PRIMARY
        )
        self._register.hide()

    def show_whether_any(self, *, is_any: bool) -> None:
        self._choose.setVisible(is_any)
        self._register.setVisible(not is_any)
        if not is_any:
            self.set_texts(tr("No models yet"), tr("History starts at registration."))
