"""`modelward unit`: where people work."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import table
from app.command_line.values import handle_and_name
from app.errors import InputError
from app.models.queries.listing_organisation import UnitRow, list_people, list_units, top_unit
from app.services.commands.people import add_unit, rename_unit
from app.services.commands.policies import require_opened_evidence
from app.services.unit_of_work import UnitOfWork

UNIT = new_family()


@UNIT.command("add")
def add_unit_(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="KEY[:NAME]")],
    parent: Annotated[str, typer.Option(help="The unit above. Default: the top.")] = "",
) -> None:
    """Add a business unit below another."""
    call = of(context)
    key, name = handle_and_name(unit)
    with acting(call) as work:
        work.write(_add_unit, key, name, parent)
        row = work.read(_unit, key)
    call.answer(row, f"Unit {key} is added below {row.parent}.")


def _add_unit(work: UnitOfWork, key: str, name: str, parent: str) -> None:
    if key in {row.key for row in list_units(work.session)}:
        raise InputError(f"There is a unit {key} already.")
    add_unit(work, key=key, name=name, parent=parent or top_unit(work.session))


def _unit(session: Session, key: str) -> UnitRow:
    for row in list_units(session):
        if row.key == key:
            return row
    raise InputError(f"There is no unit {key}.", hint="modelward unit list shows them.")


@UNIT.command("list")
def list_units_(context: typer.Context) -> None:
    """Business units."""
    call = of(context)
    rows = read(call, list_units)
    columns = {"key": "unit", "name": "name", "parent": "below"}
    call.answer({"units": rows}, table(rows, columns, nothing="No units."))


@UNIT.command("show")
def show_unit(
    context: typer.Context, unit: Annotated[str, typer.Argument(help="Its key.")]
) -> None:
    """A business unit, and who holds which role in it."""
    call = of(context)
    with reading(call) as work:
        row = work.read(_unit, unit)
        people = work.read(list_people)
    held = [
        {"person": one.handle, "role": role.role, "until": role.until}
        for one in people
        for role in one.roles
        if role.unit == unit
    ]
    lines = [f"{row.key}  {row.name}", *(f"  {one['person']}: {one['role']}" for one in held)]
    call.answer({"unit": row, "roles": held}, "\n".join(lines))


@UNIT.command("change")
def change_unit(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="Its key.")],
    name: Annotated[str, typer.Option(help="Its new name.")],
) -> None:
    """Rename a business unit; its key stays."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_unit, unit)
        work.write(rename_unit, row.id, name=name)
        row = work.read(_unit, unit)
    call.answer(row, f"{row.key} is called {row.name} now.")


@UNIT.command("evidence")
def require_evidence(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="Its key.")],
    is_required: Annotated[
        bool, typer.Option("--open-first/--no-open-first", help="Whether it must be opened.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for the trail.")],
) -> None:
    """Propose that whoever accepts a request has opened all of its evidence; or no longer.

    It holds for the unit and those below that say nothing else, once a second person has put it in
    force with “policy publish”. What was opened stands in the trail.
    """
    call = of(context)
    with acting(call) as work:
        row = work.write(require_opened_evidence, unit, is_required=is_required, reason=reason)
    told = "must be opened before it is accepted" if is_required else "need not be opened"
    document = {
        "unit": unit, "is_required": is_required, "version": row.version, "state": row.state,
    }  # fmt: skip
    said = f"Proposed for {unit}: evidence {told}. A second person publishes it: modelward policy"
    call.answer(document, f"{said} publish {unit}/{row.key}.")
