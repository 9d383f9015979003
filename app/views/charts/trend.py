"""A measure over time against its limit: breaches marked, missing batches left as gaps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import cells, theme
from app.views.charts.chart import ChartTable
from app.views.charts.plot import PlotChart, hatch, pen, soft
from app.views.language import tr

_LABEL_ROOM = 26  # px


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`value` None: the batch never came."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Limit:
    """`operator` is what holds when all is well: "<" means the measure must stay below."""

    value: float
    operator: str = "<"

    def is_breached_by(self, value: float) -> bool:
        holds = {
            "<": value < self.value,
            "<=": value <= self.value,
            "≤": value <= self.value,
            ">": value > self.value,
            ">=": value >= self.value,
            "≥": value >= self.value,
        }
        return not holds[self.operator]

    def __str__(self) -> str:
        return cells.decimal(f"{self.operator} {self.value:g}")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that may explain the curve: a deployment, a change of data."""

    at: datetime
    label: str


def breaches(points: Sequence[TrendPoint], limit: Limit) -> list[TrendPoint]:
    """The first point of every run above the limit: each would have fired once."""
    found, is_over = [], False
    for point in points:
        if point.value is None:
            continue
        now_over = limit.is_breached_by(point.value)
        if now_over and not is_over:
            found.append(point)
        is_over = now_over
    return found


