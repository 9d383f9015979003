"""The strip that says that this is not one's own view of now: somebody else's, or that of a day."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.views import language, notices, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, StyledLabel
from app.views.widgets.button import Button
from app.views.zones import zone_name


def as_recorded(moment: datetime) -> str:
    when = f"{language.written(moment, 'd MMMM yyyy HH:mm')} {zone_name(moment)}"
    return tr("As recorded on {when}").format(when=when)


class ViewStrip(QWidget):
    """What one sees · what that means · the way back."""

    left = Signal()

    def __init__(self, name: str, note: str, *, back: str, icon: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}.strip")
        self.words = StyledLabel("", FontRole.STRONG)
        self.words.setObjectName(f"{name}.words")
        self.button = Button(back, icon=icon)
        self.button.setObjectName(f"{name}.leave")
        self.button.clicked.connect(self.left)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 3)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        self._note = ElidedLabel(note, FontRole.BODY).keep_to_words()
        layout.addWidget(self._note)
        layout.addStretch()
        layout.addWidget(self.button)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(36)))
        self.hide()

    def show_words(self, words: str) -> None:
        """Show it with these words; without any, hide it."""
        self.words.setText(words)
        self._fit()
        self.setVisible(bool(words))
        if words:
            notices.announce(words, self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Which view it is is read in full before what that means."""
        needed, beside = self.words.sizeHint().width(), self.button.sizeHint().width() + 52
        room = self.width() - beside
        self.words.setMinimumWidth(max(0, min(needed, room)))
        self._note.setVisible(room - needed >= theme.px(80))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.warning_soft))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.warning))
        painter.end()
