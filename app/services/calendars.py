"""When something is due: cron, business calendars, misfires, and the timers of processes.

Pure arithmetic: the clock is handed in, nothing sleeps. All instants in and out are aware UTC.

Summer time, decided once and tested on the nights of 29 March and 25 October 2026 in Amsterdam:

- A cron that names its hour and its minute ("30 2 * * *") means a wall-clock time. In the skipped
  hour it fires at the first moment after the gap (03:00); in the repeated hour it fires once, the
  first time. Two fires that fall together after a gap are one.
- A cron whose minute or hour starts with a star ("*/15 * * * *", "0 * * * *") runs by the real
  clock: nothing in the skipped hour, and in the repeated hour as often as it really strikes.
- A date without an offset is a wall-clock time and follows the first rule.
- In a timer, years, months, weeks and days are calendar steps (P1D is the same wall-clock time
  tomorrow, 23 to 25 hours away); hours, minutes and seconds are real time (PT24H is 24 hours).
  A month that lacks the day ends on its last day, counted from the start each time: 31 January,
  28 February, 31 March.
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from app.errors import InputError, quoted
from app.models.bpmn.check_texts import LONGEST_DURATION_YEARS, SHORTEST_CYCLE_S
from app.models.rules.instants import from_iso
from app.services.cron import parse_cron

MISSED_COUNT_LIMIT = 10_000  # more missed fires than this are not counted one by one
GRACE = timedelta(minutes=5)  # how late a fire may be for the policy “skip”
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Misfire(StrEnum):
    """What happens to fires that nobody was there for."""

    ONCE = "once"  # one fire for all of them: the latest
    SKIP = "skip"  # none; only a fire within the grace still counts
    ALL = "all"  # every one, oldest first


class Roll(StrEnum):
    """What happens to a fire on a day that is no business day."""

    SKIP = "skip"
    FOLLOWING = "following"  # the same time on the next business day; several become one


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression in a time zone, on the business days of a calendar.

    Args:
        cron: 5 fields, or 6 to 7 as Quartz writes them (seconds first, year last).
        zone: an IANA name.
        calendar: a country ("NL"), a country and subdivision ("US-NY") or a market ("XECB");
            empty: every day counts.
    Raises:
        InputError: one of them can't be read.
    """

    cron: str
    zone: str = "UTC"
    calendar: str = ""
    misfire: Misfire = Misfire.ONCE
    roll: Roll = Roll.SKIP

    def __post_init__(self) -> None:
        _zone(self.zone)
        for name, words in (("misfire", Misfire), ("roll", Roll)):
            try:
                object.__setattr__(self, name, words(getattr(self, name)))
            except ValueError as error:
                raise InputError(
                    f"A schedule's {name} can't be “{quoted(getattr(self, name))}”.",
                    hint="Known: " + ", ".join(words) + ".",
                ) from error
        cron = parse_cron(self.cron)
        if self.calendar:
            _business_days(self.calendar)
        try:
            CronSim(cron.fields, datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise InputError(
                f"The cron expression “{quoted(self.cron)}” can't be read: {error}.",
                hint="Five fields: minute, hour, day of month, month, day of week.",
            ) from error


@dataclass(frozen=True, slots=True)
class Fire:
    """One moment at which a schedule is due; `missed` earlier ones are folded into it."""

    at: datetime
    missed: int = 0


def next_fires(schedule: Schedule, after: datetime, count: int) -> list[datetime]:
    """The next `count` moments strictly after `after`; fewer where the schedule ends."""
    return list(islice(_fires(schedule, after), count))


def due_fires(
    schedule: Schedule,
    last: datetime,
    now: datetime,
    *,
    grace: timedelta = GRACE,
    limit: int = 1000,
) -> list[Fire]:
    """What is to be started now: the fires in (last, now], by the schedule's misfire policy.

    Args:
        last: the latest fire already taken up, or when the schedule was made.
        grace: how late a fire may be and still count as on time (policy "skip").
        limit: with policy "all", how many at once; ask again from the last one given.
    """
    if schedule.misfire is Misfire.ALL:
        return [Fire(at) for at in islice(_fires(schedule, last, until=now), limit)]
    if schedule.misfire is Misfire.SKIP:
        start = max(last, now - grace)
        return [Fire(at) for at in islice(_fires(schedule, start, until=now), limit)]
    fires = list(islice(_fires(schedule, last, until=now), MISSED_COUNT_LIMIT + 1))
    if not fires:
        return []
    if len(fires) > MISSED_COUNT_LIMIT:
        return [Fire(_latest(schedule, fires[-1], now), missed=MISSED_COUNT_LIMIT)]
    return [Fire(fires[-1], missed=len(fires) - 1)]


def is_business_day(calendar: str, day: date) -> bool:
    """Whether `day` is a working day of that country or market; always with no calendar."""
    return not calendar or bool(_business_days(calendar).is_working_day(day))


def _latest(schedule: Schedule, known: datetime, now: datetime) -> datetime:
    """The last fire at or before `now`, looking back in growing steps; `known` is one of them."""
    for days in (1, 32, 400):
        start = now - timedelta(days=days)
        if start <= known:
            break
        fires = list(islice(_fires(schedule, start, until=now), MISSED_COUNT_LIMIT * 10))
        if fires:
            return fires[-1]
    return max(_fires(schedule, known, until=now), default=known)


def _fires(
    schedule: Schedule, after: datetime, until: datetime | None = None
) -> Iterator[datetime]:
    after = _utc(after)
    # Rolling moves a fire by days, summer time by an hour: start early enough and filter.
    early = timedelta(days=30) if schedule.calendar and schedule.roll is Roll.FOLLOWING else None
    start = after - (early or timedelta(hours=4))
    newest = after
    for local in _cron_times(schedule, start):
        # Rolled fires come later than their cron time, never earlier: this may end the search.
        if until is not None and local.astimezone(UTC) > until:
            return
        at = _on_business_day(schedule, local)
        if at is not None and at > newest and (until is None or at <= until):
            newest = at
            yield at


def _cron_times(schedule: Schedule, start: datetime) -> Iterator[datetime]:
    cron = parse_cron(schedule.cron)
    for found in CronSim(cron.fields, start.astimezone(_zone(schedule.zone))):
        if cron.years and found.year > max(cron.years):
            return
        if not cron.years or found.year in cron.years:
            yield found.replace(second=cron.second) if cron.second else found


def _on_business_day(schedule: Schedule, local: datetime) -> datetime | None:
    """The instant, moved or dropped where that day is no business day."""
    if not schedule.calendar:
        return local.astimezone(UTC)
    day = local.date()
    if is_business_day(schedule.calendar, day):
        return local.astimezone(UTC)
    if schedule.roll is Roll.SKIP:
        return None
    while not is_business_day(schedule.calendar, day):
        day += timedelta(days=1)
    wall_clock = datetime.combine(day, local.time().replace(fold=0))
    return _from_wall_clock(wall_clock, schedule.zone)


# Zones and business days


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"There is no time zone “{quoted(name)}”.",
            hint="Use an IANA name such as Europe/Amsterdam.",
        ) from error


