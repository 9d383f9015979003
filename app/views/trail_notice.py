"""How the window tells that the trail is not what this computer saw, or is no longer sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.models.queries.trail import SealStatus, load_seal_status
from app.services.trail.witness import WitnessVerdict, look
from app.texts import told
from app.views.backend import Backend
from app.views.cells import Status
from app.views.language import tr
from app.views.zones import zone

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

FIRST_MS = 2_000  # what the person waits for goes first: a long trail is read for seconds, once
LOOK_MS = 60_000
AGAIN_MS = 10_000  # while it is late: a service that has just begun seals within seconds
ALARM, LATE = "trail", "seal"  # keys of the banners
STOPPED = "service"  # of the banner that no service runs: one cause, so one banner says both


class TrailNotice(QObject):
    """Looks at the trail soon after the window opens, and each minute; sooner while it is late.

    Late is told after a second look: what was left unsealed when the last window closed is sealed
    as soon as this one's service has begun.
    """

    def __init__(self, window: MainWindow, backend: Backend, home: Path) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._home = home
        self._was_late = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self._timer.start(FIRST_MS)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        self._backend.read_now(self._on_witnessed, look, self._home, on_error=_wait_for_the_next)
        self._backend.read_now(self._on_status_read, load_seal_status, on_error=_wait_for_the_next)

    def _on_witnessed(self, verdict: WitnessVerdict) -> None:
        if not verdict.is_alarm:
            self._clear(ALARM)
        elif self._timer.isActive() and ALARM not in self._window.banners.keys:
            text = f"{told(verdict.message)} {told(verdict.hint)}"
            title = tr("The trail is not what this computer saw")
            self._window.show_banner(ALARM, Status.CRITICAL, title, text, can_close=False)

    def _on_status_read(self, status: SealStatus) -> None:
        """Before the first seal there is none to stop: a new workspace, or one never driven."""
        was_late, since_at = self._was_late, status.oldest_unsealed_at
        self._was_late = status.is_late and bool(status.size) and since_at is not None
        if self._timer.isActive():
            self._timer.setInterval(AGAIN_MS if self._was_late else LOOK_MS)
        if not self._was_late or since_at is None or STOPPED in self._window.banners.keys:
            self._clear(LATE)
        elif was_late and self._timer.isActive() and LATE not in self._window.banners.keys:
            since = f"{since_at.astimezone(zone()):%H:%M}"
            unsealed = tr(
                "%n event(s) since {since} can still be changed unseen.", "", status.unsealed
            ).format(since=since)
            why = tr(
                "The service that holds the sealing key does not run, or can't seal: its log"
                " says why."
            )
            title = tr("The trail is not being sealed")
            self._window.show_banner(LATE, Status.WARNING, title, f"{unsealed} {why}")

    def _clear(self, key: str) -> None:
        if key in self._window.banners.keys:
            self._window.clear_banner(key)


def _wait_for_the_next(_error: BaseException) -> None:
    """The connection cell tells already; the next look comes by itself."""
