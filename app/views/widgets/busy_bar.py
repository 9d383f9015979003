"""A thin bar for work of which nobody knows yet how much it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget
from typing_extensions import override

from app.views import theme

_TICK_MS, _ROUND_MS = 40, 1600
_SHARE = 0.3  # of the bar: the piece that wanders
_STILL_AT = 0.5  # where it stands for who wants nothing to move


class BusyBar(QProgressBar):
    """Empty as it begins; then a piece wanders along it.

    The style's own bar is striped over its whole length, which in so few pixels reads as done.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, 0)
        self.setTextVisible(False)
        self._passed_ms = 0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def piece(self) -> tuple[float, float]:
        """Where what is filled begins and ends, as shares of the bar."""
        passed = self._passed_ms % _ROUND_MS / _ROUND_MS if theme.flashes() else _STILL_AT
        begin = passed * (1 + _SHARE) - _SHARE
        return max(0.0, begin), min(1.0, begin + _SHARE)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._passed_ms = 0
        if theme.flashes():
            self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        begin, end = self.piece
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.divider))
        box, radius = QRectF(self.rect()), self.height() / 2
        painter.drawRoundedRect(box, radius, radius)
        if end > begin:
            painter.setBrush(QColor(t.highlight))
            box.setLeft(begin * self.width())
            box.setRight(end * self.width())
            painter.drawRoundedRect(box, radius, radius)
        painter.end()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._passed_ms += _TICK_MS
        self.update()
