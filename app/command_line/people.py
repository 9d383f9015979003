"""`modelward user`: people and their roles.

In a file, for one person, a role is granted and ended at once. Where a team works, one
administrator asks and another confirms.
"""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import table
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.values import handle_and_name, last_instant
from app.errors import InputError
from app.models.queries.left_open import LeftOpen, load_left_open
from app.models.queries.listing_organisation import PersonRow, list_people, top_unit
from app.models.queries.role_requests import RoleRequestRow, list_role_requests
from app.models.rules.role_requests import END, GRANT
from app.models.rules.roles import PEOPLE, Role
from app.services.commands.people import add_person, end_role, find_person, find_unit, grant_role
from app.services.commands.role_requests import (
    close_person,
    confirm_role,
    find_role_request,
    refuse_role,
    request_role,
    withdraw_role,
)
from app.services.duties import StrayLogin, stray_logins
from app.services.unit_of_work import UnitOfWork, Work
from app.services.workspace import login_statement

USER = new_family()
JOINED = "Needed to begin with."

Person = Annotated[str, typer.Argument(help="Handle.")]
RoleName = Annotated[str, typer.Argument(help="For example risk_officer.")]
Unit = Annotated[str, typer.Option(help="In this unit and below. Default: the top.")]
Until = Annotated[str, typer.Option(help="2026-12-31, or 30d from now.", metavar="TIME")]
Number = Annotated[int, typer.Argument(help="The request's number.")]


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
    """Record a person. On PostgreSQL the statement that makes the login is printed, not run, and
    roles are asked for: another administrator confirms them."""
    call = of(context)
    handle, full_name = handle_and_name(person)
    roles = _roles(role or ())
    with acting(call) as work:
        is_file = work.database.is_sqlite
        if login and is_file:
            raise InputError("A workspace in a file has no logins.", hint="Leave out --login.")
        name = None if is_file else login or handle
        asked = work.write(_add, handle, full_name, name, roles=roles, unit=unit)
        row = work.read(_person, handle)
    to_do = [] if name is None else [login_statement(name, ())]
    lines = [f"{handle} is recorded."]
    lines += [f"Another administrator now runs: modelward user confirm {one}" for one in asked]
    if to_do:
        lines += ["A database administrator now runs:", *to_do]
    call.answer({"person": row, "requests": asked, "to_do": to_do}, "\n".join(lines))


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
) -> list[int]:
    """The numbers of the requests for its roles; none in a file."""
    person = add_person(work, handle=handle, full_name=full_name, login=login)
    unit_id = find_unit(work, unit or top_unit(work.session)).id
    if login is None:
        for role in roles:
            grant_role(work, person.id, str(role), unit_id)
        return []
    asked = [request_role(work, person.id, str(role), unit_id, reason=JOINED) for role in roles]
    for one in asked:
        work.session.refresh(one)
    return [one.number for one in asked]


def _person(session: Session, handle: str) -> PersonRow:
    return next(row for row in list_people(session) if row.handle == handle)


@USER.command("grant-role")
def grant(
    context: typer.Context, person: Person, role: RoleName, unit: Unit = "", until: Until = ""
) -> None:
    """In a file: let a person hold a role. Nobody does this for themselves."""
    call = of(context)
    with acting(call) as work:
        work.write(_grant, person, role, unit, _instant(until))
        row = work.read(_person, person)
    call.answer({"person": row, "to_do": []}, f"{person} holds {role} now.")


def _instant(until: str) -> datetime | None:
    return last_instant(until, datetime.now(UTC)) if until else None


def _grant(work: UnitOfWork, person: str, role: str, unit: str, until: datetime | None) -> None:
    unit_id = find_unit(work, unit or top_unit(work.session)).id
    grant_role(work, find_person(work, person).id, role, unit_id, until=until)


@USER.command("request-role")
def request(
    context: typer.Context,
    person: Person,
    role: RoleName,
    reason: Annotated[str, typer.Option(help="Why; it stays in the trail.")],
    unit: Unit = "",
    until: Until = "",
    is_end: Annotated[bool, typer.Option("--end", help="The role is to end.")] = False,
) -> None:
    """Ask that a person gets a role, or loses it. Another administrator confirms."""
    call = of(context)
    action = END if is_end else GRANT
    with acting(call) as work:
        _ask(call, work, person, role, unit, _instant(until), action=action, reason=reason)


def _ask(
    call: Call,
    work: Work,
    person: str,
    role: str,
    unit: str,
    until: datetime | None,
    *,
    action: str,
    reason: str,
) -> None:
    def ask(unit_of_work: UnitOfWork) -> int:
        unit_id = find_unit(unit_of_work, unit or top_unit(unit_of_work.session)).id
        who = find_person(unit_of_work, person).id
        row = request_role(
            unit_of_work, who, role, unit_id, reason=reason, action=action, until=until
        )
        unit_of_work.session.refresh(row)
        return row.number

    number = work.write(ask)
    call.answer(
        work.read(_request, number),
        f"Request {number} is made. Another administrator runs: modelward user confirm {number}",
    )


