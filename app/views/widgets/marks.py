"""The sign of a status before words that go on over several lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import painting, theme
from app.views.cells import Status
from app.views.widgets.basics import StyledLabel


class Glyph(QWidget):
    """Only the glyph of a status; its word stands beside it."""

    def __init__(self, status: Status, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = status
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(14), theme.px(18))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tint = painting.status_color(self.status, theme.tokens())
        center = QPointF(theme.px(6), self.height() / 2)
        painting.draw_glyph(painter, self.status, center, theme.px(10), tint)
        painter.end()


class MarkedLines(QWidget):
    """Each line behind its sign, in the colour of the status; without one it begins where they do.

    Args:
        lines: status or none, what a screen reader says of it, and the words.
    """

    def __init__(
        self, lines: Sequence[tuple[Status | None, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for status, name, words in lines:
            layout.addLayout(self._line(status, name, words))
        self._words = [words for _status, _name, words in lines]

    def _line(self, status: Status | None, name: str, words: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        top = Qt.AlignmentFlag.AlignTop
        if status is not None:
            line.addWidget(Glyph(status, name), alignment=top)
        line.addWidget(StyledLabel(words, wraps=True, can_copy=True), 1, top)
        return line

    @override
    def __str__(self) -> str:
        return "\n".join(self._words)
