"""Events in groups: by the day in the reader's zone, by what was done, or by who did it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.lineage import EventQuery, event_conditions
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.tables.base import mw_fold
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

GROUPINGS = ("day", "act", "person")
_KEYS: dict[str, Callable[[], tuple[Any, ...]]] = {
    "day": lambda: (),
    "act": lambda: (Key(AuditEvent.tag),),
    "person": lambda: (
        Key(func.coalesce(mw_fold(Person.full_name), "")),
        Key(AuditEvent.actor_id),
    ),
}


def list_grouped_events(
    session: Session,
    query: EventQuery,
    by: str,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[EventRow]:
    """The next events, those of a group together; within it the newest first.

    Raises:
        InputError: there is no such grouping.
    """
    if by not in _KEYS:
        known = ", ".join(GROUPINGS)
        raise InputError(f"Events are not grouped by {by}.", hint=f"Known: {known}.")
    statement = (
        select(AuditEvent)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(*event_conditions(session, query))
    )
    order = (*_KEYS[by](), Key(AuditEvent.at, True), Key(AuditEvent.id, True))
    found = next_rows(session, statement, order, after, limit)
    return Page(load_event_rows(session, [row[0] for row in found.rows]), found.cursor)
