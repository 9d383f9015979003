"""The steps of a run over time. Long waits are broken, so that seconds beside days can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.texts import word
from app.views import cells, painting, safe_text, theme
from app.views.cells import Status
from app.views.charts.chart import Chart, ChartTable
from app.views.language import N_, tr
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.tokens import Tokens
from app.views.zones import zone

_BESIDE_NAME = 50  # px: the mark before a name, and what is free behind it
_BREAK = timedelta(hours=6)  # a stretch in which nothing begins or ends is drawn this long at most


class Work(StrEnum):
    MACHINE = N_("work")
    PEOPLE = N_("waiting for people")
    INCIDENT = N_("incident")


@dataclass(frozen=True, slots=True)
class StepBar:
    """One step; `ended_at` None: it still goes on."""

    id: str
    name: str
    status: Status
    started_at: datetime
    ended_at: datetime | None
    work: Work = Work.MACHINE


class TimeScale:
    """Maps times to 0…1, with long empty stretches shortened."""

    def __init__(self, times: Sequence[datetime]) -> None:
        ordered = sorted(set(times))
        self._stops: list[tuple[datetime, float]] = []
        self.breaks: list[datetime] = []
        place = 0.0
        for n, at in enumerate(ordered):
            if n:
                stretch = at - ordered[n - 1]
                if stretch > _BREAK:
                    self.breaks.append(ordered[n - 1] + stretch / 2)
                place += min(stretch, _BREAK).total_seconds()
            self._stops.append((at, place))
        self._length = place or 1.0

    def share(self, at: datetime) -> float:
        if not self._stops:
            return 0.0
        if at <= self._stops[0][0]:
            return 0.0
        for (start, from_place), (end, to_place) in pairwise(self._stops):
            if at <= end:
                part = (at - start) / (end - start)
                return (from_place + part * (to_place - from_place)) / self._length
        return 1.0


class StepsGantt(Chart):
    """Up and down choose a step; Enter opens it."""

    def __init__(self, name: str = N_("Steps over time"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._steps: tuple[StepBar, ...] = ()
        self._now = shown_now()
        self._current = -1
        self._scale = TimeScale([])

    def set_data(self, steps: Sequence[StepBar], now: datetime) -> None:
        kept = self.current
        self._steps, self._now = tuple(steps), now
        times = [t for step in steps for t in (step.started_at, step.ended_at or now)]
        self._scale = TimeScale(times)
        ids = [step.id for step in steps]
        self._current = ids.index(kept.id) if kept and kept.id in ids else -1
        self.updateGeometry()
        self.update()
        self.data_changed.emit()

    @property
    def current(self) -> StepBar | None:
        return self._steps[self._current] if 0 <= self._current < len(self._steps) else None

    def select(self, step_id: str) -> None:
        """Mark a step without moving the focus (the diagram chose it)."""
        self._current = next((n for n, s in enumerate(self._steps) if s.id == step_id), -1)
        self.update()

    @override
    def table(self) -> ChartTable:
        rows = tuple(
            (
                step.name,
                word(step.status.value),
                cells.moment(step.started_at),
                cells.moment(step.ended_at) if step.ended_at else tr("still going on"),
                self._took(step),
                tr(step.work.value),
            )
            for step in self._steps
        )
        return ChartTable(
            (tr("Step"), tr("State"), tr("Started"), tr("Ended"), tr("Took"), tr("Kind")), rows
        )

    def _took(self, step: StepBar) -> str:
        return cells.duration(((step.ended_at or self._now) - step.started_at).total_seconds())

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(28) * (len(self._steps) + 1))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(420), self.sizeHint().height())

    def _columns(self) -> tuple[float, float, float]:
        """Left of Started, left of the bars, left of Took."""
        width, strong = self.width(), theme.font(FontRole.STRONG)  # as the chosen one is
        names = max((painting.text_width(one.name, strong) for one in self._steps), default=0.0)
        # As much as names need, up to a third: the bars of a narrow chart have the rest.
        started = max(min(width * 0.30, theme.px(230)), min(names + _BESIDE_NAME, width * 0.35))
        font = theme.font(FontRole.NUMBER_CAPTION)
        moments = max((painting.text_width(_when(one), font) for one in self._steps), default=0.0)
        bars = max(min(width * 0.46, theme.px(370)), started + moments + 10)
        return started, bars, width - theme.px(96)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        self._draw_header(painter, t)
        for n, step in enumerate(self._steps):
            self._draw_step(painter, n, step, t)
        painter.end()

    def _draw_header(self, painter: QPainter, t: Tokens) -> None:
        height, font = theme.px(28), theme.font(FontRole.CAPTION_MEDIUM)
        started, bars, took = self._columns()
        middle = height / 2
        painting.draw_text(painter, 16, middle, tr("Step"), font, t.secondary)
        painting.draw_text(painter, started, middle, tr("Started"), font, t.secondary)
        width = painting.text_width(tr("Took"), font)
        painting.draw_text(
            painter, self.width() - 16 - width, middle, tr("Took"), font, t.secondary
        )
        painter.fillRect(QRectF(0, height - 1, self.width(), 1), QColor(t.divider))
        end = bars
        for day in self._days():
            x = bars + self._scale.share(day) * (took - bars)
            foot = height * (len(self._steps) + 1)
            painter.fillRect(QRectF(round(x), 0, 1, foot), QColor(painting.row_divider(t)))
            label = cells.day(day)
            if x >= end:
                end = x + 10 + painting.draw_text(painter, x + 4, middle, label, font, t.secondary)
        for at in self._scale.breaks:
            x = bars + self._scale.share(at) * (took - bars)
            self._draw_break(painter, x, height - 1)

    def _draw_break(self, painter: QPainter, x: float, y: float) -> None:
        """Two strokes through the axis: time is shortened here."""
        t = theme.tokens()
        with painting.saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(QRectF(x - 2, y - 2, 5, 5), QColor(t.base))
            painter.setPen(QPen(QColor(t.secondary), 1.2))
            for dx in (-2, 2):
                painter.drawLine(QPointF(x + dx - 2, y + 4), QPointF(x + dx + 2, y - 4))

    def _days(self) -> list[datetime]:
        if not self._steps:
            return []
        first = self._steps[0].started_at
        day = first.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
        days = [first]
        while (day := day + timedelta(days=1)) < self._now.astimezone(zone()) and len(days) < 60:
            days.append(day)
        return days

    def _draw_step(self, painter: QPainter, n: int, step: StepBar, t: Tokens) -> None:
        height = theme.px(28)
        top, middle = (n + 1) * height, (n + 1.5) * height
        is_on = n == self._current
        if is_on:
            painter.fillRect(
                QRectF(0, top, self.width(), height), QColor(painting.selection_fill(t))
            )
            painter.fillRect(QRectF(0, top, 3, height), QColor(t.focus))
        started, bars, took = self._columns()
        glyph = theme.px(10)
        tint = painting.status_color(step.status, t)
        painting.draw_glyph(painter, step.status, QPointF(16 + glyph / 2, middle), glyph, tint)
        font = theme.font(FontRole.STRONG if is_on else FontRole.BODY)
        name = painting.elided(safe_text.one_line(step.name), font, started - _BESIDE_NAME)
        painting.draw_text(painter, 16 + glyph + 8, middle, name, font, t.text)
        caption = theme.font(FontRole.NUMBER_CAPTION)
        painting.draw_text(painter, started, middle, _when(step), caption, t.secondary)
        words = self._took(step)
        width = painting.text_width(words, caption)
        painting.draw_text(painter, self.width() - 16 - width, middle, words, caption, t.text)
        self._draw_bar(painter, step, middle, (bars, took - theme.px(8)))
        painter.setPen(QPen(QColor(painting.row_divider(t)), 1))
        painter.drawLine(QPointF(0, top + height - 0.5), QPointF(self.width(), top + height - 0.5))

    def _draw_bar(
        self, painter: QPainter, step: StepBar, middle: float, span: tuple[float, float]
    ) -> None:
        t = theme.tokens()
        colors = {Work.MACHINE: t.ok, Work.PEOPLE: t.people_bar, Work.INCIDENT: t.critical}
        left, right = span
        x = left + self._scale.share(step.started_at) * (right - left)
        end = left + self._scale.share(step.ended_at or self._now) * (right - left)
        box = QRectF(x, middle - theme.px(5), max(theme.px(5), end - x), theme.px(10))
        with painting.saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors[step.work]))
            painter.drawRoundedRect(box, 2, 2)

    def _go(self, n: int) -> None:
        if not self._steps:
            return
        self._current = min(len(self._steps) - 1, max(0, n))
        step = self._steps[self._current]
        self.update()
        self.say(f"{step.name}, {word(step.status.value)}, {self._took(step)}")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step is not None:
            self._go(self._current + step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.activated.emit(self.current)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        n = int(event.position().y() // theme.px(28)) - 1
        if 0 <= n < len(self._steps):
            self._go(n)
        self.setFocus()


def _when(step: StepBar) -> str:
    return f"{cells.day(step.started_at)} {step.started_at.astimezone(zone()):%H:%M}"
