"""On whose wish and whose votes a version came to serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import person_names
from app.models.tables.governance import Decision, TransitionRequest


@dataclass(frozen=True, slots=True)
class ReleasedBy:
    """By name; empty where the reader does not see who."""

    asked: str
    accepted: tuple[str, ...]  # in the order of their votes


def load_released_by(session: Session, requests: Iterable[UUID | None]) -> dict[UUID, ReleasedBy]:
    """By request. Few statements, however many there are."""
    wanted = {one for one in requests if one is not None}
    asked = session.execute(
        select(TransitionRequest.id, TransitionRequest.requested_by).where(
            is_one_of(session, TransitionRequest.id, wanted)
        )
    ).all()
    votes = session.execute(
        select(Decision.request_id, Decision.decided_by)
        .where(is_one_of(session, Decision.request_id, wanted), Decision.verdict == "accept")
        .order_by(Decision.decided_at, Decision.id)
    ).all()
    names = person_names(session, [*(row[1] for row in asked), *(row[1] for row in votes)])
    accepted: dict[UUID, list[str]] = {}
    for request_id, person in votes:
        accepted.setdefault(request_id, []).append(names.get(person, ""))
    return {
        key: ReleasedBy(names.get(person, ""), tuple(filter(None, accepted.get(key, ()))))
        for key, person in asked
    }
