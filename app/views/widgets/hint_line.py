"""One guided hint in one line: what to try, how, a way there, and a way out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, TitleLabel, caption
from app.views.widgets.button import Button, Kind

_GAP = 8


class HintLine(QWidget):
    """It takes no focus by itself and covers nothing."""

    followed = Signal()
    skipped = Signal()
    put_away = Signal()
    changed = Signal()  # another hint, or for somebody else

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.count = caption()
        self.title = TitleLabel("", FontRole.STRONG)
        self.title.setObjectName("hint.title")
        self.how = ElidedLabel("", FontRole.BODY)
        self.how.setObjectName("hint.how")
        self.go = Button(tr("Show me"))
        self.go.setObjectName("hint.go")
        self.skip = Button(tr("Skip"), kind=Kind.QUIET)
        self.skip.setObjectName("hint.skip")
        self.away = Button("", icon="x", kind=Kind.QUIET, name=tr("Put the hints away"))
        self.away.setObjectName("hint.away")
        self.go.clicked.connect(lambda _checked: self.followed.emit())
        self.skip.clicked.connect(lambda _checked: self.skipped.emit())
        self.away.clicked.connect(lambda _checked: self.put_away.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self.count)
        layout.addWidget(self.title)
        layout.addWidget(self.how, 1)
        for button in (self.go, self.skip, self.away):
            layout.addWidget(button)
        self.hide()

    def show_hint(self, place: str, title: str, how: str) -> None:
        """`place`: "2 of 5"."""
        changed = title != self.title.text()
        self.count.setText(place)
        self.title.setText(title)
        self.how.setText(how)
        self._fit()
        self.go.setAccessibleName(tr("Show me: {title}").format(title=title))
        self.skip.setAccessibleName(tr("Skip: {title}").format(title=title))
        self.show()
        self.changed.emit()
        if changed:
            notices.announce(f"{place}. {title}. {how}", self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, rather no number than half a sentence."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self.whole_width + self.count.sizeHint().width() + _GAP
        self.count.setVisible(needed <= self.width())

    @property
    def whole_width(self) -> int:
        """With every word of what to do; the number gives way."""
        parts = (self.title, self.how, self.go, self.skip, self.away)
        return sum(one.sizeHint().width() for one in parts) + _GAP * (len(parts) - 1)

    def show_who(self, name: str) -> None:
        """`name`: who does it, where that is somebody else."""
        self.go.setText(tr("Show me as {name}").format(name=name) if name else tr("Show me"))
        self._fit()
        self.changed.emit()


class HintStrip(QWidget):
    """Where the hints stand in a workspace that is no demo, once they are asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint.strip")
        self.line = HintLine(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 3)
        layout.addWidget(self.line)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(36)))
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.info_soft))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.divider))
        painter.end()
