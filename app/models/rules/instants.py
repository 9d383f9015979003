"""How a sentence says a time: one form, whoever says it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FARTHEST_ZONE = timedelta(days=1)


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def everywhere(at: datetime) -> datetime:
    """The same in UTC, where every zone has it: our calendar begins with the year 1.

    Raises:
        OverflowError: UTC has no such time, or some zone has none, on the first day.
    """
    found = in_utc(at)
    return found - _FARTHEST_ZONE + _FARTHEST_ZONE


def instant(at: datetime) -> str:
    """ISO 8601 in UTC with its offset, to the second, as options take it back."""
    return in_utc(at).isoformat(timespec="seconds")
