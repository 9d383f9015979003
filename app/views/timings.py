"""How long what people wait for took in this window, for Diagnostics. Times only, no contents."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

MOST_KEPT = 1_000  # of a kind: the newest
OPENED, SCREEN, READ, STORED = "opened", "screen", "read", "stored"


@dataclass(frozen=True, slots=True)
class Timing:
    """Of everything of one kind that is kept."""

    count: int
    middle_ms: float
    slowest_ms: float


class Timings:
    """Noted and asked on the Qt thread."""

    def __init__(self) -> None:
        self._took_ms: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))

    def note(self, kind: str, seconds: float) -> None:
        self._took_ms[kind].append(seconds * 1_000)

    @contextmanager
    def measured(self, kind: str) -> Iterator[None]:
        """What is done within."""
        began = perf_counter()
        try:
            yield
        finally:
            self.note(kind, perf_counter() - began)

    def of(self, kind: str) -> Timing | None:
        """None: nothing of the kind was done yet."""
        took_ms = self._took_ms.get(kind)
        if not took_ms:
            return None
        return Timing(len(took_ms), sorted(took_ms)[len(took_ms) // 2], max(took_ms))
