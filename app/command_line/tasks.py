"""`modelward task`: the inbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.approval_text import approval_text
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, is_named, reading
from app.command_line.output import facts, moment, outline, plain, table, told_of_more
from app.command_line.values import last_instant
from app.models.queries.find import find_numbered
from app.models.queries.listing_tasks import TaskDetail, list_tasks, load_request, load_task
from app.models.queries.registrations import count_unlisted_open, list_open_registrations
from app.models.tables.life_cycle import UserTask
from app.services.commands.people import find_person
from app.services.commands.tasks import claim_task, complete_task, delegate_task
from app.services.given_variables import read_variables
from app.texts import N_, told

TASK = new_family()


@TASK.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Also what others have to do.")] = False,
) -> None:
    """Open tasks that you may do, or all of them; all too where nobody says who they are."""
    call = of(context)
    with reading(call) as work:
        every = work.read(list_tasks, work.actor.id, is_all=True)
        asked = work.read(list_open_registrations, work.actor.id, is_all=True)
        more = work.read(count_unlisted_open, work.actor.id, is_all=True)
        person = work.actor if is_named(call, work) else None
    is_all = is_all or person is None
    rows = [row for row in every if is_all or row.is_mine]
    models = [one for one in asked if is_all or one.is_mine]
    columns = {
        "number": "task", "name": "what", "model": "model", "version": "version",
        "request": "request", "roles": "roles", "outcomes": "outcomes", "assignee": "taken by",
        "due_at": "due",
    }  # fmt: skip
    others = len(every) - len(rows)
    name = f"{person.full_name} ({person.handle})" if person else ""
    nothing = "Nothing to do." if is_all else f"Nothing for {name} to do."
    shown = table(rows, columns, nothing="" if models else nothing, step="name")
    lines = [shown] if shown else []
    lines += [
        f"{one.asked_by} asks for {one.name} to be registered:"
        f" modelward registration show {one.number}"
        for one in models
    ]
    if more:
        lines.append(f"Requests for models: {told_of_more(more)}")
    if person is None and (rows or models):
        lines.append("Nobody is named, so these are everybody's; --as PERSON shows those of one.")
    if others:
        waits = "1 task waits" if others == 1 else f"{others} tasks wait"
        lines.append(f"{waits} for others: modelward task list --all shows them.")
    document = {
        "tasks": rows,
        "registrations": models,
        "more_registrations": more,
        "for": person.handle if person else None,
        "others": others,
    }
    call.answer(document, "\n".join(lines))


@TASK.command("show")
def show(context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")]) -> None:
    """A task with what it is about; an approval with its request and votes."""
    call = of(context)
    with reading(call) as work:
        found = work.read(load_task, task, work.actor.id)
        row = work.read(_request_of, found.task.id)
        request = work.read(load_request, row) if row else None
    document = {**plain(found.task), **_rest(found), "request_detail": request}
    rest = ["", approval_text(request)] if request else [*outline(found.facts), *_way_out(found)]
    shown = "\n".join([_text(found), *rest])
    call.answer(document, shown)


NO_RUNTIME = N_(
    "Its release is for the first of its service tags. Either tag a runtime for it (modelward "
    "runtime tag NAME, with all tags it shall have) and end this task with retry. Or, where the "
    "model is for another service, end it with abandon, give the model that tag (modelward model "
    "change {model} --service-tag TAG) and submit it again (modelward submit {model}:{version})."
)


def _way_out(found: TaskDetail) -> list[str]:
    """How to go on where the rules that failed don't say it."""
    task = found.task
    if task.kind != "runtime" or not task.model:
        return []
    return ["", told(NO_RUNTIME.format(model=task.model, version=task.version))]


def _request_of(session: Session, task_id: UUID) -> UUID | None:
    return session.get_one(UserTask, task_id).request_id


def _rest(found: TaskDetail) -> dict[str, object]:
    return {
        "facts": found.facts,
        "outcome": found.outcome or None,
        "reason": found.reason or None,
        "form": found.form or None,
        "handed_until": found.handed_until,
        "handed_note": found.handed_note or None,
    }


def _text(found: TaskDetail) -> str:
    task = found.task
    return facts(
        {
            "task": task.number,
            "what": task.name,
            "about": f"{task.model}:{task.version}" if task.model else "",
            "state": task.state,
            "roles": task.roles,
            "taken by": task.assignee,
            "with them until": found.handed_until,
            "note": found.handed_note,
            "outcomes": task.outcomes,
            "due": task.due_at,
            "outcome": found.outcome,
            "reason": found.reason,
        }
    )


@TASK.command("claim")
def claim(context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")]) -> None:
    """Take a task, so that others see that you do it."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, UserTask, task, what="task")
        work.write(claim_task, row.id)
        found = work.read(load_task, task, work.actor.id)
    call.answer({**plain(found.task), **_rest(found)}, f"Task {found.task.number} is yours.")


@TASK.command("hand-over")
def hand_over(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="Its number.")],
    person: Annotated[str, typer.Option("--to", help="Who shall do it.")],
    until: Annotated[
        str, typer.Option(help="Then it comes back: 3d or 2026-12-31T09:00.", metavar="TIME")
    ] = "",
    note: Annotated[str, typer.Option(help="What they should know.")] = "",
) -> None:
    """Give a task to somebody who may do it; with --until, it comes back on that day."""
    call = of(context)
    when = last_instant(until, datetime.now(UTC)) if until else None
    with acting(call) as work:
        row = work.read(find_numbered, UserTask, task, what="task")
        with work.unit() as unit:
            delegate_task(unit, row.id, find_person(unit, person).id, until=when, note=note)
        found = work.read(load_task, task, work.actor.id)
    back = f" until {moment(when)}" if when else ""
    said = f"Task {found.task.number} is with {found.task.assignee}{back}."
    call.answer({**plain(found.task), **_rest(found)}, said)


@TASK.command("complete")
def complete(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="Its number.")],
    outcome: Annotated[str, typer.Option(help="One of the task's outcomes.")],
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
    answer: Annotated[
        list[str] | None, typer.Option(help="A field of its form: name=value.", metavar="K=V")
    ] = None,
) -> None:
    """End a task with one of its outcomes; its process goes on from there."""
    call = of(context)
    answers = read_variables(answer or ())
    with acting(call) as work:
        row = work.read(find_numbered, UserTask, task, what="task")
        work.write(complete_task, row.id, outcome=outcome, reason=reason, answers=answers)
        found = work.read(load_task, task, work.actor.id)
    said = f"Task {found.task.number} ended: {outcome}."
    call.answer({**plain(found.task), **_rest(found)}, said)
