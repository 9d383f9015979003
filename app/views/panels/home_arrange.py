"""The blocks of Home in the order somebody wants them, without those they hid; by role view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.models.rules.role_views import ALWAYS, BLOCKS, arranged
from app.views.actions import ActionSpec
from app.views.dialogs.arrange_sheet import ArrangeSheet, Part
from app.views.language import N_, tr
from app.views.widgets.button import Button, Kind
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.home import HomeScreen

ARRANGE = ActionSpec("home.arrange", N_("Arrange the blocks…"), (), "View", "layout", "home",
                     "sliders-horizontal", words=N_("hide, order, tiles"))  # fmt: skip


class Arrangement(QObject):
    """What one person chose, kept with their windows; `rearrange` shows it."""

    def __init__(self, screen: HomeScreen, rearrange: Callable[[], object]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._rearrange = rearrange
        self._order: dict[str, list[str]] = {}  # by view
        self._hidden: dict[str, list[str]] = {}
        self.button = Button(
            tr("Arrange…"), kind=Kind.QUIET, icon="sliders-horizontal", name=tr(ARRANGE.text)
        )
        self.button.setObjectName("home.arrange.button")
        self.button.clicked.connect(lambda _on: self.open())
        screen.add_action(ARRANGE, self.open)

    @property
    def kept(self) -> dict[str, Any]:
        return {"order": self._order, "hidden": self._hidden}

    def take(self, found: Mapping[str, Any]) -> None:
        """What was kept; what makes no sense of it is passed over."""
        before = self._order, self._hidden
        self._order, self._hidden = _by_view(found.get("order")), _by_view(found.get("hidden"))
        if before != (self._order, self._hidden):
            self._rearrange()

    def lines(self, view: str) -> tuple[tuple[str, ...], ...]:
        return arranged(view, self._order.get(view, ()), self._hidden.get(view, ()))

    def open(self) -> None:
        """Offer the blocks of the view that is shown."""
        screen = self._screen
        view = screen.view
        hidden = self._hidden.get(view, ())
        first = [name for line in BLOCKS[view] for name in line]
        now = [name for line in arranged(view, self._order.get(view, ())) for name in line]
        parts = [
            Part(one, screen.block_title(one), one in ALWAYS or one not in hidden, one in ALWAYS)
            for one in now
        ]
        sheet = ArrangeSheet("home.arrange", tr("What stands on Home"), parts, first, screen)
        sheet.submitted.connect(lambda: self._choose(sheet, view, first))
        open_sheet(sheet)

    def _choose(self, sheet: ArrangeSheet, view: str, first: list[str]) -> None:
        order = [one.key for one in sheet.parts]
        hidden = [one.key for one in sheet.parts if not one.is_shown]
        for kept, chosen in ((self._order, order if order != first else []),
                             (self._hidden, hidden)):  # fmt: skip
            kept.pop(view, None)
            if chosen:
                kept[view] = chosen
        sheet.accept()
        self._rearrange()
        self._screen.focus_list()


def _by_view(found: Any) -> dict[str, list[str]]:
    if not isinstance(found, dict):
        return {}
    return {
        view: names
        for view, names in found.items()
        if view in BLOCKS and isinstance(names, list) and all(isinstance(n, str) for n in names)
    }
