"""Sign-offs of a lineage as they are shown: the signature of each is checked as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lineage_reviews import (
    LineageReviewRow,
    Reviewed,
    list_lineage_reviews,
    reviews_of,
)
from app.models.queries.time_travel import EventDetail, load_event
from app.models.tables.governance import LineageReview
from app.services.verifying.lineage import lineage_signature_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING


def list_checked_reviews(
    session: Session,
    model_id: UUID,
    *,
    known_at: datetime | None = None,
    ids: Sequence[UUID] | None = None,
) -> tuple[LineageReviewRow, ...]:
    """As `list_lineage_reviews`, each with what is wrong with its signature."""
    rows = list_lineage_reviews(session, model_id, known_at=known_at, ids=ids)
    faults = _faults(session, (row.id for row in rows))
    return tuple(replace(row, fault=faults[row.id]) for row in rows)


def checked_reviews_of(
    session: Session, event_ids: Sequence[int], *, known_at: datetime | None = None
) -> dict[int, tuple[Reviewed, ...]]:
    """As `reviews_of`, in the same way; one that does not hold is no review, and is told."""
    found = reviews_of(session, event_ids, known_at=known_at)
    faults = _faults(session, {one.review_id for by in found.values() for one in by})
    return {
        event: tuple(replace(one, fault=faults[one.review_id]) for one in by)
        for event, by in found.items()
    }


def checked_reviewers_of(
    session: Session, event_ids: Sequence[int], *, known_at: datetime | None = None
) -> dict[int, tuple[str, ...]]:
    """Who signed off each of these events, each person once; of what does not hold nobody."""
    found = checked_reviews_of(session, event_ids, known_at=known_at)
    return {
        event: tuple(dict.fromkeys(one.by for one in by if not one.fault))
        for event, by in found.items()
    }


def load_checked_event(
    session: Session, event_id: int, *, known_at: datetime | None = None
) -> EventDetail:
    """As `load_event`, with what is wrong with the sign-offs that cover it.

    Raises:
        InputError: there is none.
    """
    found = load_event(session, event_id, known_at=known_at)
    reviews = checked_reviews_of(session, [event_id], known_at=known_at)[event_id]
    return replace(found, reviews=reviews)


def _faults(session: Session, ids: Iterable[UUID]) -> dict[UUID, str | None]:
    rows = session.scalars(select(LineageReview).where(LineageReview.id.in_(ids)))
    check = Verifying(session)
    return {row.id: _fault(check, row) for row in rows}


def _fault(check: Verifying, row: LineageReview) -> str | None:
    """In a person's own file some are recorded that nobody signed."""
    if row.signature:
        return lineage_signature_fault(check, row)
    return MISSING if check.is_required else None
