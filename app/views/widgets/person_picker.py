"""Choose a person: by name or role, and those who can't be chosen say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.views import notices, safe_text, theme
from app.views.cells import GroupTitle, TwoLines
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.sheet_fields import keep_none
from app.views.widgets.basics import StyledLabel
from app.views.widgets.data_table import DataTable


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """`blocked` is the reason why this person can't be chosen."""

    id: str
    name: str
    role: str
    blocked: str = ""


def _line(person: PersonChoice) -> TwoLines | GroupTitle:
    detail = f"{person.role} · {person.blocked}" if person.blocked else person.role
    return TwoLines(person.name, detail, None, is_strong=not person.blocked)


def _refusal(person: PersonChoice) -> str:
    if not person.blocked:
        return ""
    name = safe_text.one_line(person.name, 60)
    return tr("{name} can't be chosen: {reason}.").format(name=name, reason=person.blocked)


class PersonPicker(QWidget):
    """A field over a short list; Enter chooses the first that fits."""

    chosen = Signal(object)  # PersonChoice

    def __init__(self, people: Sequence[PersonChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = tuple(people)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Name or role"))
        self.edit.setAccessibleName(tr("Find a person by name or role"))
        self.edit.setFixedHeight(theme.px(28))
        keep_none(self.edit)
        self.problem = StyledLabel("", wraps=True)
        self.problem.hide()
        self._model: RowTableModel[PersonChoice] = RowTableModel(
            [Column(tr("Person"), _line, stretches=True)], lambda person: person.id, self
        )
        self.list = DataTable(self._model, tr("People"))
        self.list.hide_header()
        self.list.set_row_height(46)
        self.setFocusProxy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.edit)
        layout.addWidget(self.problem)
        layout.addWidget(self.list, 1)
        self.edit.textEdited.connect(self._on_edit_text_edited)
        self.edit.returnPressed.connect(self.choose_current)
        self.list.opened.connect(self._choose)
        self._on_edit_text_edited("")

    @property
    def current(self) -> PersonChoice | None:
        """The person under the cursor, if they may be chosen."""
        person = self.list.current_row()
        return person if isinstance(person, PersonChoice) and not person.blocked else None

    @Slot(str)
    def _on_edit_text_edited(self, text: str) -> None:
        self.problem.hide()
        words = text.lower().split()
        fitting = [
            person
            for person in self._people
            if all(word in f"{person.name} {person.role}".lower() for word in words)
        ]
        self._model.set_rows(sorted(fitting, key=lambda person: bool(person.blocked)))
        self.list.select_first()

    @Slot()
    def choose_current(self) -> None:
        """Whom Enter means; where that is nobody, it says so."""
        person = self.list.current_row()
        if isinstance(person, PersonChoice):
            self._choose(person)
        elif words := self.edit.text().strip():
            said = tr("Nobody here is called “{words}”: write part of a name or a role.")
            self._tell(said.format(words=safe_text.one_line(words, 60)))
        else:
            self._tell(tr("Nobody else holds a role for it."))

    def lacks(self) -> str:
        """Why nobody can be chosen as it stands; empty: the person under the cursor can."""
        person = self.list.current_row()
        if not isinstance(person, PersonChoice):
            return tr("Choose a person first.")
        return _refusal(person)

    @Slot(object)
    def _choose(self, person: PersonChoice) -> None:
        if person.blocked:
            self._tell(_refusal(person))
        else:
            self.chosen.emit(person)

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        notices.announce(words, self)
