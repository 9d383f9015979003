"""The strip that says whose view of the app this is, as long as it is not one's own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button


class ViewStrip(QWidget):
    """You see the app as … · Leave."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewas.strip")
        self.words = StyledLabel("", FontRole.STRONG)
        self.words.setObjectName("viewas.words")
        self.button = Button(tr("Leave this view"), icon="eye")
        self.button.setObjectName("viewas.leave")
        self.button.clicked.connect(self.left)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 3)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(
            StyledLabel(
                tr("Nothing can be changed. What you read is what your own rights let you read."),
                is_secondary=True,
            )
        )
        layout.addStretch()
        layout.addWidget(self.button)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(36)))

    def show_person(self, name: str, roles: str) -> None:
        self.words.setText(tr("You see the app as {name}, {roles}").format(name=name, roles=roles))
        self.show()
        notices.announce(self.words.text(), self)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.warning_soft))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.warning))
        painter.end()
