"""Attestations: somebody answers for a model by a day, somebody else reviews the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.rules.assessing import (
    LONGEST_REPEAT_DAYS,
    OPENS_BEFORE,
    AttestationFacts,
    HandOverFacts,
    hand_over_blockers,
    next_due,
    review_blockers,
    submit_blockers,
)
from app.models.rules.blockers import Blocker, require
from app.models.rules.tasks import reason_blockers
from app.models.tables.governance import Attestation
from app.models.tables.inventory import RegisteredModel
from app.models.tables.organisation import Person
from app.services.commands.acts import comment_case
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.names import clean_name
from app.services.one_by_one import one_by_one
from app.services.signed_documents import clean_reason
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What is asked of the owners of some models, or of one person, and by when."""

    name: str
    question: str
    due_at: datetime
    models: Sequence[UUID]
    person_id: UUID | None = None  # None: each model's owner
    repeat_days: int | None = None


def plan_campaign(work: UnitOfWork, new: NewCampaign) -> list[Attestation]:
    """One attestation for each model. Those that are due soon are asked for at once.

    Raises:
        InputError: no model, no question, a day that has been, or a repetition without sense.
    """
    _check(work, new)
    found = []
    for model_id in new.models:
        model = work.get(RegisteredModel, model_id)
        row = work.add(
            Attestation(
                campaign=clean_name(new.name, what="title"),
                model_id=model_id,
                person_id=new.person_id or model.owner_id,
                question=new.question.strip(),
                due_at=new.due_at,
                repeat_days=new.repeat_days,
            )
        )
        found.append(_opened(work, row, work.now()))
    return found


def _check(work: UnitOfWork, new: NewCampaign) -> None:
    if not new.models:
        raise InputError("An attestation is about a model.", hint="Name at least one model.")
    if not new.question.strip():
        raise InputError("The question is empty.", hint="Say what is to be attested.")
    if new.due_at <= work.now():
        raise InputError("The day it is due has been already.", hint="Choose a later one.")
    if new.repeat_days is not None and not 0 < new.repeat_days <= LONGEST_REPEAT_DAYS:
        raise InputError(
            f"It can't be repeated after {new.repeat_days} days.",
            hint=f"Between 1 and {LONGEST_REPEAT_DAYS} days are allowed.",
        )


def _opened(work: UnitOfWork, row: Attestation, now: datetime) -> Attestation:
    if row.due_at - OPENS_BEFORE <= now:
        row.state = "open"
        work.flush()
    return row


def open_attestation(work: UnitOfWork, attestation_id: UUID) -> Attestation:
    """Ask for it now, before its time."""
    row = work.get(Attestation, attestation_id)
    if row.state != "scheduled":
        require([Blocker("attestation.closed", state=row.state)])
    row.state = "open"
    work.flush()
    return row


def hand_over_attestation(
    work: UnitOfWork, attestation_id: UUID, *, to: UUID, reason: str
) -> Attestation:
    """Ask another person, where who is asked has left or owns the model no more.

    Why is said beside it in the trail.

    Raises:
        InputError: it is asked of that person already.
    """
    row, said = work.get(Attestation, attestation_id), clean_reason(reason)
    if row.person_id == to:
        raise InputError("This attestation is asked of that person already.")
    handing = HandOverFacts(
        is_closed=work.get(Person, row.person_id).closed_at is not None,
        is_owner=work.get(RegisteredModel, row.model_id).owner_id == row.person_id,
        is_taker_closed=work.get(Person, to).closed_at is not None,
    )
    blockers = hand_over_blockers(_facts(row), handing, work.decider(row.unit_id))
    require([*blockers, *reason_blockers(said)])
    row.person_id = to
    work.flush()
    comment_case(work, "attestation", row.id, text=said)
    return row


def submit_attestation(
    work: UnitOfWork, attestation_id: UUID, *, statement: str, signer: Signer | None = None
) -> Attestation:
    """What is attested, in the words of who is asked, under their signature."""
    row, said = work.get(Attestation, attestation_id), clean_reason(statement)
    unsigned = unsigned_step_blockers(work, row, "submitted", signer)
    require([*submit_blockers(_facts(row), work.actor.id), *reason_blockers(said), *unsigned])
    sign_step(work, row, "submitted", signer, meaning="Attested", answer=said)
    row.answer, row.state = said, "submitted"
    work.flush()
    return row


def review_attestation(
    work: UnitOfWork,
    attestation_id: UUID,
    *,
    reason: str,
    is_approved: bool = True,
    signer: Signer | None = None,
) -> Attestation:
    """Approve an answer, signed, or return it. What repeats is planned again, from its own day."""
    row, said = work.get(Attestation, attestation_id), clean_reason(reason)
    blockers = review_blockers(_facts(row), work.decider(row.unit_id))
    unsigned = unsigned_step_blockers(work, row, "approved", signer) if is_approved else ()
    require([*blockers, *reason_blockers(said), *unsigned])
    if is_approved:
        changes = {"reason": said, "reviewed_by": work.actor.id}
        sign_step(work, row, "approved", signer, meaning="Approved", **changes)
    row.state = "approved" if is_approved else "returned"
    row.reason, row.reviewed_by = said, work.actor.id
    work.flush()
    if is_approved and row.repeat_days:
        now = work.now()
        again = work.add(
            Attestation(
                campaign=row.campaign,
                model_id=row.model_id,
                person_id=row.person_id,
                question=row.question,
                due_at=next_due(row.due_at, row.repeat_days, now),
                repeat_days=row.repeat_days,
            )
        )
        _opened(work, again, now)
    return row


def _facts(row: Attestation) -> AttestationFacts:
    return AttestationFacts(row.state, row.person_id, row.due_at)


def is_any_to_open(session: Session, now: datetime) -> bool:
    statement = select(Attestation.id).where(
        Attestation.state == "scheduled", Attestation.due_at <= now + OPENS_BEFORE
    )
    return session.scalars(statement.limit(1)).first() is not None


def open_due(work: UnitOfWork, now: datetime) -> int:
    """Ask for what is due soon; how many there were."""
    rows = work.session.scalars(
        select(Attestation).where(
            Attestation.state == "scheduled", Attestation.due_at <= now + OPENS_BEFORE
        )
    ).all()

    def ask(row: Attestation) -> None:
        row.state = "open"
        work.flush()

    return one_by_one(work, rows, ask, what="asking for attestations")
