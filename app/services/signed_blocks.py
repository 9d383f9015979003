"""What a reader is shown of a signature: who, when, in which sense, over what, and does it hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.events import EventRow
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.queries.roll_backs import ASKED, ROLLED_BACK, UNDEPLOYED
from app.models.rules.asking import SIGNED as SIGNED_WISHES
from app.models.tables.execution import Deployment
from app.models.tables.governance import (
    Decision,
    Finding,
    LineageReview,
    SignedAct,
    TransitionRequest,
    Waiver,
)
from app.models.tables.life_cycle import EngineInbox
from app.services.signed_documents import document_hash, read_document
from app.services.unit_of_work import InboxKind
from app.services.verifying.ahead import acts_ahead, decisions_ahead
from app.services.verifying.lineage import lineage_review_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import signed_act_fault, uuid_in
from app.services.verifying.steps import acts_of_steps
from app.services.verifying.votes import decision_fault, review_fault, reviewer_of, waiver_fault
from app.services.verifying.wishes import ended_fault, roll_back_fault, version_retirement_fault

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


def bearer_of(event: EventRow) -> UUID | None:
    """What bears the signature that an event rests on; None where nobody signs such a one.

    The service rolls back on the wish of a person, and takes off a retired runtime on the word of
    one: that is what they signed.
    """
    if event.tag in (ROLLED_BACK, UNDEPLOYED):
        return uuid_in(event.facts.get("asked_id"))
    is_wish = event.tag == ASKED and event.facts.get("kind") in SIGNED_WISHES
    return event.object_id if is_wish or event.tag in SIGNED_TAGS else None


def load_signed_blocks(session: Session, request_id: UUID) -> tuple[SignedBlock, ...]:
    """The signed decisions on a request, the oldest first; unsigned ones are left out."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.request_id == request_id, Decision.signature != "")
        .order_by(Decision.decided_at)
    ).all()
    check = Verifying(session)
    decisions_ahead(check, rows)
    return tuple(_decision(check, row) for row in rows)


def load_signed_block(session: Session, object_id: UUID) -> SignedBlock | None:
    """The signature under a decision, waiver, review, sign-off or wish; None: there is none."""
    return _signed_block(Verifying(session), object_id)


def load_signed_of(session: Session, object_id: UUID) -> tuple[SignedBlock, ...]:
    """Every signature under one thing, the newest first: of its steps, and in its own row."""
    check = Verifying(session)
    acts = _signed_acts(check, object_id)
    known = {one.id for one in acts}
    own = _signed_block(check, object_id)
    return acts if own is None or own.id in known else (own, *acts)


def load_signatures(
    session: Session, object_ids: Collection[UUID]
) -> dict[UUID, SignedBlock | None]:
    """The signatures under these things, each verified; None where nobody signed."""
    check = Verifying(session)
    return {one: _signed_block(check, one) for one in object_ids}


def _signed_block(check: Verifying, object_id: UUID) -> SignedBlock | None:
    session = check.session
    decision = session.get(Decision, object_id)
    if decision is not None:
        return _decision(check, decision) if decision.signature else None
    review = session.get(Finding, object_id)
    if review is not None:
        reviewer = reviewer_of(review)
        if not review.signature or reviewer is None:
            return None
        fault = review_fault(check, review)
        return _block(check, review.id, reviewer, review.document, fault)
    act = session.get(SignedAct, object_id)
    if act is not None:
        return _signed_act(check, act)
    signed_off = session.get(LineageReview, object_id)
    if signed_off is not None:
        return _lineage_review(check, signed_off) if signed_off.signature else None
    asked = session.get(EngineInbox, object_id)
    return _wish(check, asked) if asked is not None else _waiver(check, object_id)


def _signed_acts(check: Verifying, object_id: UUID) -> tuple[SignedBlock, ...]:
    acts = [*acts_of_steps(check, object_id)]
    acts_ahead(check, acts)
    return tuple(_signed_act(check, act) for act in acts)


def _signed_act(check: Verifying, row: SignedAct) -> SignedBlock:
    return _block(check, row.id, row.created_by, row.document, signed_act_fault(check, row))


def _lineage_review(check: Verifying, row: LineageReview) -> SignedBlock:
    return _block(check, row.id, row.created_by, row.document, lineage_review_fault(check, row))


def _wish(check: Verifying, asked: EngineInbox) -> SignedBlock | None:
    if not asked.signature:
        return None
    if asked.kind == InboxKind.ROLL_BACK:
        key = uuid_in(asked.payload.get("deployment_id"))
        deployment = check.session.get(Deployment, key) if key else None
        if deployment is None:  # nothing is here to hold what was signed against
            return None
        fault = roll_back_fault(check, asked, deployment)
    elif asked.kind == InboxKind.RUNTIME_ENDED:
        taken_off = select(Deployment).where(Deployment.asked_id == asked.id)
        fault = ended_fault(check, asked, check.session.scalars(taken_off).all())
    else:
        fault = version_retirement_fault(check, asked)
    return _block(check, asked.id, asked.created_by, asked.document, fault)


def _waiver(check: Verifying, object_id: UUID) -> SignedBlock | None:
    waiver = check.session.get(Waiver, object_id)
    if waiver is None or not waiver.signature or waiver.granted_by is None:
        return None
    fault = waiver_fault(check, waiver)
    return _block(check, waiver.id, waiver.granted_by, waiver.document, fault)


def _decision(check: Verifying, row: Decision) -> SignedBlock:
    request = check.session.get_one(TransitionRequest, row.request_id)
    fault = decision_fault(check, request, row)
    return _block(check, row.id, row.decided_by, row.document, fault)


def _block(
    check: Verifying, key: UUID, person: UUID, document: str | None, fault: str
) -> SignedBlock:
    text = document or ""
    said = read_document(text) or {}
    return SignedBlock(
        id=key,
        person=check.name(person),
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
