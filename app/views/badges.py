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

    A child of the window, so that no answer comes after the rail is gone.
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

    def read(self, topics: frozenset[Any] | None) -> None:
        """For the screens of these topics; None: for all. Nothing before they are imported."""
        if not self._screens.is_loaded:
            return
        for key, cls in self._screens.items():
            if cls.badge_query is None or (topics is not None and not topics & cls.card.topics):
                continue
            # Each in a partial of its own: they must not make one another stale.
            then = partial(_tell, self._show, key)
            decider = self._backend.decider
            self._backend.read_now(then, cls.badge_query, decider, on_error=_keep_the_last)


def _tell(show: Show, key: str, value: Any) -> None:
    show(key, value if isinstance(value, Badge) else Badge(int(value or 0)))


def _keep_the_last(_error: BaseException) -> None:
    """A badge that can't be read keeps its number; the screen itself tells what is wrong."""