class TrendChart(PlotChart):
    """Left and right move the cursor, up and down the threshold where that is allowed."""

    limit_changed = Signal(float)  # by dragging or arrow keys

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        value_words: Callable[[float], str] | None = None,
        can_edit_limit: bool = False,
        zone: object = None,
    ) -> None:
        super().__init__(name, parent, x_words=self._day, y_words=value_words)
        self._value_words = value_words or cells.significant
        self._can_edit = can_edit_limit
        self._points: tuple[TrendPoint, ...] = ()
        self._limit: Limit | None = None
        self._happenings: tuple[Happening, ...] = ()
        self._cursor = -1
        self._is_drawn = False
        self.plot.setMouseEnabled(x=True, y=False)

    def set_data(
        self,
        points: Sequence[TrendPoint],
        limit: Limit | None = None,
        happenings: Sequence[Happening] = (),
    ) -> None:
        self._points, self._limit = tuple(points), limit
        self._happenings = tuple(happenings)
        self._cursor = min(self._cursor, len(self._points) - 1)
        self.redraw()
        self.data_changed.emit()

    @property
    def limit(self) -> Limit | None:
        return self._limit

    def fired(self) -> int:
        """How often the limit would have fired in what is shown."""
        return len(breaches(self._points, self._limit)) if self._limit else 0

    @override
    def table(self) -> ChartTable:
        rows = []
        for point in self._points:
            if point.value is None:
                rows.append((cells.moment(point.at), tr("no batch"), ""))
                continue
            over = self._limit is not None and self._limit.is_breached_by(point.value)
            rows.append((cells.moment(point.at), str(point.value), "over" if over else "inside"))
        limit = tr("Limit {limit}").format(limit=self._limit) if self._limit else tr("Limit")
        return ChartTable((tr("Time"), self.name, limit), tuple(rows))

    @override
    def _draw(self) -> None:
        if not self._points:
            return
        xs = [point.at.timestamp() for point in self._points]
        ys = [math.nan if point.value is None else point.value for point in self._points]
        self._draw_series(xs, ys)
        self._draw_gaps(xs)
        for happening in self._happenings:
            self._draw_happening(happening)
        if self._limit is not None:
            self._draw_limit(self._limit, xs)
        self._draw_cursor()
        self._fit()

    def _fit(self) -> None:
        xs = [point.at.timestamp() for point in self._points]
        known = [point.value for point in self._points if point.value is not None] or [0.0]
        limit = [self._limit.value] if self._limit else []
        top, bottom = max(*known, *limit, 1e-9), min(0.0, *known)
        margin = (xs[-1] - xs[0]) * 0.02 or 1.0
        self.plot.setXRange(xs[0], xs[-1] + margin, padding=0.01)
        # Room above the highest point for the number of a breach, however low the chart is.
        room = theme.px(_LABEL_ROOM) / max(1.0, self.height() - theme.px(2 * _LABEL_ROOM))
        self.plot.setYRange(bottom, top + (top - bottom) * max(0.12, min(0.6, room)), padding=0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._points:
            self._fit()

    def _draw_series(self, xs: list[float], ys: list[float]) -> None:
        t = theme.tokens()
        line = pg.PlotDataItem(xs, ys, pen=pen(t.current, 2), connect="finite", antialias=True)
        if not any(math.isnan(y) for y in ys):
            line.setFillLevel(0)
            line.setFillBrush(soft(t.current, 0.10))
        self.plot.addItem(line)
        # After addItem: set before, pyqtgraph forgets both.
        line.setDownsampling(auto=True, method="peak")
        line.setClipToView(True)

    def _draw_gaps(self, xs: list[float]) -> None:
        t = theme.tokens()
        step = (xs[-1] - xs[0]) / max(1, len(xs) - 1)
        for x, point in zip(xs, self._points, strict=True):
            if point.value is None:
                band = pg.LinearRegionItem(
                    (x - step / 2, x + step / 2),
                    movable=False,
                    brush=hatch(t.edge),
                    pen=pen(t.base, 0),
                )
                band.setZValue(-5)
                self.plot.addItem(band, ignoreBounds=True)

    def _draw_happening(self, happening: Happening) -> None:
        t = theme.tokens()
        x = happening.at.timestamp()
        line = pg.InfiniteLine(x, 90, pen=pen(t.secondary, 1, Qt.PenStyle.DotLine))
        self.plot.addItem(line, ignoreBounds=True)
        label = pg.InfLineLabel(line, happening.label, position=0.95, color=t.secondary)
        label.setFont(theme.font(theme.FontRole.CAPTION))

    def _draw_limit(self, limit: Limit, xs: list[float]) -> None:
        t = theme.tokens()
        style = pen(t.text, 1.2, Qt.PenStyle.DashDotLine)
        line = pg.InfiniteLine(limit.value, 0, pen=style, movable=self._can_edit)
        self.plot.addItem(line, ignoreBounds=True)
        if self._can_edit:
            line.sigPositionChangeFinished.connect(self._on_line_moved)
        words = tr("limit {value}").format(value=cells.decimal(f"{limit.value:g}"))
        self.add_label(words, (xs[0], limit.value), t.text)
        first = breaches(self._points, limit)
        over = [p for p in self._points if p.value is not None and limit.is_breached_by(p.value)]
        self._draw_over(over, limit)
        spots = pg.ScatterPlotItem(
            [p.at.timestamp() for p in first],
            [p.value for p in first],
            symbol="s",
            size=9,
            pen=pen(t.base, 2),
            brush=soft(t.critical, 1),
        )
        self.plot.addItem(spots)
        for n, point in enumerate(first):
            at = (point.at.timestamp(), point.value or 0.0)
            self.add_label(str(n + 1), at, t.critical, anchor=(0.5, 1.25))

    def _draw_over(self, over: list[TrendPoint], limit: Limit) -> None:
        t = theme.tokens()
        shown = set(over)
        xs = [p.at.timestamp() for p in self._points]
        ys = [p.value if p in shown else limit.value for p in self._points]
        if not over:
            return
        top = pg.PlotDataItem(xs, ys, pen=None, fillLevel=limit.value, brush=soft(t.critical, 0.22))
        top.setZValue(-2)
        self.plot.addItem(top, ignoreBounds=True)

    def _draw_cursor(self) -> None:
        if not 0 <= self._cursor < len(self._points):
            return
        t = theme.tokens()
        point = self._points[self._cursor]
        line = pg.InfiniteLine(point.at.timestamp(), 90, pen=pen(t.focus, 1))
        self.plot.addItem(line, ignoreBounds=True)
        if point.value is not None:
            spot = pg.ScatterPlotItem(
                [point.at.timestamp()], [point.value], size=11, pen=pen(t.focus, 2), brush=None
            )
            self.plot.addItem(spot)

    def _on_line_moved(self, line: pg.InfiniteLine) -> None:
        self.move_limit(float(line.value()))

    def move_limit(self, value: float) -> None:
        """Another limit, for the back-test; nothing is stored."""
        if self._limit is not None and value != self._limit.value:
            self._limit = Limit(value, self._limit.operator)
            self.redraw()
            self.say(
                tr("limit {value}, fires %n time(s)", "", self.fired()).format(
                    value=cells.decimal(f"{value:g}")
                )
            )
            self.limit_changed.emit(value)

    @staticmethod
    def _day(value: float) -> str:
        return cells.day(datetime.fromtimestamp(value, UTC))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._points) - 1}
        nudges = {Qt.Key.Key_Up: 0.01, Qt.Key.Key_Down: -0.01}
        if key in steps:
            self._go(self._cursor + steps[key])
        elif key in ends:
            self._go(ends[key])
        elif key in nudges and self._can_edit and self._limit is not None:
            self.move_limit(round(self._limit.value + nudges[key], 6))
        else:
            super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        if not self._points:
            return
        self._cursor = min(len(self._points) - 1, max(0, place))
        point = self._points[self._cursor]
        value = tr("no batch") if point.value is None else self._value_words(point.value)
        self.redraw()
        self.say(f"{cells.moment(point.at)}: {value}")
