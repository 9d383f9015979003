"""What the lineage timeline shows, as plain data, and how marks too close together are counted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.views.cells import Stage, Status
from app.views.zones import zone

CLUSTER_PX = 6.0
CHIP_PX = 44.0  # a counted chip needs this much room
GAP_PX = 2.0  # between a mark and its neighbour
_STEPS = (5, 15, 30, 60, 180, 360, 720, 1440, 2 * 1440, 7 * 1440)  # min between marks of time


class Mark(StrEnum):
    """How an event is drawn."""

    DIAMOND = "diamond"  # snapshot
    DOT = "dot"  # data
    SIGNED = "signed"  # approval: a filled rounded square in the ok colour
    STATUS = "status"  # the glyph of its status: tests, alerts


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the timeline. A lane with a `stage` holds bars."""

    key: str
    title: str
    stage: Stage | None = None
    height: int = 56
    group: str = ""  # before the title of the first lane of a group: "Deployed"
    is_linked: bool = False  # a line through its events: one comes from the other


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    id: str
    lane: str
    at: datetime
    title: str  # the whole sentence, for readers and the table
    mark: Mark = Mark.STATUS
    status: Status = Status.OK
    label: str = ""  # beside the mark: "v13"
    count: int = 1  # more: it stands for so many, which are read one by one only when zoomed in


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """Something in place for a while. `until` None: still."""

    id: str
    lane: str
    since: datetime
    until: datetime | None
    label: str


@dataclass(frozen=True, slots=True)
class TimelineReview:
    """A stretch that somebody reviewed; `words` say who, and when."""

    id: str
    start: datetime
    end: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One event, or several too close to be told apart, drawn as one mark with their number."""

    events: tuple[TimelineEvent, ...]
    x: float

    @property
    def count(self) -> int:
        return sum(one.count for one in self.events)

    @property
    def worst(self) -> TimelineEvent:
        order = [Status.CRITICAL, Status.FAILED, Status.WARNING]
        # Among quiet ones a decision says more than a document beside it.
        return min(
            self.events,
            key=lambda e: (
                order.index(e.status) if e.status in order else len(order),
                (Mark.SIGNED, Mark.DIAMOND, Mark.STATUS, Mark.DOT).index(e.mark),
            ),
        )


def clusters(
    events: Sequence[TimelineEvent],
    stamps: Sequence[float],
    x_of: Callable[[float], float],
    seconds_per_px: float,
    width_of: Callable[[Sequence[TimelineEvent]], float],
) -> list[Cluster]:
    """Events of one lane, joined into counted chips where they crowd.

    Jumps from mark to mark by bisection: what it costs depends on the width, not on the events.

    Args:
        events: in order of time.
        stamps: their POSIX times.
        x_of: where a POSIX time stands.
        seconds_per_px: the scale, to look for neighbours in time.
        width_of: how wide the mark of these events is; marks that would overlap become one.
    """
    found: list[Cluster] = []
    starts: list[int] = []  # the first event of each
    n = 0
    while n < len(events):
        end = bisect_left(stamps, stamps[n] + CLUSTER_PX * seconds_per_px, n + 1)
        if end - n > 1:
            end = bisect_left(stamps, stamps[n] + CHIP_PX * seconds_per_px, n + 1)
        first, x = n, _middle(stamps, n, end, x_of)
        while found and _overlap(found[-1], x, events[first:end], width_of):
            found.pop()
            first = starts.pop()
            x = _middle(stamps, first, end, x_of)
        found.append(Cluster(tuple(events[first:end]), x))
        starts.append(first)
        n = end
    return found


def _middle(stamps: Sequence[float], n: int, end: int, x_of: Callable[[float], float]) -> float:
    return (x_of(stamps[n]) + x_of(stamps[end - 1])) / 2


def _overlap(
    before: Cluster,
    x: float,
    events: Sequence[TimelineEvent],
    width_of: Callable[[Sequence[TimelineEvent]], float],
) -> bool:
    return x - before.x < (width_of(before.events) + width_of(events)) / 2 + GAP_PX


def month_starts(start: datetime, end: datetime) -> list[datetime]:
    """The firsts of the months between two times, in local time."""
    local = start.astimezone(zone())
    at = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = []
    while at <= end:
        if at >= start:
            found.append(at)
        year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)
        at = at.replace(year=year, month=month)
    return found


def time_marks(start: datetime, end: datetime, most: int) -> list[tuple[datetime, str]]:
    """The times that are written above the lanes, each with the pattern it is written in.

    Months; where fewer than two are seen, days or hours. The first says what it is the day or
    year of.
    """
    months = thinned(month_starts(start, end), most)
    if len(months) > 1:
        first_year = start + timedelta(days=31)
        return [(at, "MMM yyyy" if at.month == 1 or at <= first_year else "MMM") for at in months]
    seen = (end - start) / timedelta(minutes=1)
    step = next((one for one in _STEPS if seen / one <= most), _STEPS[-1])
    at = start.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[tuple[datetime, str]] = []
    while at <= end:
        if at >= start:
            is_day = at.hour == at.minute == 0
            of_what = ("d MMM yyyy", "d MMM HH:mm") if not found else ("d MMM", "HH:mm")
            found.append((at, of_what[0] if is_day else of_what[1]))
        at += timedelta(minutes=step)
    return found


def thinned(marks: Sequence[datetime], most: int) -> list[datetime]:
    """Every n-th mark, so that at most `most` remain."""
    step = max(1, -(-len(marks) // max(1, most)))
    return list(marks[::step])
