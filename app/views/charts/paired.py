"""Champion and challenger measure by measure: both values, and how sure their difference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import cells, painting, safe_text, theme
from app.views.cells import Status
from app.views.charts.chart import Chart, ChartTable
from app.views.language import N_, tr
from app.views.theme import FontRole
from app.views.tokens import Tokens

_ROW, _HEAD = 44, 30


@dataclass(frozen=True, slots=True)
class PairRow:
    """`difference` and `interval` are turned so that more is better for the challenger."""

    name: str
    champion: float
    challenger: float
    champion_interval: tuple[float, float]
    challenger_interval: tuple[float, float]
    difference: float
    interval: tuple[float, float]
    is_higher_better: bool
    status: Status
    verdict: str  # in words
    note: str  # how many records would settle it


def signed(value: float) -> str:
    """ "+0.007" or "−0.012", with two significant digits."""
    said = cells.significant(abs(value), 2)
    return f"+{said}" if value > 0 else f"−{said}" if value < 0 else said


class PairedChart(Chart):
    """Up and down choose a measure. Each row has a scale of its own: their units differ."""

    def __init__(
        self, name: str = N_("Champion and challenger"), parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._rows: tuple[PairRow, ...] = ()
        self._names = ("", "")
        self._current = -1

    def set_data(self, rows: Sequence[PairRow], champion: str, challenger: str) -> None:
        """The measures of two versions, by their names."""
        self._rows, self._names = tuple(rows), (champion, challenger)
        self._current = min(self._current, len(self._rows) - 1)
        self.updateGeometry()
        self.update()
        self.data_changed.emit()

    @property
    def current(self) -> PairRow | None:
        return self._rows[self._current] if 0 <= self._current < len(self._rows) else None

    @override
    def table(self) -> ChartTable:
        champion, challenger = self._names
        heads = (tr("Measure"), champion, tr("{name}, interval").format(name=champion),
                 challenger, tr("{name}, interval").format(name=challenger),
                 tr("Better for the challenger by"), tr("Interval"), tr("Result"),
                 tr("Note"))  # fmt: skip
        rows = tuple(
            (
                one.name, str(one.champion), _span(one.champion_interval), str(one.challenger),
                _span(one.challenger_interval), str(one.difference), _span(one.interval),
                one.verdict, one.note,
            )
            for one in self._rows
        )  # fmt: skip
        return ChartTable(heads, rows)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(_HEAD) + theme.px(_ROW) * len(self._rows))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), self.sizeHint().height())

    def _columns(self) -> tuple[float, float, float, float]:
        """Left of the champion's value, of the challenger's, of the scale, and of the result."""
        width = self.width()
        first = min(width * 0.22, theme.px(150))
        small = theme.font(FontRole.NUMBER_CAPTION)
        spans = (span for one in self._rows for span in (one.champion_interval,
                                                         one.challenger_interval))  # fmt: skip
        needed = max((painting.text_width(_span(one), small) for one in spans), default=0) + 14
        value = max(width * 0.13, min(needed, width * 0.17))
        return (
            first,
            first + value,
            first + 2 * value,
            width - max(width * 0.2, theme.px(140)),
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        if self._rows:
            self._draw_head(painter, t)
        for n, one in enumerate(self._rows):
            self._draw_row(painter, n, one, t)
        painter.end()

    def _draw_head(self, painter: QPainter, t: Tokens) -> None:
        first, second, scale, result = self._columns()
        font, middle = theme.font(FontRole.CAPTION_MEDIUM), theme.px(_HEAD) / 2
        painting.draw_text(painter, 8, middle, tr("Measure"), font, t.secondary)
        for x, room, name in (
            (first, second - first, self._names[0]), (second, scale - second, self._names[1]),
        ):  # fmt: skip
            painting.draw_text(
                painter, x, middle, painting.elided(name, font, room - 8), font, t.secondary
            )
        zero = (scale + result) / 2
        half = zero - scale - 2
        left = painting.elided("◂ " + tr("champion better"), font, half)
        painting.draw_text(
            painter, zero - 8 - painting.text_width(left, font), middle, left, font, t.secondary
        )
        right = painting.elided(tr("challenger better") + " ▸", font, half)
        painting.draw_text(painter, zero + 8, middle, right, font, t.challenger)
        painting.draw_text(painter, result + 12, middle, tr("Result"), font, t.secondary)
        painter.fillRect(QRectF(0, theme.px(_HEAD) - 1, self.width(), 1), QColor(t.divider))

    def _draw_row(self, painter: QPainter, n: int, one: PairRow, t: Tokens) -> None:
        height = theme.px(_ROW)
        top = theme.px(_HEAD) + n * height
        middle = top + height / 2
        if n == self._current:
            band = QRectF(0, top, self.width(), height)
            painter.fillRect(band, QColor(painting.selection_fill(t)))
            painter.fillRect(QRectF(0, top, 3, height), QColor(t.focus))
        first, second, scale, result = self._columns()
        strong, small = theme.font(FontRole.STRONG), theme.font(FontRole.NUMBER_CAPTION)
        name = painting.elided(safe_text.one_line(one.name), strong, first - 16)
        painting.draw_text(painter, 8, middle - theme.px(8), name, strong, t.text)
        way = tr("higher is better") if one.is_higher_better else tr("lower is better")
        way = painting.elided(way, small, first - 16)
        painting.draw_text(painter, 8, middle + theme.px(9), way, small, t.secondary)
        for x, room, value, span in (
            (first, second - first, one.champion, one.champion_interval),
            (second, scale - second, one.challenger, one.challenger_interval),
        ):
            said = cells.significant(value)
            painting.draw_text(painter, x, middle - theme.px(8), said, strong, t.text)
            words = painting.elided(_span(span), small, room - 6)
            painting.draw_text(painter, x, middle + theme.px(9), words, small, t.secondary)
        self._draw_scale(painter, one, QRectF(scale, top, result - scale, height), t)
        glyph = theme.px(10)
        at = QPointF(result + 12 + glyph / 2, middle - theme.px(8))
        painting.draw_glyph(painter, one.status, at, glyph, painting.status_color(one.status, t))
        room = self.width() - result - glyph - 24
        words = painting.elided(one.verdict, small, room)
        x = result + 12 + glyph + 6
        painting.draw_text(painter, x, middle - theme.px(8), words, small, t.text)
        note = painting.elided(one.note, small, room)
        painting.draw_text(painter, x, middle + theme.px(9), note, small, t.secondary)
        line = QRectF(0, top + height - 1, self.width(), 1)
        painter.fillRect(line, QColor(painting.row_divider(t)))

    def _draw_scale(self, painter: QPainter, one: PairRow, box: QRectF, t: Tokens) -> None:
        """The interval about its difference; where it does not reach zero, it is settled."""
        low, high = one.interval
        reach = max(abs(low), abs(high)) * 1.15 or 1.0
        zero, half = box.center().x(), box.width() / 2 - 14
        middle = box.center().y() + theme.px(5)

        def x(value: float) -> float:
            return zero + value / reach * half

        color = t.challenger if low > 0 else t.current if high < 0 else t.reference
        with painting.saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(t.edge), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(zero, box.top() + 3), QPointF(zero, box.bottom() - 3))
            painter.setPen(QPen(QColor(color), 2))
            painter.drawLine(QPointF(x(low), middle), QPointF(x(high), middle))
            for end in (low, high):
                painter.drawLine(QPointF(x(end), middle - 4), QPointF(x(end), middle + 4))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawEllipse(QPointF(x(one.difference), middle), theme.px(4), theme.px(4))
        font = theme.font(FontRole.NUMBER_CAPTION)
        words = f"{signed(one.difference)}  ({signed(low)} … {signed(high)})"
        width = painting.text_width(words, font)
        left = min(max(x(one.difference) - width / 2, box.left()), box.right() - width)
        above = middle - theme.px(15)
        backing = QRectF(left - 2, above - theme.px(8), width + 4, theme.px(16))
        is_on = self.current is one
        painter.fillRect(backing, QColor(painting.selection_fill(t) if is_on else t.base))
        painting.draw_text(painter, left, above, words, font, t.text)

    def _go(self, n: int) -> None:
        if not self._rows:
            return
        self._current = min(len(self._rows) - 1, max(0, n))
        one = self._rows[self._current]
        self.update()
        champion, challenger = self._names
        words = tr(
            "{measure}: {champion} {first}, {challenger} {second}; {result}, "
            "by {difference}, between {low} and {high}"
        ).format(
            measure=one.name,
            champion=champion,
            first=cells.significant(one.champion),
            challenger=challenger,
            second=cells.significant(one.challenger),
            result=one.verdict,
            difference=signed(one.difference),
            low=signed(one.interval[0]),
            high=signed(one.interval[1]),
        )
        self.say(", ".join(filter(None, (words, one.note))))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step is not None:
            self._go(self._current + step)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(len(self._rows) - 1)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        n = int((event.position().y() - theme.px(_HEAD)) // theme.px(_ROW))
        if 0 <= n < len(self._rows):
            self._go(n)
        self.setFocus()


def _span(span: tuple[float, float]) -> str:
    return f"{cells.significant(span[0])} – {cells.significant(span[1])}"
