"""`modelward template`: life cycles (BPMN) and decision tables (DMN)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, table
from app.command_line.values import variables
from app.errors import InputError
from app.models.bpmn import xml_io as bpmn_xml
from app.models.bpmn.checks import check as check_bpmn
from app.models.dmn import xml_io as dmn_xml
from app.models.queries.listing_processes import FileRow, find_file, list_files, load_content
from app.models.rules.roles import Role
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.commands.life_cycles import import_table, import_template
from app.services.commands.life_cycles import publish as publish_row
from app.services.commands.people import default_unit
from app.services.task_types import TASK_TYPES
from app.services.unit_of_work import UnitOfWork

APP = new_family()
COLUMNS = {
    "kind": "kind", "key": "key", "version": "version", "name": "name", "unit": "unit",
    "state": "state", "element": "element", "sha256": "sha256",
}  # fmt: skip
LARGEST_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was read and checked. `document` is the answer of `template check`."""

    path: Path
    data: bytes
    kind: str  # bpmn | dmn
    document: Mapping[str, Any]
    elements: tuple[str, ...]  # executable processes, or decisions
    name: str

    @property
    def key(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.path.stem.lower()).strip("-")


def read_file(path: Path) -> CheckedFile:
    """Read and check a BPMN or DMN file.

    Raises:
        InputError: it is neither, or can't be read.
    """
    data = _bytes_of(path)
    if path.suffix.lower() == ".dmn" or b"/DMN/" in data[:4096]:
        return _read_dmn(path, data)
    return _read_bpmn(path, data)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    if path.stat().st_size > LARGEST_BYTES:
        raise InputError(f"{path.name} is larger than {LARGEST_BYTES >> 20} MiB.")
    return path.read_bytes()


def _read_bpmn(path: Path, data: bytes) -> CheckedFile:
    file = bpmn_xml.parse(data, path.name)
    report = check_bpmn(file, frozenset(TASK_TYPES.keys()), {})
    runnable = tuple(one.id for one in report.processes if one.executable)
    names = [file.processes[one].name for one in runnable]
    return CheckedFile(path, data, "bpmn", report.as_json(), runnable, next(iter(names), ""))


def _read_dmn(path: Path, data: bytes) -> CheckedFile:
    file = dmn_xml.parse(data, path.name)
    refused = [
        {"element": one.element, "id": one.id, "line": one.line, "why": one.why}
        for one in file.refused
    ]
    blocked = {one.decision for one in file.refused}
    runnable = tuple(name for name in file.decisions if name not in blocked)
    document = {
        "processes": [],
        "decisions": [{"id": name, "executable": name in runnable} for name in file.decisions],
        "supported": [{"element": "decision", "id": name} for name in runnable],
        "kept": [],
        "refused": refused,
    }
    names = [file.decisions[name].name for name in runnable]
    return CheckedFile(path, data, "dmn", document, runnable, next(iter(names), ""))


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
    runs = [f"runs     {name}" for name in found.elements] or ["Nothing in it runs."]
    kept = [
        f"kept     {one['element']} {one['id']}: {one['why']}" for one in found.document["kept"]
    ]
    refused = [
        f"refused  line {one['line']}, {one['element']} {one['id']}: {one['why']}"
        for one in found.document["refused"]
    ]
    return "\n".join([*runs, *kept, *refused])


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
    chosen = _chosen(found, element)
    parameters = variables(var or ())
    with acting(call) as work:
        row = work.write(
            _import, found, unit=unit, key=key or found.key, name=name, element=chosen,
            parameters=parameters,
        )  # fmt: skip
        kept = work.read(find_file, f"{row[0]}:{row[1]}")
    call.answer(kept, f"{kept.key}:{kept.version} is a draft; modelward template publish is next.")


