"""Commands of screens that are not in front: found from anywhere, done where they belong.

They stand on the cards of the screens, so that none need be built to find them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent, QKeySequence

from app.views.actions import Entry, shown_keys
from app.views.aimed import Aimed
from app.views.built_screens import BuiltScreens
from app.views.cards import Offer
from app.views.language import listed, tr
from app.views.places import ObjectRef

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class Elsewhere:
    def __init__(self, window: MainWindow, screens: BuiltScreens) -> None:
        self._window = window
        self._screens = screens

    def entries(self) -> list[Entry]:
        """For the palette. Why not is known of a screen that was seen; else it says so itself."""
        return [
            Entry(
                id=one.action,
                text=tr(one.text),
                keys=tuple(map(shown_keys, self._keys(one))),
                icon=one.icon,
                context=key,
                reason=self._why_not(key, one),
                run=partial(self._do, key, one.action),
                words=tr(one.words) if one.words else "",
                place=self._screens.titles[key],
            )
            for key, one in self._offers()
        ]

    def commands_on(self, ref: ObjectRef) -> tuple[Entry, ...]:
        """What can be asked of an object, by name; why not is known once it is open."""
        key = self._screens.key_of(ref)
        if not key or not self._screens.build(key).can_aim(ref):
            return ()
        registry = self._window.actions_registry
        return tuple(
            one
            for one in registry.entries(key)
            if one.context == key and registry.spec(one.id).menu == "Actions"
        )

    def act_on(self, ref: ObjectRef, action_id: str) -> None:
        """Open an object, and do this with it."""
        Aimed(self._window, action_id, self._screens.key_of(ref), ref).start()

    def _do(self, screen: str, action_id: str) -> None:
        Aimed(self._window, action_id, screen).start()

    def tell(self, event: QKeyEvent) -> bool:
        """Say where a key works that nothing here took; False: it is no key of ours."""
        pressed = QKeySequence(event.keyCombination()).toString()
        if "+" not in pressed or event.isAutoRepeat():
            return False
        registry, titles = self._window.actions_registry, self._screens.titles
        here = self._screens.current_key
        found = [spec.context for spec in registry.specs() if pressed in registry.keys(spec.id)]
        found += [key for key, one in self._offers() if pressed in self._keys(one)]
        places = [title for key, title in titles.items() if key in found and key != here]
        if places:
            words = tr("{keys} works in {screens}, not here.")
            keys = shown_keys(pressed)
            self._window.refuse(keys, words.format(keys=keys, screens=listed(places)))
        return bool(places)

    def _offers(self) -> Iterator[tuple[str, Offer]]:
        for key, card in self._screens.cards.items():
            if key != self._screens.current_key:
                yield from ((key, one) for one in card.offers)

    def _keys(self, one: Offer) -> tuple[str, ...]:
        chosen = self._window.preferences.value.keys.get(one.action)
        return chosen if chosen is not None else (one.keys,) if one.keys else ()

    def _why_not(self, key: str, one: Offer) -> str:
        registry = self._window.actions_registry
        if self._screens.was_seen(key) and registry.has(one.action):
            return registry.reason(one.action)
        return self._window.backend.why_no_change if one.changes else ""
