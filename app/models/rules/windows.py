"""Times in which nothing is deployed: a runtime's maintenance, and the freeze of a stage or of all.

An emergency release passes them, and so does a roll back: what served before may serve again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.instants import instant
from app.models.rules.rights import ADMINISTRATORS
from app.models.rules.roles import Role
from app.models.rules.tasks import REASON_MINIMUM

ONCE_AT_MOST_DAYS = 366
WEEKLY_AT_MOST_DAYS = 6
WEEK = timedelta(days=7)
PATIENCE = timedelta(days=1)  # so long a release waits where it serves, before it moves
OVERTAKEN = "While it waited another version came to serve here."
PASSED = "No window holds this version any more, so nothing makes way for its emergency."
FROZEN_KINDS = ("staging", "production")  # of stages: nothing is released into those of others


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` up to, not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def holds_at(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage of one path, as what freezes it asks: which it is, and what it is for."""

    id: UUID
    name: str
    kind: str
    path: str = ""  # as people call it, where that is asked


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A window that is planned: of a runtime, of one stage, of all of a kind, or of every stage."""

    id: UUID
    number: int
    unit_id: UUID
    runtime_id: UUID | None
    stage: StageFacts | None
    stage_kind: str  # empty where one stage is frozen, or every one
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

    def is_about(self, runtime_id: UUID, stage: StageFacts | None) -> bool:
        """`stage`: of the path of what is deployed; none where that path knows no such stage."""
        if self.runtime_id is not None:
            return self.runtime_id == runtime_id
        return freezes(self.stage.id if self.stage else None, self.stage_kind, stage)


@dataclass(frozen=True, slots=True)
class Closing:
    """A window that is in force, until when it is this time."""

    window: WindowFacts
    until: datetime

    @property
    def kind(self) -> str:
        if not self.window.is_freeze:
            return "maintenance"
        if self.window.stage is not None:
            return "frozen"
        return "frozen_kind" if self.window.stage_kind else "frozen_all"

    @property
    def sentence(self) -> str:
        until, number = instant(self.until), self.window.number
        kind, reason = self.window.stage_kind, self.window.reason
        if not self.window.is_freeze:
            return f"Maintenance until {until}, window {number}: {reason}"
        if self.window.stage is not None:
            stage = self.window.stage.name
            return f"{stage} is frozen until {until}, window {number}: {reason}"
        if kind:
            return (
                f"Every stage of the kind {kind} is frozen until {until}, window {number}: {reason}"
            )
        return f"Every stage is frozen until {until}, window {number}: {reason}"


def freezes(stage_id: UUID | None, kind: str, stage: StageFacts | None) -> bool:
    """Whether what a freeze names (one stage, those of a kind, or all) is or holds `stage`."""
    if stage_id is not None:
        return stage is not None and stage.id == stage_id
    return not kind or (stage is not None and stage.kind == kind)


def overtaken_by(number: int) -> str:
    """Why a release that waited ended: an emergency of the same version took its place."""
    return f"Emergency request {number} of the same version took its place while it waited."


def zone_of(name: str) -> ZoneInfo:
    """UTC where this machine does not know the zone: a window is never open for that."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def closings(
    windows: Iterable[WindowFacts], runtime_id: UUID, stage: StageFacts | None, *, at: datetime
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
            stage=one.window.stage.name if one.window.stage else "",
            kind=one.window.stage_kind,
            until=instant(one.until),
            number=one.window.number,
            reason=one.window.reason,
        )
        for one in found
    )


def plan_blockers(
    span: Span,
    *,
    is_freeze: bool,
    is_weekly: bool,
    zone: str,
    reason: str,
    roles: Iterable[Role],
    stage_kind: str = "",
    names_stage: bool = False,
) -> tuple[Blocker, ...]:
    """Why such a window can't be planned by a holder of these roles."""
    found = []
    if is_freeze and not ADMINISTRATORS & set(roles):
        found.append(Blocker("window.freeze"))
    if not is_freeze and (stage_kind or names_stage):
        found.append(Blocker("window.runtime"))
    if stage_kind and (names_stage or stage_kind not in FROZEN_KINDS):
        found.append(Blocker("window.stage", kinds=FROZEN_KINDS))
    length = span.ends_at - span.starts_at
    if not timedelta() < length <= timedelta(days=ONCE_AT_MOST_DAYS):
        found.append(Blocker("window.times", days=ONCE_AT_MOST_DAYS))
    if is_weekly and (length > timedelta(days=WEEKLY_AT_MOST_DAYS) or not zone.strip()):
        found.append(Blocker("window.weekly", days=WEEKLY_AT_MOST_DAYS))
    if len(bare(reason)) < REASON_MINIMUM:
        found.append(Blocker("window.reason", minimum=REASON_MINIMUM))
    return tuple(found)


def end_blockers(*, is_freeze: bool, reason: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why a holder of these roles can't end a window so."""
    found = []
    if is_freeze and not ADMINISTRATORS & set(roles):
        found.append(Blocker("window.freeze"))
    if len(bare(reason)) < REASON_MINIMUM:
        found.append(Blocker("window.reason", minimum=REASON_MINIMUM))
    return tuple(found)
