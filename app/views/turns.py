"""Work of the Qt thread, one piece a turn of its loop: what came is painted before the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot


class Turns(QObject):
    """Does what it is given, in that order, and lets paint and keys in between."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        # Timers, not calls: one turn of the loop makes all calls that wait, and paints after them.
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._on_next)
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._on_pause_over)

    def add(self, work: Callable[[], object]) -> None:
        """Done soon, where nothing waits; never before this call has returned."""
        self._waiting.append(work)
        if not (self._next.isActive() or self._pause.isActive()):
            self._pause.start()

    def stop(self) -> None:
        """What still waits is not done."""
        self._waiting.clear()
        self._next.stop()
        self._pause.stop()

    @Slot()
    def _on_next(self) -> None:
        self._pause.start()
        self._waiting.popleft()()

    @Slot()
    def _on_pause_over(self) -> None:
        """A turn has gone by that painted what was changed before."""
        if self._waiting:
            self._next.start()
