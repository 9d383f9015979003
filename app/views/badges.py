"""The numbers in the rail: read in the background, without building any screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.registry import Registry
from app.views.backend import Backend
from app.views.screen import Badge, Screen

Show = Callable[[str, Badge], None]


class Badges(QObject):
    """Asks each screen's `badge_query` again when one of its topics changed.

    What needed one at the instant looked back to, as the screens themselves show it. A child of the
    window, so that no answer comes after the rail is gone.
    """

    def __init__(
        self,
        backend: Backend,
        screens: Registry[Screen],
        show: Show,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._screens = screens
        self._show = show
        # One each: they must not make one another stale, only what was asked before.
        self._takes: dict[str, Callable[[Any], None]] = {}

    def read(self, topics: frozenset[Any] | None) -> None:
        """For the screens of these topics; None: for all. Nothing before they are imported."""
        if not self._screens.is_loaded:
            return
        for key, cls in self._screens.items():
            if cls.badge_query is None or (topics is not None and not topics & cls.card.topics):
                continue
            then = self._takes.setdefault(key, partial(_tell, self._show, key))
            failed = partial(self._on_unread, key)
            self._backend.read(then, cls.badge_query, self._backend.decider, on_error=failed)

    def _on_unread(self, key: str, _error: BaseException) -> None:
        """It keeps its number; the screen itself tells what is wrong.

        Looking back it has none: the last may be of another instant.
        """
        if self._backend.moment is not None:
            self._show(key, Badge())


def _tell(show: Show, key: str, value: Any) -> None:
    show(key, value if isinstance(value, Badge) else Badge(int(value or 0)))
