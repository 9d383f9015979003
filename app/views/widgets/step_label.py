"""The heading of one step of several: which, what, and whether it is the one to do now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.views import icons, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, StyledLabel

SIDE = 22  # px of the mark


class StepLabel(QWidget):
    """The present step has a filled number and strong words; the steps behind it a check."""

    def __init__(self, number: int, of: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._of, self._title = number, of, title
        self.is_current = False
        self._mark = _Mark(number)
        self._words = StyledLabel(title)
        self._note = ElidedLabel("").keep_to_words()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(8)
        layout.addWidget(self._mark)
        layout.addWidget(self._words)
        layout.addWidget(self._note)
        layout.addStretch()
        self.show_state(is_current=False, is_done=False)

    def show_state(self, *, is_current: bool, is_done: bool) -> None:
        self.is_current = is_current
        self._mark.show_state(is_current=is_current, is_done=is_done)
        self._words.set_role(FontRole.PANE_TITLE if is_current else FontRole.BODY)
        role = QPalette.ColorRole.WindowText if is_current else QPalette.ColorRole.Shadow
        self._words.setForegroundRole(role)
        self.setAccessibleName(self._sentence(is_done=is_done))

    def set_note(self, note: object) -> None:
        self._note.setText(note)

    def _sentence(self, *, is_done: bool) -> str:
        """For who hears it: the mark is not read."""
        pattern = tr("Step {n} of {all}: {title}")
        if self.is_current:
            pattern = tr("Step {n} of {all}, current step: {title}")
        elif is_done:
            pattern = tr("Step {n} of {all}, done: {title}")
        return pattern.format(n=self._number, all=self._of, title=self._title)


class _Mark(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._is_current = self._is_done = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, *, is_current: bool, is_done: bool) -> None:
        self._is_current, self._is_done = is_current, is_done
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIDE), theme.px(SIDE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = QColor(t.highlight)
        painter.setPen(QPen(filled if self._is_current else QColor(t.edge), 1))
        painter.setBrush(filled if self._is_current else Qt.BrushStyle.NoBrush)
        round_ = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawEllipse(round_)
        if self._is_done and not self._is_current:
            size = theme.px(12)
            at = (self.width() - size) / 2
            icons.draw(painter, "check", at, at, size, t.secondary)
        else:
            painter.setFont(theme.font(FontRole.CAPTION_STRONG))
            painter.setPen(QColor(t.highlight_text if self._is_current else t.secondary))
            painter.drawText(round_, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()
