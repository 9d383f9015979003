"""Tells the trail what changes no row: evidence opened, an export, a check, a comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import CancelledError
from app.models.queries.acts import home_unit
from app.models.rules import acts
from app.models.rules.acts import act_blockers, comment_blockers
from app.models.rules.blockers import require
from app.services.digests import canonical, digest_file
from app.services.placed_file import placed
from app.services.unit_of_work import UnitOfWork, Work

if TYPE_CHECKING:  # Home is shown before anybody proves anything
    from app.services.trail.export import Exported, Wanted
    from app.services.trail.holding import RowsHeld
    from app.services.trail.room import Room
    from app.services.trail.verifying import Verification
    from app.services.trail.witness import WitnessVerdict

_POSTGRESQL = "SELECT mw.record_act(:kind, :about, CAST(:key AS uuid), CAST(:facts AS jsonb))"
_SQLITE = (
    "INSERT INTO mw_act (kind, object_type, object_id, facts) VALUES (:kind, :about, :key, :facts)"
)

Fact = str | int | bool | None


def record_act(work: UnitOfWork, kind: str, about: str, key: UUID, **facts: Fact) -> None:
    """Tell the trail what this person did. Who and when are the database's to say.

    Raises:
        RefusedError: the trail keeps no such act, or its object lies in another unit.
    """
    require(act_blockers(kind, about, facts))
    is_sqlite = work.session.get_bind().dialect.name == "sqlite"
    values = {
        "kind": kind,
        "about": about,
        "key": key.hex if is_sqlite else str(key),
        "facts": canonical({name: value for name, value in facts.items() if value is not None}),
    }
    work.session.execute(text(_SQLITE if is_sqlite else _POSTGRESQL), values)


def open_evidence(work: UnitOfWork, request_id: UUID, parts: Sequence[str], *, digest: str) -> None:
    """This person looked at these parts of a request's evidence; each is told once."""
    for part in parts:
        record_act(work, acts.EVIDENCE_OPENED, "request", request_id, part=part, digest=digest)


def comment_case(work: UnitOfWork, about: str, case_id: UUID, *, text: str) -> None:
    """Say something of a case file. It stays in its history as it was said.

    Args:
        about: what the case file is of, in the trail's word.
    Raises:
        RefusedError: there are no words or too many, or it lies in a unit one is not in.
    """
    said = " ".join(text.split())
    require(comment_blockers(said))
    record_act(work, acts.CASE_COMMENTED, about, case_id, text=said)


def record_proof(work: UnitOfWork, made: Exported, wanted: Wanted) -> None:
    """A proof lies in its file."""
    facts = {**_facts(made, wanted), "file_sha256": made.sha256}
    _record_export(work, acts.PROOF_EXPORTED, wanted.model_id, facts)


def record_room(work: UnitOfWork, made: Room, path: Path, wanted: Wanted) -> None:
    """A review room lies in the file `path`."""
    facts: dict[str, Fact] = {
        **_facts(made.proof, wanted),
        "file_sha256": digest_file(path),
        "models": made.models,
        "documents": made.documents,
        "records": made.records,
    }
    if wanted.decisions is not None:
        facts |= _period(wanted.decisions.start, wanted.decisions.until)
    _record_export(work, acts.ROOM_EXPORTED, wanted.model_id, facts)


def record_list(
    work: UnitOfWork,
    path: Path,
    *,
    name: str,
    rows: int,
    filter_text: str,
    model_id: UUID | None = None,
) -> None:
    """A list left the workspace as a file; the words of its filter can be left out of a proof."""
    facts: dict[str, Fact] = {
        "list": name,
        "rows": rows,
        "file_sha256": digest_file(path),
        "filter": " ".join(filter_text.splitlines())[: acts.LONGEST_FACT],
    }
    _record_export(work, acts.LIST_EXPORTED, model_id, facts)


def export_list(
    work: Work,
    export: Callable[[Session, Any, Path], int],
    query: object,
    path: Path,
    *,
    name: str,
    filter_text: str,
    model_id: UUID | None = None,
    progress: Callable[[int, int], object] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write a list to `path`, which it takes only once the trail was told; its rows.

    Raises:
        AppError: why it could not be written or told. What lay at `path` lies there still.
        CancelledError: it was stopped.
    """
    with placed(path) as part:
        rows = work.read(export, query, part)
        if is_cancelled():
            raise CancelledError("The export was cancelled; no file was written.")
        kept = {"name": name, "rows": rows, "filter_text": filter_text, "model_id": model_id}
        work.write(record_list, part, **kept)
    if progress is not None:
        progress(rows, rows)
    return rows


def record_verification(
    work: UnitOfWork,
    found: Verification,
    witness: WitnessVerdict,
    rows: RowsHeld,
    *,
    broken: int,
) -> None:
    """What somebody found when they checked the trail, sealed as everything else."""
    first = min((one.position for one in found.broken), default=None)
    record_act(
        work,
        acts.TRAIL_VERIFIED,
        "unit",
        home_unit(work.session, work.actor.id),
        outcome="broken" if broken else "intact",
        events=found.events,
        unsealed=found.unsealed,
        hidden=found.hidden,
        broken=broken,
        position=first,
        witness=str(witness.kind),
        rows=rows.held,
        differing=len(rows.faults) + rows.untold,
    )


def _facts(made: Exported, wanted: Wanted) -> dict[str, Fact]:
    return {
        "events": made.events,
        "excluded": made.excluded,
        "is_redacted": wanted.is_redacted,
        **_period(wanted.start, wanted.until),
        "head_size": made.head.size,
        "kid": made.signed_by,
    }


def _period(start: datetime | None, until: datetime | None) -> dict[str, Fact]:
    """Of a review room that of its decisions on customers: its events are not of a period."""
    return {
        "from": start.isoformat() if start else None,
        "until": until.isoformat() if until else None,
    }


def _record_export(
    work: UnitOfWork, kind: str, model_id: UUID | None, facts: dict[str, Fact]
) -> None:
    about = "model" if model_id is not None else "unit"
    record_act(work, kind, about, model_id or home_unit(work.session, work.actor.id), **facts)
