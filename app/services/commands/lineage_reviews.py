"""Sign-off: somebody puts their signature on a range of a model's lineage that they have read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.lineage_reviews import (
    LineageRange,
    load_range,
    measure_range,
    sealed_size,
)
from app.models.rules.blockers import Blocker, require
from app.models.rules.lineage_reviews import MOST_EVENTS, RangeFacts, range_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.roles import LINEAGE_REVIEWERS, Role
from app.models.rules.tasks import reason_blockers
from app.models.tables.governance import LineageReview
from app.models.tables.inventory import RegisteredModel
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.signed_documents import clean_reason, lineage_review_facts
from app.services.signing import LINEAGE, Signer
from app.services.unit_of_work import UnitOfWork, roles_in


@dataclass(frozen=True, slots=True)
class SignOff:
    """What somebody would sign, in which role, and why they may not."""

    model_name: str
    range: LineageRange
    role: Role | None
    blockers: tuple[Blocker, ...]


def look_at_range(
    session: Session,
    person: UUID,
    model_id: UUID,
    *,
    start: datetime | None = None,
    until: datetime | None = None,
) -> SignOff:
    """What a sign-off of this time, both ends included, would cover.

    Raises:
        InputError: there is no such model.
    """
    model = session.get(RegisteredModel, model_id)
    if model is None:
        raise InputError(f"There is no model {model_id}.")
    held = roles_in(session, person, model.unit_id)
    role = next((one for one in Role if one in held & LINEAGE_REVIEWERS), None)
    found = measure_range(session, model_id, me=person, start=start, until=until)
    return SignOff(model.name, found, role, write_blockers("lineage_review", "insert", held))


def sign_off(
    work: UnitOfWork,
    model_id: UUID,
    said: RangeFacts,
    *,
    reason: str,
    signer: Signer | None = None,
) -> LineageReview:
    """Record that this range was reviewed. It is never taken back; a later one stands beside it.

    Args:
        said: what the reviewer was shown; another range by now is refused.
    Raises:
        InputError: there is no such model, or the range holds too much for one review.
        RefusedError: no right to, no signature, no words, or not what is sealed there.
    """
    model = work.get(RegisteredModel, model_id)
    found = load_range(work.session, model_id, said.first, said.last, me=work.actor.id)
    if found.is_too_large:
        raise too_large(found.events)
    here = found.facts or RangeFacts(0, -1, 0, 0, "")
    words = clean_reason(reason)
    blockers = [
        *write_blockers("lineage_review", "insert", work.roles_in(model.unit_id)),
        *range_blockers(said, here, sealed=sealed_size(work.session)),
        *reason_blockers(words),
        *unsigned_blockers(work, signer, "lineage_review.unsigned"),
    ]
    require(blockers)
    row = LineageReview(
        id=uuid4(),
        model_id=model_id,
        first_position=said.first,
        last_position=said.last,
        events=said.events,
        own_events=said.own,
        sha256=said.sha256,
        reason=words,
    )
    facts = lineage_review_facts(work.session, row, model, work.actor.id, marks=found.marks)
    sign_row(work, row, signer, facts, domain=LINEAGE, meaning="Reviewed")
    return work.add(row)


def require_facts(found: LineageRange) -> RangeFacts:
    """What is to be signed.

    Raises:
        InputError: nothing is sealed of it, or more than one review covers.
    """
    if found.is_too_large:
        raise too_large(found.events)
    if found.facts is None:
        raise InputError(
            "No sealed event of this model lies in that time.",
            hint="Choose a longer one, or wait until the background service has sealed.",
        )
    return found.facts


def too_large(events: int) -> InputError:
    """What is said where a range holds more than one review covers."""
    return InputError(
        f"These are {events} events; one review covers {MOST_EVENTS} at most.",
        hint="Choose a shorter time, and sign off the rest after it.",
    )
