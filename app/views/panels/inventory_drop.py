"""Dropping a folder, an ONNX file or a table anywhere on the window means: register this.

Light: a window imports it before its first screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.language import tr
from app.views.theme import FontRole

TABLES = (".csv", ".tsv", ".parquet")
SUFFIXES = (".onnx", ".zip", *TABLES)
MOST_AT_ONCE = 100


class DropTarget(QWidget):
    """Over the whole window while something is dragged: what letting go would do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("inventory.drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self.hide()

    def offer(self, paths: Sequence[Path]) -> None:
        name = safe_text.one_line(paths[0].name)
        self.words = tr("Drop to register {name}").format(name=name)
        if len(paths) > 1:
            self.words = tr("Drop to register %n model(s)", "", len(paths))
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
    """Watches a window for things that can be registered; `take` is given their paths."""

    def __init__(self, window: QWidget, take: Callable[..., object], parent: QObject) -> None:
        super().__init__(parent)
        self._take = take
        self.target = DropTarget(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            paths = paths_in(event.mimeData())
            if paths:
                self.target.offer(paths)
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self.target.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            paths = paths_in(event.mimeData())
            self.target.hide()
            if paths:
                event.acceptProposedAction()
                self._take(*paths)
                return True
        return super().eventFilter(watched, event)


def can_register(path: Path) -> bool:
    """Whether dropping `path` on the window means "register this"."""
    return path.is_dir() or path.suffix.lower() in SUFFIXES


def paths_in(data: QMimeData) -> tuple[Path, ...]:
    """The local things that can be registered together; nothing where one of them can't be.

    An `MLmodel` stands for its folder. A table is registered by itself: its label is asked.
    """
    urls = data.urls()
    if not urls or len(urls) > MOST_AT_ONCE or not all(one.isLocalFile() for one in urls):
        return ()
    paths = [Path(one.toLocalFile()) for one in urls]
    found = tuple(dict.fromkeys(one.parent if one.name == "MLmodel" else one for one in paths))
    if len(found) > 1 and any(one.suffix.lower() in TABLES for one in found):
        return ()
    return found if all(map(can_register, found)) else ()
