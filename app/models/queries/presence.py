"""Who looks at something right now."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import now
from app.models.tables.organisation import Person
from app.models.tables.personal import Presence

STALE_AFTER = timedelta(seconds=30)
AHEAD = timedelta(seconds=5)  # nobody stays by saying that they look tomorrow


def who_looks_at(session: Session, object_id: UUID, me: UUID) -> tuple[str, ...]:
    """Full names of the others who looked within the last half minute."""
    clock = now(session)
    statement = (
        select(Person.full_name)
        .join(Presence, Presence.person_id == Person.id)
        .where(
            Presence.object_id == object_id,
            Presence.person_id != me,
            Presence.seen_at.between(clock - STALE_AFTER, clock + AHEAD),
        )
        .order_by(Person.full_name)
    )
    return tuple(session.scalars(statement))
