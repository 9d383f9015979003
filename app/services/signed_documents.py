"""The documents that people sign, version 1: every word of what was seen and decided.

What stands in the rows is derived in one place, for the signer and for whoever verifies; what only
the document says (when, with which key, after which decision of one's own, after which seal) is
added when it is signed.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.tables.execution import Stage
from app.models.tables.governance import Decision, TransitionRequest, Waiver
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.organisation import Workspace
from app.models.tables.trail import TreeHead
from app.services.digests import canonical
from app.services.unit_of_work import UnitOfWork

VERSION = 1
MEANINGS = {"accept": "Approved", "reject": "Rejected"}
ASSERTED = ("meaning", "at", "kid", "n", "prev", "head")  # what no row says


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
        InputError: it holds what no database and no canonical text can hold.
    """
    text = unicodedata.normalize("NFC", reason).strip()
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InputError("The reason holds a sign that can't be kept.", hint="Type it anew.")
    return text


def choice_of(row: Decision) -> Choice:
    return Choice(
        row.id, row.verdict, row.slot, row.role, row.reason, row.seen_digest, row.decided_by
    )


def decision_facts(session: Session, request: TransitionRequest, choice: Choice) -> dict[str, Any]:
    """What the rows say of a decision: the document must say exactly that."""
    return {
        "v": VERSION,
        "kind": "decision",
        "log": str(_log_id(session)),
        "id": str(choice.id),
        "unit": str(request.unit_id),
        "request": str(request.id),
        **_subject(session, request.version_id, request.snapshot_id),
        "service": request.service_tag,
        "from": request.from_stage,
        "to": session.get_one(Stage, request.stage_id).name,
        "evidence": choice.seen_digest,
        "verdict": choice.verdict,
        "slot": choice.slot,
        "role": choice.role,
        "reason": choice.reason,
        "actor": str(choice.person),
    }


def waiver_facts(session: Session, waiver: Waiver, granter: UUID) -> dict[str, Any]:
    """What the rows say of a granted waiver."""
    return {
        "v": VERSION,
        "kind": "waiver",
        "log": str(_log_id(session)),
        "id": str(waiver.id),
        "unit": str(waiver.unit_id),
        **_subject(session, waiver.version_id, waiver.snapshot_id),
        "rule": f"{waiver.test}:{waiver.feature}" if waiver.feature else waiver.test,
        "reason": waiver.reason,
        "asked_by": str(waiver.asked_by),
        "expires_at": waiver.expires_at.isoformat(),
        "verdict": "granted",
        "actor": str(granter),
    }


def _subject(session: Session, version_id: UUID, snapshot_id: UUID | None) -> dict[str, Any]:
    version = session.get_one(ModelVersion, version_id)
    snapshot = session.get(Snapshot, snapshot_id) if snapshot_id else None
    return {
        "model": str(version.model_id),
        "name": session.get_one(RegisteredModel, version.model_id).name,
        "version": version.version,
        "snapshot": snapshot.digest if snapshot else "",
    }


def _log_id(session: Session) -> UUID:
    return session.scalars(select(Workspace.log_id)).one()


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a decision in the chain of its person's decisions in this unit."""

    n: int
    prev: str  # SHA-256 of the document before; empty for the first


def next_link(session: Session, person: UUID, unit_id: UUID) -> Link:
    last = session.scalars(
        select(Decision)
        .where(
            Decision.decided_by == person,
            Decision.unit_id == unit_id,
            Decision.sequence.is_not(None),
        )
        .order_by(Decision.sequence.desc())
        .limit(1)
    ).first()
    if last is None or last.sequence is None:
        return Link(1, "")
    return Link(last.sequence + 1, document_hash(last.document))


def document_hash(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def asserted(work: UnitOfWork, *, kid: str, meaning: str) -> dict[str, Any]:
    """What the signer adds: when, with which key, in which sense, and the last seal they saw."""
    head = work.session.scalars(select(TreeHead).order_by(TreeHead.size.desc()).limit(1)).first()
    return {
        "at": work.now().isoformat(),
        "kid": kid,
        "meaning": meaning,
        "head": {"size": head.size if head else 0, "root": head.root if head else ""},
    }


def write_document(facts: dict[str, Any]) -> str:
    return canonical(facts)


def read_document(text: str) -> dict[str, Any] | None:
    """The facts of a document; None where it is not the canonical text of an object."""
    try:
        found = json.loads(text)
        is_canonical = isinstance(found, dict) and canonical(found) == text
    except ValueError:
        return None
    return found if is_canonical else None
