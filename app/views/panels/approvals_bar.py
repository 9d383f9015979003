"""The bar below the evidence: the decision's buttons, each usable or saying why not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from app.views import theme
from app.views.language import tr
from app.views.panels.parts import clear
from app.views.widgets.basics import Pane, StyledLabel
from app.views.widgets.button import Button, Kind
from app.views.widgets.wrap import WrapLayout

_NOTE = 260  # px that a note needs beside the buttons


class DecisionBar(Pane):
    """`chosen` gives the key of the button: accept, reject, delegate, or a task's outcome."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(is_chrome=True)
        self._layout = WrapLayout(self)
        self._layout.setContentsMargins(20, 10, 20, 10)
        self.buttons: dict[str, Button] = {}

    def set_buttons(self, buttons: Sequence[tuple[str, Button, str]], note: str) -> None:
        """Key, button and the reason why it can't be used now; then a quiet note at the right."""
        clear(self._layout)
        self.buttons = {}
        for key, button, reason in buttons:
            button.setObjectName(f"approvals.{key}")
            button.set_blocked(reason)
            button.clicked.connect(lambda _checked, which=key: self.chosen.emit(which))
            self._layout.addWidget(button)
            self.buttons[key] = button
        words = StyledLabel(note, is_secondary=True, wraps=True)
        words.setAccessibleName(note)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # A line of its own below the buttons rather than a narrow column beside them.
        words.setMinimumWidth(min(words.fontMetrics().horizontalAdvance(note), theme.px(_NOTE)))
        self._layout.addWidget(words)


def vote_buttons(
    reason: str,
    delegate_reason: str,
    accept_reason: str = "",
    *others: tuple[str, Button, str],
) -> list[tuple[str, Button, str]]:
    return [
        (
            "accept",
            Button(tr("Approve…"), kind=Kind.PRIMARY, icon="check", keys="Y", changes=True),
            reason or accept_reason,
        ),
        ("reject", Button(tr("Reject…"), icon="x", keys="N", changes=True), reason),
        *others,
        (
            "delegate",
            Button(tr("Hand over…"), kind=Kind.QUIET, icon="user", keys="M", changes=True),
            delegate_reason,
        ),
    ]
