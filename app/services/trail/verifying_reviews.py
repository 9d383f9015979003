"""Holds each sign-off of a lineage against its event, its signature and the events it covers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.models.queries.lineage_reviews import (
    SignOffEvent,
    list_sign_off_events,
    sign_offs_of_no_event,
)
from app.models.queries.trail import RawEvent, raw_event
from app.models.tables.governance import LineageReview
from app.models.tables.organisation import Person
from app.services.trail.breaks import MOST_BREAKS, Break, Kind
from app.services.trail.leaves import leaf_and_facts
from app.services.unit_of_work import Work
from app.services.verifying.lineage import (
    OTHER_RANGE,
    lineage_range_fault,
    lineage_review_fault,
    reads_range,
)
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING

NO_EVENT = "no event of the trail tells of it"
OTHER_EVENT = "its event says something else: {names}"
SAID = ("first_position", "last_position", "events", "own_events", "sha256", "signature")

Tell = Callable[[Break], object]


class ReviewCheck:
    """Checks one sign-off after the other; the events of one range are all that is in memory."""

    def __init__(self, work: Work, tell: Tell, *, end: int, sees_all: bool) -> None:
        self._work = work
        self._tell = tell
        self._end = end  # of the tree: where what is not sealed yet is placed
        self._sees_all = sees_all
        self.checked = 0

    def pieces(self) -> Iterator[int]:
        """Gives how many sign-offs are done, after each."""
        after = 0
        while events := self._work.read(list_sign_off_events, after=after):
            for event in events:
                with self._work.reading() as session:
                    self._check(session, event)
                yield self.checked
            after = events[-1].event_id
        beside = self._work.read(sign_offs_of_no_event, limit=MOST_BREAKS)
        for key in beside if self._sees_all else ():
            self._tell(Break(self._end, Kind.REVIEW_FORGED, f"sign-off {key}", NO_EVENT))
        yield self.checked

    def _check(self, session: Session, event: SignOffEvent) -> None:
        row = session.get(LineageReview, event.review_id)
        if not self._sees_all and (row is None or not reads_range(session, row)):
            return  # it, or some of its events, belongs to a unit that this login does not read
        if row is None:
            self._tell_of(event, Kind.REVIEW_MISSING, f"sign-off {event.review_id}", "nothing")
            return
        self.checked += 1
        why = _fault(session, row, event.event_id)
        if why:
            kind = Kind.REVIEW_RANGE if why == OTHER_RANGE else Kind.REVIEW_FORGED
            person = session.get(Person, row.created_by)
            name = person.full_name if person else "nobody"
            self._tell_of(event, kind, f"sign-off {row.id} of {name}", why)

    def _tell_of(self, event: SignOffEvent, kind: Kind, expected: str, found: str) -> None:
        place = self._end if event.position is None else event.position
        self._tell(Break(place, kind, expected, found, event.event_id))


def _fault(session: Session, row: LineageReview, event_id: int) -> str:
    """Why the sign-off can't be relied on; a person's own file holds some that nobody signed."""
    event = raw_event(session, event_id)
    other = _other_facts(row, event) if event is not None else []
    if other:
        return OTHER_EVENT.format(names=", ".join(other))
    check = Verifying(session, is_trail_held=True)
    if row.signature:
        return lineage_review_fault(check, row)
    return MISSING if check.is_required else lineage_range_fault(session, row)


def _other_facts(row: LineageReview, event: RawEvent) -> list[str]:
    facts: Any = leaf_and_facts(event)[1]
    said = facts if isinstance(facts, dict) else {}
    key = str(row.key_id) if row.key_id else None
    pairs = {name: (said.get(name), getattr(row, name)) for name in SAID}
    pairs |= {
        "key_id": (said.get("key_id"), key),
        "model_id": (event.model, str(row.model_id)),
        "created_by": (event.actor, str(row.created_by)),
    }
    return [name for name, (told, here) in pairs.items() if told != here]
