"""Handing a task to somebody who may do it, from whatever screen it is looked at: one sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.errors import InputError
from app.models.queries.lookups import Holder
from app.services.commands.tasks import HandedOver, hand_over, take_back_task
from app.texts import role_name
from app.views import cells, theme
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.person_dialog import PersonDialog
from app.views.screen import Screen
from app.views.shown_time import shown_now
from app.views.typed_day import day_of
from app.views.undo import Failed, Turn, Undoable
from app.views.widgets.basics import StyledLabel
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.models.queries.task_detail import TaskDetail

Stored = Callable[[str, Undoable], object]  # what is said of it, and how it is taken back


class HandOverSheet(PersonDialog):
    """To whom, until when, and what they should know."""

    def __init__(self, title: str, people: Sequence[PersonChoice], parent: QWidget) -> None:
        note = tr("You stay on record as who handed it over.")
        super().__init__(title, note, people, parent, verb=tr("Hand over"))
        self.until = _line(tr("Until"), "person.until", tr("2026-12-31 or 2w; empty: for good"))
        self.note = _line(tr("Note"), "person.note", tr("What they should know"))
        fields = QWidget()
        grid = QGridLayout(fields)
        grid.setContentsMargins(0, 0, 0, 0)
        lines = ((tr("Until"), self.until), (tr("Note"), self.note))
        for place, (words, field) in enumerate(lines):
            label = StyledLabel(words, is_secondary=True)
            label.setBuddy(field)
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
        self.add_below(fields)
        for edit in (self.until, self.note):
            edit.returnPressed.connect(self.picker.choose_current)

    def chosen_until(self) -> datetime | None:
        """Raises:
        InputError: what was typed is no day.
        """
        typed = self.until.text().strip()
        until = day_of(typed, shown_now()) if typed else None
        if typed and until is None:
            raise InputError(tr("Until is a day, such as 2026-12-31, or a span, such as 2w."))
        return until


def _line(name: str, object_name: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(object_name)
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setFixedHeight(theme.px(28))
    return field


def hand_over_task(
    screen: Screen, task_id: UUID, title: str, then: Callable[[], object] = lambda: None
) -> None:
    """Ask whom; once it is stored `then` is called, the screen reads anew, and Ctrl+Z undoes it."""
    from app.models.queries.task_detail import load_task  # Home hands over, and shows none

    def stored(said: str, act: Undoable) -> None:
        screen.shell.toast(said, act)
        then()
        screen.refresh()

    def offer(detail: TaskDetail) -> None:
        ask_hand_over(
            screen.backend,
            screen.window(),
            detail,
            title=title,
            stored=stored,
            after=screen.refresh,
        )

    me: UUID = screen.backend.decider.id
    screen.backend.read_for_sheet(offer, load_task, task_id, me, now=shown_now())


def ask_hand_over(
    backend: Backend,
    window: QWidget,
    detail: TaskDetail,
    *,
    title: str,
    stored: Stored,
    after: Callable[[], object] = lambda: None,
) -> HandOverSheet:
    """The sheet stays until it is stored; `after`: once it was taken back, or done again."""
    me: UUID = backend.decider.id
    words = tr("Hand over: {title}").format(title=title)
    sheet = HandOverSheet(words, people_for(detail.may_do, me), window)

    def say(person: PersonChoice, until: datetime | None, handed: HandedOver) -> None:
        sheet.accept()
        words = tr("Hand to {name}: {title}").format(name=person.name, title=title)
        said = tr("{name} has it now: {title}").format(name=person.name, title=title)
        if until is not None:
            said = tr("{name} has it until {when}: {title}").format(
                name=person.name, when=cells.moment(until), title=title
            )
        stored(said, Undoable(words, take_back(backend, handed), after=after))

    def give(person: PersonChoice) -> None:
        try:
            until = sheet.chosen_until()
        except InputError as error:
            sheet.fail(error)
            sheet.until.setFocus()
            return
        backend.run(
            partial(say, person, until), hand_over, detail.row.id, UUID(person.id),
            until=until, note=sheet.note.text(), on_error=sheet.fail,
        )  # fmt: skip

    sheet.chosen.connect(give)
    open_sheet(sheet, draft=(str(detail.row.id), "hand_over"))
    return sheet


def take_back(backend: Backend, handed: HandedOver) -> Turn:
    def turn(then: Callable[[Turn, str], object], failed: Failed) -> None:
        def done(back: HandedOver) -> None:
            then(take_back(backend, back), "")

        backend.run(done, take_back_task, handed, on_error=failed)

    return turn


def people_for(holders: Sequence[Holder], me: UUID) -> list[PersonChoice]:
    """Holders once each, with all their roles; oneself can't be chosen."""
    roles: dict[UUID, list[str]] = {}
    names = {one.person_id: one.full_name for one in holders}
    for one in holders:
        roles.setdefault(one.person_id, []).append(role_name(one.role))
    return [
        PersonChoice(str(key), names[key], ", ".join(found), tr("that is you") if key == me else "")
        for key, found in roles.items()
    ]
