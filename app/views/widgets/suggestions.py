"""Suggestions for a line of text that keep no click from what lies below or beside it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QWidget
from typing_extensions import override

_PLACED = (QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize)  # below the line, by Qt


class Suggestions(QCompleter):
    """Open above their line, for the buttons stand below it.

    Qt's own keep the first click elsewhere to themselves; here it closes them and counts.
    """

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup, line = self.popup(), self.widget()
        if watched is popup and popup is not None and line is not None:
            if event.type() in _PLACED:
                _lift(popup, line)
            is_press = event.type() == QEvent.Type.MouseButtonPress
            if is_press and isinstance(event, QMouseEvent):
                at = event.globalPosition()
                if not popup.geometry().contains(at.toPoint()):
                    popup.hide()
                    _click_below(line.window(), event)
                    return True
        return super().eventFilter(watched, event)


def _lift(popup: QAbstractItemView, line: QWidget) -> None:
    above = line.mapToGlobal(QPoint(0, -popup.height()))
    if popup.pos() != above:
        popup.move(above)


def _click_below(window: QWidget, event: QMouseEvent) -> None:
    """Qt sends the release after it to nobody, for it knows of no press there."""
    at = event.globalPosition()
    below = window.childAt(window.mapFromGlobal(at.toPoint()))
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        if below is not None and shiboken6.isValid(below):
            again = QMouseEvent(kind, below.mapFromGlobal(at), at, event.button(), event.buttons(),
                                event.modifiers(), event.pointingDevice())  # fmt: skip
            QApplication.sendEvent(below, again)
