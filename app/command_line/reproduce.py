"""`modelward reproduce`: runs a version again from what its snapshot pinned."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting
from app.command_line.output import facts, table
from app.command_line.waiting import wait_for
from app.errors import AppError, InputError, PausedError, RefusedError
from app.models.queries.find import find_version
from app.models.queries.listing_processes import load_inbox
from app.models.queries.pauses import pause_over_version
from app.models.queries.reproduction import ReproductionRow, find_reproduction
from app.models.rules.pauses import Pause
from app.services.commands.reproductions import as_what, ask_reproduction, run_key
from app.services.reproducing.compare import Verdict
from app.services.unit_of_work import Work

APP = new_family()
EXIT_CODES = {
    Verdict.EQUAL: 0,
    Verdict.WITHIN_TOLERANCE: 0,
    Verdict.DIFFERENT: RefusedError.exit_code,
    Verdict.NOT_POSSIBLE: InputError.exit_code,
}


@APP.command("reproduce")
def reproduce(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL:VERSION")],
    what: Annotated[str, typer.Option(help="training, evaluation or scoring.")],
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for the end.")] = 1800.0,
) -> None:
    """Run training, evaluation or scoring of any version again, and say whether it is the same.

    Exit code 0: equal or within tolerance; 1: not; 2: it can't be run. In a file workspace this
    command does the work itself; on PostgreSQL a running service does.
    """
    call = of(context)
    wanted = as_what(what)
    with acting(call) as work:
        version_id = work.read(_version, model)
        asked = work.write(ask_reproduction, version_id, wanted)
        call.say(f"Running the {wanted} of {model} again.")
        pause = work.read(pause_over_version, version_id)
        if pause is not None:
            call.say(pause.sentence)
        found = _wait(call, work, asked, timeout)
        pause = None if found else work.read(pause_over_version, version_id)
    if found is None:
        raise _unfinished(pause, timeout)
    document = {**found.answer, "run": found.number}
    call.answer(document, _text(document))
    raise typer.Exit(EXIT_CODES[Verdict(found.verdict)])


def _version(session: Session, model: str) -> UUID:
    return find_version(session, model)[1].id


def _wait(call: Call, work: Work, asked: UUID, timeout_s: float) -> ReproductionRow | None:
    """What the worker recorded, once it is there; None: it is not in that time."""

    def look() -> ReproductionRow | None:
        found = work.read(find_reproduction, run_key(asked))
        if found is not None and found.state == "done":
            return found
        if said := work.read(load_inbox, asked).result:
            raise AppError(said)
        return None

    return wait_for(call, work, look, timeout_s)


def _unfinished(pause: Pause | None, timeout_s: float) -> AppError:
    if pause is not None:
        return PausedError(pause.sentence, hint="The run goes on by itself when that does.")
    return AppError(
        f"The run did not end in {timeout_s:.0f} seconds.",
        hint="modelward workspace info shows which services work; the run goes on without you.",
    )


def _text(document: dict[str, Any]) -> str:
    snapshot, data = document["snapshot"], document["data"]
    shown = {
        "version": f"{document['model']}:{document['version']} s{snapshot['sequence']}",
        "run again": document["what"],
        "verdict": document["verdict"].replace("_", " "),
        "why": document["why"],
        "data": data["digest"],
        "data found": data["found"] if data["found"] != data["digest"] else "the same",
        "seconds": document["seconds"],
    }
    lines = [facts(shown)]
    columns = {
        "name": "part", "held": "is", "then": "pinned", "now": "here", "where": "kept as",
    }  # fmt: skip
    parts = [_shortened(one) for one in document["pinned"]]
    lines += ["", table(_rows(parts), columns, nothing="")]
    if document["compared"]:
        columns = {
            "name": "value", "then": "then", "now": "now", "difference": "difference", "of": "of",
        }  # fmt: skip
        compared = [_compared(one) for one in document["compared"]]
        lines += ["", table(_rows(compared), columns, nothing="")]
    if document["environment"]:
        columns = {"package": "library", "then": "then", "now": "now"}
        lines += ["", table(_rows(document["environment"]), columns, nothing="")]
    return "\n".join(lines)


def _shortened(part: dict[str, Any]) -> dict[str, Any]:
    """Of a digest as much as tells two apart; the whole one is in the JSON."""
    held = part["held"].replace("_", " ")
    return {**part, "held": held, "then": part["then"][:16], "now": part["now"][:60]}


def _compared(one: dict[str, Any]) -> dict[str, Any]:
    """Runs of before did not keep what their difference is of."""
    is_by_row = one.get("is_by_row", False)
    return {**one, "of": "the row that differs most; then and now are means" if is_by_row else ""}


def _rows(found: list[dict[str, Any]]) -> list[SimpleNamespace]:
    return [SimpleNamespace(**one) for one in found]
