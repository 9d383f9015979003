"""Dropping a folder, an ONNX file or a table anywhere on the window means: register this."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views.panels.inventory_register import can_register


class DropCatcher(QObject):
    """Watches a window for things that can be registered."""

    def __init__(self, window: QWidget, take: Callable[[Path], object], parent: QObject) -> None:
        super().__init__(parent)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if path_in(event.mimeData()) is not None:
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = path_in(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                self._take(path)
                return True
        return super().eventFilter(watched, event)


def path_in(data: QMimeData) -> Path | None:
    """The one local thing that can be registered; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if can_register(path) else None
