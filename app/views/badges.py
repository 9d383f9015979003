"""The numbers in the rail: read in the background, without building any screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.views.backend import Backend
from app.views.screen import Badge, Screen

Show = Callable[[str, Badge], None]


class Badges:
    """Asks each screen's `badge_query` again when one of its topics changed."""

    def __init__(
        self, backend: Backend, screens: Sequence[tuple[str, type[Screen]]], show: Show
    ) -> None:
        self._backend = backend
        self._screens = screens
        self._show = show

    def read(self, topics: frozenset[Any] | None) -> None:
        """For the screens of these topics; None: for all."""
        for key, cls in self._screens:
            if cls.badge_query is None or (topics is not None and not topics & cls.topics):
                continue
            # Each in a partial of its own: they must not make one another stale. The rail is named
            # in it, because an answer that comes after the window is gone must be dropped.
            then = partial(self._tell, getattr(self._show, "__self__", None), key)
            decider = self._backend.decider
            self._backend.read(then, cls.badge_query, decider, on_error=_keep_the_last)

    def _tell(self, _rail: object, key: str, value: Any) -> None:
        self._show(key, value if isinstance(value, Badge) else Badge(int(value or 0)))


def _keep_the_last(_error: BaseException) -> None:
    """A badge that can't be read keeps its number; the screen itself tells what is wrong."""
