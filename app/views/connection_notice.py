"""How the window tells that the database is slow, gone, or back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.views import cells
from app.views.backend import Backend
from app.views.cells import Status
from app.views.connection import Connection
from app.views.language import listed, tr
from app.views.unread_places import place_of
from app.views.widgets.banner import Banner
from app.views.widgets.status_bar import CellState
from app.views.zones import zone

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

AGE_MS = 5_000
KEY = "offline"
ALONE = "unanswered"
RETURNED = "returned"  # the kind of the note that it is back


class ConnectionNotice(QObject):
    """Keeps the status cell and the offline banner in step with the backend."""

    def __init__(self, window: MainWindow, backend: Backend) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._name = "database"
        self._banner: Banner | None = None
        self._age_timer = QTimer(self, interval=AGE_MS)
        self._age_timer.timeout.connect(self._show_age)
        backend.connection_changed.connect(self._on_backend_connection_changed)
        backend.alone_changed.connect(self._on_backend_alone_changed)

    def set_name(self, name: str) -> None:
        self._name = name
        self._on_backend_connection_changed(self._backend.connection)

    @Slot(object)
    def _on_backend_connection_changed(self, connection: Connection) -> None:
        if connection.is_online:
            self._show_online(connection)
        else:
            self._show_offline(connection)

    def _show_offline(self, connection: Connection) -> None:
        since = (
            f"{connection.since.astimezone(zone()):%H:%M}" if connection.since else tr("just now")
        )
        text = tr("{name} · offline since {since}, read-only").format(name=self._name, since=since)
        fewer = tr("Offline since {since}").format(since=since)
        state = CellState(text, status=Status.CRITICAL, fewer=fewer)
        self._window.status.database.set_state(state)
        self._banner = self._window.show_banner(
            KEY,
            Status.WARNING,
            fewer,
            _words(connection),
            can_close=False,
        )
        self._banner.add_action(tr("Reconnect now"), self._backend.reconnect_now)
        self._window.toasts.forget_kind(RETURNED)
        self._age_timer.start()

    @Slot(object)
    def _on_backend_alone_changed(self, alone: tuple[Callable[[Any], object], ...]) -> None:
        """The database is there, and leaves these without an answer: the others go on."""
        if not alone:
            self._window.clear_banner(ALONE)
            return
        places = sorted({place_of(one) for one in alone})
        banner = self._window.show_banner(
            ALONE,
            Status.WARNING,
            tr("Not everything could be read: {places}").format(places=listed(places)),
            tr(
                "The database answers everything else, so you can go on. What it left without an"
                " answer is as you last saw it, and is asked for again by itself."
            ),
        )
        banner.add_action(tr("Try again"), self._backend.retry_lost)

    @Slot()
    def _show_age(self) -> None:
        if self._banner is not None:
            self._banner.retell(_words(self._backend.connection))

    def _show_online(self, connection: Connection) -> None:
        if KEY in self._window.banners.keys:
            self._age_timer.stop()
            self._banner = None
            self._window.clear_banner(KEY)
            self._window.toast(tr("Connected again"), kind=RETURNED)
        latency = connection.latency_s
        if connection.is_slow:
            text = tr("{name} · slow {seconds} s").format(
                name=self._name, seconds=cells.decimal(f"{latency:.1f}")
            )
            self._window.status.database.set_state(CellState(text, status=Status.WARNING))
            return
        shown = f"{self._name} · {latency * 1000:.0f} ms" if latency else self._name
        self._window.status.database.set_state(CellState(shown, icon="database"))


def _words(connection: Connection) -> str:
    """Why, of when is what is shown, and what can't be done meanwhile."""
    at = connection.answered_at
    age = tr("What you see is as of {time}, {age} ago.").format(
        time=f"{at.astimezone(zone()):%H:%M}",
        age=cells.duration(max(1, round((datetime.now(UTC) - at).total_seconds()))),
    ) if at else tr("What you see was read before that.")  # fmt: skip
    return " ".join(
        part
        for part in (connection.why, age, tr("Changes can't be stored until it is back."))
        if part
    )
