"""What a reader is shown of a signature: who, when, in which sense, over what, and does it hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.tables.governance import (
    Decision,
    Finding,
    LineageReview,
    SignedAct,
    TransitionRequest,
    Waiver,
)
from app.models.tables.organisation import Person
from app.services.signed_documents import document_hash, read_document
from app.services.verifying.lineage import lineage_review_fault
from app.services.verifying.signatures import signed_act_fault
from app.services.verifying.steps import acts_of_steps
from app.services.verifying.votes import decision_fault, review_fault, reviewer_of, waiver_fault

# The events whose object bears the signature that `load_signed_block` reads.
SIGNED_TAGS = ("decision.recorded", "waiver.granted", "finding.closed", SIGNED_OFF, "act.signed")


@dataclass(frozen=True, slots=True)
class SignedBlock:
    """A signed act, verified while it was read. `fault` is empty where it holds."""

    id: UUID
    person: str
    meaning: str
    signed_at: datetime  # as the signer says
    document_sha256: str
    kid: str
    fault: str


def load_signed_blocks(session: Session, request_id: UUID) -> tuple[SignedBlock, ...]:
    """The signed decisions on a request, the oldest first; unsigned ones are left out."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.request_id == request_id, Decision.signature != "")
        .order_by(Decision.decided_at)
    )
    return tuple(_decision(session, row) for row in rows)


def load_signed_block(session: Session, object_id: UUID) -> SignedBlock | None:
    """The signature under a decision, waiver, review or sign-off; None where there is none."""
    decision = session.get(Decision, object_id)
    if decision is not None:
        return _decision(session, decision) if decision.signature else None
    review = session.get(Finding, object_id)
    if review is not None:
        reviewer = reviewer_of(review)
        if not review.signature or reviewer is None:
            return None
        fault = review_fault(session, review)
        return _block(session, review.id, reviewer, review.document, fault)
    act = session.get(SignedAct, object_id)
    if act is not None:
        return _signed_act(session, act)
    signed_off = session.get(LineageReview, object_id)
    if signed_off is not None:
        return _lineage_review(session, signed_off) if signed_off.signature else None
    return _waiver(session, object_id)


def load_signed_acts(session: Session, object_id: UUID) -> tuple[SignedBlock, ...]:
    """What people signed of the steps that this row took, the newest first."""
    return tuple(_signed_act(session, act) for act in acts_of_steps(session, object_id))


def load_signed_of(session: Session, object_id: UUID) -> tuple[SignedBlock, ...]:
    """Every signature under one thing, the newest first: of its steps, and in its own row."""
    acts = load_signed_acts(session, object_id)
    known = {one.id for one in acts}
    own = load_signed_block(session, object_id)
    return acts if own is None or own.id in known else (own, *acts)


def _signed_act(session: Session, row: SignedAct) -> SignedBlock:
    fault = signed_act_fault(session, row)
    return _block(session, row.id, row.created_by, row.document, fault)


def _lineage_review(session: Session, row: LineageReview) -> SignedBlock:
    fault = lineage_review_fault(session, row)
    return _block(session, row.id, row.created_by, row.document, fault)


def _waiver(session: Session, object_id: UUID) -> SignedBlock | None:
    waiver = session.get(Waiver, object_id)
    if waiver is None or not waiver.signature or waiver.granted_by is None:
        return None
    fault = waiver_fault(session, waiver)
    return _block(session, waiver.id, waiver.granted_by, waiver.document, fault)


def load_signatures(
    session: Session, object_ids: Collection[UUID]
) -> dict[UUID, SignedBlock | None]:
    """The signatures under these things, each verified; None where nobody signed."""
    return {one: load_signed_block(session, one) for one in object_ids}


def _decision(session: Session, row: Decision) -> SignedBlock:
    request = session.get_one(TransitionRequest, row.request_id)
    fault = decision_fault(session, request, row)
    return _block(session, row.id, row.decided_by, row.document, fault)


def _block(
    session: Session, key: UUID, person: UUID, document: str | None, fault: str
) -> SignedBlock:
    text = document or ""
    said = read_document(text) or {}
    return SignedBlock(
        id=key,
        person=session.get_one(Person, person).full_name,
        meaning=str(said.get("meaning", "")),
        signed_at=_instant(said.get("at")),
        document_sha256=document_hash(text),
        kid=str(said.get("kid", "")),
        fault=fault,
    )


def _instant(said: object) -> datetime:
    """What the document says, whatever it says: a forged one must not break the screen."""
    try:
        found = datetime.fromisoformat(str(said))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the first hours of the year 1 are in no other zone
        return datetime.fromtimestamp(0, UTC)