@lru_cache(maxsize=32)
def _business_days(calendar: str) -> Any:
    import holidays  # 0.3 s: only where a schedule has a calendar

    place, _, part = calendar.partition("-")
    try:
        if place in holidays.list_supported_financial():
            return holidays.financial_holidays(place)
        return holidays.country_holidays(place, subdiv=part or None)
    except NotImplementedError as error:
        raise InputError(
            f"There is no business calendar “{quoted(calendar)}”.",
            hint="Use a country (NL), a country and part (US-NY) or a market (XECB).",
        ) from error


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)


def _from_wall_clock(local: datetime, zone_name: str) -> datetime:
    """UTC of a naive local time: the first one where there are two, after the gap in a gap."""
    zone = _zone(zone_name)
    found = local.replace(tzinfo=zone)
    while found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        local = local.replace(second=0, microsecond=0) + timedelta(minutes=1)
        found = local.replace(tzinfo=zone)
    return found.astimezone(UTC)


# Timers of processes: ISO 8601 dates, durations and cycles

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DURATION = re.compile(
    rf"P(?:(\d+)Y)?(?:(\d+)M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)


@dataclass(frozen=True, slots=True)
class _Duration:
    months: int
    days: int
    rest: timedelta  # real time

    def after(self, start: datetime, zone: str, times: int = 1) -> datetime:
        """`start` plus this, `times` over; calendar parts by the wall clock of `zone`."""
        at = _utc(start)
        if self.months or self.days:
            local = at.astimezone(_zone(zone))
            month = local.year * 12 + local.month - 1 + self.months * times
            year, month = divmod(month, 12)
            last_day = months.monthrange(year, month + 1)[1]
            day = date(year, month + 1, min(local.day, last_day)) + timedelta(self.days * times)
            at = _from_wall_clock(datetime.combine(day, local.time().replace(fold=0)), zone)
        return at + self.rest * times


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """When a process timer is due, and what comes after it (`next_timer`).

    All of it can be stored and built again: a restart changes no date.
    """

    kind: str  # date | duration | cycle
    text: str
    zone: str
    due_at: datetime
    anchor: datetime  # a cycle's dates are counted from here
    index: int = 1  # the first fire is 1
    repeats: int | None = 1  # fires in all; None: without end


@dataclass(frozen=True, slots=True)
class _Cycle:
    repeats: int | None
    duration: _Duration
    start: datetime | None
    end: datetime | None

    def fire(self, index: int, anchor: datetime, zone: str) -> datetime | None:
        """Fire number `index` (from 1); a stated start is the first one itself."""
        if self.repeats is not None and index > self.repeats:
            return None
        at = self.duration.after(anchor, zone, index - 1 if self.start else index)
        return None if self.end is not None and at > self.end else at


def parse_duration(text: str) -> timedelta:
    """A duration of fixed length, such as PT5M, P2D or P1W; a day counts 24 hours.

    Raises:
        InputError: it can't be read, or has years or months, whose length depends on the date.
    """
    duration = _parse_duration(text)
    if duration.months:
        raise InputError(
            f"The duration “{quoted(text)}” has years or months, whose length depends on the date.",
            hint="Write days, for example P30D.",
        )
    return timedelta(days=duration.days) + duration.rest


def parse_timer(kind: str, text: str, zone: str, now: datetime) -> TimerPlan:
    """The first due time of a BPMN timer that starts waiting at `now`.

    Args:
        kind: "date" (ISO 8601; without an offset in `zone`), "duration" (ISO 8601) or "cycle"
            (R/PT1H, R3/PT10M, R3/<start>/PT1H, R3/PT1H/<end>, or a cron expression).
    Raises:
        InputError: it can't be read, or a cycle has no fire left.
    """
    _zone(zone)
    text = text.strip()
    if kind == "date":
        at = _parse_date(text, zone)
        return TimerPlan("date", text, zone, at, at)
    if kind == "duration":
        at = _parse_duration(text).after(now, zone)
        return TimerPlan("duration", text, zone, at, _utc(now))
    if kind != "cycle":
        raise InputError(f"A timer of kind “{kind}” is not known.", hint="date, duration or cycle.")
    if not text.upper().startswith("R"):
        return _cron_plan(text, zone, now)
    return _cycle_plan(text, zone, now)


def require_timer(kind: str, text: str, zone: str) -> None:
    """Refuse a timer that would never be due, whatever the day is.

    Raises:
        InputError: it can't be read, or repeats no time.
    """
    if kind == "cycle" and not text.strip().upper().startswith("R"):
        Schedule(text.strip(), zone)
    else:
        parse_timer(kind, text, zone, _LONG_AGO)


def next_timer(plan: TimerPlan) -> TimerPlan | None:
    """What follows the fire at `plan.due_at`; None after the last one."""
    due_at: datetime | None = None
    if plan.kind == "cycle" and plan.text.upper().startswith("R"):
        cycle = _parse_cycle(plan.text, plan.zone)
        due_at = cycle.fire(plan.index + 1, plan.anchor, plan.zone)
    elif plan.kind == "cycle":
        due_at = next(iter(next_fires(Schedule(plan.text, plan.zone), plan.due_at, 1)), None)
    return None if due_at is None else replace(plan, due_at=due_at, index=plan.index + 1)


def _cron_plan(text: str, zone: str, now: datetime) -> TimerPlan:
    fires = next_fires(Schedule(text, zone), now, 1)
    if not fires:
        raise InputError(f"The cron expression “{quoted(text)}” has no date left.")
    return TimerPlan("cycle", text, zone, fires[0], _utc(now), repeats=None)


def _cycle_plan(text: str, zone: str, now: datetime) -> TimerPlan:
    """The first fire that is not past; fires before it count as repeated."""
    cycle = _parse_cycle(text, zone)
    anchor = cycle.start or _utc(now)
    step = cycle.duration.after(anchor, zone) - anchor
    if step < timedelta(seconds=SHORTEST_CYCLE_S):
        raise InputError(
            f"The cycle “{quoted(text)}” repeats more often than every "
            f"{SHORTEST_CYCLE_S:g} seconds."
        )
    # Jump near `now`: a cycle of seconds that began years ago must not be walked through.
    spread = 1.2 if cycle.duration.months else 1.0  # months are not equally long
    index = max(1, int((_utc(now) - anchor) / (step * spread)) - 2)
    due_at = cycle.fire(index, anchor, zone)
    while due_at is not None and due_at < _utc(now):
        index += 1
        due_at = cycle.fire(index, anchor, zone)
    if due_at is None:
        raise InputError(f"The cycle “{quoted(text)}” has no date left.")
    return TimerPlan("cycle", text, zone, due_at, anchor, index=index, repeats=cycle.repeats)


def _parse_cycle(text: str, zone: str) -> _Cycle:
    head, *parts = text.upper().split("/")
    match = re.fullmatch(r"R(-1|\d*)", head)
    if not match or len(parts) not in (1, 2) or not all(parts):
        raise InputError(
            f"The cycle “{quoted(text)}” can't be read.",
            hint="Write R3/PT10M, R/P1D or a cron expression.",
        )
    repeats = None if match[1] in ("", "-1") else int(match[1])
    if len(parts) == 1:
        return _Cycle(repeats, _parse_duration(parts[0]), None, None)
    if parts[1].startswith("P"):
        return _Cycle(repeats, _parse_duration(parts[1]), _parse_date(parts[0], zone), None)
    end = _parse_date(parts[1], zone)
    if parts[0].startswith("P"):
        return _Cycle(repeats, _parse_duration(parts[0]), None, end)
    start = _parse_date(parts[0], zone)
    return _Cycle(repeats, _Duration(0, 0, end - start), start, None)


def _parse_date(text: str, zone: str) -> datetime:
    try:
        at = from_iso(text.strip())
    except ValueError as error:
        raise InputError(
            f"The date “{quoted(text)}” can't be read.", hint="Write 2026-03-29T06:00:00+01:00."
        ) from error
    return at.astimezone(UTC) if at.tzinfo else _from_wall_clock(at, zone)


def _parse_duration(text: str) -> _Duration:
    match = _DURATION.fullmatch(text.strip().upper())
    if not match or not any(match.groups()) or text.strip().upper().endswith("T"):
        raise InputError(
            f"The duration “{quoted(text)}” can't be read.", hint="Write PT5M, PT24H, P1D or P2W."
        )
    years, month, *rest = match.groups()
    weeks, days, hours, minutes, seconds = (float((n or "0").replace(",", ".")) for n in rest)
    whole_days = (weeks * 7 + days) + (hours + minutes / 60 + seconds / 3600) / 24
    if float(years or 0) + float(month or 0) / 12 + whole_days / 365 > LONGEST_DURATION_YEARS:
        raise InputError(
            f"The duration “{quoted(text)}” is longer than {LONGEST_DURATION_YEARS} years."
        )
    whole_days, part = divmod(weeks * 7 + days, 1)
    real = timedelta(days=part, hours=hours, minutes=minutes, seconds=seconds)
    return _Duration(int(years or 0) * 12 + int(month or 0), int(whole_days), real)
