"""Where work begins for who holds a role: one click each, for a day on which nothing waits."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.cards import CARDS
from app.views.language import N_, tr
from app.views.panels.parts import clear
from app.views.widgets.basics import SectionLabel
from app.views.widgets.button import Button
from app.views.widgets.wrap import WrapLayout

# By role view: the screen, and what one does there.
BEGINNINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "operator": (
        ("alerts", N_("Look through the alerts")),
        ("deployments", N_("See what is deployed")),
        ("runtimes", N_("See how the runtimes are")),
    ),
    "compliance": (
        ("monitoring", N_("Look at tests and their limits")),
        ("lineage", N_("Find what served on a day")),
        ("governance", N_("Go through risks and findings")),
    ),
    "validator": (
        ("monitoring", N_("Look at tests and their limits")),
        ("inventory", N_("See all models")),
        ("approvals", N_("See what was decided")),
    ),
    "engineer": (
        ("inventory", N_("Look at your models")),
        ("runs", N_("See where runs wait")),
        ("monitoring", N_("Look at tests and their limits")),
    ),
    "architect": (
        ("life_cycles", N_("Read the life cycles")),
        ("runs", N_("See where runs wait")),
        ("runtimes", N_("See which runtimes there are")),
    ),
    "analyst": (
        ("governance", N_("See what models are used for")),
        ("monitoring", N_("See how well models do")),
        ("inventory", N_("See all models")),
    ),
    "executive": (
        ("inventory", N_("See all models")),
        ("governance", N_("Go through risks and findings")),
        ("lineage", N_("Find what served on a day")),
    ),
    "administrator": (
        ("administration", N_("People and their roles")),
        ("runtimes", N_("See which runtimes there are")),
        ("settings", N_("Settings and keys")),
    ),
}

# Where a screen has several lists: the one that is meant.
LISTS: dict[str, str] = {
    "Go through risks and findings": "risk",
    "See what models are used for": "use_case",
}


class Beginnings(QWidget):
    chosen = Signal(str, str)  # the key of a screen, and what is shown on it

    def __init__(self) -> None:
        super().__init__()
        self._view = ""
        buttons = QWidget()
        self._buttons = WrapLayout(buttons, spacing=12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(SectionLabel(tr("Begin here")))
        layout.addWidget(buttons)
        self.hide()

    def set_view(self, view: str) -> None:
        if view == self._view:
            return
        self._view = view
        clear(self._buttons)
        for screen, words in BEGINNINGS.get(view, BEGINNINGS["executive"]):
            button = Button(tr(words), icon=CARDS[screen].icon)
            button.setObjectName(f"home.begin.{screen}")
            button.setAutoDefault(True)
            button.clicked.connect(partial(self._on_clicked, screen, LISTS.get(words, "")))
            self._buttons.addWidget(button)
        self._buttons.add_stretch()

    def _on_clicked(self, screen: str, shown: str, _checked: object = None) -> None:
        self.chosen.emit(screen, shown)
