"""Whether decisions, waivers and reviews of emergency releases were signed as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.database import LACKS_MODELS, PART
from app.models.queries.evidence import granted_waivers
from app.models.tables.governance import Decision, Finding, TransitionRequest, Waiver
from app.services.signed_documents import (
    choice_of,
    decision_facts,
    document_hash,
    read_document,
    review_facts,
    waiver_facts,
)
from app.services.signing import DECISION, REVIEW, WAIVER
from app.services.verifying.eligibility import granter_fault, reviewer_fault, voter_fault
from app.services.verifying.signatures import MISSING, Fault, act_fault, name_of_person, uuid_in
from app.texts import N_

REVIEWED = ("accepted", "closed")
BROKEN_CHAIN = N_("the decision before it, which it names, is missing or changed")
GAP = N_("the decision before it, number {number} of this person, is missing")


def decision_faults(session: Session, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with the decisions that count."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.request_id == request.id, Decision.seen_digest == request.evidence_digest)
        .order_by(Decision.decided_at)
    ).all()
    for row in rows:
        why = decision_fault(session, request, row)
        if why:
            yield Fault("decision", row.id, name_of_person(session, row.decided_by), why)


def decision_fault(session: Session, request: TransitionRequest, row: Decision) -> str:
    """Why this decision can't be relied on; empty where it can."""
    facts = decision_facts(session, request, choice_of(row)) | {"n": row.sequence}
    why = act_fault(session, row, row.decided_by, "decision.recorded", facts, domain=DECISION)
    return why or _chain_fault(session, row) or voter_fault(session, request, row)


def _chain_fault(session: Session, row: Decision) -> str:
    """Empty where the decision before, of the same person in the same unit, is the one it names.

    In a room of one model it may lie outside, on another model: then nobody can tell.
    """
    said = read_document(row.document) or {}
    if row.sequence is None:
        return BROKEN_CHAIN
    if row.sequence == 1:
        return "" if said.get("prev") == "" else BROKEN_CHAIN
    before = session.scalars(
        select(Decision.document).where(
            Decision.decided_by == row.decided_by,
            Decision.unit_id == row.unit_id,
            Decision.sequence == row.sequence - 1,
        )
    ).first()
    if before is None:
        may_lack = session.connection().info.get(PART) == LACKS_MODELS
        return "" if may_lack else GAP.format(number=row.sequence - 1)
    return "" if said.get("prev") == document_hash(before) else BROKEN_CHAIN


def waiver_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the waivers in force for a snapshot."""
    for row in granted_waivers(session, snapshot_id):
        why = waiver_fault(session, row)
        if why:
            yield Fault("waiver", row.id, name_of_person(session, row.granted_by), why)


def waiver_fault(session: Session, row: Waiver) -> str:
    """Why this granted waiver can't be relied on; empty where it can."""
    person = row.granted_by
    if person is None:
        return MISSING
    facts = waiver_facts(session, row, person)
    why = act_fault(session, row, person, "waiver.granted", facts, domain=WAIVER)
    return why or granter_fault(session, row)


def review_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the reviews of emergency releases of a snapshot that are said to be done.

    While one is open the gate stops the next stage by itself.
    """
    rows = session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_not(None),
            Finding.state.in_(REVIEWED),
        )
    )
    for row in rows:
        why = review_fault(session, row)
        if why:
            yield Fault("review", row.id, name_of_person(session, reviewer_of(row)), why)


def review_fault(session: Session, row: Finding) -> str:
    """Why it can't be relied on that an emergency release was reviewed; empty where it can."""
    reviewer = reviewer_of(row)
    if reviewer is None:
        return MISSING
    facts = review_facts(session, row, reviewer)
    why = act_fault(session, row, reviewer, "finding.closed", facts, domain=REVIEW)
    return why or reviewer_fault(session, row, reviewer)


def reviewer_of(row: Finding) -> UUID | None:
    """Who signed the review, as its document says; None where nobody did."""
    return uuid_in((read_document(row.document or "") or {}).get("actor"))
