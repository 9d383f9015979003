"""Findings: what a person found wrong with a version, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.errors import InputError
from app.models.queries.find import find_snapshot_in_review
from app.models.queries.reviews import review_facts
from app.models.rules.blockers import require
from app.models.rules.emergency import REVIEW, review_blockers
from app.models.rules.scanned import kind_blockers
from app.models.rules.severities import SEVERITIES
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import Thing, states
from app.models.tables.governance import Finding, TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.services import signing
from app.services.commands.requests import tell_evidence
from app.services.commands.signatures import (
    sign_row,
    sign_step,
    unsigned_blockers,
    unsigned_step_blockers,
)
from app.services.names import clean_name
from app.services.signed_documents import clean_reason, load_subject
from app.services.signed_documents import review_facts as signed_review
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork

_MEANS = {"accepted": "Accepted", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class NewFinding:
    title: str
    severity: str
    kind: str = "review"
    detail: str = ""
    place: str = ""  # file and line
    fix: str = ""


def add_finding(work: UnitOfWork, version_id: UUID, new: NewFinding) -> Finding:
    """Record what a person found in a version. Its pending requests get new evidence.

    Raises:
        RefusedError: it is of a kind that the scan finds.
    """
    if new.severity not in SEVERITIES:
        raise InputError(
            f"There is no severity {new.severity}.", hint="Known: " + ", ".join(SEVERITIES) + "."
        )
    if new.kind == REVIEW:
        raise InputError("A review of an emergency release is made by the release itself.")
    require(kind_blockers(new.kind, is_service=False))
    version = work.get(ModelVersion, version_id)
    snapshot = find_snapshot_in_review(work.session, version_id)
    row = work.add(
        Finding(
            model_id=version.model_id,
            version_id=version_id,
            snapshot_id=snapshot.id if snapshot else None,
            kind=new.kind,
            severity=new.severity,
            title=clean_name(new.title, what="title"),
            detail=new.detail.strip(),
            place=new.place,
            fix=new.fix,
        )
    )
    tell_evidence(work, row.unit_id, row.model_id)
    return row


def accept_finding(
    work: UnitOfWork, finding_id: UUID, *, reason: str, signer: Signer | None = None
) -> Finding:
    """Accept a finding as it is; it no longer blocks this snapshot. A review is never accepted."""
    return move_finding(work, finding_id, state="accepted", reason=reason, signer=signer)


def move_finding(
    work: UnitOfWork, finding_id: UUID, *, state: str, reason: str, signer: Signer | None = None
) -> Finding:
    """Mitigate, accept, close or reopen a finding. Requests get new evidence.

    Args:
        signer: signs that it is accepted or closed; nothing else is signed.
    """
    known = states(Thing.FINDING)
    if state not in known:
        raise InputError(f"There is no state {state}.", hint="Known: " + ", ".join(known) + ".")
    said = clean_reason(reason)
    require(reason_blockers(said))
    row = work.get(Finding, finding_id)
    is_judged = state in ("accepted", "closed")
    is_review = row.request_id is not None and is_judged
    if is_review:
        facts, reviewer = review_facts(work.session, row), work.decider(row.unit_id)
        unsigned = unsigned_blockers(work, signer, "emergency.unsigned")
        require([*review_blockers(facts, reviewer, state=state), *unsigned])
    elif is_judged:
        require(unsigned_step_blockers(work, row, state, signer))
        sign_step(work, row, state, signer, meaning=_MEANS[state], reason=said)
    with work.session.no_autoflush:  # one change, so one event
        row.state, row.reason = state, said
        if is_review:
            subject = load_subject(work.session, row.version_id, row.snapshot_id)
            request = work.session.get_one(TransitionRequest, row.request_id)
            signed = signed_review(subject, request, row, work.actor.id)
            sign_row(work, row, signer, signed, domain=signing.REVIEW, meaning="Reviewed")
    work.flush()
    tell_evidence(work, row.unit_id, row.model_id)
    return row
