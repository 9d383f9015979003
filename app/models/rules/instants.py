"""How a sentence says a time: one form, whoever says it."""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def instant(at: datetime) -> str:
    """ISO 8601 in UTC with its offset, to the second, as options take it back."""
    return in_utc(at).isoformat(timespec="seconds")
