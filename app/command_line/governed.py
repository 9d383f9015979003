"""`modelward stage-path` and `usecase`: where models go, and why they exist."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.command_line.subjects import Unit, named, unit_key
from app.errors import InputError, quoted
from app.models.queries.find import find_model
from app.models.queries.listing_organisation import (
    StagePathRow,
    UseCaseRow,
    list_stage_paths,
    list_use_cases,
)
from app.models.rules.roles import Role
from app.services.commands.models import (
    add_stage_path,
    add_use_case,
    edit_use_case,
    order_stages,
    protect_stages,
)
from app.services.commands.people import find_person
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork

STAGE_PATH = new_family()
USECASE = new_family()
SERVICE_HELP = "The service that it asks of these models. Default: whatever they serve."
KINDS = ("none", "staging", "production", "archived")


@STAGE_PATH.command("add")
def add_path(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    stage: Annotated[
        list[str], typer.Option(help="NAME:KIND or NAME:KIND:protected, in order; repeated.")
    ],
    unit: Unit = "",
) -> None:
    """Add the stages that a unit's models go through: KIND is staging, production, …"""
    call = of(context)
    stages = [_stage(one) for one in stage]
    with acting(call) as work:
        work.write(_add_path, name, stages, unit)
        row = next(one for one in work.read(list_stage_paths) if one.name == name)
    call.answer(row, f"{name}: {' → '.join(one.name for one in row.stages)}")


def _stage(text: str) -> tuple[str, str, bool]:
    parts = text.split(":")
    if len(parts) not in (2, 3) or parts[1] not in KINDS or parts[2:] not in ([], ["protected"]):
        raise InputError(
            f"“{quoted(text)}” is no stage.",
            hint=f"Write SIT:staging or PROD:production:protected; kinds are {', '.join(KINDS)}.",
        )
    return parts[0].strip().upper(), parts[1], len(parts) == 3


def _add_path(work: UnitOfWork, name: str, stages: list[tuple[str, str, bool]], unit: str) -> None:
    key = unit_key(work, unit, Role.ARCHITECT)
    clean = clean_name(name, what="title")
    if any(one.name == clean and one.unit == key for one in list_stage_paths(work.session)):
        raise InputError(f"{key} has a stage path called {clean} already.")
    if len({one for one, _, _ in stages}) < len(stages):
        raise InputError("A stage is named twice.")
    add_stage_path(work, unit=key, name=clean, stages=stages)


@STAGE_PATH.command("list")
def list_paths(context: typer.Context) -> None:
    """Stage paths with their stages."""
    call = of(context)
    rows = read(call, list_stage_paths)
    lines = []
    for row in rows:
        stages = [f"{s.name} ({s.kind}{', protected' if s.is_protected else ''})"
                  for s in row.stages]  # fmt: skip
        lines.append(f"{row.unit}/{row.name}: {' → '.join(stages)}")
    call.answer({"stage_paths": rows}, "\n".join(lines) or "No stage paths.")


def _path(session: Session, name: str) -> StagePathRow:
    return named(list_stage_paths(session), name, what="stage path", family="stage-path")


@STAGE_PATH.command("show")
def show_path(
    context: typer.Context, path: Annotated[str, typer.Argument(help="Its name.")]
) -> None:
    """The stages of a path, in order."""
    call = of(context)
    row = read(call, _path, path)
    lines = [f"{s.name}  {s.kind}{'  protected' if s.is_protected else ''}" for s in row.stages]
    call.answer(row, "\n".join([f"{row.unit}/{row.name}", *lines]))


@STAGE_PATH.command("change")
def change_path(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="Its name.")],
    protect: Annotated[
        list[str] | None, typer.Option(help="A protected stage; repeated. The others are not.")
    ] = None,
    order: Annotated[
        list[str] | None,
        typer.Option(help="A stage; repeated, all of them in order. While no model goes there."),
    ] = None,
) -> None:
    """Say which stages of a path are protected, or in which order they come."""
    call = of(context)
    if not protect and not order:
        raise InputError("Nothing to change.", hint="Give --protect or --order.")
    with acting(call) as work:
        row = work.read(_path, path)
        work.write(_change_path, row.id, protect, order)
        row = work.read(_path, path)
    listed = ", ".join(one.name for one in row.stages if one.is_protected) or "none"
    ordered = " → ".join(one.name for one in row.stages)
    call.answer(row, f"{row.name}: {ordered}. Protected: {listed}.")


