"""How the window tells that the database is slow, gone, or back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.views import cells
from app.views.backend import Backend, Connection
from app.views.cells import Status
from app.views.language import tr
from app.views.widgets.status_bar import CellState
from app.views.zones import zone

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class ConnectionNotice(QObject):
    """Keeps the status cell and the offline banner in step with the backend."""

    def __init__(self, window: MainWindow, backend: Backend) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._name = "database"
        self.on_return: Callable[[], object] = _nothing
        backend.connection_changed.connect(self._on_backend_connection_changed)

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
        self._window.status.database.set_state(CellState(text, status=Status.CRITICAL))
        banner = self._window.show_banner(
            "offline",
            Status.WARNING,
            tr("Offline since {since}").format(since=since),
            " ".join(
                part
                for part in (
                    connection.why,
                    tr("Lists show what was read last. Changes can't be stored until it is back."),
                )
                if part
            ),
            can_close=False,
        )
        banner.add_action(tr("Reconnect now"), self._backend.reconnect_now)

    def _show_online(self, connection: Connection) -> None:
        if "offline" in self._window.banners.keys:
            self._window.clear_banner("offline")
            self._window.toast(tr("Connected again"))
            self.on_return()
        latency = connection.latency_s
        if connection.is_slow:
            text = tr("{name} · slow {seconds} s").format(
                name=self._name, seconds=cells.decimal(f"{latency:.1f}")
            )
            self._window.status.database.set_state(CellState(text, status=Status.WARNING))
            return
        shown = f"{self._name} · {latency * 1000:.0f} ms" if latency else self._name
        self._window.status.database.set_state(CellState(shown, icon="database"))


def _nothing() -> None:
    """Until the window says what to do when the database is back."""
