"""Asking for a role, or letting somebody hold one: what follows stands there before it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app import texts
from app.errors import InputError
from app.models.queries.administration import Organisation, PersonCase
from app.models.rules.blockers import Blocker
from app.models.rules.role_requests import END, GRANT, RoleChange, asking_role_blockers
from app.models.rules.roles import PEOPLE, Role
from app.texts import role_name
from app.views import theme
from app.views.language import tr
from app.views.panels.administration_connecting import line
from app.views.panels.administration_effect import effect_lines
from app.views.panels.administration_words import capital
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.theme import FontRole
from app.views.typed_day import day_of
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.fields import Choice


class RoleSheet(ConfirmSheet):
    """A role, a unit, until when, and why. `wanted` gives what the command needs."""

    def __init__(
        self, case: PersonCase, organisation: Organisation, parent: QWidget, *, me: UUID
    ) -> None:
        self._case, self._organisation, self._me = case, organisation, me
        self._units = [one for one in organisation.units if one.id in organisation.administers]
        self._roles = [role for role in Role if role in PEOPLE]
        self.role = Choice(
            tr("Role"),
            [capital(role_name(str(one))) for one in self._roles],
            keys=list(map(str, self._roles)),
        )
        self.role.setObjectName("administration.role")
        self.unit = Choice(tr("Unit"), ["  " * one.depth + one.name for one in self._units])
        self.unit.setObjectName("administration.unit")
        hint = tr("2026-12-31; empty: until it is ended")
        self.until = line(tr("Until"), "administration.until", hint)
        name = case.person.full_name
        super().__init__(
            tr("A role for {name}").format(name=name),
            tr("Ask for it"),
            parent,
            body=_form(
                ((tr("Role"), self.role), (tr("Unit"), self.unit), (tr("Until"), self.until)),
                tr("It counts in the unit and in all units below it."),
            ),
        )
        self.role.activated.connect(self._judge)
        self.unit.activated.connect(self._judge)
        self.until.textChanged.connect(self._judge)
        if self._units:
            self.role.setCurrentIndex(self._first_that_can_be_asked())
        self._judge()
        self.role.setFocus()

    def _first_that_can_be_asked(self) -> int:
        """Nobody is welcomed by a refusal: most hold the first role of the list already."""
        found = (n for n, role in enumerate(self._roles) if not self._blockers(role))
        return next(found, 0)

    def _blockers(self, role: Role) -> tuple[Blocker, ...]:
        person = self._case.person
        there = frozenset(
            one.role
            for one in person.memberships
            if one.is_valid and one.unit_id == self.chosen_unit
        )
        held, is_closed = frozenset(person.roles), person.closed_at is not None
        change = RoleChange(person.id, str(role), GRANT, held, there, is_closed)
        return tuple(asking_role_blockers(change))

    @property
    def chosen_role(self) -> Role:
        return self._roles[self.role.currentIndex()]

    @property
    def chosen_unit(self) -> UUID:
        return self._units[self.unit.currentIndex()].id

    def chosen_until(self) -> datetime | None:
        """The end of the day that was typed.

        Raises:
            InputError: it is no day.
        """
        typed = self.until.text().strip()
        until = day_of(typed, datetime.now(UTC)) if typed else None
        if typed and until is None:
            raise InputError(tr("Until is a day, such as 2026-12-31, or a span, such as 2w."))
        return until

    @Slot()
    def _judge(self, _value: object = None) -> None:
        if not self._units:
            self.set_blocked(tr("You administer no unit."))
            return
        pattern = tr("Nothing changes yet: another administrator confirms, not you or {name}.")
        effect = effect_lines(
            self._organisation, self.chosen_role, GRANT,
            person=self._case.person.id, asked_by=self._me, unit=self.chosen_unit,
            called={self._case.person.id: self._case.person.full_name},
        )  # fmt: skip
        self.set_consequences([pattern.format(name=self._case.person.full_name), *effect])
        try:
            self.chosen_until()
        except InputError as error:
            self.set_blocked(error.message)
            return
        self.set_blocked("\n".join(map(texts.blocker, self._blockers(self.chosen_role))))


class AddSheet(ConfirmSheet):
    """A new person: a handle, a full name and, where a team works, the login of the database."""

    def __init__(self, parent: QWidget, *, is_team: bool) -> None:
        self._handle = line(tr("Handle"), "administration.handle", tr("short, for example ana"))
        self._full_name = line(tr("Full name"), "administration.full_name")
        self._login = line(tr("Login"), "administration.login", tr("the handle, where empty"))
        self._is_team = is_team
        fields = [(tr("Handle"), self._handle), (tr("Full name"), self._full_name)]
        if is_team:
            fields.append((tr("Login"), self._login))
        super().__init__(
            tr("Add a user"),
            tr("Add"),
            parent,
            minimum_reason=0,
            consequences=(tr("A new person holds no role yet, and sees nothing."),),
            body=_form(fields, ""),
        )
        for field in (self._handle, self._full_name):
            field.textChanged.connect(self._judge)
        self._judge()
        self._handle.setFocus()

    @property
    def handle(self) -> str:
        return self._handle.text().strip()

    @property
    def full_name(self) -> str:
        return self._full_name.text().strip()

    @property
    def login(self) -> str:
        return (self._login.text().strip() or self.handle) if self._is_team else ""

    @Slot()
    def _judge(self, _text: str = "") -> None:
        lacks = "" if self.handle and self.full_name else tr("Give a handle and a full name.")
        self.set_blocked(lacks)


class EndSheet(ConfirmSheet):
    """Which of the roles held is to end, and why."""

    def __init__(
        self, case: PersonCase, organisation: Organisation, parent: QWidget, *, me: UUID
    ) -> None:
        is_team = organisation.is_team
        self._case, self._organisation, self._me = case, organisation, me
        self._held = [one for one in case.person.memberships if one.is_valid]
        self.role = Choice(
            tr("Role"),
            [f"{capital(role_name(str(one.role)))} · {one.unit_name}" for one in self._held],
            keys=[f"{one.role} {one.unit_name}" for one in self._held],
        )
        self.role.setObjectName("administration.ended")
        self._first = (
            tr("Nothing changes yet: another administrator confirms.")
            if is_team
            else tr("It ends at once, and stays in the history.")
        )
        super().__init__(
            tr("End a role of {name}").format(name=case.person.full_name),
            tr("Ask for its end") if is_team else tr("End it"),
            parent,
            is_danger=not is_team,
            body=_form(((tr("Role"), self.role),), ""),
        )
        self.action = END
        self.role.currentIndexChanged.connect(lambda _n: self._tell())
        self._tell()

    def _tell(self) -> None:
        role, unit = self.chosen
        effect = effect_lines(
            self._organisation, role, END,
            person=self._case.person.id, asked_by=self._me, unit=unit,
            called={self._case.person.id: self._case.person.full_name},
        )  # fmt: skip
        self.set_consequences([self._first, *effect])

    @property
    def chosen(self) -> tuple[Role, UUID]:
        one = self._held[self.role.currentIndex()]
        return one.role, one.unit_id


def _form(fields: Sequence[tuple[str, QWidget]], note: str) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, theme.px(108))
    grid.setColumnStretch(1, 1)
    for n, (name, field) in enumerate(fields):
        label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
        label.setBuddy(field)
        grid.addWidget(label, n, 0)
        grid.addWidget(field, n, 1)
    if note:
        grid.addWidget(caption(note, wraps=True), len(fields), 1)
    return holder
