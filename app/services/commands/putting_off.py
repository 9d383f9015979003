"""A person puts off what needs them, on their own list alone; and takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.needs import list_needs
from app.models.queries.put_off import last_events
from app.models.rules.blockers import require
from app.models.rules.putting_off import put_off_blockers
from app.models.tables.personal import Watch
from app.services.commands.watching import new_watch
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PutOff:
    """How it stood before and stands now, so that it can come back."""

    object_id: UUID
    before: tuple[int, datetime | None]
    after: tuple[int, datetime | None]


def put_off(
    work: UnitOfWork, kind: str, object_id: UUID, *, until: datetime | None, now: datetime
) -> PutOff:
    """Take it off one's list until then, until it falls due, or until something happens to it.

    Args:
        now: of the due clock.
    Raises:
        InputError: nothing of the kind needs this person.
        RefusedError: with every blocker.
    """
    needs = list_needs(work.session, work.actor.id, now=now, shown=[object_id])
    row = next((one for one in needs if (one.kind, one.id) == (kind, object_id)), None)
    if row is None:
        raise InputError("This needs you no longer, or you have put it off already.")
    require(put_off_blockers(row.facts, until, now=now))
    return _set(work, kind, object_id, (last_events(work.session, [object_id])[object_id], until))


def set_put_off(work: UnitOfWork, kind: str, done: PutOff) -> PutOff:
    """Take it back; what it returns does it again."""
    return _set(work, kind, done.object_id, done.before)


def _set(
    work: UnitOfWork, kind: str, object_id: UUID, wanted: tuple[int, datetime | None]
) -> PutOff:
    statement = select(Watch).where(Watch.person_id == work.actor.id, Watch.object_id == object_id)
    row = work.session.scalars(statement).first()
    if row is None:
        row = work.add(new_watch(work, kind, object_id, on=False))
    before = row.put_off_to, row.remind_at
    row.put_off_to, row.remind_at = wanted
    work.flush()
    return PutOff(object_id, before, wanted)
