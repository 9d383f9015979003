"""How the database answers, as a window is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SLOW_S = 2.0


@dataclass(frozen=True, slots=True)
class Connection:
    """`since` is when it was lost, `why` what it said then.

    `answered_at` is the last time it did: what is shown is as of then.
    """

    is_online: bool = True
    since: datetime | None = None
    answered_at: datetime | None = None
    latency_s: float = 0.0
    why: str = ""

    @property
    def is_slow(self) -> bool:
        return self.is_online and self.latency_s > SLOW_S
