"""What the windows of a person look like from one start to the next: places, layouts, windows.

By workspace and person: nobody is brought back to where somebody else was. What has a size is kept
by the screens it was on, too. All of it is in the window's own file on this computer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QLockFile
from PySide6.QtWidgets import QWidget

from app.views import kept_screens, window_frames
from app.views.kept_screens import Kept
from app.views.places import ObjectRef
from app.views.screen import Screen
from app.views.widgets.tabs import Tabs
from app.views.window_file import WindowFile

_VERSION = 1
_ARRANGED = "arranged"  # beside the layouts of each set of screens
_MOST_WINDOWS = 8  # that are opened again
GROUPS = ("place", "layout")


class WindowMemory:
    """`owner`: the workspace and the person in it, as a part of a key; empty: nobody yet."""

    def __init__(self, settings: WindowFile, owner: str) -> None:
        self._settings = settings
        self._is_on = True
        self._looked_at: set[str] = set()  # screens that are this person's own by now
        self._first: dict[str, Kept] = {}  # places as the screens were built
        self._lock = QLockFile(str(settings.path.with_suffix(".open")))
        self._lock.setStaleLockTime(0)  # by its process alone, not by its age
        self._read(owner)

    def _read(self, owner: str) -> None:
        self._owner = owner
        self._place_key = f"place/{owner or 'nobody'}"
        self._layout_key = f"layout/{owner or 'nobody'}"
        self._place = self._stored(self._place_key)
        self._layout = self._stored(f"{self._layout_key}/{window_frames.screens_name()}")
        self._arranged = self._stored(f"{self._layout_key}/{_ARRANGED}")

    @property
    def owner(self) -> str:
        return self._owner

    def begin(self) -> bool:
        """Whether the session before was cut off: it never gave back its lock."""
        was_there = Path(self._lock.fileName()).exists()
        return self._lock.tryLock(0) and was_there

    def end(self) -> None:
        self._lock.unlock()

    def set_owner(self, owner: str) -> None:
        """Somebody else sits here; what they see is theirs from when they look at it."""
        self._looked_at.clear()
        self._read(owner)

    def forget(self) -> None:
        """Of everybody; and nothing more is kept by this window."""
        self._is_on = False
        self._settings.remove(*GROUPS)
        self._place, self._layout, self._arranged = {}, {}, {}

    # The main window

    @property
    def last_screen(self) -> str:
        return str(self._place.get("screen", ""))

    @property
    def is_rail_folded(self) -> bool:
        return self._layout.get("is_rail_folded") is True

    def restore_frame(self, window: QWidget) -> None:
        if _restore(window, self._layout.get("frame")):
            window_frames.put_in_sight(window)
        else:
            window_frames.center(window)

    def keep_frame(self, window: QWidget, *, is_rail_folded: bool) -> None:
        self._layout |= {"frame": _frame(window), "is_rail_folded": is_rail_folded}

    # Screens

    def dress(self, key: str, screen: Screen, *, is_whole: bool) -> None:
        """A screen that was just built, as it was left.

        `is_whole`: what was looked at comes back too; not where somebody goes to something else.
        """
        kept_screens.adopt(screen)
        self._first[key] = kept_screens.place_of(screen)
        if is_whole:
            kept_screens.bring_back(screen, _part(self._part("screens", self._place), key))
        self.lay_out(key, screen)

    def lay_out(self, key: str, screen: Screen) -> None:
        """Now, and the pages that are built when they are first shown, then."""
        self.arrange(key, screen)
        lay_out = partial(self._lay_out, key, screen)
        lay_out()
        for tabs in screen.findChildren(Tabs):
            tabs.page_shown.connect(lambda _page: lay_out())

    def arrange(self, key: str, screen: Screen) -> None:
        """As this person chose to have it."""
        screen.arrange(_part(self._arranged, key))

    def _lay_out(self, key: str, screen: Screen) -> None:
        kept_screens.lay_out(screen, _part(self._part("screens", self._layout), key))

    def undress(self, key: str, screen: Screen) -> None:
        """As it was built: for whom what was restored does harm."""
        kept_screens.bring_back(screen, self._first.get(key, {}))

    def look_at(self, key: str) -> None:
        self._looked_at.add(key)
        self._place["screen"] = key

    def keep_screen(self, key: str, screen: Screen) -> None:
        if key in self._looked_at:
            self._part("screens", self._place)[key] = kept_screens.place_of(screen)
            self._arranged[key] = screen.arrangement()
            known = self._part(key, self._part("screens", self._layout))
            for part, found in kept_screens.layout_of(screen).items():
                self._part(part, known).update(found)  # other pages were not built this time

    def reset_layout(self, screens: Iterable[Screen]) -> None:
        """Of all screens that this person has had."""
        self._settings.remove(self._layout_key)
        self._layout, self._arranged = {}, {}
        for screen in screens:
            screen.arrange({})
            kept_screens.reset_layout(screen)

    def forget_place(self) -> None:
        self._settings.remove(self._place_key)
        self._place = {}

    # Windows of objects

    @property
    def windows(self) -> list[ObjectRef]:
        found = self._place.get("windows")
        refs = [_ref(one) for one in found] if isinstance(found, list) else []
        return [one for one in refs if one is not None][:_MOST_WINDOWS]

    def restore_window(self, window: QWidget, ref: ObjectRef) -> None:
        if _restore(window, self._part("windows", self._layout).get(ref.link)):
            window_frames.put_in_sight(window)

    def keep_windows(self, windows: Iterable[tuple[ObjectRef, QWidget]]) -> None:
        known = list(windows)
        self._place["windows"] = [{"kind": ref.kind, "id": ref.id} for ref, _ in known]
        self._layout["windows"] = {ref.link: _frame(window) for ref, window in known}

    # The file

    def write(self) -> None:
        if not self._is_on:
            return
        layout_key = f"{self._layout_key}/{window_frames.screens_name()}"
        records = {
            self._place_key: self._place,
            layout_key: self._layout,
            f"{self._layout_key}/{_ARRANGED}": self._arranged,
        }
        self._settings.keep({key: {**kept, "version": _VERSION} for key, kept in records.items()})

    def _stored(self, key: str) -> Kept:
        """A record that makes no sense is none."""
        found = self._settings.value(key)
        is_ours = isinstance(found, dict) and found.get("version") == _VERSION
        return found if is_ours else {}

    def _part(self, name: str, record: Kept) -> Kept:
        part = record.get(name)
        if not isinstance(part, dict):
            part = record[name] = {}
        return part


def _part(record: Kept, name: str) -> Kept:
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def _frame(window: QWidget) -> str:
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")


def _restore(window: QWidget, found: Any) -> bool:
    if not isinstance(found, str):
        return False
    return window.restoreGeometry(QByteArray.fromBase64(found.encode("ascii", "ignore")))


def _ref(found: Any) -> ObjectRef | None:
    match found:
        case {"kind": str() as kind, "id": str() as number} if kind and number:
            return ObjectRef(kind, number)
    return None
