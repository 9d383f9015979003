"""A drawing that may be larger than its widget: fitted, zoomed, dragged, saved whole."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import theme
from app.views.charts.chart import Chart

MARGIN = 36.0
SIDE = 20.0
FOOT = 16.0  # room for names below the lowest things
_LEAST, _MOST = 0.2, 4.0
_STEP = 80.0  # pixels that Shift and an arrow move
Bounds = tuple[float, float, float, float]  # left, top, right, bottom, in the drawing's own units


class Canvas(Chart):
    """The wheel and Shift+arrows move, Ctrl+wheel, + and − zoom, F shows all, W fills the width.

    Subclasses give `bounds`, `focus_point`, `thing_at` and `choose`, and draw in `draw`.
    """

    readable = 0.9  # below this scale names can't be read: a part is shown at natural size
    opens_wide = False  # its whole width is shown first, even where names are small

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._scale = 1.0
        self._offset = QPointF(0, 0)
        self._grabbed: QPointF | None = None
        self._is_fitted = True
        self._is_placed = False  # somebody chose what is seen
        self.setMinimumSize(theme.px(200), theme.px(110))

    @property
    def bounds(self) -> Bounds:
        """What the drawing takes, without margins."""
        raise NotImplementedError

    @property
    def focus_point(self) -> QPointF | None:
        """What is to be seen where not all can be."""
        return None

    def thing_at(self, position: QPointF) -> str:
        """The key of the thing under a point of the widget; empty for none."""
        raise NotImplementedError

    def choose(self, key: str) -> None:
        """Move the cursor to this thing, and say it."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Everything, in the drawing's own units."""
        raise NotImplementedError

    @property
    def zoom(self) -> float:
        return self._scale

    def to_drawing(self, position: QPointF) -> QPointF:
        """A point of the widget in the drawing's own units."""
        return (position - self._offset) / self._scale

    @property
    def seen(self) -> QRectF:
        """The part of the drawing that the widget shows."""
        corner = self.to_drawing(QPointF(0, 0))
        return QRectF(corner.x(), corner.y(), self.width() / self._scale,
                      self.height() / self._scale)  # fmt: skip

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around `at` (widget coordinates), the middle when not given."""
        point = at or QPointF(self.width() / 2, self.height() / 2)
        scale = min(_MOST, max(_LEAST, self._scale * factor))
        self._offset = point - (point - self._offset) * (scale / self._scale)
        self._scale = scale
        self._is_fitted, self._is_placed = False, True
        self.update()

    def move_by(self, dx: float, dy: float) -> None:
        """Shift what is seen by so many pixels."""
        self._offset += QPointF(dx, dy)
        self._is_fitted, self._is_placed = False, True
        self.update()

    def center_on(self, point: QPointF) -> None:
        """Bring a point into the middle, as far as the drawing reaches."""
        left, top, right, bottom = self.bounds
        x = _kept(self.width() / 2 - point.x() * self._scale, self.width(), left, right, self.zoom)
        y = _kept(
            self.height() / 2 - point.y() * self._scale, self.height(), top, bottom, self.zoom
        )
        self._offset = QPointF(x, y)
        self.update()

    def reveal(self, point: QPointF) -> None:
        """Move only when the point is out of sight, or at its edge."""
        if (
            not QRectF(self.rect())
            .adjusted(40, 16, -40, -16)
            .contains(point * self._scale + self._offset)
        ):
            self._is_placed = True
            self.center_on(point)

    def place(self) -> None:
        """Everything where names stay readable, else the width, else the part that matters."""
        self._is_placed = False
        self.fit()
        least = self.readable * theme.zoom()
        if self._scale >= least:
            return
        self.fit_width()
        if self.opens_wide:
            return
        if self._scale < least:
            left, top, _right, _bottom = self.bounds
            self._scale = theme.zoom()
            self._offset = QPointF(SIDE - left * self._scale, SIDE - top * self._scale)
        point = self.focus_point
        if point is not None:
            self.center_on(point)

    def fit(self) -> None:
        """Everything in sight, never larger than natural size."""
        left, top, right, bottom = self.bounds
        width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN + FOOT
        room = min(self.width() / width, self.height() / height)
        self._scale = min(1.15 * theme.zoom(), max(_LEAST, room))
        x = (self.width() - (right - left) * self._scale) / 2 - left * self._scale
        y = (self.height() - (bottom - top) * self._scale) / 2 - top * self._scale
        self._offset = QPointF(x, y)
        self._is_fitted = True
        self.update()

    def fit_width(self) -> None:
        """The whole width in sight, from the top."""
        left, top, right, _bottom = self.bounds
        room = self.width() / (right - left + 2 * SIDE)
        self._scale = min(1.15 * theme.zoom(), max(_LEAST, room))
        x = (self.width() - (right - left) * self._scale) / 2 - left * self._scale
        self._offset = QPointF(x, SIDE - top * self._scale)
        self._is_fitted = True
        self.update()

    def show_whole(self) -> None:
        """As `fit`, because somebody wants it so."""
        self._is_placed = True
        self.fit()

    def show_width(self) -> None:
        """As `fit_width`, because somebody wants it so."""
        self._is_placed = True
        self.fit_width()

    @override
    def sizeHint(self) -> QSize:
        left, top, right, bottom = self.bounds
        return QSize(round(right - left + 2 * MARGIN), round(bottom - top + 2 * MARGIN))

    @override
    def picture_size(self) -> QSize:
        left, top, right, bottom = self.bounds
        return QSize(round(right - left + 2 * MARGIN), round(bottom - top + 2 * MARGIN + FOOT))

    @override
    def draw_picture(self, painter: QPainter) -> None:
        """The whole drawing at its natural size, whatever part is seen."""
        left, top, _right, _bottom = self.bounds
        painter.fillRect(0, 0, self.picture_size().width(), self.picture_size().height(),
                         QColor(theme.tokens().base))  # fmt: skip
        painter.translate(MARGIN - left, MARGIN - top)
        self.draw(painter)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens().base))
        self._draw_dots(painter)
        painter.translate(self._offset)
        painter.scale(self._scale, self._scale)
        self.draw(painter)
        painter.end()

    def _draw_dots(self, painter: QPainter) -> None:
        step = 20.0 * self._scale
        if step < 10:
            return
        painter.setPen(QColor(theme.tokens().divider))
        x0, y0 = self._offset.x() % step, self._offset.y() % step
        points = [
            QPointF(round(x0 + i * step), round(y0 + j * step))
            for i in range(int(self.width() / step) + 1)
            for j in range(int(self.height() / step) + 1)
        ]
        painter.drawPoints(points)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        if key in moves and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            dx, dy = moves[key]
            self.move_by(dx * _STEP, dy * _STEP)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(0.8)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_0):
            self.show_whole()
        elif key == Qt.Key.Key_W:
            self.show_width()
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        key = self.thing_at(event.position())
        if key:
            self.choose(key)
        else:
            self._grabbed = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = event.position() - self._grabbed
            self._grabbed = event.position()
            self.move_by(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** turned.y(), event.position())
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(turned.y(), turned.x())
        else:
            self.move_by(turned.x(), turned.y())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_placed:
            self.place()
        elif self._is_fitted:
            self.fit()


def _kept(offset: float, size: int, first: float, last: float, scale: float) -> float:
    """`offset`, moved so that no more empty room shows beyond the ends than must be."""
    least, most = size - SIDE - last * scale, SIDE - first * scale
    return (least + most) / 2 if least > most else min(most, max(least, offset))
