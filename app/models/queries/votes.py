"""The decisions on a request, as its readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names
from app.models.tables.governance import Decision, TransitionRequest


@dataclass(frozen=True, slots=True)
class Vote:
    """A decision. One on older evidence no longer counts, and stays."""

    id: UUID
    person_id: UUID
    person: str
    role: str
    slot: int
    verdict: str
    reason: str
    decided_at: datetime
    counts: bool
    has_signature: bool  # whether it holds, the signed blocks beside it say


def load_votes(session: Session, request: TransitionRequest) -> tuple[Vote, ...]:
    """Every decision on a request, the oldest first."""
    rows = session.scalars(
        select(Decision).where(Decision.request_id == request.id).order_by(Decision.decided_at)
    ).all()
    names = person_names(session, (row.decided_by for row in rows))
    return tuple(
        Vote(
            id=row.id,
            person_id=row.decided_by,
            person=names.get(row.decided_by, ""),
            role=row.role,
            slot=row.slot,
            verdict=row.verdict,
            reason=row.reason,
            decided_at=row.decided_at,
            counts=row.seen_digest == request.evidence_digest,
            has_signature=bool(row.signature),
        )
        for row in rows
    )
