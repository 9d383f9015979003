"""Hears that somebody committed, in a thread of its own; it says so on the Qt thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)

Pulse = Callable[[Callable[[], bool]], bool]

_AGAIN_S = 1.0  # after one that failed
_JOIN_S = 1.0  # one that waits for a lost server ends by itself


class PulseListener(QObject):
    """Waits for `pulse` again and again until it is stopped.

    Args:
        pulse: waits a little until it is worth looking, and gives whether it is; it is given what
            tells that nobody waits any more.
    """

    heard = Signal()  # something may have changed; or the database is there again

    def __init__(self, pulse: Pulse, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pulse = pulse
        self._is_stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._listen, name="backend-pulse", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._is_stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=_JOIN_S)

    def _listen(self) -> None:
        """The database tells, or is asked again after a pause."""
        was_lost = False
        while not self._is_stopped.is_set():
            try:
                is_change = self._pulse(self._is_stopped.is_set)
            except Exception as error:  # noqa: BLE001 -- the feed tells the person; this is a hint
                log.debug("no pulse: %s", error)
                was_lost = True
                self._is_stopped.wait(_AGAIN_S)
            else:
                if (is_change or was_lost) and not self._is_stopped.is_set():
                    self.heard.emit()
                was_lost = False
