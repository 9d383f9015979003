"""`modelward store` and `source`: where data are kept, and what monitors read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, listed, table
from app.command_line.subjects import Unit, named, unit_key
from app.errors import InputError
from app.models.queries.listing_organisation import (
    SourceRow,
    StoreRow,
    list_sources,
    list_stores,
)
from app.models.rules.roles import Role
from app.services.commands.monitors import (
    DATA_CLASSES,
    add_data_source,
    describe_store,
    edit_source,
)
from app.services.connecting import add_store as add_store_row
from app.services.connecting import require_folder
from app.services.names import clean_name
from app.services.settings_file import map_store
from app.services.unit_of_work import UnitOfWork

STORE = new_family()
SOURCE = new_family()
LONGEST_DELAY_S = 10 * 366 * 86_400  # ten years
SOURCE_KINDS = ("files", "runtime_log", "records")
NOT_SAID = "nobody has said"


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
        require_folder(folder)
    with acting(call) as work:
        clean = work.write(_add_store, name, description, unit)
        row = next(one for one in work.read(list_stores) if one.name == clean)
    if folder is not None:
        _map(call, clean, folder)
    where = call.settings.store_place(clean)
    call.answer({"store": row, "folder": where}, f"{clean} is recorded; here it is {where}.")


def _add_store(work: UnitOfWork, name: str, description: str, unit: str) -> str:
    key = unit_key(work, unit, Role.OPERATOR, Role.MLOPS_ENGINEER)
    return add_store_row(work, name=name, unit=key, description=description).name


def _map(call: Call, name: str, folder: Path) -> None:
    require_folder(folder)
    map_store(call.settings.home, name, str(folder.absolute()))


@STORE.command("map")
def map_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the store.")],
    folder: Annotated[Path, typer.Argument(help="Where it is on this machine.")],
) -> None:
    """Say where a store is on this machine; nobody else sees that."""
    call = of(context)
    _map(call, name, folder)
    call.answer({"store": name, "folder": folder.absolute()}, f"{name} is {folder.absolute()}.")


@STORE.command("list")
def list_stores_(context: typer.Context) -> None:
    """Stores, and where they are on this machine."""
    call = of(context)
    with reading(call) as work:
        rows, settings = work.read(list_stores), call.settings
    places = {row.name: str(settings.store_place(row.name)) for row in rows}
    lines = [f"{row.name}  {places[row.name]}  {row.description}".rstrip() for row in rows]
    document = {"stores": rows, "here": places}
    call.answer(document, listed(lines) or "No stores are recorded.")


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
    if kind == "sql":
        raise InputError(
            "Data in a SQL engine are not built yet.",
            hint="Let it write files, and record those as the source.",
        )
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
    key = unit_key(work, unit, Role.MLOPS_ENGINEER, Role.OPERATOR, Role.DATA_SCIENTIST)
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


def _store(session: Session, name: str) -> StoreRow:
    return named(list_stores(session), name, what="store", family="store")


@STORE.command("show")
def show_store(
    context: typer.Context, store: Annotated[str, typer.Argument(help="Its name.")]
) -> None:
    """A store, and where it is on this machine."""
    call = of(context)
    with reading(call) as work:
        row, settings = work.read(_store, store), call.settings
    where = settings.store_place(row.name)
    call.answer(
        {"store": row, "folder": where},
        listed([f"{row.name}: {row.description or '-'}", str(where)]),
    )


@STORE.command("change")
def change_store(
    context: typer.Context,
    store: Annotated[str, typer.Argument(help="Its name.")],
    description: Annotated[str, typer.Option(help="What is kept there.")],
) -> None:
    """Say anew what is kept in a store."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_store, store)
        work.write(describe_store, row.id, description=description)
        row = work.read(_store, store)
    call.answer(row, f"{row.name} is changed.")


def _source(session: Session, name: str) -> SourceRow:
    return named(list_sources(session), name, what="data source", family="source")


@SOURCE.command("show")
def show_source(
    context: typer.Context, source: Annotated[str, typer.Argument(help="Its name.")]
) -> None:
    """A data source: where its data lie, and how they are protected."""
    call = of(context)
    row = read(call, _source, source)
    shown = {
        "source": f"{row.unit}/{row.name}",
        "kind": row.kind,
        "store": row.store,
        "files": row.pattern,
        "labels": row.label_key,
        "labels come after": f"{row.label_delay_s} s" if row.label_delay_s else "",
        "class": row.data_class,
        "purpose": row.purpose or NOT_SAID,
        "kept for": f"{row.retention_days} days" if row.retention_days else NOT_SAID,
        "encrypted": row.encryption,
        "who may read": row.access or NOT_SAID,
    }
    call.answer(row, facts(shown))


@SOURCE.command("change")
def change_source(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Its name.")],
    pattern: Annotated[str | None, typer.Option(help="Files below the store.")] = None,
    label_key: Annotated[
        str | None, typer.Option(help="Column that ties outcomes to scores.")
    ] = None,
    label_delay: Annotated[
        int | None,
        typer.Option(min=0, max=LONGEST_DELAY_S, help="Seconds until outcomes come."),
    ] = None,
    data_class: Annotated[str | None, typer.Option(help=", ".join(DATA_CLASSES))] = None,
    purpose: Annotated[str | None, typer.Option(help="What the data may be used for.")] = None,
    retention_days: Annotated[
        int | None, typer.Option(min=0, max=36_525, help="How long they are kept; 0: not said.")
    ] = None,
    encryption: Annotated[
        str | None, typer.Option(help="Of the place they lie in: yes, no, unknown.")
    ] = None,
    access: Annotated[str | None, typer.Option(help="Who may read them.")] = None,
) -> None:
    """Change where a monitor's data come from, and how they are protected."""
    call = of(context)
    given = {
        "pattern": pattern, "label_key": label_key, "label_delay_s": label_delay,
        "data_class": data_class, "purpose": purpose, "retention_days": retention_days,
        "encryption": encryption, "access": access,
    }  # fmt: skip
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise InputError("Nothing was given to change.", hint="--help lists what can be.")
    with acting(call) as work:
        row = work.read(_source, source)
        work.write(edit_source, row.id, **values)
        row = work.read(_source, source)
    call.answer(row, f"{row.name} is changed.")
