"""The second step of registering: what was found, what is missing, and a model card on the spot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.models.queries.registering import Twin
from app.services.intake.look import Look
from app.texts import told
from app.views import safe_text, theme
from app.views.cells import State, Status
from app.views.language import tr
from app.views.panels.inventory_overview import line
from app.views.panels.parts import clear
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, caption
from app.views.widgets.button import Button
from app.views.widgets.wrap import wrapping_row

MOST_LINES = 12
CARD_HEIGHT = 112  # px


class CheckFields(QWidget):
    """Lines of what was looked at; `card` is written here, or becomes a task."""

    resized = Signal()
    owner_wanted = Signal()  # who writes the card that is lacking

    def __init__(self) -> None:
        super().__init__()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(4)
        self.write_button = Button(tr("Write the model card now"), icon="pencil")
        self.write_button.setObjectName("register.write")
        self.write_button.clicked.connect(self._on_write_button_clicked)
        self.owner_button = Button(tr("Assign to owner…"), icon="user")
        self.owner_button.setObjectName("register.assign")
        self.owner_button.clicked.connect(lambda _checked: self.owner_wanted.emit())
        self._left = caption(wraps=True)
        self._label = StyledLabel(tr("Model card"), FontRole.CAPTION_MEDIUM)
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("register.card")
        self._edit.setAccessibleName(tr("Model card"))
        self._edit.setPlaceholderText(tr("What it is for, what it was made from, and its limits"))
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(theme.px(CARD_HEIGHT))
        self._label.setBuddy(self._edit)
        self._write = wrapping_row(self.write_button, self.owner_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.lines)
        for part in (self._write, self._left, self._label, self._edit):
            layout.addWidget(part)
        self._left.hide()
        self._lacks_card = False
        self._is_writing = False
        self.say([])

    @property
    def card(self) -> str:
        """What was written of it, where it is lacking."""
        return self._edit.toPlainText().strip() if self._lacks_card else ""

    @property
    def written(self) -> str:
        """Whatever stands in its field, to be kept."""
        return self._edit.toPlainText()

    def set_card(self, text: str) -> None:
        self._edit.setPlainText(safe_text.clean(text))
        self._is_writing = bool(text.strip())

    def show_look(self, look: Look, twin: Twin | None) -> None:
        lines: list[QWidget] = [line(Status.OK, told(text)) for text in look.found[:MOST_LINES]]
        lines += [line(Status.WARNING, told(text)) for text in look.doubts]
        lines += [line(Status.FAILED, told(text)) for text in look.findings[:MOST_LINES]]
        lines += [line(Status.WAITING, told(text)) for text in look.missing[:MOST_LINES]]
        if twin is not None:
            name = f"{twin.model_name} v{twin.version}"
            same = tr("{name} holds exactly these files already.").format(name=name)
            lines.append(line(Status.WARNING, same))
        elif look.digests:
            lines.append(line(Status.OK, tr("no version holds these files yet")))
        if look.missing:
            note = tr(
                "What is missing does not block registering: it becomes a task when its life cycle "
                "begins."
            )
            lines.append(caption(note, wraps=True))
        self.say(lines, lacks_card=look.lacks_card and twin is None)

    def show_left_to(self, person: str) -> None:
        """The card is this person's to write, who will own the model; empty: nobody's yet."""
        words = tr("The model card is left to {person}, who owns the model then and is told.")
        said = words.format(person=person) if person else ""
        if said != self._left.text():
            self._left.setText(said)
            self._show_card()

    def say_state(self, text: str) -> None:
        """While it is looked at."""
        self.say([StateChip(State(Status.RUNNING, text))])

    def say(self, lines: Sequence[QWidget], *, lacks_card: bool = False) -> None:
        clear(self.lines)
        for each in lines:
            self.lines.addWidget(each)
        self._lacks_card = lacks_card
        self._show_card()

    def _show_card(self) -> None:
        self._left.setVisible(bool(self._left.text()) and self._lacks_card and not self._is_writing)
        self._write.setVisible(self._lacks_card and not self._is_writing)
        for part in (self._label, self._edit):
            part.setVisible(self._lacks_card and self._is_writing)
        self.resized.emit()

    @Slot()
    def _on_write_button_clicked(self) -> None:
        self._is_writing = True
        self._show_card()
        self._edit.setFocus()
