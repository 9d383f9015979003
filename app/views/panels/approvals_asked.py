"""A model that somebody asks to be registered: what they say of it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.approvals import ApprovalRow, registration_entry
from app.models.queries.registrations import RegistrationRow
from app.texts import person_name, why, word
from app.views.cells import State, Status
from app.views.dialogs.decision_dialog import Asked
from app.views.language import listed, tr
from app.views.panels.home_words import clock
from app.views.panels.parts import ScrollColumn
from app.views.places import ObjectRef
from app.views.widgets.basics import FactList, StateChip, StyledLabel, row, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.wrap import wrapping_row

STATES = {
    "asked": Status.WAITING,
    "registered": Status.OK,
    "declined": Status.FAILED,
    "withdrawn": Status.ACKNOWLEDGED,
}


@dataclass(frozen=True, slots=True)
class AskedPage:
    asked: RegistrationRow

    @property
    def row(self) -> ApprovalRow:
        return registration_entry(self.asked)


class AskedPanel(QWidget):
    left_for = Signal(object)  # ObjectRef

    def __init__(self, page: AskedPage, now: datetime) -> None:
        super().__init__()
        self.page = page
        one = page.asked
        title = tr("Register {model}").format(model=one.name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 0)
        layout.setSpacing(10)
        layout.addWidget(row(screen_title(title), None))
        chip = StateChip(State(STATES[one.state], word(one.state)))
        is_others = one.answered_at is None and not one.is_mine  # else the facts say it
        waits = StyledLabel(why(page.row.why) if is_others else "", is_secondary=True)
        layout.addWidget(wrapping_row(chip, waits))
        self.area = ScrollColumn(title, margins=(0, 4, 8, 12))
        facts = FactList(label_width=120)
        facts.set_facts(self._facts(now))
        self.area.column.addWidget(facts)
        if one.version_id is not None:
            self.area.column.addWidget(row(self._model_button(one), None))
        self.area.column.addStretch()
        layout.addWidget(self.area, 1)

    def _facts(self, now: datetime) -> list[tuple[str, object]]:
        one = self.page.asked
        asked_by = tr("{person}, {when}").format(
            person=person_name(one.asked_by), when=clock(one.asked_at, now)
        )
        facts: list[tuple[str, object]] = [
            (tr("What it is for"), _words(one.purpose)),
            (tr("Where its files are"), _words(one.source)),
        ]
        if one.note:
            facts.append((tr("Note"), _words(one.note)))
        facts += [(tr("Asked by"), asked_by), (tr("Unit"), one.unit_name)]
        if one.meant:
            facts.append((tr("Asked is"), one.meant))
        if one.answered_at is None:
            nobody = tr("nobody in {unit} yet").format(unit=one.unit_name)
            facts.append((tr("May register it"), listed(list(one.who)) or nobody))
            return facts
        if one.answered_by:
            answered = tr("{person}, {when}").format(
                person=person_name(one.answered_by), when=clock(one.answered_at, now)
            )
            facts.append((tr("Answered by"), answered))
        if one.version is not None:
            facts.append((tr("Registered as"), f"{one.model_name} v{one.version}"))
        if one.reason:
            facts.append((tr("Declined because"), _words(one.reason)))
        return facts

    def _model_button(self, one: RegistrationRow) -> Button:
        button = Button(tr("Open the model"), icon="external-link")
        button.setObjectName("asked.model")
        ref = ObjectRef("version", str(one.version_id), one.model_name)
        button.clicked.connect(lambda _checked: self.left_for.emit(ref))
        return button


def _words(text: str) -> StyledLabel:
    return StyledLabel(text, wraps=True, can_copy=True)


def answer_buttons(page: AskedPage, held: str) -> tuple[list[tuple[str, Button, str]], str]:
    """Key, button and the reason why not now; and what stands beside them.

    Args:
        held: why nothing can be changed now.
    """
    one = page.asked
    if one.answered_at is not None:
        return [], tr("This request has been answered.")
    who = tr("{who} may register it.").format(who=listed(list(one.who)))
    reason = held or ("" if one.can_answer else who if one.who else tr("Nobody may do it yet."))
    primary = Kind.PRIMARY if one.can_answer else Kind.NORMAL
    buttons = [
        ("register", Button(tr("Register…"), kind=primary, icon="plus", keys="Y", changes=True),
         reason),
    ]  # fmt: skip
    if one.is_own:
        taken = Button(tr("Withdraw"), icon="undo-2", changes=True)
        buttons.append(("withdraw", taken, held))
    decline = Button(tr("Decline…"), icon="x", keys="N", changes=True)
    buttons.append(("decline", decline, reason))
    note = reason or tr("Its sheet opens with what is said here; storing it answers who asked.")
    return buttons, note


def ask_decline(page: AskedPage, person: str) -> Asked:
    one = page.asked
    return Asked(
        title=tr("Decline to register {model}").format(model=one.name),
        facts=(
            (tr("Request"), f"{one.number}"),
            (tr("Asked by"), person_name(one.asked_by)),
            (tr("What it is for"), one.purpose),
        ),
        verb=tr("Decline"),
        person=person,
        role="",
        consequence=tr("{person} reads your reason, and can ask anew.").format(
            person=person_name(one.asked_by)
        ),
        is_danger=True,
    )