def _change_path(
    work: UnitOfWork, path_id: UUID, protect: list[str] | None, order: list[str] | None
) -> None:
    if order:
        order_stages(work, path_id, order)
    if protect:
        protect_stages(work, path_id, protect)


@USECASE.command("add")
def add_use_case_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    is_regulated: Annotated[bool, typer.Option("--regulated", help="It is regulated.")] = False,
    model: Annotated[
        list[str] | None, typer.Option(help="A model that serves it; may be repeated.")
    ] = None,
    service_tag: Annotated[str, typer.Option(help=SERVICE_HELP)] = "",
    unit: Unit = "",
) -> None:
    """Record why models exist: the same one may serve a regulated and an unregulated use."""
    call, clean = of(context), clean_name(name, what="title")
    with acting(call) as work:
        work.write(
            _add_use_case, clean, unit, is_regulated=is_regulated, models=model or [],
            service_tag=service_tag,
        )  # fmt: skip
        row = next(one for one in work.read(list_use_cases) if one.name == clean)
    call.answer(row, f"{row.name} is recorded.")


def _add_use_case(
    work: UnitOfWork,
    name: str,
    unit: str,
    *,
    is_regulated: bool,
    models: list[str],
    service_tag: str,
) -> None:
    key = unit_key(work, unit, Role.LOB_ANALYST, Role.COMPLIANCE, Role.DATA_SCIENTIST)
    if any(one.name == name and one.unit == key for one in list_use_cases(work.session)):
        raise InputError(f"{key} has a use case called {name} already.")
    ids = [find_model(work.session, one).id for one in models]
    add_use_case(
        work, unit=key, name=name, is_regulated=is_regulated, models=ids, service_tag=service_tag
    )


@USECASE.command("list")
def list_use_cases_(context: typer.Context) -> None:
    """Use cases and the models that serve them."""
    call = of(context)
    rows = read(call, list_use_cases)
    columns = {"name": "use case", "unit": "unit", "is_regulated": "regulated", "owner": "owner",
               "models": "models"}  # fmt: skip
    call.answer({"use_cases": rows}, table(rows, columns, nothing="No use cases."))


def _use_case(session: Session, name: str) -> UseCaseRow:
    return named(list_use_cases(session), name, what="use case", family="usecase")


@USECASE.command("show")
def show_use_case(
    context: typer.Context, use_case: Annotated[str, typer.Argument(help="Its name.")]
) -> None:
    """A use case, and the models that serve it."""
    call = of(context)
    row = read(call, _use_case, use_case)
    regulated = "regulated" if row.is_regulated else "not regulated"
    served = ", ".join(row.models) or "no model yet"
    call.answer(row, f"{row.unit}/{row.name}: {regulated}, owned by {row.owner}; {served}")


@USECASE.command("change")
def change_use_case(
    context: typer.Context,
    use_case: Annotated[str, typer.Argument(help="Its name.")],
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    is_regulated: Annotated[
        bool | None, typer.Option("--regulated/--unregulated", help="Whether it is regulated.")
    ] = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    owner: Annotated[str | None, typer.Option(help="Handle of its owner.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="A further model that serves it; repeated.")
    ] = None,
    service_tag: Annotated[str, typer.Option(help=SERVICE_HELP)] = "",
) -> None:
    """Change a use case, or add models to it."""
    call = of(context)
    given = {"name": name, "is_regulated": is_regulated, "description": description}
    with acting(call) as work:
        row = work.read(_use_case, use_case)
        work.write(_change_use_case, row.id, owner, model or [], service_tag, given)
        row = work.read(_use_case, f"{row.unit}/{name or row.name}")
    call.answer(row, f"{row.name} is changed.")


def _change_use_case(
    work: UnitOfWork,
    use_case_id: UUID,
    owner: str | None,
    models: list[str],
    service_tag: str,
    given: dict[str, str | bool | None],
) -> None:
    values: dict[str, Any] = {key: one for key, one in given.items() if one is not None}
    if owner is not None:
        values["owner_id"] = find_person(work, owner).id
    ids = [find_model(work.session, one).id for one in models]
    if not values and not ids:
        raise InputError("Nothing was given to change.", hint="--help lists what can be.")
    edit_use_case(work, use_case_id, models=ids, service_tag=service_tag, **values)
