"""`modelward registration`: asking those who may register a model, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, reading
from app.command_line.output import facts, table, told_of_more
from app.models.queries.find import find_numbered, find_version
from app.models.queries.registrations import (
    RegistrationRow,
    count_unlisted,
    list_registrations,
    load_registration,
)
from app.models.tables.inventory import RegistrationRequest
from app.services.commands.asked_registrations import (
    NewAsking,
    ask_registration,
    decline_registration,
    settle_registration,
    withdraw_registration,
)
from app.services.unit_of_work import UnitOfWork, Work

REGISTRATION = new_family()
COLUMNS = {
    "number": "request", "name": "model", "unit_key": "unit", "asked_by": "asked by",
    "meant": "asked is", "state": "state", "answered_by": "answered by",
}  # fmt: skip
Number = Annotated[str, typer.Argument(help="The request's number.")]


@REGISTRATION.command("ask")
def ask(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the model is called.")],
    purpose: Annotated[str, typer.Option(help="What it is for: its use case.")],
    source: Annotated[str, typer.Option(help="Where its files are, or who has them.")],
    note: Annotated[str, typer.Option(help="What else to know.")] = "",
    to: Annotated[
        str, typer.Option(help="Handle of who is asked. Default: whoever may register there.")
    ] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
) -> None:
    """Ask for a model to be registered by somebody who may: it stands among their tasks."""
    call = of(context)
    new = NewAsking(name, purpose, source, note, unit, to)
    with acting(call) as work:
        row = _load(work, work.write(lambda unit_of_work: ask_registration(unit_of_work, new).id))
    who = row.meant or ", ".join(row.who)
    said = f"Request {row.number} is made. "
    said += f"Asked: {who}." if who else f"Nobody may register in {row.unit_key} yet."
    call.answer(row, said)


@REGISTRATION.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Answered ones of others too.")] = False,
) -> None:
    """What waits to be registered, and what became of what you asked."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(list_registrations, work.actor.id, is_all=is_all)
        more = work.read(count_unlisted, work.actor.id, is_all=is_all)
    shown = table(rows, COLUMNS, nothing="Nobody waits for a model.")
    document = {"registrations": rows, "more": more}
    call.answer(document, f"{shown}\n{told_of_more(more)}" if more else shown)


@REGISTRATION.command("show")
def show(context: typer.Context, number: Number) -> None:
    """A request with what is asked, and what became of it."""
    call = of(context)
    with reading(call) as work:
        found = work.read(find_numbered, RegistrationRequest, number, what="request for a model")
        row = _load(work, found.id)
    call.answer(row, _text(row))


@REGISTRATION.command("decline")
def decline(
    context: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why not; who asked reads it.")],
) -> None:
    """Say that it is not registered, and why."""

    def act(work: UnitOfWork, key: UUID) -> None:
        decline_registration(work, key, reason=reason)

    _answer(context, number, act)


@REGISTRATION.command("settle")
def settle(
    context: typer.Context,
    number: Number,
    version: Annotated[str, typer.Argument(help="MODEL:1, or unit/MODEL:1")],
) -> None:
    """Say as which version it is registered already. `model register --request` does it at once."""

    def act(work: UnitOfWork, key: UUID) -> None:
        _, found = find_version(work.session, version)
        settle_registration(work, key, found.id)

    _answer(context, number, act)


@REGISTRATION.command("withdraw")
def withdraw(context: typer.Context, number: Number) -> None:
    """Take one's own request back."""

    def act(work: UnitOfWork, key: UUID) -> None:
        withdraw_registration(work, key)

    _answer(context, number, act)


def _answer(context: typer.Context, number: str, act: Callable[[UnitOfWork, UUID], object]) -> None:
    call = of(context)
    with acting(call) as work:
        found = work.read(find_numbered, RegistrationRequest, number, what="request for a model")
        work.write(act, found.id)
        row = _load(work, found.id)
    call.answer(row, f"Request {row.number} is {row.state}.")


def _load(work: Work, key: UUID) -> RegistrationRow:
    return work.read(load_registration, key, work.actor.id)


def _text(row: RegistrationRow) -> str:
    return facts(
        {
            "request": row.number,
            "model": row.name,
            "what it is for": row.purpose,
            "where its files are": row.source,
            "note": row.note,
            "unit": row.unit_key,
            "asked by": row.asked_by,
            "asked at": row.asked_at,
            "asked is": row.meant or ", ".join(row.who),
            "state": row.state,
            "registered as": f"{row.model_name}:{row.version}" if row.version else "",
            "answered by": row.answered_by,
            "reason": row.reason,
        }
    )
