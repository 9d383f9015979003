"""Features by days: cool inside the limit, warm beyond it, hatched where no batch came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views import cells, painting, safe_text, theme
from app.views.cells import Status
from app.views.charts.chart import Chart, ChartTable
from app.views.charts.limit import Limit
from app.views.colors import readable_on
from app.views.language import tr
from app.views.theme import FontRole
from app.views.tokens import Tokens

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One feature; None is a day without a batch."""

    name: str
    values: tuple[float | None, ...]

    @property
    def last(self) -> float | None:
        return next((value for value in reversed(self.values) if value is not None), None)


def heat_color(value: float, limit: Limit | None, t: Tokens) -> str:
    """Three steps to the limit, three beyond it, on whichever side; the break is the verdict."""
    if limit is None:
        return t.heat_below[0]
    strain = limit.strain(value)
    if not limit.is_breached_by(value):
        return t.heat_below[min(2, int(3 * max(0.0, strain)))]
    over = strain - 1
    return t.heat_above[0 if over < 0.25 else 1 if over < 0.55 else 2]


class HeatMap(Chart):
    """Arrows move the cell; Enter or a double click opens the feature."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._rows: tuple[HeatRow, ...] = ()
        self._days: tuple[str, ...] = ()
        self._ticks: tuple[str, ...] = ()
        self._limit: Limit | None = None
        self._is_tight = False
        self._cell: tuple[int, int] | None = None

    def set_data(
        self,
        days: Sequence[str],
        rows: Sequence[HeatRow],
        limit: Limit | None,
        *,
        ticks: Sequence[str] = (),
        why_none: str = "",
    ) -> None:
        """Rows in the order they are to stand; beyond fifty the caller searches.

        `ticks` stand below the columns, where they are shorter than `days`; `why_none` is said
        where there are no rows; empty: that nothing was measured.
        """
        self._ticks = tuple(ticks or days)
        self._days, self._rows, self._limit = tuple(days), tuple(rows)[:ROWS_SHOWN], limit
        if self._cell is not None and self._cell[0] >= len(self._rows):
            self._cell = None
        why_none = why_none or tr("Nothing was measured in this time.")
        self.say_why_empty("" if self._rows else why_none)
        self.updateGeometry()
        self.update()
        self.data_changed.emit()

    @property
    def current(self) -> tuple[str, str] | None:
        """Feature and day under the cursor."""
        if self._cell is None:
            return None
        return self._rows[self._cell[0]].name, self._days[self._cell[1]]

    @property
    def current_column(self) -> int:
        """The place of the day under the cursor; the last one while there is no cursor."""
        return self._cell[1] if self._cell is not None else len(self._days) - 1

    @override
    def table(self) -> ChartTable:
        rows = tuple(
            (row.name, *(tr("no batch") if v is None else str(v) for v in row.values))
            for row in self._rows
        )
        return ChartTable((tr("Feature"), *self._days), rows)

    def _row_height(self) -> int:
        return theme.px(20 if self._is_tight else 24)

    def set_tight(self, is_tight: bool) -> None:
        """Lower rows, where what stands below needs the height."""
        if is_tight is not self._is_tight:
            self._is_tight = is_tight
            self.updateGeometry()
            self.update()

    @override
    def sizeHint(self) -> QSize:
        lines = len(self._rows) or 2  # that say why there is none
        return QSize(theme.px(640), lines * self._row_height() + theme.px(24))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), self.sizeHint().height())

    def _name_width(self) -> float:
        font = theme.font(FontRole.MONO)
        widths = [painting.text_width(row.name, font) for row in self._rows]
        return min(theme.px(180), max(widths, default=0.0)) + theme.px(24)

    def _cell_box(self, r: int, c: int) -> QRectF:
        left = self._name_width()
        width = (self.width() - left - theme.px(84)) / max(1, len(self._days))
        height = self._row_height()
        return QRectF(left + c * width, r * height, width, height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        for r, row in enumerate(self._rows):
            self._draw_row(painter, r, row)
        if self.why_empty:
            self._draw_why(painter)
        else:
            self._draw_days(painter)
        painter.end()

    def _draw_why(self, painter: QPainter) -> None:
        painter.setPen(QColor(theme.tokens().secondary))
        painter.setFont(theme.font(FontRole.BODY))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect(), middle, self.why_empty)

    def _draw_row(self, painter: QPainter, r: int, row: HeatRow) -> None:
        t = theme.tokens()
        height = self._row_height()
        middle = r * height + height / 2
        if self._cell is not None and self._cell[0] == r:
            band = QRectF(0, r * height, self.width(), height)
            painter.fillRect(band, QColor(painting.selection_fill(t)))
        font = theme.font(FontRole.MONO)
        name = painting.elided(safe_text.one_line(row.name), font, self._name_width() - 16)
        painting.draw_text(painter, 8, middle, name, font, t.text)
        for c, value in enumerate(row.values):
            self._draw_cell(painter, self._cell_box(r, c), value)
        if self._cell is not None and self._cell[0] == r:
            box = self._cell_box(*self._cell).adjusted(0, 1, -1, -2)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRect(box)
        self._draw_last(painter, row, middle)

    def _draw_cell(self, painter: QPainter, box: QRectF, value: float | None) -> None:
        t = theme.tokens()
        inner = box.adjusted(0.5, 1.5, -1.5, -2.5)
        if value is None:
            painting.draw_hatch(painter, inner, t.edge)
            painter.setPen(QPen(QColor(t.divider), 1))
            painter.drawRect(inner)
            return
        fill = heat_color(value, self._limit, t)
        painter.fillRect(inner, QColor(fill))
        if fill == t.heat_below[0]:
            painter.setPen(QPen(QColor(t.divider), 1))
            painter.drawRect(inner)
        if self._is_over(value):
            a, center = theme.px(3.5), inner.center()
            a = -a if self._is_low(value) else a
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(readable_on(fill, t)))
            points = [QPointF(0, -a), QPointF(a, a * 0.8), QPointF(-a, a * 0.8)]
            painter.drawPolygon(QPolygonF([center + point for point in points]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _is_over(self, value: float) -> bool:
        return self._limit is not None and self._limit.is_breached_by(value)

    def _is_low(self, value: float) -> bool:
        """Beyond a bound that it must not fall below: its mark points down."""
        limit = self._limit
        if limit is None:
            return False
        return value < (limit.low if limit.low is not None else limit.value)

    def _draw_last(self, painter: QPainter, row: HeatRow, middle: float) -> None:
        t = theme.tokens()
        x = self.width() - theme.px(74)
        text = "–" if row.last is None else cells.significant(row.last, 2 if row.last >= 0.1 else 1)
        is_over = row.last is not None and self._is_over(row.last)
        font = theme.font(FontRole.STRONG if is_over else FontRole.NUMBER)
        end = x + painting.draw_text(painter, x, middle, text, font, t.text)
        if is_over:
            at = QPointF(end + theme.px(14), middle)
            painting.draw_glyph(painter, Status.WARNING, at, theme.px(10), t.warning)

    def _draw_days(self, painter: QPainter) -> None:
        t = theme.tokens()
        font = theme.font(FontRole.CAPTION)
        middle = len(self._rows) * self._row_height() + theme.px(13)
        for c in self.tick_columns():
            x = self._cell_box(0, c).left()
            painting.draw_text(painter, x, middle, self._ticks[c], font, t.secondary)

    def tick_columns(self) -> list[int]:
        """Where ticks stand: each day at its first column, so many days apart that all have room.

        Counted in columns, dates would jump where a day has several.
        """
        font, ticks = theme.font(FontRole.CAPTION), self._ticks
        firsts = [c for c, tick in enumerate(ticks) if c == 0 or tick != ticks[c - 1]]
        widest = max((painting.text_width(tick, font) for tick in ticks), default=0.0)
        fitting = self.width() - theme.px(70) - widest
        lefts = {c: self._cell_box(0, c).left() for c in firsts}
        for step in range(1, len(firsts) + 1):
            shown = [c for c in firsts[::step] if lefts[c] < fitting]
            if all(lefts[b] - lefts[a] > widest + theme.px(90) for a, b in pairwise(shown)):
                return shown
        return []

    def _go(self, r: int, c: int) -> None:
        if not self._rows or not self._days:
            return
        r = min(len(self._rows) - 1, max(0, r))
        c = min(len(self._days) - 1, max(0, c))
        self._cell = (r, c)
        value = self._rows[r].values[c]
        words = tr("no batch") if value is None else cells.significant(value)
        if value is not None and self._is_over(value):
            words = tr("{value}, over the limit").format(value=words)
        self.update()
        self.say(f"{self._rows[r].name}, {self._days[c]}: {words}")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in moves:
            r, c = self._cell or (0, len(self._days) - 1)
            if self._cell is not None:
                r, c = r + moves[key][0], c + moves[key][1]
            self._go(r, c)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.activated.emit(self.current)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        r = int(event.position().y() // self._row_height())
        boxes = range(len(self._days))
        c = next((c for c in boxes if self._cell_box(0, c).right() > event.position().x()), -1)
        if 0 <= r < len(self._rows):
            self._go(r, c if c >= 0 else len(self._days) - 1)
        self.setFocus()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current:
            self.activated.emit(self.current)
