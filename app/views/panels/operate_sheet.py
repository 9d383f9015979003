"""A sheet that shows what a command will do and asks why, before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import (
    Card,
    Divider,
    FactList,
    SectionLabel,
    StyledLabel,
    caption,
    row,
    screen_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.reason_box import ReasonBox


class ConfirmSheet(QDialog):
    """Sheet-modal; stays open with everything typed until the command is stored.

    Connect `confirmed` to the command; call `accept()` when it is done, `fail(error)` when not.
    """

    confirmed = Signal(str)  # the reason

    def __init__(
        self,
        title: str,
        verb: str,
        parent: QWidget,
        *,
        facts: Sequence[tuple[str, object]] = (),
        consequences: Sequence[str] = (),
        minimum_reason: int = 10,
        is_danger: bool = False,
        body: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_running = False
        self._blocked = ""
        self.setObjectName("sheet")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(560))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(screen_title(title))
        if facts:
            layout.addWidget(_card(facts))
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        layout.addWidget(self.errors)
        if body is not None:
            layout.addWidget(body)
        self._consequences = QVBoxLayout()
        self._consequences.setSpacing(4)
        layout.addLayout(self._consequences)
        self.reason: ReasonBox | None = None
        if minimum_reason:
            self.reason = ReasonBox(minimum=minimum_reason)
            self.reason.edit.setObjectName("sheet.reason")
            self.reason.changed.connect(self._update)
            self.reason.submitted.connect(self._submit)
            layout.addWidget(self.reason)
        layout.addWidget(Divider())
        layout.addLayout(self._buttons(verb, is_danger=is_danger))
        self.set_consequences(consequences)
        self._update()
        (self.reason or self.cancel_button).setFocus()

    def _buttons(self, verb: str, *, is_danger: bool) -> QVBoxLayout:
        self._hint = caption()
        self.cancel_button = Button(tr("Back"), keys="Esc")
        self.cancel_button.setObjectName("sheet.cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        kind = Kind.DANGER if is_danger else Kind.PRIMARY
        self.verb_button = Button(verb, kind=kind, keys="Ctrl+Enter")
        self.verb_button.setObjectName("sheet.accept")
        self.verb_button.setAutoDefault(False)
        self.verb_button.clicked.connect(self._submit)
        # On a line of its own: words differ in length from language to language.
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(self._hint)
        layout.addWidget(row(None, self.cancel_button, self.verb_button))
        return layout

    def set_consequences(self, lines: Sequence[str], title: str = "") -> None:
        """Show these sentences as what will come of it."""
        while self._consequences.count():
            item = self._consequences.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if lines:
            self._consequences.addWidget(SectionLabel(title or tr("What follows")))
        for line in lines:
            self._consequences.addWidget(StyledLabel(line, wraps=True))

    def set_blocked(self, reason: str) -> None:
        """Why it can't be confirmed as it stands; empty: it can."""
        self._blocked = reason
        self._update()

    def lacks(self) -> str:
        if self._is_running:
            return tr("It is being stored.")
        return self._blocked or (self.reason.lacks() if self.reason else "")

    def fail(self, error: BaseException) -> None:
        """Say what went wrong, keep every word typed."""
        self._is_running = False
        wording = notices.word(error)
        self.errors.show_banner("sheet", Status.CRITICAL, wording.title, wording.text)
        self._update()

    @Slot()
    def _update(self) -> None:
        self.verb_button.set_blocked(self.lacks())

    @Slot()
    def _submit(self) -> None:
        if self.lacks():
            self._hint.setText(self.lacks())
            return
        self._is_running = True
        self._update()
        self.errors.clear("sheet")
        self.confirmed.emit(self.reason.text if self.reason else "")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if ctrl:
                self._submit()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        painter.setPen(QColor(t.edge))
        painter.drawRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


def _card(facts: Sequence[tuple[str, object]]) -> QWidget:
    card = Card(is_alternate=True)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 12, 16, 12)
    shown = FactList(label_width=96)
    shown.set_facts(facts)
    inside.addWidget(shown)
    return card
