"""Thin scroll bars without arrows; Fusion's own fail contrast and look like another product."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget
from typing_extensions import override

from app.views import theme

_WIDTH = 12


class SlimScrollBar(QScrollBar):
    """Only the handle is drawn, where the style puts it, so that dragging needs no code."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        hint, width = super().sizeHint(), theme.px(_WIDTH)
        if self.orientation() is Qt.Orientation.Vertical:
            return QSize(width, hint.height())
        return QSize(hint.width(), width)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.base))
        painter.setPen(Qt.PenStyle.NoPen)
        is_touched = self.underMouse() or self.isSliderDown()
        painter.setBrush(QColor(t.secondary if is_touched else t.edge))
        thin = 2.5 if is_touched else 3.5
        is_vertical = self.orientation() is Qt.Orientation.Vertical
        dx, dy = (thin, 1.0) if is_vertical else (1.0, thin)
        box = QRectF(handle).adjusted(dx, dy, -dx, -dy)
        radius = min(box.width(), box.height()) / 2
        painter.drawRoundedRect(box, radius, radius)
        painter.end()


class _Corner(QWidget):
    """Where both bars meet: as empty as the list, not a square of the style's own."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens().base))
        painter.end()


def use_slim_scroll_bars(area: QAbstractScrollArea) -> None:
    area.setCornerWidget(_Corner(area))
    area.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(SlimScrollBar(Qt.Orientation.Horizontal, area))
