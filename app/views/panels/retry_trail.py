"""How far a step that was asked to be tried again has come, in marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.queries.retries import RetryState
from app.views import painting, theme
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.theme import FontRole

_STEPS = (
    ("requested", N_("requested")),
    ("executing", N_("executing")),
    ("verified", N_("verified")),
)


class RetryTrail(QWidget):
    """requested › executing › verified: which of them is true, not which is hoped for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: RetryState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_state(None)

    def set_state(self, state: RetryState | None) -> None:
        self._state = state
        said = tr(dict(_STEPS).get(state.step, state.step)) if state else tr("not asked for")
        self.setAccessibleName(tr("Retry: {said}").format(said=said))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(22))

    def _marks(self) -> list[State]:
        reached = self._state.step if self._state else ""
        if reached in ("failed", "refused"):
            word = tr("failed again") if reached == "failed" else tr("refused")
            return [
                State(Status.OK, tr("requested")),
                State(Status.OK, tr("executed"))
                if reached == "failed"
                else State(Status.UNKNOWN, "–"),
                State(Status.FAILED, word),
            ]
        names = [name for name, _ in _STEPS]
        at = names.index(reached) if reached in names else -1
        marks = []
        for n, (_, word) in enumerate(_STEPS):
            is_last = n == len(_STEPS) - 1
            if n < at or (n == at and is_last):
                marks.append(State(Status.OK, tr(word)))
            else:
                marks.append(State(Status.RUNNING if n == at else Status.UNKNOWN, tr(word)))
        return marks

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        font, middle, x = theme.font(FontRole.CAPTION), self.height() / 2, 0.0
        size = theme.px(10)
        for n, mark in enumerate(self._marks()):
            if n:
                x += 6 + painting.draw_text(painter, x, middle, "›", font, t.secondary)
            tint = painting.status_color(mark.status, t)
            painting.draw_glyph(painter, mark.status, QPointF(x + size / 2, middle), size, tint)
            color = t.secondary if mark.status is Status.UNKNOWN else t.text
            x += size + 5
            x += painting.draw_text(painter, x, middle, mark.text, font, color) + 8
        painter.end()
