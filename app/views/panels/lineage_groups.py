"""Titles among events: over those of a day, of one kind of act, or of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import texts
from app.models.queries.events import EventRow
from app.views.zones import zone


@dataclass(frozen=True, slots=True)
class Group:
    """The title over the events that belong together."""

    by: str
    value: str
    words: str


Line = EventRow | Group


def group_of(event: EventRow, by: str) -> Group:
    """Where an event belongs."""
    if by == "day":
        day = f"{event.at.astimezone(zone()):%Y-%m-%d}"
        return Group(by, day, day)
    if by == "act":
        words = texts.act(event.tag)
        return Group(by, event.tag, words[:1].upper() + words[1:])
    return Group(by, str(event.actor_id), texts.person_name(event.actor))


def key_of(line: Line) -> object:
    return line.id if isinstance(line, EventRow) else (line.by, line.value)


def with_titles(events: Sequence[EventRow], by: str, last: Group | None) -> tuple[Line, ...]:
    """The events with the title of each group that begins among them; `last` has begun before."""
    found: list[Line] = []
    for event in events:
        group = group_of(event, by)
        if group != last:
            found.append(group)
            last = group
        found.append(event)
    return tuple(found)
