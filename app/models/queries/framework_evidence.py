"""Evidence of requirements: what it points to, whether that changed, and what still counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session, aliased

from app.models.enforcement.history import SUFFIX
from app.models.queries.framework_line import Line, LineRequirement, load_line
from app.models.queries.lookups import load_units, now, person_names
from app.models.rules.frameworks import (
    DROPPED,
    OUTCOMES,
    REASSESS,
    REASSESSED,
    EvidenceFacts,
    Step,
    doubts,
)
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.frameworks import Control, RequirementEvidence
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import ModelDocument
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import MonitorRun


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence for a version of a framework.

    `outcome`: carried, reassess or dropped on its way there; `doubts`: why it does not count.
    """

    number: int
    id: UUID
    kind: str
    object_id: UUID
    title: str
    sha256: str
    requirement: str  # what it was attached to
    version: int  # of the framework, then
    serves: tuple[str, ...]  # requirements of the version that was asked for
    outcome: str
    note: str
    counts: bool
    doubts: tuple[str, ...]
    control: int | None
    unit: str
    by: str
    attached_at: datetime
    requirement_id: UUID
    reassesses: int | None = None  # the number of what was assessed anew


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """`unmet`: requirements of the version that nothing shows any more."""

    counting: int
    to_reassess: int
    dropped: int
    doubtful: int  # for another reason: it changed, grew too old, was withdrawn
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceOverview:
    rows: tuple[EvidenceRow, ...]
    count: EvidenceCount


def load_evidence(session: Session, framework_id: UUID) -> EvidenceOverview:
    """What of all evidence of this line of versions counts for this version, and why the rest not.

    The answer to "what still counts after version 2?", before it begins and afterwards. Evidence
    of a requirement that was split has a row for each outcome.
    """
    line = load_line(session, framework_id)
    evidence = session.scalars(
        select(RequirementEvidence)
        .where(RequirementEvidence.requirement_id.in_(list(line.requirements)))
        .order_by(RequirementEvidence.number)
    ).all()
    rows = _rows(session, evidence, line)
    return EvidenceOverview(rows, _counted(rows, line.target.values()))


def _rows(
    session: Session, evidence: Sequence[RequirementEvidence], line: Line
) -> tuple[EvidenceRow, ...]:
    moment = now(session)
    changed = changes_since(session, evidence)
    wanted = {one.control_id for one in evidence} - {None}
    controls = {
        one.id: one for one in session.scalars(select(Control).where(Control.id.in_(wanted)))
    }
    began = _attached(session, evidence)
    names = person_names(session, [one.attached_by for one in evidence])
    units = load_units(session)
    numbers: dict[UUID | None, int] = {one.id: one.number for one in evidence}
    # What was attached to a requirement of this very version, assessed anew or for the first time.
    here = {(one.kind, one.object_id, one.requirement_id) for one in evidence
            if one.state == "attached" and one.requirement_id in line.target}  # fmt: skip
    found = []
    for one in evidence:
        control = controls.get(one.control_id) if one.control_id else None
        days = control.cadence_days if control else None
        facts = EvidenceFacts(one.state, began[one.id], changed.get(one.id, ""), days)
        where = line.requirements[one.requirement_id]
        for outcome, steps in _by_outcome(line.ways(one.requirement_id)):
            served = [step.successor for step in steps if step.successor in line.target]
            reasons = doubts(facts, outcome, moment)
            if (
                reasons == (REASSESS,)
                and served
                and all((one.kind, one.object_id, each) in here for each in served)
            ):
                reasons = (REASSESSED,)
            found.append(
                EvidenceRow(
                    number=one.number,
                    id=one.id,
                    kind=one.kind,
                    object_id=one.object_id,
                    title=one.title,
                    sha256=one.sha256,
                    requirement=where.reference,
                    version=where.version,
                    serves=tuple(line.target[each].reference for each in served if each),
                    outcome=outcome,
                    note=next((step.note for step in steps if step.note), ""),
                    counts=not reasons,
                    doubts=reasons,
                    control=control.number if control else None,
                    unit=units[one.unit_id].key if one.unit_id in units else "",
                    by=names.get(one.attached_by, ""),
                    attached_at=began[one.id],
                    requirement_id=one.requirement_id,
                    reassesses=numbers.get(one.reassesses_id),
                )
            )
    return tuple(found)


def _by_outcome(ways: Iterable[Step]) -> list[tuple[str, list[Step]]]:
    found: dict[str, list[Step]] = {}
    for step in ways:
        found.setdefault(step.outcome, []).append(step)
    return sorted(found.items(), key=lambda each: OUTCOMES.index(each[0]))


