"""`modelward records import`: which version answered which decision of an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.command_line.applications import application_id
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting
from app.command_line.values import past_instant
from app.config import Settings
from app.errors import InputError
from app.services.commands.records import Imported, Origin, import_records
from app.services.commands.runtimes import find_runtime
from app.services.record_files import Place, RecordRow, WrongRow, checked, read_records
from app.services.runtime_access import scoring_folder
from app.services.scoring_log import read_lines

RECORDS = new_family()


@RECORDS.command("import")
def import_(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="CSV, Parquet or JSON lines of the application.")
    ] = None,
    application: Annotated[str, typer.Option(help="The application that decided.")] = "",
    runtime: Annotated[
        str, typer.Option(help="Read the scoring log of this runtime of this machine instead.")
    ] = "",
    since: Annotated[str, typer.Option(help="Of a log only what was scored since then.")] = "",
) -> None:
    """Record decisions: id, time, and the version that answered or the digest of its file.

    The same rows again store nothing. One wrong row, and nothing is stored at all.
    """
    call = of(context)
    if (file is None) == (not runtime):
        raise InputError(
            "Say which file, or which runtime.",
            hint="modelward records import FILE, or modelward records import --runtime NAME.",
        )
    with acting(call) as work:
        owner: UUID | None = work.read(application_id, application) if application else None
        if runtime:
            found = work.write(find_runtime, runtime)
            origin = Origin(found.name, "runtime log", owner, found.id)
            begin = past_instant(since, datetime.now(UTC)) if since else None
            rows = log_rows(call.settings, found.name, begin)
            report = work.write(import_records, rows, origin)
        else:
            assert file is not None
            rows = read_records(file.expanduser())
            report = work.write(import_records, rows, Origin(file.name, "file", owner))
    call.answer(report, _told(report))


def log_rows(
    settings: Settings, runtime: str, since: datetime | None = None
) -> Iterator[RecordRow | WrongRow]:
    """What a built-in runtime of this machine scored, without what deployments tried out."""
    for number, row in enumerate(read_lines(scoring_folder(settings, runtime), since), start=1):
        yield checked(row, Place(number, is_line=False))


def _told(report: Imported) -> str:
    lines = [f"{report.rows} rows read, {report.stored} decisions recorded."]
    lines += [f"{name}: {count}" for name, count in sorted(report.versions.items())]
    if report.known:
        lines.append(f"{report.known} were recorded already.")
    if report.repeated:
        lines.append(f"{report.repeated} scored a decision again; its first answer stays.")
    return "\n".join(lines)