def _request(session: Session, number: int) -> RoleRequestRow:
    return next(row for row in list_role_requests(session) if row.number == number)


@USER.command("end-role")
def end(
    context: typer.Context,
    person: Person,
    role: RoleName,
    unit: Unit = "",
    reason: Annotated[str, typer.Option(help="Why; needed where a team works.")] = "",
) -> None:
    """End a role: in a file at once; where a team works, when another administrator confirms."""
    call = of(context)
    with acting(call) as work:
        if not work.database.is_sqlite:
            _ask(call, work, person, role, unit, None, action=END, reason=reason)
            return

        def end_it(unit_of_work: UnitOfWork) -> None:
            unit_id = find_unit(unit_of_work, unit or top_unit(unit_of_work.session)).id
            end_role(unit_of_work, find_person(unit_of_work, person).id, role, unit_id)

        work.write(end_it)
        call.answer({"person": work.read(_person, person)}, f"{person} is no {role} any more.")


@USER.command("requests")
def requests(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
) -> None:
    """Requests for roles that wait for a second administrator."""
    call = of(context)
    rows = read(call, list_role_requests, only_open=not is_all)
    names = ("number", "person", "role", "action", "unit", "state", "asked_by", "answered_by")
    columns = {name: name.replace("_", " ") for name in names}
    call.answer({"requests": rows}, table(rows, columns, nothing="Nothing waits."))


@USER.command("confirm")
def confirm(
    context: typer.Context,
    number: Number,
    refuse: Annotated[str, typer.Option(help="Say no, for this reason.", metavar="REASON")] = "",
    is_withdrawn: Annotated[
        bool, typer.Option("--withdraw", help="Take one's own request back.")
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Confirm a request for a role, as a second administrator; or say no to it."""
    call = of(context)
    with acting(call) as work:
        is_signed = not is_withdrawn and not refuse
        signer = signer_of(work, call, passphrase_file, where_keyed=True) if is_signed else None

        def answer(unit_of_work: UnitOfWork) -> list[StrayLogin]:
            row = find_role_request(unit_of_work, number)
            if is_withdrawn:
                withdraw_role(unit_of_work, row.id)
            elif refuse:
                refuse_role(unit_of_work, row.id, reason=refuse)
            else:
                confirm_role(unit_of_work, row.id, signer=signer)
            return stray_logins(unit_of_work.session, row.person_id)

        left = work.write(answer)
        row = work.read(_request, number)
    lines = [f"Request {number} is {row.state}: {row.action} {row.role} for {row.person}."]
    call.answer({"request": row, "to_do": _to_do(left)}, _with_to_do(lines, left))


def _to_do(left: list[StrayLogin]) -> list[str]:
    return [statement for one in left for statement in one.statements]


def _with_to_do(lines: list[str], left: list[StrayLogin]) -> str:
    if left:
        why = [one.why for one in left]
        lines = [*lines, *why, "A database administrator now runs:", *_to_do(left)]
    return "\n".join(lines)


@USER.command("close")
def close(
    context: typer.Context,
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; whoever has a login can read it, for good.")],
) -> None:
    """Close an account: every role ends now, the login is nobody's; the history stays."""
    call = of(context)
    with acting(call) as work:

        def close_it(unit_of_work: UnitOfWork) -> tuple[list[StrayLogin], LeftOpen]:
            row = close_person(unit_of_work, find_person(unit_of_work, person).id, reason=reason)
            session = unit_of_work.session
            return stray_logins(session, row.id), load_left_open(session, row.id)

        logins, left = work.write(close_it)
        row = work.read(_person, person)
    lines = [f"The account of {person} is closed.", *_left_lines(left)]
    call.answer(
        {"person": row, "to_do": _to_do(logins), "left_open": left}, _with_to_do(lines, logins)
    )


def _left_lines(left: LeftOpen) -> list[str]:
    """What is theirs still, with the command that hands it over."""
    lines = [
        f"They own {name}: modelward model change {name} --owner HANDLE." for name in left.models
    ]
    lines += [
        f"They have task {one}: modelward task hand-over {one} --to HANDLE." for one in left.tasks
    ]
    return lines + [
        f"They are asked for attestation {one}: modelward attest hand-over {one} --to HANDLE."
        for one in left.attestations
    ]


@USER.command("list")
def list_(context: typer.Context) -> None:
    """Everybody, with the roles they hold now; on PostgreSQL, logins that are not as these say."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(list_people)
        stray = work.read(stray_logins) if call.moment is None else []
    shown = [
        SimpleNamespace(
            handle=row.handle,
            full_name=row.full_name,
            login=row.login,
            roles=[f"{one.role} in {one.unit}" for one in row.roles],
            closed_at=row.closed_at,
            closed_because=row.closed_because,
        )
        for row in rows
    ]
    columns = {"handle": "handle", "full_name": "name", "login": "login", "roles": "roles"}
    if any(one.closed_at for one in rows):
        columns |= {"closed_at": "closed", "closed_because": "why"}
    said = [table(shown, columns, nothing="Nobody."), *(one.sentence for one in stray)]
    call.answer({"people": rows, "stray_logins": stray}, "\n".join(said))
