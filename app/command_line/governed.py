"""`modelward stage-path`, `store`, `source` and `usecase`: the other governed things."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.errors import InputError
from app.models.queries.find import find_model
from app.models.queries.listing_organisation import (
    list_sources,
    list_stage_paths,
    list_stores,
    list_use_cases,
)
from app.models.rules.roles import Role
from app.models.tables.execution import Store
from app.services.commands.models import add_stage_path, add_use_case
from app.services.commands.monitors import add_data_source
from app.services.commands.people import default_unit, find_unit
from app.services.names import clean_name
from app.services.settings_file import map_store
from app.services.unit_of_work import UnitOfWork

STAGE_PATH = new_family()
STORE = new_family()
SOURCE = new_family()
USECASE = new_family()
Unit = Annotated[str, typer.Option(help="Business unit. Default: where you work, else the top.")]
KINDS = ("none", "staging", "production", "archived")
LONGEST_DELAY_S = 10 * 366 * 86_400  # ten years
SOURCE_KINDS = ("files", "runtime_log", "records")


def _unit_key(work: UnitOfWork, unit: str, *roles: Role) -> str:
    return unit or default_unit(work, frozenset(roles)).key


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
            f"“{text}” is no stage.",
            hint=f"Write SIT:staging or PROD:production:protected; kinds are {', '.join(KINDS)}.",
        )
    return parts[0].strip().upper(), parts[1], len(parts) == 3


def _add_path(work: UnitOfWork, name: str, stages: list[tuple[str, str, bool]], unit: str) -> None:
    key = _unit_key(work, unit, Role.ARCHITECT)
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


@STORE.command("add")
def add_store(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that everybody uses.")],
    description: Annotated[str, typer.Option(help="What is kept there.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where it is on this machine; kept in its settings.")
    ] = None,
    unit: Unit = "",
) -> None:
    """Record the name of a place where data are kept; each machine says where it is."""
    call = of(context)
    if folder is not None:
        _require_folder(folder)
    with acting(call) as work:
        clean = work.write(_add_store, name, description, unit)
        row = next(one for one in work.read(list_stores) if one.name == clean)
    if folder is not None:
        _map(clean, folder)
    where = call.settings.store_folder(clean)
    call.answer({"store": row, "folder": where}, f"{clean} is recorded; here it is {where}.")


def _add_store(work: UnitOfWork, name: str, description: str, unit: str) -> str:
    clean = clean_name(name)
    if any(one.name == clean for one in list_stores(work.session)):
        raise InputError(f"There is a store called {clean} already.")
    unit_id = find_unit(work, _unit_key(work, unit, Role.OPERATOR, Role.MLOPS_ENGINEER)).id
    work.add(Store(unit_id=unit_id, name=clean, description=description))
    return clean


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", hint="Make it first.")


def _map(name: str, folder: Path) -> None:
    _require_folder(folder)
    map_store(name, str(folder.absolute()))


@STORE.command("map")
def map_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the store.")],
    folder: Annotated[Path, typer.Argument(help="Where it is on this machine.")],
) -> None:
    """Say where a store is on this machine; nobody else sees that."""
    call = of(context)
    _map(name, folder)
    call.answer({"store": name, "folder": folder.absolute()}, f"{name} is {folder.absolute()}.")


@STORE.command("list")
def list_stores_(context: typer.Context) -> None:
    """Stores, and where they are on this machine."""
    call = of(context)
    rows = read(call, list_stores)
    settings = call.settings
    places = {row.name: str(settings.store_folder(row.name)) for row in rows}
    lines = [f"{row.name}  {places[row.name]}  {row.description}".rstrip() for row in rows]
    document = {"stores": rows, "here": places}
    call.answer(document, "\n".join(lines) or "No stores are recorded.")


@SOURCE.command("add")
def add_source(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    kind: Annotated[str, typer.Option(help=", ".join(SOURCE_KINDS))] = "files",
    store: Annotated[str, typer.Option(help="Name of the store.")] = "",
    pattern: Annotated[
        str, typer.Option(help="Files below the store, for example scores/*.parquet.")
    ] = "",
    label_key: Annotated[str, typer.Option(help="Column that ties outcomes to scores.")] = "",
    label_delay: Annotated[
        int, typer.Option(min=0, max=LONGEST_DELAY_S, help="Seconds until outcomes come.")
    ] = 0,
    unit: Unit = "",
) -> None:
    """Record where the data of a monitor come from."""
    call = of(context)
    if kind not in SOURCE_KINDS:
        raise InputError(
            f"There is no kind of source {kind}.", hint=f"Known: {', '.join(SOURCE_KINDS)}."
        )
    clean = clean_name(name, what="title")
    with acting(call) as work:
        work.write(
            _add_source, unit, name=clean, kind=kind, store=store, pattern=pattern,
            label_key=label_key, label_delay_s=label_delay,
        )  # fmt: skip
        row = next(one for one in work.read(list_sources) if one.name == clean)
    call.answer(row, f"{clean} is recorded.")


def _add_source(work: UnitOfWork, unit: str, /, **given: str | int) -> None:
    key = _unit_key(work, unit, Role.MLOPS_ENGINEER, Role.OPERATOR, Role.DATA_SCIENTIST)
    name = str(given["name"])
    if any(one.name == name and one.unit == key for one in list_sources(work.session)):
        raise InputError(f"{key} has a data source called {name} already.")
    add_data_source(
        work,
        unit=key,
        name=name,
        kind=str(given["kind"]),
        store=str(given["store"]),
        pattern=str(given["pattern"]),
        label_key=str(given["label_key"]),
        label_delay_s=int(given["label_delay_s"]),
    )


@SOURCE.command("list")
def list_sources_(context: typer.Context) -> None:
    """Data sources."""
    call = of(context)
    rows = read(call, list_sources)
    columns = {"name": "source", "unit": "unit", "kind": "kind", "store": "store",
               "pattern": "pattern"}  # fmt: skip
    call.answer({"sources": rows}, table(rows, columns, nothing="No data sources."))


@USECASE.command("add")
def add_use_case_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    is_regulated: Annotated[bool, typer.Option("--regulated", help="It is regulated.")] = False,
    model: Annotated[
        list[str] | None, typer.Option(help="A model that serves it; may be repeated.")
    ] = None,
    unit: Unit = "",
) -> None:
    """Record why models exist: the same one may serve a regulated and an unregulated use."""
    call, clean = of(context), clean_name(name, what="title")
    with acting(call) as work:
        work.write(_add_use_case, clean, unit, is_regulated=is_regulated, models=model or [])
        row = next(one for one in work.read(list_use_cases) if one.name == clean)
    call.answer(row, f"{row.name} is recorded.")


def _add_use_case(
    work: UnitOfWork, name: str, unit: str, *, is_regulated: bool, models: list[str]
) -> None:
    key = _unit_key(work, unit, Role.LOB_ANALYST, Role.COMPLIANCE, Role.DATA_SCIENTIST)
    if any(one.name == name and one.unit == key for one in list_use_cases(work.session)):
        raise InputError(f"{key} has a use case called {name} already.")
    ids = [find_model(work.session, one).id for one in models]
    add_use_case(work, unit=key, name=name, is_regulated=is_regulated, models=ids)


@USECASE.command("list")
def list_use_cases_(context: typer.Context) -> None:
    """Use cases and the models that serve them."""
    call = of(context)
    rows = read(call, list_use_cases)
    columns = {"name": "use case", "unit": "unit", "is_regulated": "regulated", "owner": "owner",
               "models": "models"}  # fmt: skip
    call.answer({"use_cases": rows}, table(rows, columns, nothing="No use cases."))
