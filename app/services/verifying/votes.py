"""Whether decisions, waivers and reviews of emergency releases were signed as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

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
from app.services.verifying.ahead import (
    decisions_ahead,
    place_before,
    reviews_ahead,
    waivers_ahead,
)
from app.services.verifying.eligibility import granter_fault, reviewer_fault, voter_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING, Fault, act_fault, uuid_in
from app.texts import N_

REVIEWED = ("accepted", "closed")
BROKEN_CHAIN = N_("the decision before it, which it names, is missing or changed")
GAP = N_("the decision before it, number {number} of this person, is missing")


def decision_faults(check: Verifying, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with the decisions that count."""
    rows = check.session.scalars(
        select(Decision)
        .where(Decision.request_id == request.id, Decision.seen_digest == request.evidence_digest)
        .order_by(Decision.decided_at)
    ).all()
    decisions_ahead(check, rows)
    for row in rows:
        why = decision_fault(check, request, row)
        if why:
            yield Fault("decision", row.id, check.name(row.decided_by), why)


def decision_fault(check: Verifying, request: TransitionRequest, row: Decision) -> str:
    """Why this decision can't be relied on; empty where it can."""
    subject = check.subject(request.version_id, request.snapshot_id, request.stage_id)
    facts = decision_facts(subject, request, choice_of(row)) | {"n": row.sequence}
    why = act_fault(check, row, row.decided_by, "decision.recorded", facts, domain=DECISION)
    return why or _chain_fault(check, row) or voter_fault(check, request, row)


def _chain_fault(check: Verifying, row: Decision) -> str:
    """Empty where the decision before, of the same person in the same unit, is the one it names.

    In a room of one model it may lie outside, on another model: then nobody can tell.
    """
    said = read_document(row.document) or {}
    if row.sequence is None:
        return BROKEN_CHAIN
    place = place_before(row)
    if place is None:
        return "" if said.get("prev") == "" else BROKEN_CHAIN
    before = check.chain.get(place)
    if before is None:
        may_lack = check.session.connection().info.get(PART) == LACKS_MODELS
        return "" if may_lack else GAP.format(number=place.sequence)
    return "" if said.get("prev") == document_hash(before) else BROKEN_CHAIN


def waiver_faults(check: Verifying, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the waivers in force for a snapshot."""
    rows = granted_waivers(check.session, snapshot_id)
    waivers_ahead(check, rows)
    for row in rows:
        why = waiver_fault(check, row)
        if why:
            yield Fault("waiver", row.id, check.name(row.granted_by), why)


def waiver_fault(check: Verifying, row: Waiver) -> str:
    """Why this granted waiver can't be relied on; empty where it can."""
    person = row.granted_by
    if person is None:
        return MISSING
    facts = waiver_facts(check.subject(row.version_id, row.snapshot_id), row, person)
    why = act_fault(check, row, person, "waiver.granted", facts, domain=WAIVER)
    return why or granter_fault(check, row)


def review_faults(check: Verifying, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with the reviews of emergency releases of a snapshot that are said to be done.

    While one is open the gate stops the next stage by itself.
    """
    rows = check.session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_not(None),
            Finding.state.in_(REVIEWED),
        )
    ).all()
    reviews_ahead(check, rows)
    for row in rows:
        why = review_fault(check, row)
        if why:
            yield Fault("review", row.id, check.name(reviewer_of(row)), why)


def review_fault(check: Verifying, row: Finding) -> str:
    """Why it can't be relied on that an emergency release was reviewed; empty where it can."""
    reviewer = reviewer_of(row)
    request = check.requests.get(row.request_id) if row.request_id else None
    if reviewer is None or request is None:
        return MISSING
    subject = check.subject(row.version_id, row.snapshot_id)
    facts = review_facts(subject, request, row, reviewer)
    why = act_fault(check, row, reviewer, "finding.closed", facts, domain=REVIEW)
    return why or reviewer_fault(check, row, reviewer)


def reviewer_of(row: Finding) -> UUID | None:
    """Who signed the review, as its document says; None where nobody did."""
    return uuid_in((read_document(row.document or "") or {}).get("actor"))
