"""When the change feed is looked at next: each second, sooner when asked, later while it fails."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.views.lost_reads import RETRY_MS

USUAL_MS = 1_000
SOONEST_MS = 300  # between two looks: a busy service commits all the time


class FeedClock(QObject):
    """`due` each time; whoever looks then says when the look began, and how it ended."""

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked_at = 0.0
        self._is_wanted = False  # again, while a look was under way
        self.failures = 0  # one after the other: a screen's reads fail all at once
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)

    def start(self) -> None:
        self._timer.start(USUAL_MS)

    def stop(self) -> None:
        self._timer.stop()

    def look_now(self) -> None:
        self._timer.start(0)

    def look_soon(self) -> None:
        """As soon as the last look is old enough; one under way looks again later."""
        if not self._timer.isActive():
            self.look_again()
            return
        age_ms = int((time.monotonic() - self._asked_at) * 1_000)
        self._timer.start(min(self._timer.remainingTime(), max(0, SOONEST_MS - age_ms)))

    def look_again(self) -> None:
        """Once the look is over that is under way."""
        self._is_wanted = True

    def note_begun(self) -> None:
        self._asked_at, self._is_wanted = time.monotonic(), False

    def note_answer(self) -> None:
        self._timer.start(SOONEST_MS if self._is_wanted else USUAL_MS)

    def note_failure(self, *, is_unreachable: bool) -> bool:
        """Whether it counts: not where somebody asked to try again meanwhile."""
        if self._is_wanted and is_unreachable:
            self._timer.start(SOONEST_MS)
            return False
        self.failures += 1
        self._timer.start(RETRY_MS[min(self.failures, len(RETRY_MS)) - 1])
        return True
