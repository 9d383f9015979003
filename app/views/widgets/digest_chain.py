"""Short digests on a line, each made of the one before: how a trail is linked, as a picture."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.views import theme
from app.views.theme import FontRole

LINKS = 11
_LETTERS = 4  # of each that are shown
_WIDTH, _HEIGHT, _BOX = 778, 22, 46


def linked_digests(count: int) -> list[str]:
    """Each the SHA-256 of its number and the one before."""
    made: list[str] = []
    for n in range(count):
        before = made[-1] if made else ""
        made.append(hashlib.sha256(f"{n}{before}".encode()).hexdigest())
    return made


class DigestChain(QWidget):
    """A picture without meaning of its own: what it stands for is said below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._shown = [one[:_LETTERS] for one in linked_digests(LINKS)]

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(FontRole.MONO))
        box, high = theme.px(_BOX), self.height()
        step = (self.width() - box - 1) / (LINKS - 1)
        for n, digest in enumerate(self._shown):
            x = 0.5 + n * step
            painter.setPen(QPen(QColor(t.ok), 1))
            if n:
                painter.drawLine(QPointF(x - step + box, high / 2), QPointF(x, high / 2))
            painter.setBrush(QColor(t.ok_soft))
            frame = QRectF(x, 0.5, box, high - 1)
            painter.drawRoundedRect(frame, 4, 4)
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, digest)
        painter.end()
