"""A day as people type it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.views.zones import at_wall

_UNITS = {"d": 1, "w": 7}


def day_of(text: str, now: datetime) -> datetime | None:
    """`2026-12-31` (its end, here) or `30d` from now; None: neither."""
    plain = text.strip().lower()
    if plain[-1:] in _UNITS and plain[:-1].isascii() and plain[:-1].isdigit():
        days = int(plain[:-1]) * _UNITS[plain[-1]] if len(plain) < 7 else 0
        return now + timedelta(days=days) if days else None
    try:
        day = datetime.strptime(plain, "%Y-%m-%d")  # noqa: DTZ007 -- local, as people mean it
    except ValueError:
        return None
    return at_wall(day.replace(hour=23, minute=59)).astimezone(UTC)
