"""Keys that are pressed before the sheet they are for is up: they wait, and go to it in order.

Words only: nobody decides on a sheet that they have not seen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from typing_extensions import override

from app.views import theme
from app.views.backend import Backend

MOST_MS = 5_000  # whoever waits that long for a sheet goes on with something else
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEADS = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_TYPED = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


def _decides(key: QKeyEvent, to: QWidget) -> bool:
    """Enter, a command's key, or what a button takes: it, and what was typed after it, is lost."""
    held = key.modifiers()
    is_command = bool(held & _CONTROL) != bool(held & _ALT)  # both at once type a letter somewhere
    is_press = isinstance(to, QAbstractButton) and key.key() not in _LEADS
    is_down = key.type() is QEvent.Type.KeyPress  # what asked for the sheet is let go there
    return is_down and (key.key() in _ENTERS or is_command or is_press)


class HeldKeys(QObject):
    """Of one desktop: as long as a sheet is prepared, no key reaches the window below it.

    The filter of the whole application is there only as long: each event it is asked about costs.
    """

    def __init__(self, backend: Backend, window: QWidget) -> None:
        super().__init__(backend)
        self._home = window
        self._window: QWidget | None = None  # whose keys wait
        self._before: QWidget | None = None  # the sheet that was up already
        self._keys: list[QKeyEvent] = []
        self._patience = QTimer(self, singleShot=True, interval=MOST_MS)
        self._patience.timeout.connect(self._let_go)
        backend.preparing_changed.connect(self._on_backend_preparing_changed)

    @Slot(bool)
    def _on_backend_preparing_changed(self, is_preparing: bool) -> None:
        if not is_preparing:
            self._give()
        elif self._window is None:
            active, self._before = QApplication.activeWindow(), QApplication.activeModalWidget()
            is_seen = active is not None and active.isVisible()  # not a sheet that has just closed
            self._window = active if is_seen else self._home
            theme.application().installEventFilter(self)
            self._patience.start()

    def _give(self) -> None:
        """To the sheet; where none came, what was meant for it is meant for nothing else."""
        keys, before = self._keys, self._before
        self._let_go()
        sheet = QApplication.activeModalWidget()
        if sheet is None or sheet is before:
            return
        for key in keys:
            to = sheet.focusWidget() or sheet
            if not sheet.isVisible() or _decides(key, to):
                return  # one of them has closed it, or would press what nobody has seen
            QApplication.sendEvent(to, key)

    @Slot()
    def _let_go(self) -> None:
        self._patience.stop()
        self._window, self._before, self._keys = None, None, []
        theme.application().removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._window is None or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        event.accept()  # also that no command has this key: it comes once more, as one pressed
        if event.type() in _TYPED and not event.isAutoRepeat():
            kind, key, held = event.type(), event.key(), event.modifiers()
            self._keys.append(QKeyEvent(kind, key, held, event.text()))
        return True
