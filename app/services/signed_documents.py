"""The documents that people sign, version 1: every word of what was seen and decided.

What stands in the rows is derived in one place, for the signer and for whoever verifies; what only
the document says (when, with which key, after which decision of one's own, after which seal) is
added when it is signed.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, true
from sqlalchemy.orm import Session

from app.models.queries.evidence import rule_name
from app.models.tables.base import mw_now
from app.models.tables.execution import Deployment, Placement, Runtime, Stage
from app.models.tables.governance import (
    Decision,
    Finding,
    LineageReview,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Workspace
from app.models.tables.trail import TreeHead
from app.services.digests import canonical
from app.services.engine.wishes import EndedWish, RetirementWish, read_wish
from app.services.names import check_text

VERSION = 1
MEANINGS = {"accept": "Approved", "reject": "Rejected"}


# Built once: whoever decides waits for them.
_about = (
    select(
        Workspace.log_id,
        ModelVersion.model_id,
        ModelVersion.version,
        RegisteredModel.name,
        Snapshot.digest,
        Stage.name.label("stage"),
    )
    .select_from(ModelVersion)
    .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
    .join(Workspace, true())
    .outerjoin(Snapshot, Snapshot.id == bindparam("snapshot"))
    .outerjoin(Stage, Stage.id == bindparam("stage"))
    .where(ModelVersion.id == bindparam("version"))
)
_clock = select(mw_now().label("now")).subquery()
_head = select(TreeHead.size, TreeHead.root).order_by(TreeHead.size.desc()).limit(1).subquery()
_last = (
    select(Decision.sequence, Decision.document)
    .where(
        Decision.decided_by == bindparam("person"),
        Decision.unit_id == bindparam("unit"),
        Decision.sequence.is_not(None),
    )
    .order_by(Decision.sequence.desc())
    .limit(1)
    .subquery()
)
_moment = select(_clock, _head).outerjoin_from(_clock, _head, true())
_moment_and_last = _moment.add_columns(_last).outerjoin(_last, true())


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides, before it is a row."""

    id: UUID
    verdict: str
    slot: int
    role: str
    reason: str
    seen_digest: str
    person: UUID


def clean_reason(reason: str) -> str:
    """The reason as it is signed and kept: composed letters, no edges.

    Raises:
        InputError: it is too long, or holds what no database and no canonical text can hold.
    """
    text = unicodedata.normalize("NFC", reason).strip()
    check_text(text, "reason")
    return text


