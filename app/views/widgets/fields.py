"""Drop-downs and number fields with edges that can be seen; Fusion's own fail contrast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QTimeEdit,
    QWidget,
)
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.theme import FontRole


def _draw_frame(painter: QPainter, widget: QWidget, *, has_focus: bool) -> None:
    t = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2 if has_focus else 1
    edge = t.focus if has_focus else t.edge if widget.isEnabled() else t.divider
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(t.base if widget.isEnabled() else t.window))
    half = width / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(half, half, -half, -half), 4, 4)


class Choice(QComboBox):
    """One of a few. `name` is what a reader hears."""

    def __init__(self, name: str, texts: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.addItems([safe_text.one_line(text) for text in texts])

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.BODY)
        widths = [painting.text_width(self.itemText(n), font) for n in range(self.count())]
        return QSize(round(max(widths, default=60)) + theme.px(44), theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        _draw_frame(painter, self, has_focus=self.hasFocus())
        size, middle = theme.px(12), self.height() / 2
        font = theme.font(FontRole.BODY)
        text = painting.elided(self.currentText(), font, self.width() - size - 24)
        color = t.text if self.isEnabled() else t.placeholder
        painting.draw_text(painter, 12, middle, text, font, color)
        x = self.width() - size - 10
        icons.draw(painter, "chevron-down", x, middle - size / 2, size, t.secondary)
        painter.end()


class NumberBox(QDoubleSpinBox):
    """A number with small arrows; up and down keys work too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.lineEdit().setProperty("frameless", True)
        self.lineEdit().setAccessibleName(name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(92), theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _draw_box(self)


class TimeBox(QTimeEdit):
    """Hours and minutes with small arrows; up and down keys work too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("HH:mm")
        self.setAccessibleName(name)
        self.lineEdit().setProperty("frameless", True)
        self.lineEdit().setAccessibleName(name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(92), theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _draw_box(self)


def _draw_box(box: QAbstractSpinBox) -> None:
    t = theme.tokens()
    painter = QPainter(box)
    _draw_frame(painter, box, has_focus=box.hasFocus())
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    arrows = (
        ("chevron-up", QStyle.SubControl.SC_SpinBoxUp),
        ("chevron-down", QStyle.SubControl.SC_SpinBoxDown),
    )
    size = theme.px(10)
    for name, part in arrows:
        place = box.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        at = QRectF(place).center()
        icons.draw(painter, name, at.x() - size / 2, at.y() - size / 2, size, t.secondary)
    painter.end()
