"""`modelward application`: systems of the business, and the models they use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import facts, table
from app.command_line.subjects import VERSION_HELP, named
from app.command_line.values import instant, last_instant
from app.models.queries.applications import (
    ApplicationRow,
    UseRow,
    find_application,
    list_applications,
    load_application,
)
from app.models.queries.find import find_version
from app.models.queries.listing_organisation import list_use_cases
from app.services.commands.applications import add_application, edit_application, record_use

APP = new_family()
Name = Annotated[str, typer.Argument(help="Its name, or unit/name.")]
USES = {
    "name": "version", "used_from": "from", "used_until": "until", "basis": "known by",
    "use_case": "use case", "is_regulated": "regulated", "decisions": "decisions",
}  # fmt: skip


def application_id(session: Session, name: str) -> UUID:
    return find_application(session, name).id


def _row(session: Session, name: str) -> ApplicationRow:
    return load_application(session, find_application(session, name))


@APP.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    owner: Annotated[str, typer.Option(help="Handle of who answers for it. Default: you.")] = "",
    description: Annotated[str, typer.Option(help="What it does.")] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
) -> None:
    """Record an application that asks models: a credit desk, a payment switch."""
    call = of(context)
    with acting(call) as work:
        made = work.write(add_application, name, unit=unit, owner=owner, description=description)
        row = work.read(_loaded, made.id)
    call.answer(row, f"{row.name} is recorded.")


def _loaded(session: Session, key: UUID) -> ApplicationRow:
    return next(one for one in list_applications(session) if one.id == key)


@APP.command("list")
def list_(context: typer.Context) -> None:
    """Applications, and the versions they use now."""
    call = of(context)
    rows = read(call, list_applications)
    columns = {"name": "application", "unit": "unit", "owner": "owner", "models": "uses",
               "decisions": "decisions"}  # fmt: skip
    call.answer({"applications": rows}, table(rows, columns, nothing="No applications."))


@APP.command("show")
def show(
    context: typer.Context,
    application: Name,
    at: Annotated[str, typer.Option(help="Only what was in use at this time.")] = "",
) -> None:
    """An application: which version of which model it used, from when until when."""
    call = of(context)
    row = read(call, _row, application)
    uses: tuple[UseRow, ...] = row.uses
    if at:
        moment = last_instant(at, datetime.now(UTC))
        uses = tuple(one for one in uses if one.holds_at(moment))
    head = facts({"application": f"{row.unit}/{row.name}", "owner": row.owner,
                  "description": row.description, "decisions": row.decisions})  # fmt: skip
    listed = table(uses, USES, nothing="No version is known to be in use.")
    document = {
        "id": row.id, "name": row.name, "unit": row.unit, "owner": row.owner,
        "description": row.description, "decisions": row.decisions, "uses": uses,
    }  # fmt: skip
    call.answer(document, f"{head}\n\n{listed}")


@APP.command("change")
def change(
    context: typer.Context,
    application: Name,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    owner: Annotated[str | None, typer.Option(help="Handle of who answers for it.")] = None,
    description: Annotated[str | None, typer.Option(help="What it does.")] = None,
) -> None:
    """Change what is known of an application."""
    call = of(context)
    with acting(call) as work:
        key = work.read(application_id, application)
        work.write(edit_application, key, name=name, owner=owner, description=description)
        row = work.read(_loaded, key)
    call.answer(row, f"{row.name} is changed.")


@APP.command("use")
def use(
    context: typer.Context,
    application: Name,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)],
    begin: Annotated[
        str, typer.Option("--from", help="Since when. Default: since it serves in production.")
    ] = "",
    until: Annotated[
        str, typer.Option(help="Until when; without it, until another version serves.")
    ] = "",
    use_case: Annotated[str, typer.Option(help="The use case it is used for.")] = "",
) -> None:
    """Say which version an application uses, and since when; with --until, that it ended."""
    call, now = of(context), datetime.now(UTC)
    with acting(call) as work:
        key = work.read(application_id, application)
        version = work.read(_version_id, model)
        case = work.read(_use_case_id, use_case) if use_case else None
        work.write(
            record_use,
            key,
            version,
            used_from=instant(begin, now) if begin else None,
            used_until=instant(until, now) if until else None,
            use_case_id=case,
        )
        row = work.read(_loaded, key)
    call.answer(row, table(row.uses, USES, nothing=""))


def _version_id(session: Session, text: str) -> UUID:
    return find_version(session, text)[1].id


def _use_case_id(session: Session, name: str) -> UUID:
    return named(list_use_cases(session), name, what="use case", family="usecase").id
