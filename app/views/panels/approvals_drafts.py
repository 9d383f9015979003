"""The reason for several votes that was begun: of those that are not stored yet."""

from __future__ import annotations

from collections.abc import Callable

from app.views.drafts import Key
from app.views.places import ObjectRef
from app.views.screen import ScreenWindow


class ReasonDrafts:
    def __init__(self, shell: ScreenWindow, place: Callable[[], ObjectRef | None]) -> None:
        """`place`: what is open now, to come back to."""
        self._shell = shell
        self._place = place

    def key(self, about: object, how: str) -> Key:
        """For whoever is at the window now; `about`: an id, or a set of them."""
        many = about if isinstance(about, frozenset) else (about,)
        return self._shell.backend.decider.id, "+".join(sorted(map(str, many))), how

    def text(self, key: Key) -> str:
        return self._shell.drafts.text(key)

    def keep(self, key: Key, reason: str) -> None:
        self._shell.drafts.keep(key, reason, self._place())

    def keep_soon(self, key: Key, reason: str) -> None:
        """While it is typed."""
        self._shell.drafts.keep_soon(key, reason, self._place())
