"""One command, chosen before its screen or its object is open: that is opened, and then it is done.

What an action does it does to what its screen shows. So it waits until that is read, and is the
object that was meant, and does nothing where somebody has gone on meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.views.language import tr
from app.views.places import ObjectRef

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

_LOOK_MS = 20
_MOST_IDLE = 50  # looks without an answer under way; then it does not come any more


class Aimed(QObject):
    """Lives until it is done, or given up. `ref` None: the action is about no object."""

    def __init__(
        self, window: MainWindow, action_id: str, screen: str, ref: ObjectRef | None = None
    ) -> None:
        super().__init__(window)
        self.setObjectName("aimed")
        self._window = window
        self._screen = screen
        self._ref = ref
        self._action = action_id
        self._idle = 0
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        self._window.go(self._screen, self._ref)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        window = self._window
        place = window.history.current
        screen = window.current_screen
        meant = self._screen, self._ref
        if place is None or (place.screen, place.ref) != meant or screen is None:
            self._end()
        elif window.backend.is_reading:
            self._idle = 0
        elif self._ref is None or screen.shows(self._ref):
            self._end()
            window.actions_registry.trigger(self._action)
        else:
            self._idle += 1
            if self._idle >= _MOST_IDLE:
                self._end()
                text = tr(window.actions_registry.spec(self._action).text)
                window.refuse(text, tr("It is not shown here; look whether the filter hides it."))

    def _end(self) -> None:
        self._timer.stop()
        self.deleteLater()
