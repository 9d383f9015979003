"""The case file of one account: its roles and keys, and what an administrator may do about it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.administration import KeyCase, Organisation, PersonCase
from app.models.rules.keys import ACCOUNT_CLOSED, ENDED
from app.texts import role_name
from app.views.cells import State, moment
from app.views.language import tr
from app.views.panels.administration_words import KEY_STATES, capital, person_state
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.parts import ScrollColumn
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    FactList,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
    row,
)
from app.views.widgets.button import Button
from app.views.widgets.placeholders import EmptyState


def end_key_sheet(one: KeyCase, parent: QWidget) -> ConfirmSheet:
    """Revoke it; before it was in force take it back, or as an administrator refuse it."""
    never = tr("It never was in force, so nothing is signed with it. Another may be proposed.")
    title, verb, follows = {
        "revoked": (
            tr("End the signing key of {name}?"),
            tr("End the key"),
            tr("What was signed before stays signed; what comes later does not."),
        ),
        "withdrawn": (tr("Withdraw your proposed signing key?"), tr("Withdraw the key"), never),
        "refused": (tr("Refuse the signing key of {name}?"), tr("Refuse the key"), never),
    }[one.end]
    return ConfirmSheet(
        title.format(name=one.key.full_name),
        verb,
        parent,
        facts=((tr("Key"), one.key.kid), (tr("Owner"), one.key.full_name)),
        consequences=(follows,),
        is_danger=True,
    )


def ended_words(one: KeyCase) -> str:
    """What was done to it."""
    said = {"withdrawn": tr("The key is withdrawn"), "refused": tr("The key is refused")}
    return said.get(one.end, tr("The key has ended"))


class CasePane(QWidget):
    """Everything about one account, and what an administrator may do about it."""

    key_confirmed = Signal(object)  # KeyCase
    key_revoked = Signal(object)
    key_wanted = Signal()  # one of one's own

    def __init__(self, *, left: int = 16) -> None:
        super().__init__()
        self.setObjectName("administration.case")
        self.area = ScrollColumn(tr("Account"), margins=(left, 14, 16, 16))
        self.role_button = act_button(tr("Ask for a role…"), "administration.ask_role")
        self.end_button = act_button(tr("End a role…"), "administration.end_role")
        self.close_button = act_button(tr("Close account…"), "administration.close")
        self.view_button = act_button(
            tr("View as this person"), "administration.view_as", changes=False
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        buttons = QWidget()
        lines = QVBoxLayout(buttons)
        lines.setContentsMargins(16, 10, 16, 12)
        lines.setSpacing(8)
        lines.addWidget(row(self.role_button, self.end_button))
        lines.addWidget(row(self.view_button, self.close_button))
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(Divider())
        foot.addWidget(buttons)
        layout.addWidget(self.foot)
        for one in (self.role_button, self.end_button, self.close_button, self.view_button):
            one.set_blocked(unread_words())

    def show_case(self, case: PersonCase | None, organisation: Organisation, me: UUID) -> None:
        column = self.area.start_over(case.person.id if case else None)
        if case is None:
            said = tr("Choose one in the list: roles, keys and open requests stand here.")
            column.addWidget(EmptyState(tr("No user is chosen"), said, pictures=("user",)), 1)
        else:
            self._fill(column, case, me)
        self._judge(case, organisation, me)

    def _fill(self, column: QVBoxLayout, case: PersonCase, me: UUID) -> None:
        person = case.person
        title = pane_title(person.full_name)
        column.addWidget(row(title, None, StateChip(person_state(case))))
        facts = FactList(label_width=84)
        closed = ((tr("Closed"), moment(person.closed_at)),) if person.closed_at else ()
        facts.set_facts(
            ((tr("Handle"), person.handle), (tr("Login"), person.login or tr("none")), *closed)
        )
        column.addWidget(facts)
        if person.closed_because:
            because = tr("Closed because: {reason}").format(reason=person.closed_because)
            column.addWidget(StyledLabel(because, wraps=True, can_copy=True))
        for pair in case.conflicts:
            words = tr("{one} and {other} must not meet in one person.").format(
                one=capital(role_name(str(pair[0]))), other=role_name(str(pair[1]))
            )
            column.addWidget(StyledLabel(words, wraps=True))
        column.addSpacing(8)
        column.addWidget(SectionLabel(tr("Roles")))
        for one in person.memberships:
            until = tr("until {day}").format(day=moment(one.valid_until)) if one.valid_until else ""
            ended = "" if one.is_valid else tr("ended")
            note = " · ".join(filter(None, (one.unit_name, ended or until)))
            column.addWidget(
                row(StyledLabel(capital(role_name(str(one.role)))), None, caption(note))
            )
        if not person.memberships:
            column.addWidget(caption(tr("none")))
        column.addSpacing(8)
        column.addWidget(SectionLabel(tr("Signing keys")))
        for each in case.keys:
            column.addWidget(self._key_line(each))
        if not case.keys:
            column.addWidget(caption(tr("none")))
        if person.id == me:
            make = act_button(tr("Make a key…"), "administration.key.new")
            make.clicked.connect(lambda _on: self.key_wanted.emit())
            make.set_blocked("" if person.roles else tr("You hold no role yet."))
            column.addWidget(row(make, None))
        column.addStretch()

    def _key_line(self, one: KeyCase) -> QWidget:
        """A key with its state, and its next step where there is one."""
        state = State(KEY_STATES[one.key.stands], texts.word(one.key.stands))
        kid = StyledLabel(one.key.kid, FontRole.MONO, can_copy=True)
        line = row(kid, None, StateChip(state))
        buttons: list[QWidget] = []
        if one.key.state in ("proposed", "endorsed"):
            confirm = act_button(tr("Confirm…"), f"administration.key.{one.key.kid}.confirm")
            confirm.set_blocked(why(one.confirm_blockers))
            confirm.clicked.connect(partial(self.key_confirmed.emit, one))
            buttons.append(confirm)
        if one.key.state not in ENDED:
            words = {"withdrawn": tr("Withdraw…"), "refused": tr("Refuse…")}
            revoke = act_button(
                words.get(one.end, tr("End it…")), f"administration.key.{one.key.kid}.revoke"
            )
            revoke.set_blocked(why(one.revoke_blockers))
            revoke.clicked.connect(partial(self.key_revoked.emit, one))
            buttons.append(revoke)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(line)
        if one.key.stands == ACCOUNT_CLOSED:
            idle = tr("The account of its holder is closed; nothing can be signed with it.")
            layout.addWidget(caption(idle, wraps=True))
        if one.key.log_says:
            told, by_log = texts.word(one.key.row_says), texts.word(one.key.log_says)
            other = tr("Its row says {row}, the log {log}: it was changed past the rules.")
            layout.addWidget(caption(other.format(row=told, log=by_log), wraps=True))
        if buttons:
            layout.addWidget(row(*buttons))
        return holder

    def _judge(self, case: PersonCase | None, organisation: Organisation, me: UUID) -> None:
        none = tr("Choose a user first.") if case is None else ""
        right = "" if organisation.is_administrator else tr("Only administrators do this.")
        own = tr("Nobody changes their own roles.") if case and case.person.id == me else ""
        closed = tr("This account is closed.") if case and case.person.closed_at else ""
        roles = "" if case and case.person.roles else tr("The person holds no role.")
        self.role_button.set_blocked(none or right or own or closed)
        self.end_button.set_blocked(none or right or own or roles)
        self.close_button.set_blocked(none or (why(case.close_blockers) if case else ""))
        same = tr("That is you.") if case and case.person.id == me else ""
        self.view_button.set_blocked(none or right or same or closed or roles)


def unread_words() -> str:
    """Why a button waits until what it acts on has been read."""
    return tr("Your rights are being read; try again in a moment.")


def why(blockers: Any) -> str:
    return "\n".join(map(texts.blocker, blockers))


def act_button(text: str, name: str, call: Any = None, *, changes: bool = True) -> Button:
    made = Button(text, changes=changes)
    made.setObjectName(name)
    if call is not None:
        made.clicked.connect(call)
    return made