def _chosen(found: CheckedFile, element: str) -> str:
    if element and element in found.elements:
        return element
    refused = found.document["refused"]
    if not found.elements or element:
        first = f" Line {refused[0]['line']}: {refused[0]['why']}" if refused else ""
        what = f"“{element}”" if element else "Nothing"
        raise InputError(
            f"{what} in {found.path.name} can run.{first}" if not element
            else f"{what} in {found.path.name} can't run.{first}",
            hint=f"modelward template check {found.path.name} shows every reason.",
        )  # fmt: skip
    if len(found.elements) > 1:
        known = ", ".join(found.elements)
        raise InputError(f"{found.path.name} holds several.", hint=f"Say --element: {known}.")
    return found.elements[0]


def _import(
    work: UnitOfWork,
    found: CheckedFile,
    *,
    unit: str,
    key: str,
    name: str,
    element: str,
    parameters: dict[str, Any],
) -> tuple[str, int]:
    unit = unit or default_unit(work, frozenset({Role.ARCHITECT})).key
    called = name or found.name or key
    if found.kind == "bpmn":
        parameters = {**_parameters_before(work.session, unit, key), **parameters}
        row = import_template(
            work, unit=unit, key=key, name=called, process_id=element, bpmn=found.data,
            parameters=parameters,
        )  # fmt: skip
        return row.key, row.version
    table_row = import_table(
        work, unit=unit, key=key, name=called, decision_id=element, dmn=found.data
    )
    return table_row.key, table_row.version


def _parameters_before(session: Session, unit: str, key: str) -> dict[str, Any]:
    """A new version begins with the parameters of the last one: its expressions need them."""
    rows = [row for row in list_files(session, key) if (row.kind, row.unit) == ("bpmn", unit)]
    return _parameters(session, rows[-1]) if rows else {}


@APP.command("list")
def list_(context: typer.Context) -> None:
    """Every template and table, each version."""
    call = of(context)
    rows = read(call, list_files)
    call.answer({"templates": rows}, table(rows, COLUMNS, nothing="No templates."))


@APP.command("show")
def show(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help="KEY or KEY:VERSION")],
) -> None:
    """A template or table: what it is, its parameters, and what of it runs."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_file, template)
        data = work.read(load_content, row)
        parameters = work.read(_parameters, row)
    path = Path(f"{row.key}.{row.kind}")
    found = _read_dmn(path, data) if row.kind == "dmn" else _read_bpmn(path, data)
    shown = facts({one: getattr(row, one) for one in COLUMNS} | {"parameters": list(parameters)})
    document = {"template": row, "parameters": parameters, "check": found.document}
    call.answer(document, f"{shown}\n\n{_check_text(found)}")


def _parameters(session: Session, row: FileRow) -> dict[str, Any]:
    if row.kind == "dmn":
        return {}
    return session.get_one(LifeCycleTemplate, row.id).parameters


@APP.command("export")
def export(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help="KEY or KEY:VERSION")],
    out: Annotated[Path | None, typer.Option(help="Default: KEY.bpmn or KEY.dmn here.")] = None,
) -> None:
    """Give the file back, byte for byte, for Camunda Modeler and others."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_file, template)
        data = work.read(load_content, row)
    path = out or Path(f"{row.key}.{row.kind}")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.") from error
    document = {"file": path, "bytes": len(data), "sha256": row.sha256}
    call.answer(document, f"{path} ({len(data)} bytes)")


@APP.command("publish")
def publish(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help="KEY or KEY:VERSION")],
) -> None:
    """Publish a draft: new starts follow it, what runs already goes on as it began."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_file, template)
        _require_runs(row, work.read(load_content, row))
        if row.kind == "bpmn":
            work.write(publish_row, LifeCycleTemplate, row.id)
        else:
            work.write(publish_row, DecisionTable, row.id, seen=row.sha256)
        found = work.read(find_file, f"{row.key}:{row.version}")
    call.answer(found, f"{found.key}:{found.version} is published.")


def _require_runs(row: FileRow, data: bytes) -> None:
    """A draft that can't run is never published, whoever stored it."""
    path = Path(f"{row.key}.{row.kind}")
    found = _read_dmn(path, data) if row.kind == "dmn" else _read_bpmn(path, data)
    if row.element not in found.elements:
        raise InputError(
            f"{row.key}:{row.version} can't run, so it can't be published.",
            hint="modelward template show says why.",
        )
