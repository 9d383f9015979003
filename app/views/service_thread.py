"""The background service of an embedded workspace, driven by its window."""

from __future__ import annotations

import gc
import importlib
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.services.seat import Seat
from app.views.errand import Errand

NAME = "window"  # of the service that a window runs
_SERVICE_MS = 1_500  # its imports take a second of the interpreter: the first screen goes before


class ServiceThread(QObject):
    """The background service of an embedded workspace, as a thread of the window.

    What it started outside (runtimes) goes on when it stops.
    """

    changed = Signal()

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self._background: Any = None
        self._errand: Errand | None = None
        self._delay = QTimer(self, singleShot=True, interval=_SERVICE_MS)
        self._delay.timeout.connect(self.start)
        self._is_over = False  # the window closes: whatever is made now must not begin
        self.error: BaseException | None = None

    @property
    def is_running(self) -> bool:
        return self._background is not None and bool(self._background.is_running)

    @property
    def broken_rules(self) -> str:
        """What ended it: rules of the database that were changed while it ran."""
        return self._background.rules.found if self._background is not None else ""

    @property
    def present_step(self) -> tuple[str, float] | None:
        """The type of the task that is being done here, and for how many seconds."""
        if not self.is_running:
            return None
        found: tuple[str, float] | None = self._background.worker.present_step
        return found

    @property
    def is_starting(self) -> bool:
        return self._errand is not None or self._delay.isActive()

    def start_soon(self) -> None:
        """Once the window had time to show what the person waits for."""
        self._delay.start()
        self.changed.emit()

    @Slot()
    def start(self) -> None:
        """Heavy imports and first look-ups happen in a thread."""
        self._delay.stop()
        if self.is_running or self.is_starting:
            return
        self.error = None
        self._errand = Errand(self._make, self)
        self._errand.done.connect(self._on_made)
        self._errand.failed.connect(self._on_failed)
        self._errand.start()
        self.changed.emit()

    def _make(self, _tell: object) -> Any:
        module = importlib.import_module("app.services.background")
        gc.freeze()  # see `app.views.start.open_place`
        return module.Background(self._seat.database, self._seat.settings, name=NAME)

    @Slot(object)
    def _on_made(self, background: Any) -> None:
        self._errand = None
        if self._is_over:
            background.close()
            return
        self._background = background
        background.start()
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._errand = None
        self.error = error
        self.changed.emit()

    def stop(self, *, wait: bool = False) -> None:
        """End after the present step."""
        self._is_over = self._is_over or wait
        self._delay.stop()
        if wait and self._errand is not None:
            self._errand.wait()
        if self._background is not None:
            self._background.stop(wait=wait)
        if wait:
            self._background = None
        self.changed.emit()

    def poke(self) -> None:
        """There is something to do: don't wait for the next look."""
        if self.is_running:
            self._background.poke()
