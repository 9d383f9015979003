"""Cron expressions as people write them: five fields, macros, and Quartz's six to seven."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.errors import InputError, quoted

_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
_QUARTZ_YEARS = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Cron:
    fields: str  # as cronsim reads them
    second: int = 0
    years: frozenset[int] = frozenset()


@lru_cache(maxsize=256)
def parse_cron(text: str) -> Cron:
    parts = _MACROS.get(text.strip().lower(), text).upper().split()
    if len(parts) == 5:
        return Cron(" ".join(parts))
    if len(parts) not in (6, 7):
        raise InputError(
            f"The cron expression “{quoted(text)}” has {len(parts)} fields.",
            hint="Write 5 fields (minute first), or 6 to 7 as Quartz does (second first).",
        )
    second, minute, hour, day, month, weekday = parts[:6]
    if "W" in day.replace("LW", "") or "L-" in day:
        raise InputError(
            f"The cron expression “{quoted(text)}” uses “{quoted(day)}” for the day of month, "
            "which has no plain cron form.",
            hint="Use a business calendar with the roll “following” instead.",
        )
    if day not in ("?", "*") and weekday not in ("?", "*"):
        raise InputError(
            f"The cron expression “{quoted(text)}” names a day of month and a day of week.",
            hint="Quartz wants “?” in one of them.",
        )
    fields = [_starred(minute), _starred(hour), day.replace("?", "*"), month]
    fields.append(_quartz_weekdays(text, weekday))
    years = _quartz_years(text, parts[6]) if len(parts) == 7 else frozenset()
    if second.isdigit() and int(second) < 60:
        return Cron(" ".join(fields), int(second), years)
    return Cron(" ".join([_starred(second), *fields]), 0, years)


def _starred(field: str) -> str:
    """Quartz's `0/15` is cron's `*/15`; only the star says "by the real clock"."""
    return "*" + field[1:] if field.startswith("0/") else field


def _quartz_weekdays(text: str, field: str) -> str:
    """Quartz counts 1 = Sunday to 7 = Saturday; cron counts from 0."""
    if field in ("?", "*"):
        return "*"
    if field == "L":
        return "6"
    found: list[str] = []
    for term in field.split(","):
        if match := re.fullmatch(r"(\w{3}|[1-7])L", term):
            found.append(f"{_quartz_weekday(text, match[1])}L")
        elif match := re.fullmatch(r"(\w+)#([1-5])", term):
            found.append(f"{_quartz_weekday(text, match[1])}#{match[2]}")
        elif match := re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/([1-7]))?", term):
            first = 0 if match[1] == "*" else _quartz_weekday(text, match[1])
            is_open = match[1] == "*" or (match[3] and not match[2])
            last = 6 if is_open else _quartz_weekday(text, match[2] or match[1])
            span = range(first, (last if last >= first else last + 7) + 1, int(match[3] or 1))
            found.extend(str(day % 7) for day in span)
        else:
            raise InputError(
                f"The cron expression “{quoted(text)}” has no readable day of week: {quoted(term)}."
            )
    return ",".join(found)


def _quartz_weekday(text: str, name: str) -> int:
    if name in _WEEKDAYS:
        return _WEEKDAYS.index(name)
    if name.isdigit() and 1 <= int(name) <= 7:
        return int(name) - 1
    raise InputError(
        f"The cron expression “{quoted(text)}” has no readable day of week: {quoted(name)}.",
        hint="Quartz counts 1 = Sunday to 7 = Saturday.",
    )


def _quartz_years(text: str, field: str) -> frozenset[int]:
    if field in ("*", "?"):
        return frozenset()
    years: set[int] = set()
    for term in field.split(","):
        match = re.fullmatch(r"(\*|\d{4})(?:-(\d{4}))?(?:/(\d+))?", term)
        if not match or (match[3] and int(match[3]) == 0):
            raise InputError(
                f"The cron expression “{quoted(text)}” has no readable year: {quoted(term)}."
            )
        first = _QUARTZ_YEARS.start if match[1] == "*" else int(match[1])
        last = int(match[2] or (_QUARTZ_YEARS.stop - 1 if match[3] else first))
        years.update(range(first, last + 1, int(match[3] or 1)))
    return frozenset(years)
