"""Reasons that were begun: they outlive a refusal and a cancelled sheet, for who typed them."""

from __future__ import annotations

from uuid import UUID

from app.views.screen import ScreenWindow

# Who typed it, which is nothing to the next at the same window; what is decided on; and how.
Key = tuple[UUID, object, str]


class ReasonDrafts:
    def __init__(self, shell: ScreenWindow) -> None:
        self._shell = shell
        self._kept: dict[Key, str] = {}

    def key(self, about: object, how: str) -> Key:
        """For whoever is at the window now."""
        return self._shell.backend.decider.id, about, how

    def text(self, key: Key) -> str:
        return self._kept.get(key, "")

    def keep(self, key: Key, reason: str) -> None:
        """Nothing but spaces is no draft."""
        if reason.strip():
            self._kept[key] = reason
        else:
            self._kept.pop(key, None)
        self.tell()

    def tell(self) -> None:
        """How many the person at the window has begun."""
        me: UUID = self._shell.backend.decider.id
        self._shell.set_drafts("approvals", sum(key[0] == me for key in self._kept))
