"""Tabs as words: 22 apart, the chosen one strong over an accent line; contents built when shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.cells import Status
from app.views.language import N_
from app.views.theme import FontRole

_GAP, _LEAST_GAP = 22, 8


@dataclass(frozen=True, slots=True)
class Tab:
    """`count` and `problem` stand beside the name: "Tests ✗ 1"."""

    title: str
    count: int | None = None
    problem: Status | None = None


class TabBar(QWidget):
    """The row of names. One focus stop; left and right move."""

    chosen = Signal(int)

    def __init__(self, name: str = N_("Tabs"), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[Tab] = []
        self._name = name
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def current(self) -> int:
        return self._current

    @property
    def tabs(self) -> tuple[Tab, ...]:
        return tuple(self._tabs)

    def set_tabs(self, tabs: list[Tab]) -> None:
        self._tabs = tabs
        self._current = min(self._current, max(0, len(tabs) - 1))
        self._say()
        self.updateGeometry()
        self.update()

    def choose(self, index: int) -> None:
        if 0 <= index < len(self._tabs) and index != self._current:
            self._current = index
            self._say()
            self.update()
            self.chosen.emit(index)

    def _say(self) -> None:
        if self._tabs:
            self.setAccessibleName(f"{self._name}: {self._tabs[self._current].title}")

    def _boxes(self) -> list[QRectF]:
        strong, small = theme.font(FontRole.STRONG), theme.font(FontRole.CAPTION)
        boxes, x = [], 0.0
        for tab in self._tabs:
            width = painting.text_width(tab.title, strong)
            width += theme.px(16) if tab.problem else 0
            width += painting.text_width(str(tab.count), small) + 6 if tab.count is not None else 0
            boxes.append(QRectF(x, 0, width, self.height()))
            x += width + _GAP
        return self._fitted(boxes)

    def _fitted(self, boxes: list[QRectF]) -> list[QRectF]:
        """In a narrow pane the names move together rather than out of sight."""
        over = boxes[-1].right() - self.width() if boxes and self.width() > 0 else 0
        if over <= 0 or len(boxes) < 2:
            return boxes
        less = min(over / (len(boxes) - 1), _GAP - _LEAST_GAP)
        closer = [box.translated(-n * less, 0) for n, box in enumerate(boxes)]
        # Where even that is too wide the row moves, so that the chosen one is always seen.
        hidden = max(0.0, closer[-1].right() - self.width())
        here = closer[self._current]
        moved = min(hidden, max(0.0, here.right() + here.width() / 2 - self.width()))
        return [box.translated(-moved, 0) for box in closer]

    @override
    def sizeHint(self) -> QSize:
        widths = [box.width() + _GAP for box in self._boxes()]
        return QSize(round(sum(widths)), theme.px(34))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(34))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.divider))
        for n, (tab, box) in enumerate(zip(self._tabs, self._boxes(), strict=True)):
            is_on = n == self._current
            font = theme.font(FontRole.STRONG if is_on else FontRole.BODY)
            color = t.text if is_on else t.secondary
            middle = box.center().y() - 1
            title = safe_text.one_line(tab.title)
            x = box.left() + painting.draw_text(painter, box.left(), middle, title, font, color)
            if tab.problem:
                size = theme.px(10)
                at = QPointF(x + 6 + size / 2, middle)
                tint = painting.status_color(tab.problem, t)
                painting.draw_glyph(painter, tab.problem, at, size, tint)
                x += size + 6
            if tab.count is not None:
                small = theme.font(FontRole.CAPTION)
                painting.draw_text(painter, x + 6, middle, str(tab.count), small, t.secondary)
            if is_on:
                line = QRectF(box.left(), self.height() - 2, box.width(), 2)
                painter.fillRect(line, QColor(t.focus))
                if self.hasFocus():
                    painter.setPen(QPen(QColor(t.focus), 2))
                    ring = box.adjusted(-5, 5, 5, -6)
                    if ring.left() < 1:  # the first tab stands at the edge: as tight at its end
                        ring = box.adjusted(1, 5, 1, -6)
                    ring.setRight(min(self.width() - 1.0, ring.right()))
                    painter.drawRoundedRect(ring, 4, 4)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n, box in enumerate(self._boxes()):
            if box.adjusted(-_GAP / 2, 0, _GAP / 2, 0).contains(event.position()):
                self.choose(n)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.choose(self._current + step)


class Tabs(QWidget):
    """Tab names over their pages. A page given as a function is built when first shown."""

    page_shown = Signal(int)

    def __init__(self, name: str = N_("Tabs"), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = TabBar(name)
        self._stack = QStackedWidget()
        self._makers: list[Callable[[], QWidget] | None] = []
        self._pages: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self.bar.chosen.connect(self.show_page)

    def add(self, tab: Tab, page: QWidget | Callable[[], QWidget]) -> None:
        is_ready = isinstance(page, QWidget)
        self._makers.append(None if isinstance(page, QWidget) else page)
        self._pages.append(page if isinstance(page, QWidget) else QWidget())
        self._stack.addWidget(self._pages[-1])
        self.bar.set_tabs([*self.bar.tabs, tab])
        if len(self._makers) == 1 and not is_ready:
            self._build(0)

    def set_tab(self, index: int, tab: Tab) -> None:
        """Another title, count or problem for the tab."""
        tabs = list(self.bar.tabs)
        tabs[index] = tab
        self.bar.set_tabs(tabs)

    def page(self, index: int) -> QWidget:
        self._build(index)
        return self._pages[index]

    @property
    def current(self) -> int:
        return self._stack.currentIndex()

    def show_page(self, index: int) -> None:
        self._build(index)
        self._stack.setCurrentIndex(index)
        self.bar.choose(index)
        self.page_shown.emit(index)

    def _build(self, index: int) -> None:
        maker = self._makers[index]
        if maker is None:
            return
        self._makers[index] = None
        empty, self._pages[index] = self._pages[index], maker()
        self._stack.insertWidget(index, self._pages[index])
        self._stack.removeWidget(empty)
        empty.deleteLater()
