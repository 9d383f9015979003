"""The bar at the foot: service, database, drafts, time zone, person. Every cell is a button."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from app.views import icons, painting, safe_text, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import Divider, Pane

_BETWEEN = 84  # px, of lines and gaps
_WIDEST = 320  # of one cell's words


@dataclass(frozen=True, slots=True)
class CellState:
    """What a cell says. `sentence` is for readers and the tooltip; empty: the text itself.

    `dot` is the healthy mark; a `status` other than OK shows its glyph. `person` shows initials.
    """

    text: str
    sentence: str = ""
    status: Status | None = None
    icon: str = ""
    person: str = ""
    strong: str = ""  # words before the text, heavier
    fewer: str = ""  # said instead where the text has no room

    @property
    def said(self) -> str:
        return self.sentence or f"{self.strong} {self.text}".strip()


class StatusCell(QPushButton):
    changed = Signal()  # it says something else

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Long words give way with an ellipsis, the whole stands in the tooltip.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._state = CellState("")
        self._is_short = False  # says fewer words, where it has them
        self.widest = theme.px(_WIDEST)  # beside it the others are read too

    @property
    def state(self) -> CellState:
        return self._state

    def set_state(self, state: CellState) -> None:
        shown = replace(
            state,
            text=safe_text.one_line(state.text),
            strong=safe_text.one_line(state.strong),
            fewer=safe_text.one_line(state.fewer),
        )
        self._state = shown
        self.setAccessibleName(safe_text.one_line(state.said))
        self.setToolTip(safe_text.tooltip(state.said))
        self.updateGeometry()
        self.update()
        self.changed.emit()

    def set_short(self, is_short: bool) -> None:
        """Ask for no more room than the fewer words need: the cells beside it have the rest."""
        if is_short != self._is_short:
            self._is_short = is_short
            self.updateGeometry()
            self.update()

    def _lead(self) -> float:
        if self._state.person:
            return float(theme.px(24))
        if self._state.icon:
            return float(theme.px(20))
        return float(theme.px(14)) if self._state.status else 0.0

    @override
    def sizeHint(self) -> QSize:
        width = min(self.words_width, self.widest)
        return QSize(round(self._lead() + width) + 12, theme.px(24))

    @property
    def words_width(self) -> int:
        """What all its words need."""
        text = self._state.fewer if self._is_short and self._state.fewer else self._state.text
        width = painting.text_width(text, theme.font(FontRole.CAPTION))
        if self._state.strong:
            width += painting.text_width(
                self._state.strong + " ", theme.font(FontRole.CAPTION_STRONG)
            )
        return math.ceil(width)

    @override
    def minimumSizeHint(self) -> QSize:
        whole, font = self.sizeHint(), theme.font(FontRole.CAPTION)
        fewer = round(self._lead() + painting.text_width(self._state.fewer, font)) + 12
        least = fewer if self._state.fewer else theme.px(96)
        return QSize(min(whole.width(), least), whole.height())

    def words_in(self, room: float) -> str:
        """The text, or as much of it as has room (px), or what stands for it there."""
        font, state = theme.font(FontRole.CAPTION), self._state
        if state.fewer and painting.text_width(state.text, font) > room:
            return painting.elided(state.fewer, font, room)
        return painting.elided(state.text, font, room)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            fill = QColor(t.text)
            fill.setAlphaF(0.06)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), 4, 4)
        middle, x = self.height() / 2, 6.0
        self._draw_lead(painter, x, middle)
        x += self._lead()
        if self._state.strong:
            font = theme.font(FontRole.CAPTION_STRONG)
            before = painting.elided(self._state.strong + " ", font, self.width() - x - 4)
            x += painting.draw_text(painter, x, middle, before, font, t.text)
        font = theme.font(FontRole.CAPTION)
        shown = self.words_in(self.width() - x - 4)
        painting.draw_text(painter, x, middle, shown, font, t.secondary)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _draw_lead(self, painter: QPainter, x: float, middle: float) -> None:
        t, state = theme.tokens(), self._state
        if state.person:
            painting.draw_avatar(painter, QPointF(x + theme.px(9), middle), state.person)
        elif state.status is Status.OK:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.ok))
            painter.drawEllipse(QPointF(x + 4, middle), 3.5, 3.5)
        elif state.status is not None:
            tint = painting.status_color(state.status, t)
            painting.draw_glyph(painter, state.status, QPointF(x + 5, middle), theme.px(10), tint)
        elif state.icon:
            size = theme.px(14)
            icons.draw(painter, state.icon, x, middle - size / 2, size, t.secondary)


class StatusBar(Pane):
    """Cells left: service, database, drafts, a passing message; right: zone, person."""

    clicked = Signal(str)  # "service", "db", "drafts", "zone", "person"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(is_chrome=True, parent=parent)
        self.setObjectName("status")
        self.service = StatusCell("status.service")
        self.database = StatusCell("status.db")
        self.drafts = StatusCell("status.drafts")
        self.message = StatusCell("status.message")
        self.message.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.zone = StatusCell("status.zone")
        self.person = StatusCell("status.person")
        self._drafts_line = self._line()
        self._drafts = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 1, 6, 0)
        layout.setSpacing(6)
        before = (None, self._line(), self._drafts_line)
        for line, cell in zip(before, (self.service, self.database, self.drafts), strict=True):
            if line is not None:
                layout.addWidget(line)
            layout.addWidget(cell)
        layout.addSpacing(8)
        layout.addWidget(self.message)
        layout.addStretch()
        layout.addWidget(self.zone)
        layout.addWidget(self._line())
        layout.addWidget(self.person)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(26)))
        self.service.set_state(
            CellState(tr("Service: none"), tr("No service runs"), Status.UNKNOWN)
        )
        self.database.set_state(CellState(tr("Database"), icon="database"))
        self.drafts.set_state(
            CellState(tr("no drafts"), tr("No drafts on this computer"), icon="pencil")
        )
        self.message.set_state(CellState(""))
        self.zone.set_state(CellState("UTC", tr("Times are shown in UTC")))
        self.person.set_state(CellState(tr("nobody signed in")))
        self.message.changed.connect(self._fit)
        for cell in (self.service, self.database, self.drafts, self.zone, self.person):
            cell.changed.connect(self._fit)
            name = cell.objectName().removeprefix("status.")
            cell.clicked.connect(lambda _checked, name=name: self.clicked.emit(name))

    def _line(self) -> QWidget:
        line = Divider(is_vertical=True)
        line.setFixedHeight(theme.px(12))
        return line

    def set_drafts(self, count: int) -> None:
        words = tr("%n draft(s)", "", count) if count else tr("no drafts")
        said = (
            tr("%n draft(s) kept on this computer", "", count)
            if count
            else tr("No drafts on this computer")
        )
        self._drafts = count
        self.drafts.set_state(CellState(words, said, icon="pencil"))

    def set_person(self, name: str, role: str) -> None:
        said = tr("Signed in as {name}, {role}").format(name=name, role=role)
        self.person.set_state(CellState(f"· {role}", said, person=name, strong=name))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where not all is read in full, that there are no drafts is not said at all.

        What a key was refused for passes: it has the room of both while it is there.
        """
        cells = (self.service, self.database, self.drafts, self.zone, self.person)
        self.database.set_short(False)
        self.message.widest = self.width()
        wanted = self.message.sizeHint().width() + theme.px(_BETWEEN)
        whole = sum(one.sizeHint().width() for one in cells if one is not self.drafts)
        self.database.set_short(whole + wanted > self.width() and self.isVisible())
        needed = sum(one.sizeHint().width() for one in cells) + wanted
        has_room = bool(self._drafts) or needed <= self.width() or not self.isVisible()
        for one in (self.drafts, self._drafts_line):
            one.setVisible(has_room)
        free = self.width() - needed + (0 if has_room else self.drafts.sizeHint().width())
        self.message.widest = max(theme.px(_WIDEST), self.message.words_width + min(0, free))
        self.message.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(theme.tokens().divider))
        painter.end()
