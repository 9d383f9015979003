"""`modelward connection`: the stores and runtimes of a workspace, paused and let go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.errors import InputError
from app.models.queries.administration import ConnectionRow, list_connections
from app.models.rules.pauses import PAUSABLE
from app.services.commands.pauses import pause_connection, resume_connection

APP = new_family()
COLUMNS = {
    "kind": "kind", "name": "connection", "state": "state", "paused_by": "paused by",
    "paused_at": "since", "reason": "reason", "detail": "where",
}  # fmt: skip
Kind = Annotated[str, typer.Argument(help=", ".join(PAUSABLE))]
Name = Annotated[str, typer.Argument(help="Its name, or its id.")]


@dataclass(frozen=True, slots=True)
class Shown:
    kind: str
    id: UUID
    name: str
    detail: str
    state: str  # of a runtime; paused, whatever it is
    is_paused: bool
    paused_by: str
    paused_at: datetime | None
    reason: str


@APP.command("list")
def list_(
    context: typer.Context,
    is_paused: Annotated[bool, typer.Option("--paused", help="Only what is paused.")] = False,
) -> None:
    """Stores and runtimes; of those that are paused by whom, since when and why."""
    call = of(context)
    rows = [one for one in read(call, _shown) if one.is_paused or not is_paused]
    nothing = "Nothing is paused." if is_paused else "No connections are recorded."
    call.answer({"connections": rows}, table(rows, COLUMNS, nothing=nothing))


@APP.command("pause")
def pause(
    context: typer.Context,
    kind: Kind,
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; who waits for it reads this.")],
) -> None:
    """Ask nothing of a connection from now on: what would use it waits, or says so."""
    _turn(context, pause_connection, kind, name, reason=reason, said="is paused")


@APP.command("resume")
def resume(
    context: typer.Context,
    kind: Kind,
    name: Name,
    reason: Annotated[str, typer.Option(help="Why it goes on.")],
) -> None:
    """Let a paused connection go on: what waits for it is done within a minute."""
    _turn(context, resume_connection, kind, name, reason=reason, said="goes on")


def _turn(
    context: typer.Context, command: Callable[..., object], kind: str, name: str, *, reason: str,
    said: str,
) -> None:  # fmt: skip
    call = of(context)
    with acting(call) as work:
        found = work.read(_named, kind, name)
        work.write(command, found.kind, found.id, reason=reason)
        row = work.read(_named, kind, str(found.id))
    call.answer(row, f"{row.name} {said}.")


def _shown(session: Session) -> list[Shown]:
    return [_row(one, one.id) for one in list_connections(session) if one.id is not None]


def _row(one: ConnectionRow, key: UUID) -> Shown:
    pause = one.pause
    return Shown(
        one.kind, key, one.name, one.detail, "paused" if pause else one.state, pause is not None,
        pause.by if pause else "", pause.at if pause else None, pause.reason if pause else "",
    )  # fmt: skip


def _named(session: Session, kind: str, name: str) -> Shown:
    if kind not in PAUSABLE:
        raise InputError(f"A {kind} can't be paused.", hint="A runtime or a store can.")
    found = [one for one in _shown(session) if one.kind == kind and name in (one.name, str(one.id))]
    if not found:
        raise InputError(
            f"There is no {kind} called {name}.", hint="modelward connection list shows them."
        )
    if len(found) > 1:
        raise InputError(f"More than one {kind} is called {name}.", hint="Name it by its id.")
    return found[0]
