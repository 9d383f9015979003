"""The screens that nobody has gone to yet, built while the person pauses."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.views.main_window import MainWindow

LOOK_MS = 250
IDLE_S = 3.0  # nobody pressed, moved or scrolled anything for so long


class ScreensAhead(QObject):
    """One at a time, so that who comes back in between waits for one at most.

    None is built beside a long task: the interpreter is shared with it, so that a screen takes
    twice as long.

    To build a screen takes longer than to show and fill it: whoever goes to one that is built waits
    for a third of what it takes otherwise.
    """

    def __init__(
        self, window: MainWindow, idle_s: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._idle_s = idle_s
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @Slot()
    def start(self) -> None:
        """Once they are imported."""
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        backend = self._window.backend
        if self._idle_s() < IDLE_S or backend.is_reading or backend.long_tasks:
            return
        if not self._window.build_ahead():
            self._timer.stop()
            gc.freeze()  # they stay: no collection need walk all of them while somebody looks
