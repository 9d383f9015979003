"""A sheet that shows what a command will do and asks why, before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.widgets.basics import Card, FactList, SectionLabel, StyledLabel
from app.views.widgets.reason_box import ReasonBox


class ConfirmSheet(Sheet):
    """Stays open with everything typed until the command is stored.

    Connect `confirmed` to the command; call `accept()` when it is done, `fail(error)` when not.
    """

    confirmed = Signal(str)  # the reason

    def __init__(
        self,
        title: str,
        verb: str,
        parent: QWidget,
        *,
        facts: Sequence[tuple[str, object]] = (),
        consequences: Sequence[str] = (),
        minimum_reason: int = 10,
        is_danger: bool = False,
        body: QWidget | None = None,
        back: str = "",
    ) -> None:
        super().__init__("sheet", title, verb, parent, back=back, is_danger=is_danger)
        self._blocked = ""
        if facts:
            self.body.addWidget(facts_card(facts))
        if body is not None:
            self.body.addWidget(body)
        self._consequences = QVBoxLayout()
        self._consequences.setSpacing(4)
        self.body.addLayout(self._consequences)
        self.reason: ReasonBox | None = None
        if minimum_reason:
            self.reason = ReasonBox(minimum=minimum_reason)
            self.reason.edit.setObjectName("sheet.reason")
            self.reason.changed.connect(self.update_verb)
            self.reason.submitted.connect(self._submit)
            self.body.addWidget(self.reason)
        self.submitted.connect(self._on_submitted)
        self.set_consequences(consequences)
        self.update_verb()
        (self.reason or self.cancel_button).setFocus()

    def set_consequences(self, lines: Sequence[str], title: str = "") -> None:
        """Show these sentences as what will come of it."""
        while self._consequences.count():
            item = self._consequences.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if lines:
            self._consequences.addWidget(SectionLabel(title or tr("What follows")))
        for line in lines:
            self._consequences.addWidget(StyledLabel(line, wraps=True))

    def set_blocked(self, reason: str) -> None:
        """Why it can't be confirmed as it stands; empty: it can."""
        self._blocked = reason
        self.update_verb()

    @override
    def lacks(self) -> str:
        return self._blocked or (self.reason.lacks() if self.reason else "")

    @Slot()
    def _on_submitted(self) -> None:
        self.confirmed.emit(self.reason.text if self.reason else "")


def facts_card(facts: Sequence[tuple[str, object]]) -> QWidget:
    card = Card(is_alternate=True)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 12, 16, 12)
    shown = FactList(label_width=96)
    shown.set_facts(facts)
    inside.addWidget(shown)
    return card
