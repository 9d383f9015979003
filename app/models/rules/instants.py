"""How a sentence says a time, and where a day ends: one form and one rule, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

AtWall = Callable[[datetime], datetime]  # what a clock on some wall says, as a moment
_TICK = timedelta(microseconds=1)  # between two instants that a database tells apart
_LAST = datetime.max.replace(tzinfo=UTC)
_FARTHEST_ZONE = timedelta(days=1)
_DAY = r"(\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d)"
_WRITTEN = re.compile(rf"{_DAY}([Tt ].+)?", re.ASCII)


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def from_iso(text: str) -> datetime:
    """What ISO 8601 says: a day, or a day and a time, that with its zone if it has one.

    Python reads a day with a zone and no time ("2026-03-01+01:00") as one o'clock of that day, and
    a week as its Monday: whoever writes that means something else.

    Raises:
        ValueError: it is neither.
    """
    if not _WRITTEN.fullmatch(text):
        raise ValueError(f"{text!r} is no day and no time")
    return datetime.fromisoformat(text)


def everywhere(at: datetime) -> datetime:
    """The same in UTC, where every zone has it: our calendar begins with the year 1.

    Raises:
        OverflowError: UTC has no such time, or some zone has none, on the first day.
    """
    found = in_utc(at)
    return found - _FARTHEST_ZONE + _FARTHEST_ZONE


def end_of(day: date, at_wall: AtWall = in_utc) -> datetime:
    """The last instant of a day: one that is named alone means to its end.

    Raises:
        OverflowError: UTC has no such time.
    """
    return everywhere(at_wall(datetime.combine(day, time.max.replace(fold=1))))


def after(last: datetime) -> datetime:
    """The first instant that is not part of what ends so; our calendar has none after its own."""
    return last + _TICK if last < _LAST else last


def instant(at: datetime) -> str:
    """ISO 8601 in UTC with its offset, to the second, as options take it back."""
    return in_utc(at).isoformat(timespec="seconds")
