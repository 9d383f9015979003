"""A sheet to read in, from a list and back: Space or Esc closes it, its verb goes on from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views.dialogs.sheet import Sheet
from app.views.language import tr


class Peek(Sheet):
    """Changes nothing. Subclasses fill `body` and say where the keyboard is."""

    def __init__(self, name: str, title: str, verb: str, parent: QWidget) -> None:
        super().__init__(name, title, verb, parent, back=tr("Close"), changes=False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.reject()
        else:
            super().keyPressEvent(event)
