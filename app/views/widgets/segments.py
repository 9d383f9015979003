"""A few choices of which exactly one is on: "Timeline | Graph | Table"."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.theme import FontRole


class Segments(QWidget):
    """One focus stop; arrows move the choice. Where it `wraps`, it goes on below if need be."""

    chosen = Signal(int)

    def __init__(
        self,
        name: str,
        texts: Sequence[str],
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self._texts = [safe_text.one_line(text) for text in texts]
        self._name = name
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if wraps:
            policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
            policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._say()

    @property
    def current(self) -> int:
        return self._current

    @property
    def current_text(self) -> str:
        return self._texts[self._current]

    def set_texts(self, texts: Sequence[str]) -> None:
        """Other words for the same choices."""
        self._texts = [safe_text.one_line(text) for text in texts]
        self._say()
        self.updateGeometry()
        self.update()

    def choose(self, index: int) -> None:
        if 0 <= index < len(self._texts) and index != self._current:
            self._current = index
            self._say()
            self.update()
            self.chosen.emit(index)

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name}: {self._texts[self._current]}")

    def _boxes(self, room: float) -> list[QRectF]:
        """In one line, or in lines of `room` where it wraps."""
        font, x, y, boxes = theme.font(FontRole.STRONG), 0.0, 0.0, list[QRectF]()
        for text in self._texts:
            width = painting.text_width(text, font) + 2 * theme.px(11)
            if self._wraps and x and round(x + width) > room:
                x, y = 0.0, y + theme.px(theme.control_height())
            boxes.append(QRectF(x, y, width, theme.px(theme.control_height())))
            x += width
        return boxes

    @override
    def sizeHint(self) -> QSize:
        boxes = self._boxes(math.inf)
        return QSize(round(boxes[-1].right()) if boxes else 0, theme.px(theme.control_height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """A choice that is cut off can't be made."""
        if not self._wraps:
            return self.sizeHint()
        widest = max((box.width() for box in self._boxes(math.inf)), default=0.0)
        return QSize(math.ceil(widest), theme.px(theme.control_height()))

    @override
    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return round(boxes[-1].bottom()) if self._wraps and boxes else -1

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.edge), 1))
        painter.setBrush(QColor(t.base))
        painter.drawRoundedRect(frame, 4, 4)
        for n, box in enumerate(self._boxes(self.width())):
            is_on = n == self._current
            if is_on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(painting.selection_fill(t)))
                painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 3, 3)
            elif box.left() and n - 1 != self._current:
                painter.setPen(QPen(QColor(t.divider), 1))
                x = round(box.left()) + 0.5
                painter.drawLine(QPointF(x, box.top() + 7), QPointF(x, box.bottom() - 7))
            font = theme.font(FontRole.STRONG if is_on else FontRole.BODY)
            x = box.center().x() - painting.text_width(self._texts[n], font) / 2
            color = t.focus if is_on else t.text
            painting.draw_text(painter, x, box.center().y(), self._texts[n], font, color)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n, box in enumerate(self._boxes(self.width())):
            if box.contains(event.position()):
                self.choose(n)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.choose(self._current + step)
