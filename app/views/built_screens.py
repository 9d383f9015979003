"""The screens of a window that are built by now, which is in front, and which are out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views.cards import Card
from app.views.language import tr
from app.views.places import ObjectRef
from app.views.screen import Screen


class BuiltScreens(Mapping[str, Screen]):
    """By key: built when it is first asked for, and read again where it comes in front stale."""

    def __init__(self, cards: Sequence[Card], make: Callable[[str], Screen]) -> None:
        self.cards = {card.key: card for card in cards}
        self.current_key = ""
        self._make = make
        self._built: dict[str, Screen] = {}
        self._unseen: set[str] = set()  # built for its commands or ahead, not shown yet
        self._stale: set[str] = set()

    @override
    def __getitem__(self, key: str) -> Screen:
        return self._built[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._built)

    @override
    def __len__(self) -> int:
        return len(self._built)

    @property
    def first_key(self) -> str:
        return next(iter(self.cards))

    @property
    def current(self) -> Screen | None:
        return self._built.get(self.current_key)

    def room_for_notes(self) -> QWidget | None:
        """Of the one in front; None: anywhere."""
        return self.current.room_for_notes if self.current is not None else None

    @property
    def titles(self) -> dict[str, str]:
        """Of all there are, built or not."""
        return {key: tr(card.title) for key, card in self.cards.items()}

    def key_of(self, ref: ObjectRef) -> str:
        """The screen that shows this kind of object; empty: none does."""
        return next((key for key, one in self.cards.items() if ref.kind in one.kinds), "")

    def build(self, key: str) -> Screen:
        """As it is, or made now."""
        if key not in self._built:
            self._built[key] = self._make(key)
            self._unseen.add(key)
        return self._built[key]

    def build_next(self) -> bool:
        """The first that was not made yet, as the rail lists them; False: there is none."""
        key = next((one for one in self.cards if one not in self._built), None)
        if key is not None:
            self.build(key)
        return key is not None

    def was_seen(self, key: str) -> bool:
        return key in self._built and key not in self._unseen

    def put_in_front(self, key: str) -> bool:
        """Whether it was never there before; it is stale then."""
        is_new = key in self._unseen
        self._unseen.discard(key)
        self.current_key = key
        if is_new:
            self._stale.add(key)
        return is_new

    def freshen(self) -> None:
        """Read the one in front, if it is out of date."""
        if self.current_key in self._stale:
            self._stale.discard(self.current_key)
            self._built[self.current_key].refresh()

    def outdate_the_others(self) -> None:
        """All but the one in front, whoever calls reads that now."""
        self._stale = set(self._built) - {self.current_key}

    def follow(self, topics: frozenset[Any], *, is_seen: bool) -> None:
        """Something changed: the one in front is read if it is seen, others when they are."""
        for key, screen in self._built.items():
            if not topics & screen.card.topics:
                continue
            if key == self.current_key and is_seen:
                screen.refresh()
            else:
                self._stale.add(key)