def _attached(session: Session, evidence: Iterable[RequirementEvidence]) -> dict[UUID, datetime]:
    """Since when each is attached: a row that was withdrawn is stamped with that."""
    past = METADATA.tables[f"{SCHEMA}.requirement_evidence{SUFFIX}"]
    ids = [one.id for one in evidence]
    found = {one.id: one.recorded_from for one in evidence}
    first = select(past.c.id, past.c.recorded_from).where(past.c.id.in_(ids))
    for key, at in session.execute(first):
        found[key] = min(found[key], at)
    return found


def _counted(rows: Iterable[EvidenceRow], target: Iterable[LineRequirement]) -> EvidenceCount:
    rows = list(rows)
    shown = {reference for one in rows if one.counts for reference in one.serves}
    open_ones = [one for one in rows if not one.counts]
    left = [one for one in open_ones if set(one.doubts) - {REASSESS, REASSESSED, DROPPED}]
    return EvidenceCount(
        counting=sum(one.counts for one in rows),
        to_reassess=sum(one.doubts == (REASSESS,) for one in open_ones),
        dropped=sum(one.doubts == (DROPPED,) for one in open_ones),
        doubtful=len(left),
        unmet=tuple(one.reference for one in target if one.reference not in shown),
    )


def changes_since(session: Session, evidence: Iterable[RequirementEvidence]) -> dict[UUID, str]:
    """Of each piece whose thing on record is another than it was: how."""
    by_kind: dict[str, list[RequirementEvidence]] = defaultdict(list)
    for one in evidence:
        by_kind[one.kind].append(one)
    found: dict[UUID, str] = {}
    for kind, ask in _CHANGES.items():
        said = ask(session, [one.object_id for one in by_kind[kind]]) if by_kind[kind] else {}
        for one in by_kind[kind]:
            digest, change = said.get(one.object_id, ("", "gone"))
            if change or digest != one.sha256:
                found[one.id] = change or "changed"
    return found


Changes = dict[UUID, tuple[str, str]]  # of each thing its digest, and how it changed


def _documents(session: Session, ids: Sequence[UUID]) -> Changes:
    """A document never changes; a newer one of the same model, kind and title takes its place."""
    rows = session.scalars(select(ModelDocument).where(ModelDocument.id.in_(ids))).all()
    models = {one.model_id for one in rows}
    newest: dict[tuple[Any, ...], ModelDocument] = {}
    for one in session.scalars(
        select(ModelDocument)
        .where(ModelDocument.model_id.in_(models))
        .order_by(ModelDocument.created_at)
    ):
        newest[_document_key(one)] = one
    return {
        one.id: (
            one.sha256,
            "" if newest[_document_key(one)].sha256 == one.sha256 else "replaced",
        )
        for one in rows
    }


def _document_key(one: ModelDocument) -> tuple[Any, ...]:
    return one.model_id, one.kind, one.title


def _decisions(session: Session, ids: Sequence[UUID]) -> Changes:
    rows = session.execute(
        select(Decision.id, Decision.seen_digest, TransitionRequest.evidence_digest)
        .join(TransitionRequest, TransitionRequest.id == Decision.request_id)
        .where(Decision.id.in_(ids))
    )
    return {key: (seen, "" if present == seen else "other_evidence") for key, seen, present in rows}


def _policies(session: Session, ids: Sequence[UUID]) -> Changes:
    rows = session.execute(
        select(DecisionTable.id, DecisionTable.sha256, DecisionTable.state).where(
            DecisionTable.id.in_(ids)
        )
    )
    return {
        key: (digest, "" if state == "published" else "not_in_force") for key, digest, state in rows
    }


def _runs(session: Session, ids: Sequence[UUID]) -> Changes:
    """A run never changes; a newer one of the same monitor may say otherwise.

    Where there is no monitor, a newer one of the same kind of the same snapshot: what a later
    version failed says nothing of an earlier one.
    """
    newer = aliased(MonitorRun)
    last = (
        select(newer.verdict)
        .where(newer.state == "done", newer.kind == MonitorRun.kind)
        .order_by(newer.fire_at.desc(), newer.number.desc())
        .limit(1)
    )
    of_monitor = last.where(newer.monitor_id == MonitorRun.monitor_id)
    of_snapshot = last.where(
        newer.monitor_id.is_(None), newer.snapshot_id == MonitorRun.snapshot_id
    )
    newest = case(
        (MonitorRun.monitor_id.is_not(None), of_monitor.scalar_subquery()),
        else_=of_snapshot.scalar_subquery(),
    )
    rows = session.execute(
        select(MonitorRun.id, MonitorRun.data_digest, MonitorRun.verdict, newest).where(
            MonitorRun.id.in_(ids)
        )
    )
    return {
        key: (digest, "" if verdict == present else "other_verdict")
        for key, digest, verdict, present in rows
    }


_CHANGES = {
    "document": _documents, "decision": _decisions, "policy": _policies, "test_run": _runs,
}  # fmt: skip
