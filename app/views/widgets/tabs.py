"""Tabs as words: 22 apart, the chosen one strong over an accent line; contents built when shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.cells import Status
from app.views.language import N_
from app.views.theme import FontRole

_GAP, _LEAST_GAP = 22, 8
OVERHANG = 6  # px before the first word, for the ring around it
_MORE = 20  # px of the sign that there are more at that end


@dataclass(frozen=True, slots=True)
class Tab:
    """`count` and `problem` stand beside the name: "Tests ✗ 1"."""

    title: str
    count: int | None = None
    problem: Status | None = None


class TabBar(QWidget):
    """The row of names. One focus stop; left and right move."""

    chosen = Signal(int)
    pressed = Signal(int)  # by the mouse, also where it is the chosen one already

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
        boxes, x = [], float(OVERHANG)
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
        beyond = max(here.width() / 2, theme.px(_MORE))
        moved = min(hidden, max(0.0, here.right() + beyond - self.width()))
        moved = min(moved, max(0.0, here.left() - theme.px(_MORE)))
        return [box.translated(-moved, 0) for box in closer]

    def _hidden(self, boxes: list[QRectF]) -> tuple[int | None, int | None]:
        """The next tab that is not all in sight, at the one end and at the other."""
        if not boxes or len(boxes) < 2:
            return None, None
        sign, end = theme.px(_MORE), self.width()
        before = [n for n, box in enumerate(boxes) if box.left() < sign and n < self._current]
        after = [n for n, box in enumerate(boxes) if box.right() > end - sign and n > self._current]
        is_before, is_after = boxes[0].left() < -1, boxes[-1].right() > end + 1
        return (
            before[-1] if before and is_before else None,
            after[0] if after and is_after else None,
        )

    def _draw_signs(self, painter: QPainter, boxes: list[QRectF]) -> None:
        """Where the row goes on; a click there takes the next tab."""
        before, after = self._hidden(boxes)
        wide, size = theme.px(_MORE), theme.px(14)
        ground, y = self.palette().color(self.backgroundRole()), (self.height() - size) / 2
        for is_wanted, x, name in (
            (before is not None, 0, "chevron-left"),
            (after is not None, self.width() - wide, "chevron-right"),
        ):
            if is_wanted:
                painter.fillRect(QRectF(x, 0, wide, self.height() - 1), ground)
                middle = x + (wide - size) / 2
                icons.draw(painter, name, middle, y, size, theme.tokens().secondary)

    def _ring(self, box: QRectF) -> QRectF:
        """Around the words of the tab in focus, within the row."""
        ring = box.adjusted(1 - OVERHANG, 5, OVERHANG - 1, -6)
        ring.setLeft(max(1.0, ring.left()))
        ring.setRight(min(self.width() - 1.0, ring.right()))
        return ring

    @override
    def sizeHint(self) -> QSize:
        widths = [box.width() + _GAP for box in self._boxes()]
        return QSize(OVERHANG + round(sum(widths)), theme.px(34))

    @property
    def least_width(self) -> int:
        """In which all names are seen, as close to each other as they may stand."""
        closer = (_GAP - _LEAST_GAP) * max(0, len(self._tabs) - 1) + _GAP
        return self.sizeHint().width() - closer

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(34))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        line = QRectF(OVERHANG, self.height() - 1, self.width() - OVERHANG, 1)
        painter.fillRect(line, QColor(t.divider))
        boxes = self._boxes()
        for n, (tab, box) in enumerate(zip(self._tabs, boxes, strict=True)):
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
                    painter.drawRoundedRect(self._ring(box), 4, 4)
        self._draw_signs(painter, boxes)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        boxes, x = self._boxes(), event.position().x()
        before, after = self._hidden(boxes)
        if before is not None and x < theme.px(_MORE):
            self.choose(before)
            return
        if after is not None and x > self.width() - theme.px(_MORE):
            self.choose(after)
            return
        for n, box in enumerate(boxes):
            if box.adjusted(-_GAP / 2, 0, _GAP / 2, 0).contains(event.position()):
                self.choose(n)
                self.pressed.emit(n)
                return

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.choose(self._current + step)


class _Pages(QStackedWidget):
    """Asks for the room that the page in front needs, not for that of the tallest of them."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    @override
    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())


class Tabs(QWidget):
    """Tab names over their pages. A page given as a function is built when first shown.

    `each_its_room`: a low page is not made as high as the highest one.
    """

    page_shown = Signal(int)

    def __init__(
        self, name: str = N_("Tabs"), parent: QWidget | None = None, *, each_its_room: bool = False
    ) -> None:
        super().__init__(parent)
        self.bar = TabBar(name)
        self._stack = _Pages() if each_its_room else QStackedWidget()
        self._makers: list[Callable[[], QWidget] | None] = []
        self._pages: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._line.addWidget(self.bar, 1)
        layout.addLayout(self._line)
        below = QHBoxLayout()
        below.setContentsMargins(OVERHANG, 0, 0, 0)  # pages begin where the first word does
        below.addWidget(self._stack)
        layout.addLayout(below, 1)
        self.bar.chosen.connect(self.show_page)

    def add(self, tab: Tab, page: QWidget | Callable[[], QWidget]) -> None:
        is_ready = isinstance(page, QWidget)
        self._makers.append(None if isinstance(page, QWidget) else page)
        self._pages.append(page if isinstance(page, QWidget) else QWidget())
        self._stack.addWidget(self._pages[-1])
        self.bar.set_tabs([*self.bar.tabs, tab])
        if len(self._makers) == 1 and not is_ready:
            self._build(0)

    def add_beside(self, widget: QWidget) -> None:
        """At the end of the row of names: what all pages are about."""
        self._line.addWidget(widget)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The line below the names goes on below what stands beside them."""
        painter, bar = QPainter(self), self.bar.geometry()
        line = QRectF(bar.right(), bar.bottom(), self.width() - bar.right(), 1)
        painter.fillRect(line, QColor(theme.tokens().divider))
        painter.end()

    def remove_beside(self, widget: QWidget) -> None:
        self._line.removeWidget(widget)

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


class Hung(QVBoxLayout):
    """Tabs that reach into the margin before them: their first word stands below what is above."""

    def __init__(self, tabs: Tabs | TabBar) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(tabs)

    @override
    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place.adjusted(-OVERHANG, 0, 0, 0))

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() - QSize(OVERHANG, 0)

    @override
    def minimumSize(self) -> QSize:
        return super().minimumSize() - QSize(OVERHANG, 0)
