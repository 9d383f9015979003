"""A reason asked in place: one line below what it is about, Enter stores it, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import NotReachableError
from app.views import notices, safe_text, theme
from app.views.cells import State, Status
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.reason_box import cut_words
from app.views.widgets.suggestions import Suggestions

_SUGGESTED = 5


class ReasonLine(QWidget):
    """Keeps what was typed until it is stored, also when it is left or refused."""

    asked = Signal()  # just before it is shown: what it stands in may have to come to the front
    given = Signal(str)
    left = Signal()
    is_asking = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._minimum = 1
        self._is_running = self._is_of_lost_database = False
        self._recent = QStringListModel(self)
        self.title = StyledLabel("", FontRole.STRONG, wraps=True)
        self.note = caption("", wraps=True)
        self.problem = StateChip(State(Status.CRITICAL, ""))
        self._problem_text = StyledLabel("", wraps=True)
        self.edit = QLineEdit()
        self.edit.setObjectName("reason.line")
        self.edit.setMaxLength(safe_text.COMMENT_LIMIT)
        self.edit.setFixedHeight(theme.px(30))
        self.edit.installEventFilter(self)
        suggestions = Suggestions(self._recent, self)
        suggestions.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        suggestions.setFilterMode(Qt.MatchFlag.MatchContains)
        self.edit.setCompleter(suggestions)
        self.edit.textChanged.connect(self._update)
        self.edit.inputRejected.connect(self._on_edit_input_rejected)
        self.edit.returnPressed.connect(self.submit)
        self.accept = Button("", kind=Kind.PRIMARY, keys="Enter", changes=True)
        self.accept.setObjectName("reason.accept")
        self.accept.clicked.connect(lambda _checked: self.submit())
        self.cancel = Button(tr("Cancel"), keys="Esc")
        self.cancel.setObjectName("reason.cancel")
        self.cancel.clicked.connect(lambda _checked: self.left.emit())
        self._build()
        self.hide()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.cancel)
        buttons.addStretch()
        self._trouble = QWidget()
        trouble = QHBoxLayout(self._trouble)
        trouble.setContentsMargins(0, 0, 0, 0)
        trouble.addWidget(self.problem)
        trouble.addWidget(self._problem_text, 1)
        self._trouble.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 12)
        layout.setSpacing(6)
        for part in (self.title, self.edit, self._trouble):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.addWidget(self.note)
        self.setFocusProxy(self.edit)

    @property
    def text(self) -> str:
        return self.edit.text().strip()

    def ask(self, title: str, verb: str, note: str, *, minimum: int, text: str = "") -> None:
        """Begin: what is asked, the word of the button and what follows from it.

        `text`: what was begun before, elsewhere than in this line.
        """
        self._minimum, self._is_running = minimum, False
        self.title.setText(title)
        self.accept.setText(verb)
        self.note.setText(note)
        words = tr("Reason, at least %n character(s)", "", minimum)
        self.edit.setPlaceholderText(words)
        self.edit.setAccessibleName(f"{title}. {words}")
        self._trouble.hide()
        if text:
            self.edit.setText(text)
        self._update()
        self.asked.emit()
        self.show()
        self.edit.setFocus()
        self.edit.selectAll()

    def lacks(self) -> str:
        """What is missing, as a sentence; empty when it can be stored."""
        if len(self.text) < self._minimum:
            return tr("Write at least %n character(s) as the reason.", "", self._minimum)
        return tr("It is being stored.") if self._is_running else ""

    def submit(self) -> None:
        lacks = self.lacks()
        if self._is_running:
            return
        self._is_of_lost_database = False
        if lacks:
            self._tell(lacks)
            return
        self._is_running = True
        self._trouble.hide()
        self._update()
        self.given.emit(self.text)

    def done(self) -> None:
        """It is stored: the reason is offered again, the line is empty and goes."""
        known = [one for one in self._recent.stringList() if one != self.text]
        self._recent.setStringList([self.text, *known][:_SUGGESTED])
        self._is_running = False
        self.edit.clear()
        self.hide()

    def fail(self, error: BaseException) -> None:
        """Say what went wrong, keep every word typed."""
        self._is_running = False
        self._is_of_lost_database = isinstance(error, NotReachableError)
        wording = notices.word(error)
        self._tell(" ".join(filter(None, (wording.title, wording.text))))
        self._update()
        self.edit.setFocus()

    def forget_lost_database(self) -> None:
        """It is back: what was typed can be stored now."""
        if self._is_of_lost_database:
            self._is_of_lost_database = False
            self._trouble.hide()

    @Slot()
    def _on_edit_input_rejected(self) -> None:
        self._tell(cut_words())

    def _tell(self, words: str) -> None:
        self._problem_text.setText(words)
        self._trouble.show()
        notices.announce(words, self)

    def _update(self) -> None:
        self.accept.set_blocked(self.lacks())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.is_asking.emit(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.is_asking.emit(False)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
