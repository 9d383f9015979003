"""`modelward template`: life cycles (BPMN) and decision tables (DMN)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.change_text import change_lines
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, table
from app.command_line.signing import PassphraseFile, signer_of
from app.errors import InputError
from app.models.queries.listing_processes import (
    FileRow,
    find_draft,
    find_file,
    find_file_by_id,
    list_files,
    load_content,
)
from app.models.queries.policy_change import (
    PolicyChange,
    load_life_cycle_change,
    load_policy_change,
)
from app.models.rules.roles import Role
from app.models.stored_json import Unreadable
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.checked_files import CheckedFile, Remark, check_file
from app.services.commands.people import default_unit
from app.services.given_variables import read_variables
from app.services.placed_file import write_placed
from app.services.process_files import import_file, publish_file
from app.services.publishable import check_stored_file
from app.services.unit_of_work import UnitOfWork
from app.texts import told_by_check

APP = new_family()
COLUMNS = {
    "kind": "kind", "key": "key", "version": "version", "name": "name", "unit": "unit",
    "state": "state", "element": "element", "sha256": "sha256",
}  # fmt: skip
LARGEST_BYTES = 20 << 20
NAMED = "KEY or KEY:VERSION"
Unit = Annotated[str, typer.Option("--unit", help="Business unit, where several have it.")]


def read_file(path: Path) -> CheckedFile:
    """Read and check a BPMN or DMN file.

    Raises:
        InputError: it is neither, or can't be read.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    if path.stat().st_size > LARGEST_BYTES:
        raise InputError(f"{path.name} is larger than {LARGEST_BYTES >> 20} MiB.")
    return check_file(path.name, path.read_bytes())


@APP.command("check")
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A BPMN or DMN file.")],
) -> None:
    """What of a file runs, what is kept without effect, what is refused and why. No workspace."""
    call = of(context)
    found = read_file(file)
    call.answer(found.document, _check_text(found))


def _check_text(found: CheckedFile) -> str:
    runs = [f"runs     {name}" for name in found.runnable] or ["Nothing in it runs."]
    kept = [f"kept     {one.element} {one.id}: {_why(one)}" for one in found.of("kept")]
    refused = [f"refused  {one.place}: {_why(one)}" for one in found.of("refused")]
    return "\n".join([*runs, *kept, *refused])


def _why(remark: Remark) -> str:
    return told_by_check(remark.told)


@APP.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A BPMN or DMN file.")],
    key: Annotated[str, typer.Option(help="Default: from the file's name.")] = "",
    name: Annotated[str, typer.Option(help="Default: as the file says.")] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
    element: Annotated[
        str, typer.Option(help="Id of the process or decision, where there are several.")
    ] = "",
    var: Annotated[
        list[str] | None,
        typer.Option(help="A parameter and its default: name=value.", metavar="K=V"),
    ] = None,
) -> None:
    """Keep a file as the next version of a template or table, as a draft, byte for byte."""
    call = of(context)
    found = read_file(file)
    _require_one(found, element)
    parameters = read_variables(var or ())
    with acting(call) as work:
        made = work.write(
            _import, found, unit=unit, key=key, name=name, element=element, parameters=parameters
        )
        kept = work.read(find_file_by_id, made)
    call.answer(kept, f"{kept.key}:{kept.version} is a draft; a second person puts it in force.")


def _require_one(found: CheckedFile, element: str) -> None:
    if not element and len(found.runnable) > 1:
        known = ", ".join(found.runnable)
        raise InputError(f"{found.name} holds several.", hint=f"Say --element: {known}.")


def _import(work: UnitOfWork, found: CheckedFile, *, unit: str, **given: Any) -> UUID:
    unit = unit or default_unit(work, frozenset({Role.ARCHITECT})).key
    return import_file(work, found, unit=unit, **given)


@APP.command("list")
def list_(context: typer.Context) -> None:
    """Every template and table, each version."""
    call = of(context)
    rows = read(call, list_files)
    call.answer({"templates": rows}, table(rows, COLUMNS, nothing="No templates."))


@APP.command("show")
def show(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help=NAMED)],
    unit: Unit = "",
) -> None:
    """A template or table: what it is, its parameters, and what of it runs.

    Without a version, what is in force in the unit.
    """
    call = of(context)
    with reading(call) as work:
        row = work.read(find_file, template, work.actor.id, unit=unit)
        found = work.read(check_stored_file, row.kind, row.id)
        parameters = work.read(_parameters, row)
    named = "they can't be read" if isinstance(parameters, Unreadable) else list(parameters)
    shown = facts({one: getattr(row, one) for one in COLUMNS} | {"parameters": named})
    document = {"template": row, "parameters": parameters, "check": found.document}
    call.answer(document, f"{shown}\n\n{_check_text(found)}")


def _parameters(session: Session, row: FileRow) -> dict[str, Any]:
    if row.kind == "dmn":
        return {}
    return session.get_one(LifeCycleTemplate, row.id).parameters


@APP.command("export")
def export(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help=NAMED)],
    unit: Unit = "",
    out: Annotated[Path | None, typer.Option(help="Default: KEY.bpmn or KEY.dmn here.")] = None,
) -> None:
    """Give the file back, byte for byte, for Camunda Modeler and others."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_file, template, work.actor.id, unit=unit)
        data = work.read(load_content, row)
    path = out or Path(f"{row.key}.{row.kind}")
    write_placed(path, data)
    document = {"file": path, "bytes": len(data), "sha256": row.sha256}
    call.answer(document, f"{path} ({len(data)} bytes)")


@APP.command("publish")
def publish(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help=NAMED)],
    unit: Unit = "",
    seen: Annotated[
        str, typer.Option(help="Digest that was printed: only this content. Default: as it is.")
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Publish a draft: new starts follow it, what runs already goes on as it began.

    Without a version, the newest that is not published yet. What it changes is printed before it
    is signed.
    """
    call = of(context)
    with acting(call) as work:
        row = work.read(find_draft, template, unit=unit)
        is_table = row.kind == "dmn"
        load = load_policy_change if is_table else load_life_cycle_change
        change: PolicyChange = work.read(load, row.id)
        call.say("\n".join(change_lines(change)))
        signer = signer_of(work, call, passphrase_file)
        digest = seen or change.digest
        work.write(publish_file, row.id, kind=row.kind, seen=digest, signer=signer)
        found = work.read(find_file_by_id, row.id)
    call.answer({**asdict(found), "change": change}, f"{found.key}:{found.version} is published.")
