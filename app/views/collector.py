"""Walks the whole memory for garbage only while nobody waits for the window.

A full collection of a window full of rows takes some tenths of a second, in whichever thread it
happens to begin; Python would begin one in the middle of a key press.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QDragMoveEvent, QInputEvent, QInputMethodEvent
from typing_extensions import override

LOOK_MS = 2_000
IDLE_S = 3.0  # nobody pressed, moved or scrolled anything for so long
EVERY_S = 60.0
NEVER = 1_000_000
_USUAL = gc.get_threshold()  # of this program, whichever windows it opens and closes
_CLASSES = (QInputEvent, QInputMethodEvent, QDragMoveEvent)
_INPUT = frozenset(
    [
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.DragMove,
        QEvent.Type.InputMethod,
    ]
)


class Collector(QObject):
    """Young objects are looked at as always; all of them when the person pauses."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._input_at = self._collected_at = 0.0
        self._input_by_clock = time.time()  # a computer that slept has counted nothing else
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        young, middle, _ = _USUAL
        gc.set_threshold(young, middle, NEVER)
        self._note_input()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        gc.set_threshold(*_USUAL)
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # By class first: the type of each of the thousands of others takes long to ask for.
        if isinstance(event, _CLASSES) and event.type() in _INPUT:
            self._note_input()
        return False

    def _note_input(self) -> None:
        self._input_at, self._input_by_clock = time.monotonic(), time.time()

    def idle_s(self) -> float:
        """How long nobody has pressed, moved or scrolled anything, asleep or awake."""
        return max(time.monotonic() - self._input_at, time.time() - self._input_by_clock)

    @Slot()
    def _look(self) -> None:
        now = time.monotonic()
        is_due = now - self._collected_at >= EVERY_S
        if not is_due or now - self._input_at < IDLE_S:
            return
        gc.collect()
        self._collected_at = time.monotonic()
