"""`modelward records import`: which version answered which decision of an application."""

from __future__ import annotations

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
from app.errors import InputError
from app.models.home_folders import whole_path
from app.models.rules.records import LOG
from app.services.commands.records import Imported, Origin, import_records
from app.services.commands.runtimes import find_runtime
from app.services.pauses import heeding
from app.services.record_files import read_records
from app.services.record_logs import log_rows
from app.services.record_tables import clean_address, read_table, secret_name
from app.services.settings_file import map_database

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
    database: Annotated[
        str, typer.Option(help="Read a table of this database, known to this machine, instead.")
    ] = "",
    name: Annotated[str, typer.Option("--table", help="Its table or view: SCHEMA.TABLE.")] = "",
    since: Annotated[str, typer.Option(help="Of a log or table only what is not older.")] = "",
) -> None:
    """Record decisions: id, time, and the version that answered or the digest of its file.

    The same rows again store nothing. One wrong row, and nothing is stored at all.
    """
    call = of(context)
    if sum((file is not None, bool(runtime), bool(database))) != 1 or bool(database) != bool(name):
        raise InputError(
            "Say which file, which runtime, or which table of which database.",
            hint="modelward records import FILE, or modelward records import --runtime NAME, or"
            " modelward records import --database NAME --table TABLE.",
        )
    begin = past_instant(since, datetime.now(UTC)) if since else None
    with acting(call) as work:
        owner: UUID | None = work.read(application_id, application) if application else None
        if runtime:
            found = work.write(find_runtime, runtime)
            origin = Origin(found.name, LOG, owner, found.id)
            rows = log_rows(heeding(call.settings, work.read), found.name, begin)
            report = work.write(import_records, rows, origin)
        elif database:
            rows = read_table(call.settings, database, name, begin)
            origin = Origin(f"{database}/{name}", "sql", owner)
            report = work.write(import_records, rows, origin)
        else:
            assert file is not None
            rows = read_records(whole_path(file))
            report = work.write(import_records, rows, Origin(file.name, "file", owner))
    call.answer(report, _told(report))


@RECORDS.command("connect")
def connect(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the database is called from now on.")],
    address: Annotated[
        str, typer.Argument(help="postgresql://USER@HOST/DATABASE, or a SQLite file; no password.")
    ],
) -> None:
    """Say where the database of an application is. This machine's settings keep it.

    Its password is a secret: modelward secret keep database.NAME.
    """
    call = of(context)
    clean = clean_address(name, address)
    map_database(call.settings.home, name, clean)
    document = {"database": name, "address": clean, "secret": secret_name(name)}
    call.answer(document, f"{name} is {clean}. Its password is the secret {secret_name(name)}.")


def _told(report: Imported) -> str:
    lines = [f"{report.rows} rows read, {report.stored} decisions recorded."]
    lines += [f"{name}: {count}" for name, count in sorted(report.versions.items())]
    if report.known:
        lines.append(f"{report.known} were recorded already.")
    if report.repeated:
        lines.append(f"{report.repeated} scored a decision again; its first answer stays.")
    if report.disputed:
        lines.append(
            f"{report.disputed} stand here with another time or content, from elsewhere; what the"
            " log says of them was not recorded:"
        )
        lines += report.disputes
    return "\n".join(lines)
