"""Dropping a folder, an ONNX file or a table anywhere on the window means: register this.

Light: a window imports it before its first screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.language import tr
from app.views.theme import FontRole

SUFFIXES = (".onnx", ".csv", ".tsv", ".parquet", ".zip")


class DropTarget(QWidget):
    """Over the whole window while something is dragged: what letting go would do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("inventory.drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self.hide()

    def offer(self, path: Path) -> None:
        self.words = tr("Drop to register {name}").format(name=safe_text.one_line(path.name))
        self.setAccessibleName(self.words)
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(t.base)
        veil.setAlphaF(0.82)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(t.focus), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 8, 8)
        font, middle = theme.font(FontRole.SCREEN_TITLE), self.height() / 2
        words = painting.elided(self.words, font, self.width() - 80)
        x = (self.width() - painting.text_width(words, font)) / 2
        painting.draw_text(painter, x, middle, words, font, t.text)
        painter.end()


class DropCatcher(QObject):
    """Watches a window for things that can be registered."""

    def __init__(self, window: QWidget, take: Callable[[Path], object], parent: QObject) -> None:
        super().__init__(parent)
        self._take = take
        self.target = DropTarget(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            path = path_in(event.mimeData())
            if path is not None:
                self.target.offer(path)
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self.target.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = path_in(event.mimeData())
            self.target.hide()
            if path is not None:
                event.acceptProposedAction()
                self._take(path)
                return True
        return super().eventFilter(watched, event)


def can_register(path: Path) -> bool:
    """Whether dropping `path` on the window means "register this"."""
    return path.is_dir() or path.suffix.lower() in SUFFIXES


def path_in(data: QMimeData) -> Path | None:
    """The one local thing that can be registered; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if can_register(path) else None
