"""How the window tells that the database is slow, gone, or back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.views.backend import Backend, Connection
from app.views.cells import Status
from app.views.widgets.status_bar import CellState

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
        since = f"{connection.since.astimezone():%H:%M}" if connection.since else "just now"
        text = f"{self._name} · offline since {since}, read-only"
        self._window.status.database.set_state(CellState(text, status=Status.CRITICAL))
        banner = self._window.show_banner(
            "offline",
            Status.WARNING,
            f"Offline since {since}",
            "Lists show what was read last. Changes can't be stored until it is back.",
            can_close=False,
        )
        banner.add_action("Reconnect now", self._backend.reconnect_now)

    def _show_online(self, connection: Connection) -> None:
        if "offline" in self._window.banners.keys:
            self._window.clear_banner("offline")
            self._window.toast("Connected again")
            self.on_return()
        latency = connection.latency_s
        if connection.is_slow:
            text = f"{self._name} · slow {latency:.1f} s"
            self._window.status.database.set_state(CellState(text, status=Status.WARNING))
            return
        shown = f"{self._name} · {latency * 1000:.0f} ms" if latency else self._name
        self._window.status.database.set_state(CellState(shown, icon="database"))


def _nothing() -> None:
    """Until the window says what to do when the database is back."""
