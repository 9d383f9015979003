"""Saved views in the rail, each below its screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.models.queries.saved_views import ViewRow, list_pinned
from app.views.backend import Backend
from app.views.widgets.rail import RailEntry

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

PREFIX = "view:"


class Pins(QObject):
    """Reads what this person pinned, and opens it."""

    def __init__(self, window: MainWindow, backend: Backend) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._rows: tuple[ViewRow, ...] = ()

    def read(self) -> None:
        me = getattr(self._backend.decider, "id", None)
        if me is not None:
            self._backend.read_now(self._on_read, list_pinned, me, on_error=_wait)

    def _on_read(self, rows: tuple[ViewRow, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self._window.show_rail()

    def among(self, entries: Sequence[RailEntry]) -> list[RailEntry]:
        """The screens of the rail, each followed by the views that are pinned now."""
        found: list[RailEntry] = []
        for entry in entries:
            if entry.key.startswith(PREFIX):
                continue
            found.append(entry)
            found += [
                RailEntry(f"{PREFIX}{row.id}", row.name, "pin", entry.group)
                for row in self._rows
                if row.screen == entry.key
            ]
        return found

    def open(self, key: str) -> bool:
        """Whether `key` was a view's, which is shown then."""
        row = next((one for one in self._rows if f"{PREFIX}{one.id}" == key), None)
        if row is None:
            return False
        self._window.go(row.screen)
        self._window.show_view(row.id)
        return True


def _wait(_error: BaseException) -> None:
    """The rail stays as it is."""
