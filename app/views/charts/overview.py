"""The whole history as small bars, with a window on it that can be moved: the timeline's brush."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import cells, painting, theme
from app.views.charts.chart import Chart, ChartTable
from app.views.colors import mix
from app.views.language import N_, tr
from app.views.shown_time import shown_now
from app.views.theme import FontRole


class Overview(Chart):
    """Left and right move the window, + and − change its width."""

    window_changed = Signal(object, object)  # datetime, datetime

    def __init__(self, name: str = N_("Overview"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        now = shown_now()
        self._start, self._end = now - timedelta(days=730), now
        self._counts: tuple[int, ...] = ()
        self._window = (self._start, self._end)
        self._left: Callable[[], float] = lambda: float(theme.px(144))

    def set_data(self, start: datetime, end: datetime, counts: Sequence[int]) -> None:
        """Counts of events in equal stretches of time from `start` to `end`."""
        self._start, self._end, self._counts = start, end, tuple(counts)
        self.update()
        self.data_changed.emit()

    def set_window(self, start: datetime, end: datetime) -> None:
        """Follow the timeline; emits nothing."""
        self._window = (start, end)
        self.update()

    @override
    def table(self) -> ChartTable:
        step = (self._end - self._start) / max(1, len(self._counts))
        rows = tuple(
            (cells.moment(self._start + n * step), str(count))
            for n, count in enumerate(self._counts)
        )
        return ChartTable((tr("From"), tr("Events")), rows)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(60))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(60))

    def align_to(self, left: Callable[[], float]) -> None:
        """Begin where the chart above does, whose names need more room in other languages."""
        self._left = left

    def _x(self, at: datetime) -> float:
        share = (at - self._start) / (self._end - self._start)
        return self._left() + share * (self.width() - self._left() - 8)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        painting.draw_text(painter, 16, 22, self.name, theme.font(FontRole.STRONG), t.text)
        painter.fillRect(QRectF(self._left() - 1, 0, 1, self.height()), QColor(t.divider))
        foot = theme.px(18)
        highest = max(self._counts, default=1) or 1
        room = self.height() - foot - 8
        width = (self.width() - self._left() - 8) / max(1, len(self._counts))
        for n, count in enumerate(self._counts):
            height = room * count / highest
            x = self._left() + n * width
            bar = QRectF(x + 0.5, self.height() - foot - height, max(1.0, width - 1.5), height)
            painter.fillRect(bar, QColor(mix(t.text, t.base, 0.28)))
        self._draw_window(painter, foot)
        font = theme.font(FontRole.CAPTION)
        for year in range(self._start.year, self._end.year + 1):
            first = max(datetime(year, 1, 1, tzinfo=UTC), self._start)
            at = self._x(first) + 4
            if year < self._end.year:  # a year of which only days are seen gives way to the next
                space = self._x(datetime(year + 1, 1, 1, tzinfo=UTC)) - at
                if space < painting.text_width(str(year), font) + 4:
                    continue
            painting.draw_text(painter, at, self.height() - 8, str(year), font, t.secondary)
        painter.end()

    def _draw_window(self, painter: QPainter, foot: int) -> None:
        t = theme.tokens()
        left = max(self._left(), self._x(self._window[0]))
        right = min(float(self.width() - 2), self._x(self._window[1]))
        if right <= left:
            return  # it lies before or after all that happened
        veil = QColor(t.highlight)
        veil.setAlphaF(0.14 if not t.is_dark else 0.30)
        height = self.height() - foot
        painter.fillRect(QRectF(left, 0, right - left, height), veil)
        for x in (left, right):
            painter.fillRect(QRectF(x - 1, 0, 2, height), QColor(t.focus))

    def _move(self, by: timedelta) -> None:
        self._set(self._window[0] + by, self._window[1] + by)

    def _set(self, start: datetime, end: datetime) -> None:
        self._window = (start, end)
        self.update()
        self.say(tr("{low} to {high}").format(low=cells.moment(start), high=cells.moment(end)))
        self.window_changed.emit(start, end)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        width = self._window[1] - self._window[0]
        middle = self._window[0] + width / 2
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(width / 8 * (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._set(middle - width / 4, middle + width / 4)
        elif key == Qt.Key.Key_Minus:
            self._set(middle - width, middle + width)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._center(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._center(event.position().x())

    def _center(self, x: float) -> None:
        share = (x - self._left()) / max(1.0, self.width() - self._left() - 8)
        at = self._start + share * (self._end - self._start)
        half = (self._window[1] - self._window[0]) / 2
        self._set(at - half, at + half)
