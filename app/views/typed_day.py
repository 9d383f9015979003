"""A day as people type it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QLocale

from app.views import language
from app.views.zones import at_wall

_UNITS = {"d": 1, "w": 7}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", re.ASCII)


_MONTHS = 12


def in_iso(text: str) -> str:
    """`27-8-2026 14:30` as `2026-08-27 14:30`; in an English window only where it can't be misread.

    There 1-3-2026 is January to some, and 27-8-2026 the 27th to everybody.
    """
    found = _DAY_FIRST.match(text.strip())
    if found is None:
        return text
    day, month, year = found.groups()
    is_dutch = language.locale().language() is QLocale.Language.Dutch
    if not is_dutch and int(day) <= _MONTHS:
        return text
    return f"{year}-{month:0>2}-{day:0>2}{text.strip()[found.end() :]}"


def day_of(text: str, now: datetime) -> datetime | None:
    """`2026-12-31` (its end, here) or `30d` from now; None: neither. Also 31-12-2026."""
    plain = text.strip().lower()
    if plain[-1:] in _UNITS and plain[:-1].isascii() and plain[:-1].isdigit():
        days = int(plain[:-1]) * _UNITS[plain[-1]] if len(plain) < 7 else 0
        return now + timedelta(days=days) if days else None
    try:
        day = datetime.strptime(in_iso(plain), "%Y-%m-%d")  # noqa: DTZ007 -- local, as people mean it
    except ValueError:
        return None
    return at_wall(day.replace(hour=23, minute=59)).astimezone(UTC)
