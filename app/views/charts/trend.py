"""A measure over time against its limit: breaches marked, missing batches left as gaps."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.dmn.limits import plain
from app.views import cells, theme
from app.views.charts.chart import ChartTable
from app.views.charts.limit import Limit
from app.views.charts.plot import PlotChart, hatch, pen, soft
from app.views.language import tr

_AROUND_ONE_S = 3600.0  # on either side of a curve of one point
_LABEL_AT = (0.95, 0.82, 0.69)  # of the height: neighbours do not lie over each other
_LABEL_WIDTH = 0.1  # of the chart: what stands nearer is told in one


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`value` None: the batch never came."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that may explain the curve: a deployment, a change of data."""

    at: datetime
    label: str


def side_by_side(happenings: Sequence[Happening], near: timedelta) -> list[tuple[Happening, ...]]:
    """In their order in time, those together whose words would stand over each other."""
    groups: list[tuple[Happening, ...]] = []
    for one in sorted(happenings, key=lambda each: each.at):
        if groups and one.at - groups[-1][-1].at < near:
            groups[-1] = (*groups[-1], one)
        else:
            groups.append((one,))
    return groups


def breaches(points: Sequence[TrendPoint], limit: Limit) -> list[TrendPoint]:
    """The first point of every run beyond the limit: each would have fired once."""
    found, is_over = [], False
    for point in points:
        if point.value is None:
            continue
        now_over = limit.is_breached_by(point.value)
        if now_over and not is_over:
            found.append(point)
        is_over = now_over
    return found


def beyond(points: Sequence[TrendPoint], side: Limit) -> tuple[list[float], list[float]]:
    """The edge of the area beyond a limit: it begins and ends where the curve crosses it."""
    xs: list[float] = []
    ys: list[float] = []
    before: TrendPoint | None = None
    for point in (*points, None):
        was = before is not None and _is_beyond(before, side)
        now = point is not None and _is_beyond(point, side)
        if was != now:
            xs.append(_crossing(before, point, side))
            ys.append(side.value)
        if point is not None:
            xs.append(point.at.timestamp())
            ys.append(point.value if now and point.value is not None else side.value)
        before = point
    return xs, ys


def _is_beyond(point: TrendPoint, side: Limit) -> bool:
    return point.value is not None and side.is_breached_by(point.value)


def _crossing(before: TrendPoint | None, after: TrendPoint | None, side: Limit) -> float:
    """When the curve meets the limit; where it begins or ends beyond it, at that point itself."""
    if before is None or before.value is None or after is None or after.value is None:
        there = before if before is not None and _is_beyond(before, side) else after
        return there.at.timestamp() if there is not None else 0.0
    share = (side.value - before.value) / (after.value - before.value)
    start = before.at.timestamp()
    return start + share * (after.at.timestamp() - start)