def choice_of(row: Decision) -> Choice:
    return Choice(
        row.id, row.verdict, row.slot, row.role, row.reason, row.seen_digest, row.decided_by
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document says of the version that it is about, and the stage of its row."""

    facts: Mapping[str, Any]
    stage: str


def decision_facts(subject: Subject, request: TransitionRequest, choice: Choice) -> dict[str, Any]:
    """What the rows say of a decision: the document must say exactly that."""
    return {
        "v": VERSION,
        "kind": "decision",
        "id": str(choice.id),
        "unit": str(request.unit_id),
        "request": str(request.id),
        **subject.facts,
        "service": request.service_tag,
        "from": request.from_stage,
        "to": subject.stage,
        "evidence": choice.seen_digest,
        "verdict": choice.verdict,
        "slot": choice.slot,
        "role": choice.role,
        "reason": choice.reason,
        "actor": str(choice.person),
    }


def waiver_facts(subject: Subject, waiver: Waiver, granter: UUID) -> dict[str, Any]:
    """What the rows say of a granted waiver."""
    return {
        "v": VERSION,
        "kind": "waiver",
        "id": str(waiver.id),
        "unit": str(waiver.unit_id),
        **subject.facts,
        "rule": rule_name(waiver),
        "reason": waiver.reason,
        "remark": waiver.remark or None,  # documents before it was asked for say none
        "asked_by": str(waiver.asked_by),
        "expires_at": waiver.expires_at.isoformat(),
        "verdict": "granted",
        "actor": str(granter),
    }


def review_facts(
    subject: Subject, request: TransitionRequest, finding: Finding, reviewer: UUID
) -> dict[str, Any]:
    """What the rows say of the review of an emergency release: of what, and what was found."""
    return {
        "v": VERSION,
        "kind": "review",
        "id": str(finding.id),
        "unit": str(finding.unit_id),
        "request": str(request.id),
        **subject.facts,
        "evidence": request.evidence_digest,
        "reason": finding.reason,
        "verdict": finding.state,
        "actor": str(reviewer),
    }


def roll_back_facts(
    session: Session, asked: EngineInbox, deployment: Deployment, actor: UUID
) -> dict[str, Any]:
    """What the rows say of a roll-back that somebody asked for: from what to what."""
    back = session.get(Deployment, deployment.replaces_id) if deployment.replaces_id else None
    to = session.get(Snapshot, back.snapshot_id) if back else None
    subject = load_subject(session, deployment.version_id, deployment.snapshot_id)
    return {
        "v": VERSION,
        "kind": "roll_back",
        "id": str(asked.id),
        "unit": str(asked.unit_id),
        **subject.facts,
        "deployment": str(deployment.id),
        "service": deployment.service_tag,
        "runtime": str(deployment.runtime_id),
        "back_to": to.digest if to else "",
        "reason": str(asked.payload.get("reason", "")),
        "verdict": "roll_back",
        "actor": str(actor),
    }


def version_retirement_facts(session: Session, asked: EngineInbox, actor: UUID) -> dict[str, Any]:
    """What the rows say of a version that somebody asked to retire: which places it leaves."""
    wish = read_wish(RetirementWish, asked.payload)
    rows = session.execute(
        select(Placement.id, Stage.name, Placement.service_tag)
        .join(Stage, Stage.id == Placement.stage_id)
        .where(Placement.id.in_(wish.places))
        .order_by(Placement.id)
    ).all()
    subject = load_subject(session, wish.version_id, None)
    return {
        "v": VERSION,
        "kind": "retire_version",
        "id": str(asked.id),
        "unit": str(asked.unit_id),
        **subject.facts,
        "places": [
            {"id": str(place), "stage": stage, "service": tag} for place, stage, tag in rows
        ],
        "service": ", ".join(sorted({tag for _place, _stage, tag in rows})),
        "reason": wish.reason,
        "verdict": "retire_version",
        "actor": str(actor),
    }


def runtime_ended_facts(session: Session, asked: EngineInbox, actor: UUID) -> dict[str, Any]:
    """What the rows say of a retired runtime of which somebody said that it has ended.

    By ids: who checks it may see the runtime and not every model that it served.
    """
    wish = read_wish(EndedWish, asked.payload)
    runtime = session.get(Runtime, wish.runtime_id)
    return {
        "v": VERSION,
        "kind": "runtime_ended",
        "log": str(session.scalars(select(Workspace.log_id)).one()),
        "id": str(asked.id),
        "unit": str(asked.unit_id),
        "runtime": str(wish.runtime_id),
        "name": runtime.name if runtime is not None else "",
        "deployments": sorted(map(str, wish.deployments)),
        "reason": wish.reason,
        "verdict": "runtime_ended",
        "actor": str(actor),
    }


def retirement_facts(session: Session, runtime: Runtime, actor: UUID) -> dict[str, Any]:
    """What the rows say of a runtime that somebody took out of service."""
    return {
        "v": VERSION,
        "kind": "retire",
        "log": str(session.scalars(select(Workspace.log_id)).one()),
        "id": str(runtime.id),
        "unit": str(runtime.unit_id),
        "name": runtime.name,
        "reason": runtime.reason,
        "verdict": "retired",
        "actor": str(actor),
    }


def lineage_review_facts(
    session: Session, review: LineageReview, model: RegisteredModel, reviewer: UUID, *, marks: str
) -> dict[str, Any]:
    """What the rows say of a range of a model's lineage that somebody signed off.

    Args:
        marks: place and begin of the hash of each event, so that one that is another is named.
    """
    return {
        "v": VERSION,
        "kind": "lineage_review",
        "log": str(session.scalars(select(Workspace.log_id)).one()),
        "id": str(review.id),
        "unit": str(model.unit_id),
        "model": str(model.id),
        "name": model.name,
        "first": review.first_position,
        "last": review.last_position,
        "events": review.events,
        "own": review.own_events,
        "digest": review.sha256,
        "marks": marks,
        "reason": review.reason,
        "verdict": "reviewed",
        "actor": str(reviewer),
    }


def load_subject(
    session: Session, version_id: UUID, snapshot_id: UUID | None, stage_id: UUID | None = None
) -> Subject:
    """What documents say of a version, one of its snapshots and a stage."""
    of = {"version": version_id, "snapshot": snapshot_id, "stage": stage_id}
    found = session.execute(_about, of).one()
    facts = {
        "log": str(found.log_id),
        "model": str(found.model_id),
        "name": found.name,
        "version": found.version,
        "snapshot": found.digest or "",
    }
    return Subject(facts, found.stage or "")


def subject_of(session: Session, request: TransitionRequest) -> Subject:
    return load_subject(session, request.version_id, request.snapshot_id, request.stage_id)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is signed, and the last seal that the signer has seen."""

    at: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a decision in the chain of its person's decisions in this unit."""

    n: int
    prev: str  # SHA-256 of the document before; empty for the first


def moment_now(session: Session) -> Moment:
    return _moment_of(session.execute(_moment).one())


def next_link(session: Session, person: UUID, unit_id: UUID) -> tuple[Link, Moment]:
    """Where the next decision stands, and the moment in which it does."""
    found = session.execute(_moment_and_last, {"person": person, "unit": unit_id}).one()
    is_first = found.sequence is None
    link = Link(1, "") if is_first else Link(found.sequence + 1, document_hash(found.document))
    return link, _moment_of(found)


def _moment_of(row: Row[Any]) -> Moment:
    return Moment(row.now.astimezone(UTC).isoformat(), row.size or 0, row.root or "")


def document_hash(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def asserted(moment: Moment, *, kid: str, meaning: str) -> dict[str, Any]:
    """What the signer adds: when, with which key, in which sense, and the last seal they saw."""
    return {
        "at": moment.at,
        "kid": kid,
        "meaning": meaning,
        "head": {"size": moment.size, "root": moment.root},
    }


def write_document(facts: dict[str, Any]) -> str:
    return canonical(facts)


def read_document(text: str) -> dict[str, Any] | None:
    """The facts of a document; None where it is not the canonical text of an object."""
    try:
        found = json.loads(text)
        is_canonical = isinstance(found, dict) and canonical(found) == text
    except (ValueError, RecursionError):  # whoever forged it must not stop who reads it
        return None
    return found if is_canonical else None
