"""One piece of work of the start, in a thread of its own: opening, making or preparing a workspace.

Before there is a workspace there is no `Backend`; afterwards everything goes through that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

Tell = Callable[[Any], None]  # words, or how far the opening of a database is


class Errand(QObject):
    """Runs `call(tell)`; what it says and its end come back on the Qt thread."""

    told = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, call: Callable[[Tell], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call = call
        self._thread = threading.Thread(target=self._run, name="errand", daemon=True)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def start(self) -> Errand:
        self._thread.start()
        return self

    def wait(self) -> None:
        """Until the thread has ended; for the end of the program."""
        self._thread.join()

    def _run(self) -> None:
        try:
            value = self._call(self.told.emit)
        except Exception as error:  # noqa: BLE001 -- the edge: told on the Qt thread
            self._ended.emit(None, error)
        else:
            self._ended.emit(value, None)

    @Slot(object, object)
    def _on_ended(self, value: object, error: BaseException | None) -> None:
        self._thread.join()
        if error is None:
            self.done.emit(value)
        else:
            self.failed.emit(error)
