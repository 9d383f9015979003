"""A stretch of time that is asked about: so long back, between two instants, or everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """`days` or `minutes` back from now; else from `start` up to `end`; else everything."""

    days: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None

    @property
    def back(self) -> timedelta | None:
        """How long back from now; None: it does not end there."""
        if self.minutes is not None:
            return timedelta(minutes=self.minutes)
        return timedelta(days=self.days) if self.days is not None else None

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        if self.back is not None:
            return now - self.back, now
        return self.start or BEGINNING, self.end or now


EVERYTHING = Span()
