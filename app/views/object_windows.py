"""The windows of objects beside the main one: opened, closed with it, and there again next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.views.actions import ActionSpec
from app.views.object_window import ObjectWindow
from app.views.places import ObjectRef
from app.views.screen import Screen
from app.views.window_memory import WindowMemory

_CASCADE = 28  # px between one window and the next
_AFTER_READS_MS = 100


class ObjectWindows(QObject):
    """`make(key, shell)` builds the screen of an object; `screen_of` tells its key, if any."""

    def __init__(
        self,
        main: Any,
        memory: WindowMemory,
        make: Callable[[str, Any], Screen],
        screen_of: Callable[[ObjectRef], str],
    ) -> None:
        super().__init__(main)
        self._main = main
        self._memory = memory
        self._make = make
        self._screen_of = screen_of
        self._owners: dict[ObjectWindow, str] = {}  # who opened each
        self._waiting: list[ObjectRef] = []
        self._opened = 0  # since the start: each has a command of its own
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._on_next_timeout)

    def __iter__(self) -> Iterator[ObjectWindow]:
        return iter(tuple(self._owners))

    def __len__(self) -> int:
        return len(self._owners)

    def open(self, ref: ObjectRef) -> None:
        window = self._build(ref)
        if window is not None:
            offset = _CASCADE * len(self._owners)
            window.move(self._main.x() + offset, self._main.y() + offset)
            window.show()

    def reopen(self) -> None:
        """Those of the last start, one after the other, each when the screens have their answers.

        The main window keeps the keys.
        """
        self._waiting = self._memory.windows
        self._next.start()

    def keep(self) -> None:
        """For the next start of who sits here: those that they opened, and those still to come."""
        mine = [one for one, owner in self._owners.items() if owner == self._memory.owner]
        if not self._waiting:
            self._memory.keep_windows((one.ref, one) for one in mine)

    def forget_waiting(self) -> None:
        """Somebody else sits here now: what was still to come is not theirs."""
        self._next.stop()
        self._waiting = []

    def close_all(self) -> None:
        self._next.stop()
        for window in self:
            window.close()

    def _build(self, ref: ObjectRef) -> ObjectWindow | None:
        key = self._screen_of(ref)
        if not key:
            return None
        window = ObjectWindow(partial(self._dressed, key), ref, self._main)
        window.closed.connect(self._on_window_closed)
        self._list(window)
        self._owners[window] = self._memory.owner
        return window

    def _list(self, window: ObjectWindow) -> None:
        """In the menu *Window*, as long as it is open and under the name it has."""
        self._opened += 1
        action = f"window.object{self._opened}"
        actions = self._main.actions_registry
        spec = ActionSpec(action, " ", menu="Window", group="windows", is_hidden=True)
        actions.add(spec, partial(_bring_out, window))
        actions.set_text(action, window.windowTitle())
        window.windowTitleChanged.connect(partial(self._rename, action))
        window.closed.connect(lambda _window: actions.remove(action))

    def _rename(self, action: str, title: str) -> None:
        if self._main.actions_registry.has(action):
            self._main.actions_registry.set_text(action, title)

    def _dressed(self, key: str, shell: Any) -> Screen:
        screen = self._make(key, shell)
        self._memory.lay_out(key, screen)
        return screen

    @Slot()
    def _on_next_timeout(self) -> None:
        if not self._waiting or not self._main.isVisible():
            return
        if self._main.backend.is_reading:
            self._next.start(_AFTER_READS_MS)
            return
        ref = self._waiting.pop(0)
        window = self._build(ref)
        if window is not None:
            self._memory.restore_window(window, ref)
            had_keys = self._main.isActiveWindow()
            window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            window.show()
            if had_keys:
                self._main.activateWindow()  # not every desktop asks about that
        self._next.start(_AFTER_READS_MS)

    @Slot(object)
    def _on_window_closed(self, window: ObjectWindow) -> None:
        self._owners.pop(window, None)


def _bring_out(window: ObjectWindow) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
