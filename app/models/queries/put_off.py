"""What a person has put off, and whether it is time again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.tables.governance import Decision, RequestNote
from app.models.tables.personal import Watch
from app.models.tables.trail import AuditEvent

SILENT = ("alert.changed", "evidence.opened")


@dataclass(frozen=True, slots=True)
class PutOffRow:
    """`last_event`: the newest of the object now; `put_off_to`: when it was put off."""

    put_off_to: int
    remind_at: datetime | None
    last_event: int


def load_put_off(
    session: Session, me: UUID, ids: Iterable[UUID], *, now: datetime
) -> Mapping[UUID, PutOffRow]:
    """By object, what of these `me` has put off, and for which it is not time again.

    What was ever put off grows with the years; what needs somebody now does not.
    """
    statement = select(Watch).where(
        Watch.person_id == me,
        Watch.put_off_to > 0,
        or_(Watch.remind_at.is_(None), Watch.remind_at > now),
        is_one_of(session, Watch.object_id, list(ids)),
    )
    rows = session.scalars(statement).all()
    if not rows:
        return {}
    newest = last_events(session, (one.object_id for one in rows))
    return {
        one.object_id: PutOffRow(one.put_off_to, one.remind_at, newest[one.object_id])
        for one in rows
    }


def last_events(session: Session, ids: Iterable[UUID]) -> dict[UUID, int]:
    """The newest event of each object; of a request also of its votes and of what is said of it.

    That an alert was seen again is none: the trail tells it as a change, every night. That somebody
    opened a part of the evidence is none either: it asks nothing of others.
    """
    wanted = list(ids)
    newest = dict.fromkeys(wanted, 1)
    found = session.execute(
        select(AuditEvent.object_id, func.max(AuditEvent.id))
        .where(is_one_of(session, AuditEvent.object_id, wanted), AuditEvent.tag.not_in(SILENT))
        .group_by(AuditEvent.object_id)
    )
    newest |= {row[0]: row[1] for row in found}
    for part in (Decision, RequestNote):
        parts = session.execute(
            select(part.request_id, func.max(AuditEvent.id))
            .join(AuditEvent, AuditEvent.object_id == part.id)
            .where(is_one_of(session, part.request_id, wanted))
            .group_by(part.request_id)
        )
        newest |= {row[0]: max(newest[row[0]], row[1]) for row in parts}
    return newest
