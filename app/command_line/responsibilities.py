"""`modelward raci`: who is responsible, accountable, consulted and informed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.models.queries.find import find_numbered
from app.models.queries.responsibilities import RaciRow, list_raci
from app.models.rules.frameworks import ABOUT, PARTS
from app.models.tables.frameworks import RaciEntry
from app.services.commands.responsibilities import end_responsible, hand_over, set_responsible

RACI = new_family()
COLUMNS = {
    "number": "entry", "about_kind": "of", "about": "about", "part": "part", "who": "who",
    "unit": "unit", "state": "state", "since": "since",
}  # fmt: skip


@RACI.command("list")
def list_(
    context: typer.Context,
    about: Annotated[str, typer.Argument(help="Only of this act, step or requirement.")] = "",
    is_all: Annotated[bool, typer.Option("--all", help="Also what has ended.")] = False,
) -> None:
    """Who answers for what."""
    call = of(context)
    rows = read(call, list_raci, about=about, is_all=is_all)
    call.answer({"raci": rows}, table(rows, COLUMNS, nothing="No responsibilities."))


@RACI.command("set")
def set_(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=", ".join(ABOUT))],
    about: Annotated[
        str,
        typer.Argument(help="request.accepted, on-model-changed/approve, or eu-ai-act/Art. 9."),
    ],
    part: Annotated[str, typer.Argument(help=", ".join(PARTS))],
    role: Annotated[str, typer.Option(help="Whoever holds this role.")] = "",
    person: Annotated[str, typer.Option(help="Or this person: a handle.")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
) -> None:
    """Say who does what; one is accountable for each."""
    call = of(context)
    with acting(call) as work:
        made = work.write(
            set_responsible, kind, about, part, role=role, person=person, reason=reason, unit=unit
        )
        row = work.read(_entry, made.id)
    call.answer(row, f"Entry {row.number}: {row.who} is {row.part} for {row.about}.")


@RACI.command("change")
def change(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the entry.")],
    reason: Annotated[str, typer.Option(help="Why it goes over.")],
    role: Annotated[str, typer.Option(help="Whoever holds this role.")] = "",
    person: Annotated[str, typer.Option(help="Or this person: a handle.")] = "",
) -> None:
    """Name another for the same part: the entry ends, and another one begins."""
    call = of(context)
    with acting(call) as work:
        found = work.read(find_numbered, RaciEntry, number, what="entry")
        made = work.write(hand_over, found.id, role=role, person=person, reason=reason)
        row = work.read(_entry, made.id)
    call.answer(row, f"Entry {row.number}: {row.who} is {row.part} for {row.about} from now on.")


@RACI.command("end")
def end(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the entry.")],
    reason: Annotated[str, typer.Option(help="Why it is so no more.")],
) -> None:
    """Say that an entry holds no more; it stays on record."""
    call = of(context)
    with acting(call) as work:
        found = work.read(find_numbered, RaciEntry, number, what="entry")
        work.write(end_responsible, found.id, reason=reason)
        row = work.read(_entry, found.id)
    call.answer(row, f"Entry {row.number} has ended.")


def _entry(session: Session, entry_id: UUID) -> RaciRow:
    return next(one for one in list_raci(session, is_all=True) if one.id == entry_id)
