"""`modelward on-call`: who takes up the alerts of a unit, until when, and handing that over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, reading
from app.command_line.output import moment, table
from app.command_line.values import last_instant
from app.models.queries.on_call import load_duties
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.triage import ON_CALL_AT_MOST_DAYS
from app.models.tables.monitoring import OnCall
from app.services.commands.on_call import put_on_call
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.unit_of_work import UnitOfWork

APP = new_family()
COLUMNS = {"unit": "unit", "person": "person", "ends_at": "until"}
WHEN = f"2026-12-20T18:00+01:00, or 8h or 7d from now; {ON_CALL_AT_MOST_DAYS} days at most."


@APP.command("list")
def list_(context: typer.Context) -> None:
    """Who is on call now, for each unit and those below it."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(load_duties, work.actor.id).rows
    call.answer({"on_call": rows}, table(rows, COLUMNS, nothing="Nobody is on call."))


@APP.command("set")
def set_(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Handle of who takes up the alerts from now on.")],
    until: Annotated[str, typer.Option(help=WHEN)],
    unit: Annotated[str, typer.Option(help="Of which alerts. Default: where you work.")] = "",
) -> None:
    """Put somebody on call, instead of whoever is: new alerts go to them."""
    call = of(context)
    ends_at = last_instant(until, datetime.now(UTC))
    with acting(call) as work:
        made = work.write(_put, person, unit, ends_at)
        rows = work.read(load_duties, work.actor.id).rows
    row = next(one for one in rows if one.unit_id == made.unit_id)
    call.answer(row, f"{row.person} is on call for {row.unit} until {moment(row.ends_at)}.")


def _put(work: UnitOfWork, person: str, unit: str, ends_at: datetime) -> OnCall:
    may = RIGHTS_BY_TABLE["on_call"].insert
    where = find_unit(work, unit) if unit else default_unit(work, may)
    return put_on_call(work, where.id, person_id=find_person(work, person).id, ends_at=ends_at)
