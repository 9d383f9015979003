"""Handing a task to somebody who may do it, from whatever screen it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from app.models.queries.approval_detail import TaskDetail, load_task
from app.services.commands.tasks import HandedOver, hand_over
from app.views.language import tr
from app.views.panels.approvals_acts import people_for, take_back
from app.views.panels.person_dialog import PersonDialog
from app.views.screen import Screen
from app.views.shown_time import shown_now
from app.views.undo import Undoable
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet


def hand_over_task(
    screen: Screen, task_id: UUID, title: str, then: Callable[[], object] = lambda: None
) -> None:
    """Ask whom; once it is stored `then` is called, the screen reads anew, and Ctrl+Z undoes it."""
    me: UUID = screen.backend.decider.id
    screen.backend.read_once(
        partial(_offer, screen, title, then), load_task, task_id, me, now=shown_now()
    )


def _offer(screen: Screen, title: str, then: Callable[[], object], detail: TaskDetail) -> None:
    me: UUID = screen.backend.decider.id
    dialog = PersonDialog(
        tr("Hand over: {title}").format(title=title),
        tr("You stay on record as who handed it over."),
        people_for(detail.may_do, me),
        screen.window(),
    )

    def told(person: PersonChoice, handed: HandedOver) -> None:
        dialog.accept()
        words = tr("Hand to {name}: {title}").format(name=person.name, title=title)
        act = Undoable(words, take_back(screen.backend, handed), after=screen.refresh)
        said = tr("{name} has it now: {title}").format(name=person.name, title=title)
        screen.shell.toast(said, act)
        then()
        screen.refresh()

    def give(person: PersonChoice) -> None:
        screen.backend.run(
            partial(told, person), hand_over, detail.row.id, UUID(person.id), on_error=dialog.fail
        )

    dialog.chosen.connect(give)
    open_sheet(dialog)
