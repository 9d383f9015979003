"""`modelward user` and `unit`: people, their roles, and where they work."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.command_line.values import handle_and_name, instant
from app.errors import InputError
from app.models.queries.listing_organisation import PersonRow, UnitRow, list_people, list_units
from app.models.rules.roles import PEOPLE, Role
from app.services.commands.people import (
    add_person,
    add_unit,
    find_person,
    find_unit,
    grant_role,
    rename_unit,
)
from app.services.unit_of_work import UnitOfWork
from app.services.workspace import login_statement

USER = new_family()
UNIT = new_family()


@USER.command("add")
def add(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="HANDLE[:FULL NAME]")],
    login: Annotated[str, typer.Option(help="PostgreSQL: the login. Default: the handle.")] = "",
    role: Annotated[
        list[str] | None, typer.Option(help="A role to begin with; may be repeated.")
    ] = None,
    unit: Annotated[str, typer.Option(help="Where the roles are held. Default: the top.")] = "",
) -> None:
    """Record a person. On PostgreSQL the statement that makes the login is printed, not run."""
    call = of(context)
    handle, full_name = handle_and_name(person)
    roles = _roles(role or ())
    with acting(call) as work:
        is_file = work.database.is_sqlite
        if login and is_file:
            raise InputError("A workspace in a file has no logins.", hint="Leave out --login.")
        name = None if is_file else login or handle
        work.write(_add, handle, full_name, name, roles=roles, unit=unit)
        row = work.read(_person, handle)
    to_do = [] if name is None else [login_statement(name, roles)]
    lines = [f"{handle} is recorded."]
    if to_do:
        lines += ["A database administrator now runs:", *to_do]
    call.answer({"person": row, "to_do": to_do}, "\n".join(lines))


def _roles(names: list[str] | tuple[str, ...]) -> list[Role]:
    for name in names:
        if name not in {str(role) for role in PEOPLE}:
            raise InputError(
                f"There is no role {name}.", hint="Known: " + ", ".join(sorted(PEOPLE)) + "."
            )
    return [Role(name) for name in names]


def _add(
    work: UnitOfWork,
    handle: str,
    full_name: str,
    login: str | None,
    *,
    roles: list[Role],
    unit: str,
) -> None:
    person = add_person(work, handle=handle, full_name=full_name, login=login)
    for role in roles:
        grant_role(work, person.id, str(role), find_unit(work, unit or _top(work.session)).id)


def _top(session: Session) -> str:
    return next(row.key for row in list_units(session) if not row.parent)


def _person(session: Session, handle: str) -> PersonRow:
    return next(row for row in list_people(session) if row.handle == handle)


@USER.command("grant-role")
def grant(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Handle.")],
    role: Annotated[str, typer.Argument(help="For example risk_officer.")],
    unit: Annotated[str, typer.Option(help="In this unit and below. Default: the top.")] = "",
    until: Annotated[str, typer.Option(help="2026-12-31, or 30d from now.", metavar="TIME")] = "",
) -> None:
    """Let a person hold a role. Nobody does this for themselves."""
    call = of(context)
    end = instant(until, datetime.now(UTC)) if until else None
    with acting(call) as work:
        work.write(_grant, person, role, unit, end)
        row = work.read(_person, person)
        is_file = work.database.is_sqlite
    to_do = [] if is_file or not row.login else [_grant_statement(row.login, role)]
    lines = [f"{person} holds {role} now."]
    if to_do:
        lines += ["A database administrator now runs:", *to_do]
    call.answer({"person": row, "to_do": to_do}, "\n".join(lines))


def _grant_statement(login: str, role: str) -> str:
    made = login_statement(login, [Role(role)])
    duty = made.rpartition("IN ROLE ")[2].rstrip(";")
    quoted = '"' + login.replace('"', '""') + '"'
    return f"GRANT {duty} TO {quoted};"


def _grant(work: UnitOfWork, person: str, role: str, unit: str, until: datetime | None) -> None:
    unit_id = find_unit(work, unit or _top(work.session)).id
    grant_role(work, find_person(work, person).id, role, unit_id, until=until)


@USER.command("list")
def list_(context: typer.Context) -> None:
    """Everybody, with the roles they hold now."""
    call = of(context)
    rows = read(call, list_people)
    shown = [
        SimpleNamespace(
            handle=row.handle,
            full_name=row.full_name,
            login=row.login,
            roles=[f"{one.role} in {one.unit}" for one in row.roles],
        )
        for row in rows
    ]
    columns = {"handle": "handle", "full_name": "name", "login": "login", "roles": "roles"}
    call.answer({"people": rows}, table(shown, columns, nothing="Nobody."))


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
    add_unit(work, key=key, name=name, parent=parent or _top(work.session))


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
    row = read(call, _unit, unit)
    people = read(call, list_people)
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
