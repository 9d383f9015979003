"""Looks for garbage in the thread of the window alone, and between two of its events.

Python begins to look wherever something is made: while a widget is painted, or in a thread that
reads rows. A widget that goes with its cycle there takes what is painted on with it, or is deleted
in a thread that is not its own; either ends the program. And a walk over all of a window full of
rows takes some tenths of a second: that one waits until nobody waits for the window, and until no
long task holds a trail full of them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QDragMoveEvent, QGuiApplication, QInputEvent, QInputMethodEvent
from typing_extensions import override

from app.services import heap

LOOK_MS = 250
IDLE_S = 3.0  # nobody pressed, moved or scrolled anything for so long
EVERY_S = 60.0
TRIM_S = 10.0  # 3 ms where little is free, and up to 70
_YOUNG, _MIDDLE, _ = gc.get_threshold()  # as Python itself would look at the youngest
_CLASSES = (QInputEvent, QInputMethodEvent, QDragMoveEvent)
_INPUT = frozenset(
    [
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,  # of a key that is a command's: no press comes after it
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.DragMove,
        QEvent.Type.InputMethod,
    ]
)


@contextmanager
def unwalked() -> Iterator[None]:
    """Nothing is looked for as long: what is imported is no garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled and not Collector._running:  # one that began meanwhile looks by itself
            gc.enable()


class Collector(QObject):
    """Young objects are looked at as often as always; all of them when the person pauses.

    What the person does is seen where it comes in: at the system's windows, and at what has the
    focus, to which input methods write. A filter of the whole application would be asked at each
    of the thousands of events of a screen that is shown, and each answer needs the interpreter,
    which another thread may hold.
    """

    _running: ClassVar[list[Collector]] = []  # whichever windows the program opens and closes
    _was_enabled: ClassVar[bool] = True

    def __init__(
        self, parent: QObject | None = None, *, is_working: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self._is_working = is_working
        self._input_at = self._collected_at = self._trimmed_at = 0.0
        self._input_by_clock = time.time()  # a computer that slept has counted nothing else
        self._focused: QObject | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def _application(self) -> QGuiApplication:
        return cast(QGuiApplication, QGuiApplication.instance())

    def start(self) -> None:
        if not self._running:
            Collector._was_enabled = gc.isenabled()
            gc.disable()
        self._running.append(self)
        self._note_input()
        self._application.focusObjectChanged.connect(self._on_focus_object_changed)
        self._on_focus_object_changed(QGuiApplication.focusObject())
        self._watch_windows()
        self._timer.start()

    def stop(self) -> None:
        if self not in self._running:
            return
        self._timer.stop()
        self._running.remove(self)
        if not self._running and self._was_enabled:
            gc.enable()
        self._application.focusObjectChanged.disconnect(self._on_focus_object_changed)
        self._on_focus_object_changed(None)
        for window in QGuiApplication.allWindows():
            window.removeEventFilter(self)

    def _watch_windows(self) -> None:
        """Also those that came since; whoever is watched already is watched once."""
        for window in QGuiApplication.allWindows():
            window.installEventFilter(self)

    @Slot(QObject)
    def _on_focus_object_changed(self, focused: QObject | None) -> None:
        before, self._focused = self._focused, focused
        if before is not None and shiboken6.isValid(before):
            before.removeEventFilter(self)
        if focused is not None:
            focused.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # By class first: to ask for the type takes longer.
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
        self._watch_windows()
        now = time.monotonic()
        is_idle = now - self._input_at >= IDLE_S
        is_free = is_idle and not self._is_working()
        if is_free and now - self._trimmed_at >= TRIM_S:
            heap.trim()
            self._trimmed_at = now
        if is_free and now - self._collected_at >= EVERY_S:
            gc.collect()
            self._collected_at = time.monotonic()
            return
        young, middle, _ = gc.get_count()
        if young > _YOUNG:
            gc.collect(1 if middle > _MIDDLE else 0)
