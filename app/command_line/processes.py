"""`modelward process` and `signal`: running life cycles, their incidents, messages to them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, listed, table
from app.command_line.subjects import version_of
from app.errors import InputError
from app.models.queries.find import find_model
from app.models.queries.listing_processes import (
    ProcessDetail,
    ProcessRow,
    find_incident,
    find_instance,
    list_processes,
    list_unfinished,
    load_process,
    open_incidents,
)
from app.models.tables.organisation import BusinessUnit
from app.services.commands.processes import retry_incident, send_message, steer
from app.services.given_variables import read_variables
from app.services.unit_of_work import InboxKind

PROCESS = new_family()
SINGLE = new_family()
Number = Annotated[str, typer.Argument(help="Its number.")]


@PROCESS.command("list")
def list_(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL; empty: of all models")] = "",
    is_all: Annotated[bool, typer.Option("--all", help="Also those that ended.")] = False,
) -> None:
    """Running life cycles, and what was asked of the engine and not done."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(_processes, model, is_all=is_all)
        waiting = work.read(list_unfinished)
    columns = {
        "number": "process", "title": "what", "template": "life cycle", "state": "state",
        "at": "stands at", "outcome": "outcome", "incidents": "incidents", "started_at": "started",
    }  # fmt: skip
    shown = table(rows, columns, nothing="No life cycle runs.")
    asked = [row for row in waiting if row.consumed_at is None]
    failed = [row for row in waiting if row.result]
    if asked:
        shown += f"\n{len(asked)} more asked for; a service takes them up."
    told = [f"{row.kind} could not be done: {row.result}" for row in failed[-5:]]
    shown = "\n".join(filter(None, [shown, listed(told)]))
    call.answer({"processes": rows, "asked": asked, "refused": failed}, shown)


def _processes(session: Session, model: str, *, is_all: bool) -> list[ProcessRow]:
    model_id = find_model(session, model).id if model else None
    return list_processes(session, is_all=is_all, model_id=model_id)


@PROCESS.command("show")
def show(context: typer.Context, process: Number) -> None:
    """A life cycle: where it stands, what it did, its incidents and variables."""
    call = of(context)
    found = read(call, _detail, process)
    call.answer(found, _text(found))


def _detail(session: Session, text: str) -> ProcessDetail:
    return load_process(session, find_instance(session, text))


def _text(found: ProcessDetail) -> str:
    row = found.process
    head = facts(
        {
            "process": row.number,
            "what": row.title,
            "life cycle": row.template,
            "state": row.state,
            "outcome": row.outcome,
            "reason": row.reason,
            "stands at": row.at,
            "started": row.started_at,
            "ended": row.ended_at,
        }
    )
    steps = {"element": "step", "name": "name", "state": "state", "outcome": "outcome",
             "started_at": "started", "ended_at": "ended"}  # fmt: skip
    lines = [head, "", table(found.steps, steps, nothing="No step has ended yet.", step="name")]
    told = [
        f"incident {one.number} ({one.state}) at {one.element}: {one.message} {one.hint}".rstrip()
        for one in found.incidents
    ]
    return "\n".join([*lines, *([listed(told)] if told else [])])


@PROCESS.command("retry")
def retry(
    context: typer.Context,
    process: Number,
    incident: Annotated[str, typer.Option(help="Number of one incident. Default: all.")] = "",
) -> None:
    """Try again the steps that could not go on by themselves."""
    call = of(context)
    with acting(call) as work:
        instance = work.read(find_instance, process)
        incidents = (
            [work.read(find_incident, incident)]
            if incident
            else work.read(open_incidents, instance)
        )
        if not incidents:
            raise InputError(f"Process {process} has no open incident.")
        asked = [work.write(retry_incident, one) for one in incidents]
    call.answer({"asked": asked}, f"{len(asked)} steps are tried again; a service does it.")


@PROCESS.command("cancel")
def cancel(
    context: typer.Context,
    process: Number,
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
) -> None:
    """End a life cycle without its result."""
    _steer(context, process, InboxKind.CANCEL, reason=reason)


@PROCESS.command("suspend")
def suspend(context: typer.Context, process: Number) -> None:
    """Let a life cycle rest; its timers too."""
    _steer(context, process, InboxKind.SUSPEND)


@PROCESS.command("resume")
def resume(context: typer.Context, process: Number) -> None:
    """Let a resting life cycle go on."""
    _steer(context, process, InboxKind.RESUME)


def _steer(context: typer.Context, process: str, kind: InboxKind, *, reason: str = "") -> None:
    call = of(context)
    with acting(call) as work:
        instance = work.read(find_instance, process)
        asked = work.write(steer, instance, kind, reason=reason)
    call.answer({"asked": asked}, f"Asked to {kind} process {process}; a service does it.")


@SINGLE.command("signal")
def signal(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the message.")],
    key: Annotated[
        str, typer.Option(help="Which instance: a key, or MODEL:3 for that version's.")
    ] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: the top one.")] = "",
    var: Annotated[
        list[str] | None, typer.Option(help="name=value; may be repeated.", metavar="K=V")
    ] = None,
) -> None:
    """Send a message from outside to the life cycle that waits for it."""
    call = of(context)
    given = read_variables(var or ())
    with acting(call) as work:
        unit_id, found_key = work.read(_addressed, unit, key)
        asked = work.write(send_message, name, found_key, unit_id, given)
    call.answer({"asked": asked, "key": found_key}, f"{name} is sent; a service delivers it.")


def _addressed(session: Session, unit: str, key: str) -> tuple[UUID, str]:
    """The unit of the message, and its key; `model:3` stands for the version's id."""
    if ":" in key and not unit:
        version = version_of(session, key)
        return version.unit_id, str(version.id)
    statement = select(BusinessUnit.id).where(
        BusinessUnit.key == unit if unit else BusinessUnit.parent_id.is_(None)
    )
    found = session.scalars(statement).first()
    if found is None:
        raise InputError(f"There is no unit {unit}.", hint="modelward unit list shows them.")
    return found, key