class TrendChart(PlotChart):
    """Left and right move the cursor, up and down the threshold where that is allowed."""

    moves_sideways = True
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
        super().__init__(name, parent, x_is_time=True, y_words=value_words)
        self._value_words = value_words or cells.significant
        self._can_edit = can_edit_limit
        self._points: tuple[TrendPoint, ...] = ()
        self._limit: Limit | None = None
        self._happenings: tuple[Happening, ...] = ()
        self._cursor = -1

    def set_data(
        self,
        points: Sequence[TrendPoint],
        limit: Limit | None = None,
        happenings: Sequence[Happening] = (),
    ) -> None:
        self._points, self._limit = tuple(points), limit
        self._happenings = tuple(happenings)
        self._cursor = min(self._cursor, len(self._points) - 1)
        is_measured = any(point.value is not None for point in self._points)
        self.say_why_empty("" if is_measured else tr("Nothing was measured in this time."))
        self.redraw()
        self.data_changed.emit()

    @property
    def limit(self) -> Limit | None:
        return self._limit

    def broken(self) -> list[TrendPoint]:
        """Every point beyond the limit, on either side: each is marked."""
        limit = self._limit
        if limit is None:
            return []
        return [p for p in self._points if p.value is not None and limit.is_breached_by(p.value)]

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
            rows.append((cells.moment(point.at), str(point.value), self._side_of(point.value)))
        limit = tr("Limit {limit}").format(limit=self._limit) if self._limit else tr("Limit")
        return ChartTable((tr("Time"), self.name, limit), tuple(rows))

    def _side_of(self, value: float) -> str:
        limit = self._limit
        if limit is None or not limit.is_breached_by(value):
            return tr("inside")
        return (
            tr("under") if limit.low is not None and value < limit.low else tr("over", "the limit")
        )

    @override
    def _draw(self) -> None:
        xs = [point.at.timestamp() for point in self._points]
        ys = [math.nan if point.value is None else point.value for point in self._points]
        self._draw_series(xs, ys)
        self._draw_gaps()
        near = timedelta(seconds=(xs[-1] - xs[0]) * _LABEL_WIDTH)
        for n, group in enumerate(side_by_side(self._happenings, near)):
            for one in group[:-1]:
                self._draw_happening(one.at, "", 0.0)
            words = ", ".join(one.label for one in group)
            self._draw_happening(group[-1].at, words, _LABEL_AT[n % len(_LABEL_AT)])
        if self._limit is not None:
            self._draw_limit(self._limit, xs)
        self._draw_cursor()
        self._fit()

    def _fit(self) -> None:
        xs = [point.at.timestamp() for point in self._points]
        known = [point.value for point in self._points if point.value is not None] or [0.0]
        limit = [side.value for side in self._limit.sides] if self._limit else []
        top, bottom = max(*known, *limit, 1e-9), min(0.0, *known, *limit)
        margin = (xs[-1] - xs[0]) * 0.02
        begin = xs[0]
        if not margin:  # one point: in the middle, with room for the words about its limit
            begin, margin = xs[0] - _AROUND_ONE_S, _AROUND_ONE_S
        self.plot.setXRange(begin, xs[-1] + margin, padding=0.01)
        self.plot.setYRange(bottom, self.top_with_label(top, bottom), padding=0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_drawn:
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
        self._draw_lone(xs, ys)

    def _draw_lone(self, xs: list[float], ys: list[float]) -> None:
        """Values between two gaps: a line needs a neighbour, so each of them is a dot."""
        around = [math.nan, *ys, math.nan]
        lone = [
            n
            for n, y in enumerate(ys)
            if not math.isnan(y) and math.isnan(around[n]) and math.isnan(around[n + 2])
        ]
        if not lone:
            return
        t = theme.tokens()
        dots = pg.ScatterPlotItem(
            [xs[n] for n in lone],
            [ys[n] for n in lone],
            size=6,
            pen=pen(t.base, 1),
            brush=soft(t.current, 1),
        )
        self.plot.addItem(dots)

    def gaps(self) -> list[tuple[float, float]]:
        """From when to when nothing came, as wide as runs lie apart; not where it came later.

        Else the hatch of a run without data would hide the value of the one that made it good.
        """
        xs = [point.at.timestamp() for point in self._points]
        if not xs:
            return []
        half = (xs[-1] - xs[0]) / max(1, len(xs) - 1) / 2
        known = [x for x, point in zip(xs, self._points, strict=True) if point.value is not None]
        found = []
        for x, point in zip(xs, self._points, strict=True):
            following = known[(n := bisect_right(known, x)) : n + 1]
            came_late = bool(following) and following[0] <= x + half
            if point.value is None and not came_late:
                found.append((x - half, x + half))
        return found

    def _draw_gaps(self) -> None:
        t = theme.tokens()
        for span in self.gaps():
            band = pg.LinearRegionItem(
                span,
                movable=False,
                brush=hatch(t.edge),
                pen=pen(t.base, 0),
            )
            band.setZValue(-5)
            self.plot.addItem(band, ignoreBounds=True)

    def _draw_happening(self, at: datetime, words: str, height: float) -> None:
        t = theme.tokens()
        line = pg.InfiniteLine(at.timestamp(), 90, pen=pen(t.secondary, 1, Qt.PenStyle.DotLine))
        self.plot.addItem(line, ignoreBounds=True)
        if not words:
            return
        label = pg.InfLineLabel(line, words, position=height, color=t.secondary)
        label.setFont(theme.font(theme.FontRole.CAPTION))

    def _draw_limit(self, limit: Limit, xs: list[float]) -> None:
        t = theme.tokens()
        style = pen(t.text, 1.2, Qt.PenStyle.DashDotLine)
        at = xs[self.free_place()] if xs[-1] > xs[0] else xs[0] - _AROUND_ONE_S
        for side in limit.sides:
            can_move = self._can_edit and side.value == limit.value
            line = pg.InfiniteLine(side.value, 0, pen=style, movable=can_move)
            self.plot.addItem(line, ignoreBounds=True)
            if can_move:
                line.sigPositionChangeFinished.connect(self._on_line_moved)
            words = tr("limit {value}").format(value=cells.decimal(plain(side.value)))
            is_below = limit.low is not None and not side.is_upper
            self.add_label(words, (at, side.value), t.text, anchor=(0, 0 if is_below else 1))
            self._draw_over(side)
        first = breaches(self._points, limit)
        self._draw_marks([p for p in self.broken() if p not in first], size=6)
        self._draw_marks(first, size=9)
        # Numbered where words beside it tell how often this limit would have fired.
        for n, point in enumerate(first if self._can_edit else ()):
            spot = (point.at.timestamp(), point.value or 0.0)
            is_low = limit.low is not None and spot[1] < limit.low
            beside = 0 if point is self._points[0] else 0.5  # not over the words of the axis
            anchor = (beside, -0.25 if is_low else 1.25)
            self.add_label(str(n + 1), spot, t.critical, anchor=anchor)

    def free_place(self) -> int:
        """The point at which a label begins that hides the fewest marks, the first of several."""
        broken = set(self.broken())
        before = [0, *accumulate(point in broken for point in self._points)]
        count = len(self._points)
        span = count // 4  # about as long as a label is
        hidden = [before[n + span + 1] - before[max(0, n - 1)] for n in range(count - span)]
        return hidden.index(min(hidden))

    def _draw_marks(self, points: Sequence[TrendPoint], *, size: int) -> None:
        t = theme.tokens()
        spots = pg.ScatterPlotItem(
            [p.at.timestamp() for p in points],
            [p.value for p in points],
            symbol="s",
            size=size,
            pen=pen(t.base, 2 if size > 6 else 1),
            brush=soft(t.critical, 1),
        )
        self.plot.addItem(spots)

    def _draw_over(self, side: Limit) -> None:
        t = theme.tokens()
        xs, ys = beyond(self._points, side)
        if all(y == side.value for y in ys):
            return
        area = pg.PlotDataItem(xs, ys, pen=None, fillLevel=side.value, brush=soft(t.critical, 0.22))
        area.setZValue(-2)
        self.plot.addItem(area, ignoreBounds=True)

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
            self._limit = replace(self._limit, value=value)
            self.redraw()
            self.say(
                tr("limit {value}, fires %n time(s)", "", self.fired()).format(
                    value=cells.decimal(plain(value))
                )
            )
            self.limit_changed.emit(value)

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
