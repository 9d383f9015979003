"""Work of minutes beside the window: it tells how far it is, and can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

Progress = Callable[[int, int], object]
IsCancelled = Callable[[], bool]
Call = Callable[[Progress, IsCancelled], Any]

_TELL_S = 0.1  # no eye needs it more often, and the Qt thread has other things to do


class LongTask(QObject):
    """Runs `call(progress, is_cancelled)` in a thread of its own; answers on the Qt thread."""

    progressed = Signal(int, int)  # done, of
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()  # after `done` or `failed`
    _told = Signal(int, int)
    _returned = Signal(object, object)

    def __init__(self, call: Call, parent: QObject | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.name = name  # of its function
        self._call = call
        self._stop = threading.Event()
        self._told_at = 0.0
        self._thread = threading.Thread(target=self._run, name="long task", daemon=True)
        self._told.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        self._returned.connect(self._on_returned, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_cancelling(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask it to stop at its next step; its answer still comes."""
        self._stop.set()

    def wait(self) -> None:
        """Until its thread has ended."""
        self._thread.join()

    def _run(self) -> None:
        value: object = None
        error: BaseException | None = None
        try:
            value = self._call(self._tell, self._stop.is_set)
        except Exception as caught:  # noqa: BLE001 -- the edge: told on the Qt thread
            error = caught
        self._returned.emit(value, error)

    def _tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - self._told_at >= _TELL_S:
            self._told_at = now
            self._told.emit(done, total)

    @Slot(object, object)
    def _on_returned(self, value: object, error: BaseException | None) -> None:
        self._thread.join()
        if error is None:
            self.done.emit(value)
        else:
            self.failed.emit(error)
        self.ended.emit()
