"""Holds each event of a role against those of the request that it must come from.

Where roles change by request alone, the event of a membership follows that of a request which
another administrator confirmed, or of an account that was closed. One that stands for itself was
written past the rules, with its row or without. `modelward-verify` holds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.queries.row_names import row_names
from app.models.rules.role_requests import END, GRANT
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.trail.breaks import Break, Kind
from app.services.unit_of_work import Work
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import facts_of
from app.texts import N_

PIECE = 1_000  # events in memory
ASKED, CONFIRMED = "role_request.asked", "role_request.confirmed"
ADDED, CHANGED, CLOSED = "membership.added", "membership.changed", "person.changed"
TAGS = (ASKED, CONFIRMED, ADDED, CHANGED, CLOSED)
WANTED = "a request that a second administrator confirmed"
UNASKED = N_("no request that a second administrator confirmed stands behind it")
SAME = ("person_id", "role")

Tell = Callable[[Break], object]


class RolesTold:
    """What the log has told of roles so far, event by event."""

    def __init__(self, first: Mapping[str, Any]) -> None:
        self._asked: dict[UUID, UUID] = {}  # who asked, by request
        self._granted: dict[UUID, tuple[Any, ...]] = {}  # what was confirmed, and not given yet
        self._ended: dict[tuple[Any, ...], tuple[int, UUID]] = {}  # by whom last, and when
        self._since = {str(key): 0 for key in first}  # when each role began, or last changed

    def take(self, event: AuditEvent) -> bool:
        """Whether what this event tells of a role was to be expected."""
        facts = facts_of(event)
        about = event.unit_id, *(facts.get(name) for name in SAME)
        if event.tag == ASKED:
            self._asked[event.object_id] = event.actor_id
        elif event.tag == CONFIRMED:
            self._confirm(event, facts, about)
        elif event.tag == CLOSED:
            if facts.get("closed_at") is not None:
                self._ended[str(event.object_id),] = event.id, event.actor_id
        elif event.tag == ADDED:
            self._since[str(event.object_id)] = event.id
            given = *about, facts.get("valid_until"), event.actor_id
            return self._granted.pop(event.object_id, None) == given
        else:
            return self._is_end(event, about)
        return True

    def _confirm(self, event: AuditEvent, facts: Mapping[str, Any], about: tuple[Any, ...]) -> None:
        asked, actor = self._asked.pop(event.object_id, None), event.actor_id
        if asked is None or actor == asked or str(actor) == facts.get("person_id"):
            return
        if facts.get("action") == GRANT:
            self._granted[event.object_id] = *about, facts.get("valid_until"), actor
        elif facts.get("action") == END:
            self._ended[about] = event.id, actor

    def _is_end(self, event: AuditEvent, about: tuple[Any, ...]) -> bool:
        """Ended since it began, by a request for it or with the account of its person."""
        key = str(event.object_id)
        since = self._since.get(key)
        self._since[key] = event.id
        ends = (self._ended.get(one, (-1, None)) for one in (about, (about[1],)))
        return since is not None and any(since < at and by == event.actor_id for at, by in ends)


class RoleCheck:
    """Holds one event after the other; a piece of them is all that is in memory."""

    def __init__(self, work: Work, tell: Tell, *, end: int) -> None:
        self._work = work
        self._tell = tell
        self._end = end  # of the tree: where what is not sealed yet is placed

    def pieces(self) -> Iterator[int]:
        """Gives how many events were looked at, after each piece."""
        with self._work.reading() as session:
            check = Verifying(session, is_trail_held=True)
            first = check.first_rows
            is_held = check.has_role_requests
        if not is_held or first is None:
            return  # who works alone grants at once; an earlier version told no first roles
        told, last, looked = RolesTold(first.get("membership", {})), 0, 0
        while True:
            with self._work.reading() as session:
                events = session.execute(
                    select(AuditEvent, AuditLeaf.position)
                    .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
                    .where(AuditEvent.tag.in_(TAGS), AuditEvent.id > last)
                    .order_by(AuditEvent.id)
                    .limit(PIECE)
                ).all()
                for event, position in events:
                    last = event.id
                    if not told.take(event):
                        self._tell_of(Verifying(session, is_trail_held=True), event, position)
            looked += len(events)
            yield looked
            if len(events) < PIECE:
                return

    def _tell_of(self, check: Verifying, event: AuditEvent, position: int | None) -> None:
        key, place = event.object_id, self._end if position is None else position
        name = row_names(check.session, "membership", {key}).get(key)
        person = check.name(event.actor_id)
        self._tell(Break(place, Kind.ROLE, WANTED, UNASKED, event.id, name=name, person=person))
