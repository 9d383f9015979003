"""`modelward drift` and `profile`: two data sets, or one, without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.drift_text import exit_by_verdict, fail_verdicts, results_text
from app.command_line.family import new_family
from app.errors import InputError
from app.models.dmn.xml_io import parse
from app.services.monitoring.decide import decide_with
from app.services.monitoring.drift import run_drift, run_profile
from app.services.monitoring.judge import Decide
from app.services.monitoring.measure import MEASURES
from app.services.placed_file import write_placed

APP = new_family()


@APP.command("drift")
def drift(
    context: typer.Context,
    reference: Annotated[Path, typer.Option(help="CSV, Parquet, a folder, or a stored profile.")],
    current: Annotated[Path, typer.Option(help="CSV, Parquet, a folder or a pattern.")],
    schema: Annotated[Path | None, typer.Option(help="Roles and classes of the columns.")] = None,
    table: Annotated[
        Path | None, typer.Option(help="A decision table (DMN) for the verdicts.", metavar="DMN")
    ] = None,
    test: Annotated[
        list[str] | None, typer.Option(help="A test, by its key; may be repeated.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(help="A verdict (or several, by comma) that makes the exit code 1.")
    ] = "",
) -> None:
    """Profile, test and judge two data sets. Needs no workspace.

    The exit code is 0 whatever the verdict, unless --fail-on names it.
    """
    call = of(context)
    fail_verdicts(fail_on)
    for key in test or ():
        MEASURES.get(key)
    decide = _decide(table) if table else None
    found = run_drift(reference, current, schema=schema, decide=decide, tests=test or None)
    call.answer(found, results_text(found))
    exit_by_verdict(found, fail_on)


def _decide(path: Path) -> Decide:
    """The judge's questions answered by a table in a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error
    file = parse(data, path.name)
    if len(file.decisions) != 1 or file.refused:
        raise InputError(
            f"{path.name} is no single decision table that can run.",
            hint=f"modelward template check {path.name} shows what it holds.",
        )
    return decide_with(data, next(iter(file.decisions)))


@APP.command("profile")
def profile(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, Parquet, or a folder of them.")],
    out: Annotated[Path | None, typer.Option(help="Where to keep the profile (.json).")] = None,
    schema: Annotated[Path | None, typer.Option(help="Roles and classes of the columns.")] = None,
) -> None:
    """Make a mergeable reference profile: counts, never rows. Needs no workspace."""
    call = of(context)
    found = run_profile(file, schema=schema)
    if out is not None:
        write_placed(out, found.dumps().encode())
    document = found.to_json() if out is None else {"file": out, "rows": found.rows}
    kept = f" in {out}" if out else "; --out keeps it in a file"
    columns = len(found.numeric) + len(found.categorical)
    call.answer(document, f"Profile of {found.rows} rows, {columns} columns{kept}.")
