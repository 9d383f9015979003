"""Objects for the palette, and "Next for me": asked of the database, opened in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from app.models.queries.home import NeedRow, list_needs
from app.views.backend import Backend
from app.views.palette_items import PaletteItem
from app.views.panels.home_words import ref_of
from app.views.places import ObjectRef

Show = Callable[[Sequence[PaletteItem]], None]


class Window(Protocol):
    def open_ref(self, ref: ObjectRef) -> None: ...
    def open_window(self, ref: ObjectRef) -> None: ...
    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None: ...


class PaletteFinder:
    """Called by the palette with what was typed; answers when the database has."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.window: Any = None

    def __call__(self, show: Show, prefix: str, text: str) -> None:
        show([])

    def open_next(self) -> None:
        """The most urgent thing that needs this person, with its evidence."""
        actor = self._backend.decider
        self._backend.read(self._open_first, list_needs, actor.id, now=datetime.now(UTC))

    def _open_first(self, needs: tuple[NeedRow, ...]) -> None:
        if needs:
            self.window.open_ref(ref_of(needs[0]))
        else:
            self.window.toast("Nothing needs you")
