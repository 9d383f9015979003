"""The head of the runtime map: its stages, which go along when the map is scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app.models.queries.runtimes import Matrix, StageColumn
from app.views import icons, painting, safe_text, theme
from app.views.cells import Stage, Status
from app.views.language import tr
from app.views.theme import FontRole

FIRST = 128  # px of the service tags, which stay
_LEAST_STAGE = 150


def column_lefts(width: int, count: int) -> list[float]:
    first = theme.px(FIRST)
    each = max(theme.px(_LEAST_STAGE), (width - first) / max(1, count))
    return [first + n * each for n in range(count + 1)]


def least_width(count: int) -> int:
    """With fewer px the stages are scrolled sideways; the service tags stay."""
    return theme.px(FIRST) + count * theme.px(_LEAST_STAGE) + 1


def stage_of(matrix: Matrix, n: int) -> Stage:
    column = matrix.columns[n]
    last = max(1, len(matrix.columns) - 1)
    return Stage(column.name, n / last, column.is_protected)


class Head(QWidget):
    """The stages, each under the colour of its place on the path."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix: Matrix | None = None
        self.offset = 0  # how far the stages are scrolled
        self.room = 0  # px of width that the cells have, with what is scrolled away
        self.frozen: dict[str, str] = {}  # stage -> the units that it is frozen for
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(38))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme.tokens(), QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        middle = self.height() / 2 + 2
        font = theme.font(FontRole.CAPTION)
        columns = self.matrix.columns if self.matrix else ()
        lefts = [
            left - self.offset for left in column_lefts(self.room or self.width(), len(columns))
        ]
        for n, column in enumerate(columns):
            assert self.matrix is not None
            fill = QColor(t.divider)
            stop = round(stage_of(self.matrix, n).level * (len(t.lanes) - 1))
            fill = QColor(t.lanes[stop]) if column.kind else fill
            painter.fillRect(QRectF(lefts[n], 0, lefts[n + 1] - lefts[n] - 1, 4), fill)
            x = lefts[n] + 12
            strong = theme.font(FontRole.STRONG)
            shown = safe_text.one_line(column.name)
            name = painting.elided(shown, strong, (lefts[n + 1] - x) / 2)
            x += painting.draw_text(painter, x, middle, name, strong, t.text) + 6
            if column.is_protected:
                size = theme.px(12)
                icons.draw(painter, "lock", x, middle - size / 2, size, t.secondary)
                x += size + 6
            if column.name in self.frozen:
                x += _draw_closed(painter, x, middle) + 4
            note = painting.elided(self._note(column), font, lefts[n + 1] - x - 6)
            painting.draw_text(painter, x, middle, note, font, t.secondary)
        painter.fillRect(QRectF(0, 0, theme.px(FIRST), self.height()), QColor(t.base))
        words = painting.elided(tr("Service tag"), font, theme.px(FIRST - 16 - 4))
        painting.draw_text(painter, 16, middle, words, font, t.secondary)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.divider))
        painter.end()

    def _note(self, column: StageColumn) -> str:
        """How many runtimes it has, and what is to be known before one deploys there."""
        notes = [f"{column.runtime_count}"]
        notes += [frozen_words(self.frozen[column.name])] if column.name in self.frozen else []
        notes += [tr("protected")] if column.is_protected else []
        notes += [] if column.kind else [tr("no stage is called so")]
        return safe_text.one_line(", ".join(notes))

    def words_at(self, x: float) -> str:
        """The stage that stands there with all that is said of it; empty over the service tags."""
        columns = self.matrix.columns if self.matrix else ()
        lefts = column_lefts(self.room or self.width(), len(columns))
        if x < theme.px(FIRST):
            return ""
        for n, column in enumerate(columns):
            if lefts[n] <= x + self.offset < lefts[n + 1]:
                return f"{safe_text.one_line(column.name)}: {self._note(column)}"
        return ""

    @override
    def event(self, event: QEvent) -> bool:
        """What ends in "…", under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = safe_text.tooltip(self.words_at(event.pos().x()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)


def frozen_words(units: str) -> str:
    """Below these units it is; others may deploy there."""
    return tr("frozen for {units}").format(units=units)


def _draw_closed(painter: QPainter, x: float, middle: float) -> float:
    """The glyph of what waits; how wide it is."""
    size = theme.px(10)
    tint = painting.status_color(Status.WAITING, theme.tokens())
    painting.draw_glyph(painter, Status.WAITING, QPointF(x + size / 2, middle), size, tint)
    return size
