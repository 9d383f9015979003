"""A stretch of time that is asked about: so many days back, between two instants, or everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """`days` back from now; else from `start` up to `end`; with none of them everything."""

    days: int | None = None
    start: datetime | None = None
    end: datetime | None = None

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        if self.days is not None:
            return now - timedelta(days=self.days), now
        return self.start or BEGINNING, self.end or now


EVERYTHING = Span()
