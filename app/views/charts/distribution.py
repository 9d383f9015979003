"""Reference against current, on the same bins: hatched bars behind a step line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.errors import InputError
from app.views import cells, theme
from app.views.charts.chart import ChartTable
from app.views.charts.plot import PlotChart, hatch, pen, soft
from app.views.language import N_, tr


@dataclass(frozen=True, slots=True)
class Distribution:
    """`edges` has one more than the counts; for categories give `labels` and edges 0, 1, 2, …"""

    edges: tuple[float, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]
    labels: tuple[str, ...] = ()
    reference_name: str = N_("reference")
    current_name: str = N_("current")

    def __post_init__(self) -> None:
        if not len(self.edges) - 1 == len(self.reference) == len(self.current):
            raise InputError(tr("Reference and current must be counted on the same bins."))

    @staticmethod
    def of_categories(
        labels: Sequence[str], reference: Sequence[float], current: Sequence[float]
    ) -> Distribution:
        edges = tuple(float(n) for n in range(len(labels) + 1))
        return Distribution(edges, tuple(reference), tuple(current), tuple(labels))

    def shares(self, counts: tuple[float, ...]) -> list[float]:
        total = sum(counts)
        return [count / total if total else 0.0 for count in counts]

    def bin_name(self, n: int) -> str:
        if self.labels:
            return self.labels[n]
        return tr("{low} to {high}").format(
            low=cells.decimal(f"{self.edges[n]:g}"), high=cells.decimal(f"{self.edges[n + 1]:g}")
        )


def name_place(n: int, tops: Sequence[float]) -> tuple[float, float]:
    """Where a name stands above bar `n`: at which part of the bar (0 left, 1 right) it has the same
    part of itself, and how high. It goes to the side where bars are lower, and hides none.
    """
    span = max(1, len(tops) // 4)  # bars, about as long as a name is
    left, right = tops[n - 1] if n else 0.0, tops[n + 1] if n + 1 < len(tops) else 0.0
    is_leftmost, is_rightmost = n < span, n >= len(tops) - span
    if not is_rightmost and (is_leftmost or left > tops[n] >= right):
        at, covered = 0.0, tops[n : n + span]
    elif is_rightmost or right > tops[n] >= left:
        at, covered = 1.0, tops[n - span + 1 : n + 1]
    else:
        at, covered = 0.5, tops[n - 1 : n + 2]
    return at, max(covered)


class DistributionChart(PlotChart):
    """Shares by default; left and right read bin by bin."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, x_words=self._x_label, y_words=self._y_label)
        self._data: Distribution | None = None
        self._is_share = True
        self._cursor = -1

    def set_data(self, data: Distribution, *, is_share: bool = True) -> None:
        self._data, self._is_share = data, is_share
        self._cursor = min(self._cursor, len(data.current) - 1)
        is_counted = any(data.reference) or any(data.current)
        self._show("" if is_counted else tr("No rows were counted."))

    def set_none(self, why: str) -> None:
        """Nothing is there to be drawn, for this reason."""
        self._data = None
        self._show(why)

    def _show(self, why_empty: str) -> None:
        self.say_why_empty(why_empty)
        self.redraw()
        self.data_changed.emit()

    def _values(self) -> tuple[list[float], list[float]]:
        data = self._data
        if data is None:
            return [], []
        if self._is_share:
            return data.shares(data.reference), data.shares(data.current)
        return list(data.reference), list(data.current)

    @override
    def table(self) -> ChartTable:
        data = self._data
        if data is None:
            return ChartTable((tr("Bin"),), ())
        reference, current = self._values()
        rows = tuple(
            (data.bin_name(n), self._y_label(r), self._y_label(c))
            for n, (r, c) in enumerate(zip(reference, current, strict=True))
        )
        return ChartTable((tr("Bin"), tr(data.reference_name), tr(data.current_name)), rows)

    @override
    def _draw(self) -> None:
        data = self._data
        if data is None:
            return
        t = theme.tokens()
        reference, current = self._values()
        edges = list(data.edges)
        widths = [b - a for a, b in pairwise(edges)]
        gap = min(widths) * 0.05
        centers = [(a + b) / 2 for a, b in pairwise(edges)]
        inner = [width - gap for width in widths]
        for brush in (soft(t.reference, 0.10), hatch(t.reference)):
            bars = pg.BarGraphItem(
                x=centers, height=reference, width=inner, pen=pen(t.reference), brush=brush
            )
            self.plot.addItem(bars)
        self._draw_current(edges, current)
        self._draw_names(data, reference, current)
        self._draw_cursor(edges)
        self.plot.setXRange(edges[0], edges[-1], padding=0.03)
        self._fit()
        ticks = [list(zip(centers, data.labels, strict=True))] if data.labels else None
        self.plot.getAxis("bottom").setTicks(ticks)

    def _fit(self) -> None:
        """Room above the highest bar for its name, however low the chart is."""
        reference, current = self._values()
        self.plot.setYRange(0, self.top_with_label(max([*reference, *current, 1e-9])), padding=0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_drawn:
            self._fit()

    def _draw_current(self, edges: list[float], current: list[float]) -> None:
        t = theme.tokens()
        xs = [edges[0], *(x for edge in edges[1:-1] for x in (edge, edge)), edges[-1]]
        ys = [y for value in current for y in (value, value)]
        line = pg.PlotDataItem(
            [xs[0], *xs, xs[-1]],
            [0.0, *ys, 0.0],
            pen=pen(t.current, 2),
            fillLevel=0,
            brush=soft(t.current, 0.13),
            antialias=True,
        )
        self.plot.addItem(line)

    def _draw_names(self, data: Distribution, reference: list[float], current: list[float]) -> None:
        """Each where its series stands out above the other: within the other it is not read."""
        t = theme.tokens()
        tops = [max(pair) for pair in zip(reference, current, strict=True)]
        for name, series, other, color in (
            (data.reference_name, reference, current, t.reference),
            (data.current_name, current, reference, t.current),
        ):
            n = max(range(len(series)), key=lambda n: series[n] - other[n])
            at, top = name_place(n, tops)
            spot = (data.edges[n] + at * (data.edges[n + 1] - data.edges[n]), top)
            self.add_label(tr(name), spot, color, anchor=(at, 1.1))

    def _draw_cursor(self, edges: list[float]) -> None:
        if 0 <= self._cursor < len(edges) - 1:
            t = theme.tokens()
            band = pg.LinearRegionItem(
                (edges[self._cursor], edges[self._cursor + 1]),
                movable=False,
                brush=soft(t.focus, 0.12),
                pen=pen(t.focus, 2),
            )
            self.plot.addItem(band, ignoreBounds=True)

    def _x_label(self, value: float) -> str:
        return cells.decimal(f"{value:g}")

    def _y_label(self, value: float) -> str:
        return cells.decimal(f"{value * 100:.3g} %") if self._is_share else cells.significant(value)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self._data is None:
            super().keyPressEvent(event)
            return
        self._cursor = min(len(self._data.current) - 1, max(0, self._cursor + step))
        reference, current = self._values()
        n = self._cursor
        self.redraw()
        name, data = self._data.bin_name(n), self._data
        self.say(
            f"{name}: {tr(data.reference_name)} {self._y_label(reference[n])}, "
            f"{tr(data.current_name)} {self._y_label(current[n])}"
        )
