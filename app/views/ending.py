"""Ctrl+C in the terminal, or the system's wish to end, closes the window as its button does."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

AT_ONCE_S = 5.0
ENDING = (signal.SIGINT, signal.SIGTERM)


class Ending(QObject):
    """Python looks at signals only between its own steps, and Qt's loop has none while it waits.

    So each signal also writes to a socket, which wakes that loop. There the window is asked, not
    amid the step that the signal met: that may stand inside of Qt. A second one within
    `AT_ONCE_S` ends at once; later, whoever chose to stay is asked again.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._is_wished = False  # that it ends
        self._heard, self._told = socket.socketpair()
        for each in (self._heard, self._told):
            each.setblocking(False)
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)
        self._again = QTimer(self, singleShot=True, interval=round(AT_ONCE_S * 1000))
        self._again.timeout.connect(self._on_again_timeout)
        self._before = [signal.signal(one, self._on_signal) for one in ENDING]
        self._fd_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Leave signals as they were."""
        self._again.stop()
        signal.set_wakeup_fd(self._fd_before)
        for one, before in zip(ENDING, self._before, strict=True):
            signal.signal(one, before if before is not None else signal.SIG_DFL)
        self._notifier.setEnabled(False)
        self._heard.close()
        self._told.close()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._is_wished = True

    def _on_again_timeout(self) -> None:
        """It still runs: somebody stayed."""
        for one in ENDING:
            signal.signal(one, self._on_signal)

    def _on_notifier_activated(self) -> None:
        self._heard.recv(64)
        if self._is_wished:
            self._is_wished = False
            self._again.start()
            self._application.quit()  # windows are asked first, as when they are closed
