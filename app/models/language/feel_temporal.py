"""Dates, times and durations of FEEL: reading, properties, arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.language.values import YearsMonths, decimal_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(
    r"(?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\d*(?P<zone>Z|[+-]\d{2}:\d{2}|@[\w/+-]+)?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?"
    r"(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)
_CALENDAR = ("years", "months")
_CLOCK = ("weeks", "days", "hours", "minutes", "seconds")
MONTHS_PER_YEAR = 12


def parse_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = match["zone"] or ""
    try:
        if zone.startswith("@"):
            return time.fromisoformat(match["clock"]).replace(tzinfo=ZoneInfo(zone[1:]))
        return time.fromisoformat(match["clock"] + zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def parse_date_time(text: str) -> datetime | None:
    day_text, has_time, time_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    clock = parse_time(time_text) if has_time else time()
    return None if clock is None else datetime.combine(day, clock)


def parse_duration(text: str) -> timedelta | YearsMonths | None:
    """`P1Y2M` as months, `P1DT2H` as a length of time; None for a mixture of both or neither."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith("T"):
        return None
    sign = -1 if match["sign"] else 1
    months = [match[part] for part in _CALENDAR]
    clock = {part: float(match[part]) for part in _CLOCK if match[part]}
    if any(months):
        if clock:
            return None
        return YearsMonths(sign * (int(months[0] or 0) * MONTHS_PER_YEAR + int(months[1] or 0)))
    try:
        return sign * timedelta(**clock) if clock else None
    except OverflowError:
        return None


def parse_any(text: str) -> object:
    """What `@"…"` means: a date, a time, both, or a duration."""
    for read in (parse_date, parse_date_time, parse_time, parse_duration):
        value: object = read(text)
        if value is not None:
            return value
    return None


def calculated(left: object, operator: str, right: object) -> object:
    """`left operator right` where at least one is a date, a time or a duration."""
    if operator == "+":
        return add(left, right)
    return subtract(left, right) if operator == "-" else scale(left, operator, right)


def add(left: object, right: object) -> object:  # noqa: PLR0911  # one per pair of kinds
    """`left + right` for dates, times and durations; None when that means nothing."""
    if isinstance(left, timedelta | YearsMonths) and isinstance(right, date | time):
        left, right = right, left
    try:
        match left, right:
            case timedelta(), timedelta():
                return left + right
            case YearsMonths(one), YearsMonths(other):
                return YearsMonths(one + other)
            case date(), timedelta():
                return _plus(left, right)
            case date(), YearsMonths(months):
                return _plus_months(left, months)
            case time(), timedelta():
                moved = datetime.combine(date(2000, 6, 15), left) + right
                return moved.timetz()
    except (OverflowError, ValueError):
        return None
    return None


def _plus(day: date, length: timedelta) -> date:
    if isinstance(day, datetime) and day.tzinfo is not None:
        # A length of time is exact: over a clock change the wall clock moves with it.
        return (day.astimezone(UTC) + length).astimezone(day.tzinfo)
    return day + length


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    last = _days_in(year, month + 1)
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _days_in(year: int, month: int) -> int:
    first = date(year, month, 1)
    if month == MONTHS_PER_YEAR:
        return 31
    return (date(year, month + 1, 1) - first).days


def negate(value: object) -> object:
    if isinstance(value, timedelta):
        return -value
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else None


def subtract(left: object, right: object) -> object:  # noqa: PLR0911  # one per pair of kinds
    try:
        match left, right:
            case datetime(), datetime():
                same = (left.tzinfo is None) == (right.tzinfo is None)
                return left - right if same else None
            case datetime(), date():
                return left.replace(tzinfo=None) - datetime.combine(right, time())
            case date(), datetime():
                return datetime.combine(left, time()) - right.replace(tzinfo=None)
            case date(), date():
                return left - right
            case time(), time():
                day = date(2000, 6, 15)
                return subtract(datetime.combine(day, left), datetime.combine(day, right))
            case _, (timedelta() | YearsMonths()):
                return add(left, negate(right))
    except OverflowError:
        return None
    return None


def scale(left: object, operator: str, right: object) -> object:
    """A duration times or by a number, or two durations divided."""
    if operator == "*" and isinstance(right, timedelta | YearsMonths):
        left, right = right, left
    try:
        if isinstance(left, timedelta) and isinstance(right, timedelta):
            return Decimal(left / timedelta(microseconds=1)) / Decimal(
                right / timedelta(microseconds=1)
            ) if operator == "/" and right else None  # fmt: skip
        number = decimal_of(right)
        if number is None or (operator == "/" and number == 0):
            return None
        factor = float(number) if operator == "*" else 1 / float(number)
        if isinstance(left, timedelta):
            return left * factor
        if isinstance(left, YearsMonths):
            return YearsMonths(int(left.months * factor))
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return None


def months_between(start: date, end: date) -> YearsMonths:
    """Whole months from `start` to `end`."""
    months = (end.year - start.year) * MONTHS_PER_YEAR + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    if months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def property_of(value: object, name: str) -> object:
    """`date.year`, `duration.hours`, …; None for what the value does not have."""
    table: dict[str, Callable[[], object]] = {}
    if isinstance(value, date):
        table |= {
            "year": lambda: value.year,
            "month": lambda: value.month,
            "day": lambda: value.day,
            "weekday": value.isoweekday,
        }
    if isinstance(value, datetime | time):
        table |= {
            "hour": lambda: value.hour,
            "minute": lambda: value.minute,
            "second": lambda: value.second,
        }
    if isinstance(value, timedelta):
        table |= _duration_properties(value)
    if isinstance(value, YearsMonths):
        sign = -1 if value.months < 0 else 1
        table |= {
            "years": lambda: sign * (abs(value.months) // MONTHS_PER_YEAR),
            "months": lambda: sign * (abs(value.months) % MONTHS_PER_YEAR),
        }
    read = table.get(name)
    return None if read is None else read()


def _duration_properties(value: timedelta) -> dict[str, Callable[[], object]]:
    sign = -1 if value < timedelta(0) else 1
    length = abs(value)
    return {
        "days": lambda: sign * length.days,
        "hours": lambda: sign * (length.seconds // 3600),
        "minutes": lambda: sign * (length.seconds // 60 % 60),
        "seconds": lambda: sign * (length.seconds % 60),
    }
