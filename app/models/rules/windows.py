"""Times in which nothing is deployed: a runtime's maintenance, and the freeze of a stage or of all.

An emergency release passes them, and so does a roll back: what served before may serve again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.rules.blockers import Blocker
from app.models.rules.rights import ADMINISTRATORS
from app.models.rules.roles import Role
from app.models.rules.tasks import REASON_MINIMUM

ONCE_AT_MOST_DAYS = 366
WEEKLY_AT_MOST_DAYS = 6
WEEK = timedelta(days=7)
PATIENCE = timedelta(days=1)  # so long a release waits where it serves, before it moves
OVERTAKEN = "While it waited another version came to serve here."


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` up to, not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def holds_at(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A window that is planned: of a runtime, or of a stage (empty: of every stage)."""

    id: UUID
    number: int
    unit_id: UUID
    runtime_id: UUID | None
    stage: str
    span: Span  # the first one of a weekly window
    is_weekly: bool
    zone: str
    reason: str

    @property
    def is_freeze(self) -> bool:
        return self.runtime_id is None

    def next_span(self, at: datetime) -> Span | None:
        """The time that holds at `at`, or else the next one; None: it is over."""
        if not self.is_weekly:
            return self.span if at < self.span.ends_at else None
        past = max(0, (at - self.span.starts_at) // WEEK - 1)  # the clocks may have changed since
        return next(one for one in map(self._week, range(past, past + 4)) if at < one.ends_at)

    def _week(self, n: int) -> Span:
        """The same hours of the wall clock, `n` weeks after the first time.

        An hour that the clocks skip or show twice counts whole: it is closed rather than open.
        """
        if n == 0:
            return self.span
        return Span(
            min(self._moved(self.span.starts_at, n)), max(self._moved(self.span.ends_at, n))
        )

    def _moved(self, at: datetime, weeks: int) -> tuple[datetime, datetime]:
        zone = zone_of(self.zone)
        there = at.astimezone(zone).replace(tzinfo=None) + weeks * WEEK
        first, second = (there.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        return first.astimezone(UTC), second.astimezone(UTC)

    def is_about(self, runtime_id: UUID, stage: str) -> bool:
        if self.runtime_id is not None:
            return self.runtime_id == runtime_id
        return not self.stage or self.stage.casefold() == stage.strip().casefold()


@dataclass(frozen=True, slots=True)
class Closing:
    """A window that is in force, until when it is this time."""

    window: WindowFacts
    until: datetime

    @property
    def kind(self) -> str:
        if not self.window.is_freeze:
            return "maintenance"
        return "frozen" if self.window.stage else "frozen_all"

    @property
    def sentence(self) -> str:
        until, number = f"{self.until:%Y-%m-%d %H:%M} UTC", self.window.number
        stage, reason = self.window.stage, self.window.reason
        if not self.window.is_freeze:
            return f"Maintenance until {until}, window {number}: {reason}"
        if not stage:
            return f"Every stage is frozen until {until}, window {number}: {reason}"
        return f"{stage} is frozen until {until}, window {number}: {reason}"


def zone_of(name: str) -> ZoneInfo:
    """UTC where this machine does not know the zone: a window is never open for that."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def closings(
    windows: Iterable[WindowFacts], runtime_id: UUID, stage: str, *, at: datetime
) -> tuple[Closing, ...]:
    """What closes `stage` on a runtime at this moment; what lasts longest stands first."""
    found = []
    for window in windows:
        span = window.next_span(at) if window.is_about(runtime_id, stage) else None
        if span is not None and span.holds_at(at):
            found.append(Closing(window, span.ends_at))
    return tuple(sorted(found, key=lambda one: (one.until, one.window.number), reverse=True))


def closing_blockers(found: Sequence[Closing]) -> tuple[Blocker, ...]:
    """Why nothing is deployed there now."""
    return tuple(
        Blocker(
            f"window.{one.kind}",
            stage=one.window.stage,
            until=f"{one.until:%Y-%m-%d %H:%M} UTC",
            number=one.window.number,
            reason=one.window.reason,
        )
        for one in found
    )


def plan_blockers(
    span: Span, *, is_freeze: bool, is_weekly: bool, zone: str, reason: str, roles: Iterable[Role]
) -> tuple[Blocker, ...]:
    """Why such a window can't be planned by a holder of these roles."""
    found = []
    if is_freeze and not ADMINISTRATORS & set(roles):
        found.append(Blocker("window.freeze"))
    length = span.ends_at - span.starts_at
    if not timedelta() < length <= timedelta(days=ONCE_AT_MOST_DAYS):
        found.append(Blocker("window.times", days=ONCE_AT_MOST_DAYS))
    if is_weekly and (length > timedelta(days=WEEKLY_AT_MOST_DAYS) or not zone.strip()):
        found.append(Blocker("window.weekly", days=WEEKLY_AT_MOST_DAYS))
    if len(reason.strip()) < REASON_MINIMUM:
        found.append(Blocker("window.reason", minimum=REASON_MINIMUM))
    return tuple(found)


def end_blockers(*, is_freeze: bool, reason: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why a holder of these roles can't end a window so."""
    found = []
    if is_freeze and not ADMINISTRATORS & set(roles):
        found.append(Blocker("window.freeze"))
    if len(reason.strip()) < REASON_MINIMUM:
        found.append(Blocker("window.reason", minimum=REASON_MINIMUM))
    return tuple(found)
