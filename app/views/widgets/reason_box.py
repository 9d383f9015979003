"""A reason a person must give: how long it must be, what they wrote before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, safe_text, theme
from app.views.language import locale, tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.wrap import wrapping_row


def cut_words() -> str:
    """Where more was typed or pasted than is kept."""
    limit = locale().toString(safe_text.COMMENT_LIMIT)
    return tr("Cut off: no more than {limit} characters are kept.").format(limit=limit)


class _Edit(QPlainTextEdit):
    submitted = Signal()

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        """No more than is kept, and one letter that tells of the cut: a million take a minute."""
        self.insertPlainText(source.text()[: safe_text.COMMENT_LIMIT + 1])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
            return
        super().keyPressEvent(event)


class ReasonBox(QWidget):
    """`changed` tells whether the reason is long enough."""

    changed = Signal(bool)
    submitted = Signal()  # Ctrl+Enter

    def __init__(
        self,
        label: str = "",
        *,
        minimum: int = 10,
        recent: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum = minimum
        self._is_cut = False
        label = label or tr("Reason")
        title = StyledLabel(label, FontRole.CAPTION_MEDIUM)
        self._count = caption()
        self.edit = _Edit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(theme.px(64))
        self.edit.setAccessibleName(label)
        title.setBuddy(self.edit)
        self.setFocusProxy(self.edit)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(self.edit)
        if recent:
            layout.addWidget(self._recent_row(recent))
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.submitted.connect(self.submitted)
        self._on_edit_text_changed()

    def _recent_row(self, recent: Sequence[str]) -> QWidget:
        parts: list[QWidget] = [caption(tr("Recent"))]
        for reason in recent[:5]:
            button = Button(safe_text.one_line(reason, 40), kind=Kind.LINK)
            button.clicked.connect(lambda _checked, text=reason: self._on_recent_wanted(text))
            parts.append(button)
        return wrapping_row(*parts, spacing=14)

    def _on_recent_wanted(self, text: str) -> None:
        """Beside what is written, where the cursor stands: nothing typed is ever replaced."""
        self.edit.insertPlainText(text)
        self.edit.setFocus()

    @property
    def text(self) -> str:
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(safe_text.clean(text))

    @property
    def is_enough(self) -> bool:
        return len(self.text) >= self._minimum

    def lacks(self) -> str:
        """What is missing, as a sentence; empty when it is enough."""
        return (
            ""
            if self.is_enough
            else tr("Write at least %n character(s) as the reason.", "", self._minimum)
        )

    @Slot()
    def _on_edit_text_changed(self) -> None:
        written, limit = self.edit.toPlainText(), safe_text.COMMENT_LIMIT
        if len(written) > limit:
            self._is_cut = True
            self.edit.setPlainText(written[:limit])
            notices.announce(cut_words(), self)
            return
        self._is_cut = self._is_cut and len(written) == limit
        self._count.setText(
            cut_words()
            if self._is_cut
            else tr("at least {minimum} characters, {written} written").format(
                minimum=self._minimum, written=len(self.text)
            )
        )
        # That there is a word, one sees.
        self._count.setVisible(self._is_cut or self._minimum > 1)
        self.changed.emit(self.is_enough)
