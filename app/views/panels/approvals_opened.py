"""When a part of the evidence counts as opened: once a person does something to see it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_ACTS = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.KeyPress)


class Touched(QObject):
    """Tells of a click, a scroll or a key in a page that came to stand there by itself."""

    touched = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        for part in (page, *page.findChildren(QWidget)):
            part.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTS:
            self.touched.emit()
        return super().eventFilter(watched, event)
