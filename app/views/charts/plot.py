"""pyqtgraph dressed in our tokens. Import charts when a screen is first built: this costs 0.3 s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.views import cells, language, theme
from app.views.charts.chart import Chart
from app.views.charts.timeline_data import time_marks
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel

_LABEL_ROOM = 26  # px
_TIME_ROOM = 84  # px for a day or a time below the axis


def pen(color: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    made = QPen(QColor(color), width, style)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def soft(color: str, share: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(share)
    return made


def hatch(color: str) -> QBrush:
    return QBrush(QColor(color), Qt.BrushStyle.BDiagPattern)


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Labels in the caption font, no line, no ticks; words for given places."""

    def __init__(self, orientation: str, words: Callable[[float], str] | None = None) -> None:
        super().__init__(orientation)
        self._words = words
        self.setStyle(tickLength=0, tickFont=theme.font(FontRole.NUMBER_CAPTION), maxTickLevel=0)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self._words is None:
            return [cells.decimal(text) for text in super().tickStrings(values, scale, spacing)]
        return [self._words(value) for value in values]


class _TimeAxis(_Axis):
    """Seconds, as days or times where people would draw the line: at midnight, at the hour."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, self._written)
        self._patterns: dict[float, str] = {}

    @override
    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        start, end = (datetime.fromtimestamp(at, UTC) for at in (minVal, maxVal))
        marks = time_marks(start, end, max(1, int(size / theme.px(_TIME_ROOM))))
        self._patterns = {at.timestamp(): pattern for at, pattern in marks}
        return [((maxVal - minVal) or 1.0, list(self._patterns))]

    def _written(self, value: float) -> str:
        return language.written(
            datetime.fromtimestamp(value, UTC), self._patterns.get(value, "d MMM")
        )


class PlotChart(Chart):
    """A chart on one pyqtgraph plot. Subclasses draw everything in `_draw`, also after a switch
    of theme."""

    moves_sideways: ClassVar[bool] = False  # by the mouse, through what is drawn

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        x_words: Callable[[float], str] | None = None,
        x_is_time: bool = False,
        y_words: Callable[[float], str] | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._x_words, self._y_words = x_words, y_words
        self._x_is_time = x_is_time
        self._plot: Any = None
        self._why = StyledLabel(is_secondary=True, wraps=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why.setMargin(theme.px(12))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._why)

    @property
    def plot(self) -> Any:
        """Made when there is something to draw: a screen that comes up would wait 25 ms for it."""
        if self._plot is None:
            self._plot = self._make_plot()
        return self._plot

    def _make_plot(self) -> Any:
        bottom = _TimeAxis("bottom") if self._x_is_time else _Axis("bottom", self._x_words)
        axes = {"bottom": bottom, "left": _Axis("left", self._y_words)}
        plot = pg.PlotWidget(self, axisItems=axes)
        plot.setBackground(QColor(theme.tokens().base))  # else black until there are data
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=self.moves_sideways, y=False)
        menu = plot.getPlotItem().ctrlMenu
        menu.setParent(plot, menu.windowFlags())  # pyqtgraph gives it none: it outlives us
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.hide()  # no axes before there is something on them
        self._layout.insertWidget(0, plot)
        return plot

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to see on the axes."""
        return self._plot is not None and not self._plot.isHidden()

    @override
    def say_why_empty(self, why: str) -> None:
        super().say_why_empty(why)
        self._why.setText(why)
        # First what goes: beside the words, axes without anything on them would be fitted anew.
        if why:
            if self._plot is not None:
                self._plot.hide()
            self._why.show()
        else:
            self._why.hide()
            self.plot.show()

    def redraw(self) -> None:
        """Everything anew, from the tokens of now."""
        if self._plot is None:
            return
        t = theme.tokens()
        self.plot.clear()
        self.plot.setBackground(QColor(t.base))
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(pen(t.divider))
            axis.setTextPen(QColor(t.secondary))
        self.plot.showGrid(x=False, y=True, alpha=0.35)
        if self.is_drawn:
            self._draw()

    def _draw(self) -> None:
        raise NotImplementedError

    def add_label(
        self, text: str, at: tuple[float, float], color: str, anchor: tuple[float, float] = (0, 1)
    ) -> Any:
        """A direct label, in the colour of its series."""
        label = pg.TextItem(text, color=QColor(color), anchor=anchor)
        label.setFont(theme.font(FontRole.CAPTION_STRONG))
        self.plot.addItem(label, ignoreBounds=True)
        label.setPos(*at)
        return label

    def top_with_label(self, top: float, bottom: float = 0.0) -> float:
        """How far up the axis must go for a label above the highest point to be seen whole."""
        room = theme.px(_LABEL_ROOM) / max(1.0, self.height() - theme.px(2 * _LABEL_ROOM))
        return top + (top - bottom) * max(0.12, min(0.6, room))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.redraw()
        super().changeEvent(event)
