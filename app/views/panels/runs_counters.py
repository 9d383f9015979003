"""The counters above a list: how many are in each state; a click filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from typing_extensions import override

from app.views import painting, theme
from app.views.cells import Status, significant
from app.views.language import N_, tr
from app.views.theme import FontRole

RUN_STATES: tuple[tuple[str, str, Status], ...] = (
    ("running", N_("running"), Status.RUNNING),
    ("incident", N_("incidents"), Status.CRITICAL),
    ("waiting", N_("waiting"), Status.WAITING),
    ("suspended", N_("suspended"), Status.WAITING),
    ("done", N_("done"), Status.OK),
    ("cancelled", N_("cancelled"), Status.UNKNOWN),
)
_ALONE = {"incident": N_("incident")}  # what one of them is called
_RARE = ("suspended", "cancelled")  # shown only when there are any


class Counter(QAbstractButton):
    def __init__(self, word: str, status: Status, *, alone: str) -> None:
        super().__init__()
        self._words, self._status = (tr(alone), tr(word)), status
        self._count: int | None = None  # not counted yet
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_count(self, count: int, *, is_on: bool) -> None:
        self._count = count
        self.setChecked(is_on)
        said = f"{count} {self._word}"
        self.setAccessibleName(tr("{count}, filtered").format(count=said) if is_on else said)
        self.updateGeometry()
        self.update()

    @property
    def _word(self) -> str:
        alone, word = self._words
        return alone if self._count == 1 else word

    @property
    def count(self) -> int:
        return self._count or 0

    @property
    def _number(self) -> str:
        return "–" if self._count is None else significant(self._count)

    @override
    def sizeHint(self) -> QSize:
        number = painting.text_width(self._number, theme.font(FontRole.STRONG))
        word = painting.text_width(self._word, theme.font(FontRole.CAPTION))
        return QSize(round(number + word) + theme.px(38), theme.px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(QPen(QColor(t.focus if self.isChecked() else t.divider), 1))
            painter.setBrush(QColor(painting.selection_fill(t) if self.isChecked() else t.base))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        middle, size, x = self.height() / 2, theme.px(10), float(theme.px(8))
        quiet = not self._count
        tint = t.secondary if quiet else painting.status_color(self._status, t)
        painting.draw_glyph(painter, self._status, QPointF(x + size / 2, middle), size, tint)
        x += size + 6
        number = self._number
        color = t.secondary if quiet else t.text
        x += painting.draw_text(painter, x, middle, number, theme.font(FontRole.STRONG), color) + 4
        painting.draw_text(
            painter, x, middle, self._word, theme.font(FontRole.CAPTION), t.secondary
        )
        painter.end()


class Counters(QWidget):
    chosen = Signal(str)  # a state

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._counters: dict[str, Counter] = {}
        for state, word, status in RUN_STATES:
            counter = Counter(word, status, alone=_ALONE.get(state, word))
            counter.setObjectName(f"runs.count.{state}")
            counter.clicked.connect(lambda _checked, state=state: self.chosen.emit(state))
            self._counters[state] = counter
            layout.addWidget(counter)  # before it is shown: alone it would be a window of its own
            counter.setVisible(state not in _RARE)

    def set_counts(self, counts: Mapping[str, int], chosen: Collection[str]) -> None:
        for state, counter in self._counters.items():
            is_on = state in chosen
            counter.set_count(counts.get(state, 0), is_on=is_on)
            counter.setVisible(state not in _RARE or counter.count > 0 or is_on)

    def count(self, state: str) -> int:
        return self._counters[state].count
