"""`modelward task`: the inbox."""

from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, reading
from app.command_line.output import facts, plain, table
from app.command_line.release import request_text
from app.models.queries.find import find_numbered
from app.models.queries.listing_tasks import TaskDetail, list_tasks, load_request, load_task
from app.models.queries.registrations import list_open_registrations
from app.models.tables.life_cycle import UserTask
from app.services.commands.tasks import claim_task, complete_task
from app.services.given_variables import read_variables

TASK = new_family()


@TASK.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Also what others have to do.")] = False,
) -> None:
    """Open tasks that you may do, or all of them."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(list_tasks, work.actor.id, is_all=is_all)
        asked = work.read(list_open_registrations, work.actor.id)
    models = [one for one in asked if is_all or one.is_mine]
    columns = {
        "number": "task", "name": "what", "model": "model", "version": "version",
        "request": "request", "roles": "roles", "outcomes": "outcomes", "assignee": "taken by",
        "due_at": "due",
    }  # fmt: skip
    shown = table(rows, columns, nothing="" if models else "Nothing to do.")
    lines = [shown] if shown else []
    lines += [
        f"{one.asked_by} asks for {one.name} to be registered:"
        f" modelward registration show {one.number}"
        for one in models
    ]
    call.answer({"tasks": rows, "registrations": models}, "\n".join(lines))


@TASK.command("show")
def show(context: typer.Context, task: Annotated[str, typer.Argument(help="Its number.")]) -> None:
    """A task with what it is about; an approval with its request and votes."""
    call = of(context)
    with reading(call) as work:
        found = work.read(load_task, task, work.actor.id)
        row = work.read(_request_of, found.task.id)
        request = work.read(load_request, row) if row else None
    document = {**plain(found.task), **_rest(found), "request_detail": request}
    shown = _text(found)
    if request is not None:
        shown += "\n\n" + request_text(request)
    call.answer(document, shown)


def _request_of(session: Session, task_id: UUID) -> UUID | None:
    return session.get_one(UserTask, task_id).request_id


def _rest(found: TaskDetail) -> dict[str, object]:
    return {
        "facts": found.facts,
        "outcome": found.outcome or None,
        "reason": found.reason or None,
        "form": found.form or None,
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
            "outcomes": task.outcomes,
            "due": task.due_at,
            "outcome": found.outcome,
            "reason": found.reason,
            **{name: json.dumps(plain(one)) for name, one in found.facts.items()},
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
