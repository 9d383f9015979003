"""Asking for a model to be registered, by somebody whose roles do not allow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from app.models.queries.registrations import AskIn, Registered
from app.services.commands.asked_registrations import NewAsking
from app.views import safe_text, theme
from app.views.dialogs.sheet import Sheet
from app.views.language import listed, tr
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.form import form

_TEXT_HEIGHT = 64  # px
_REST_MS = 250  # without a letter: then it is looked up


class AskSheet(Sheet):
    """Why this person may not register it, and what they ask instead: `wanted`, once submitted."""

    changed = Signal()  # a letter, or a choice
    name_given = Signal(str, str)  # is there a model of that name, in the unit of that key?
    model_wanted = Signal(object)  # Registered
    keeps_its_own = True

    def __init__(
        self,
        units: Sequence[AskIn],
        handles: Mapping[str, str],
        parent: QWidget,
        *,
        why: str,
        unit: str = "",
    ) -> None:
        """
        Args:
            units: where they may ask, and who would be asked there; `unit` is chosen.
            handles: of people by their ids.
            why: they may not register it themselves.
        """
        super().__init__("ask", tr("Request registration"), tr("Ask for it"), parent)
        self._units = list(units)
        self._handles = handles
        self._known: Registered | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask_name)
        self.why = StyledLabel(why, is_secondary=True, wraps=True)
        self.why.setObjectName("ask.why")
        self.body.addWidget(self.why)
        self.name = self._edit(tr("Name of the model"), "ask.name")
        self.purpose = QPlainTextEdit()
        self.purpose.setObjectName("ask.purpose")
        self.purpose.setAccessibleName(tr("What it is for"))
        self.purpose.setPlaceholderText(tr("Its use case: what is decided with it, and where"))
        self.purpose.setTabChangesFocus(True)
        self.purpose.setFixedHeight(theme.px(_TEXT_HEIGHT))
        self.purpose.textChanged.connect(self.update_verb)
        self.source = self._edit(tr("Where its files are"), "ask.source")
        self.source.setPlaceholderText(tr("a folder, an address, or who has them"))
        self.unit = Choice(tr("Unit"), [one.name for one in self._units])
        self.unit.setObjectName("ask.unit")
        keys = [one.key for one in self._units]
        self.unit.setCurrentIndex(keys.index(unit) if unit in keys else 0)
        self.meant = Choice(tr("Ask"))
        self.meant.setObjectName("ask.meant")
        self.note = self._edit(tr("Note"), "ask.note")
        self.note.setPlaceholderText(tr("what else to know; it may stay empty"))
        self.known_button = Button("", kind=Kind.LINK)
        self.known_button.setObjectName("ask.known")
        self.known_button.clicked.connect(lambda _on: self.model_wanted.emit(self._known))
        self.known_button.hide()
        lines = [
            (tr("Name"), self.name),
            (tr("What it is for"), self.purpose),
            (tr("Where its files are"), self.source),
            (tr("Unit"), self.unit),
            (tr("Ask"), self.meant),
            (tr("Note"), self.note),
        ]
        self.body.addWidget(form(lines))
        self.body.addWidget(row(self.known_button, None))
        self.who = caption(wraps=True)
        self.body.addWidget(self.who)
        self.name.textChanged.connect(lambda _text: self._begin_rest())
        self.unit.currentIndexChanged.connect(self._on_unit_changed)
        self.purpose.textChanged.connect(self.changed)
        self.meant.activated.connect(self.changed)
        self._on_unit_changed(self.unit.currentIndex())
        self.name.setFocus()
        self.update_verb()

    def _edit(self, name: str, object_name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setObjectName(object_name)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(lambda _text: self.update_verb())
        edit.textChanged.connect(self.changed)
        return edit

    @property
    def unit_key(self) -> str:
        return self._units[self.unit.currentIndex()].key if self._units else ""

    def _begin_rest(self) -> None:
        self.show_known(None)
        self._rest.start()

    def _ask_name(self) -> None:
        if name := self.name.text().strip():
            self.name_given.emit(name, self.unit_key)

    def show_known(self, found: Registered | None) -> None:
        """The model that is there already; it needs no asking."""
        self._known = found
        self.known_button.setVisible(found is not None)
        if found is not None:
            self.known_button.setText(
                tr("Open {name}").format(name=safe_text.one_line(found.name, 60))
            )
        self.update_verb()

    @property
    def wanted(self) -> NewAsking:
        meant = self.meant.currentData()
        return NewAsking(
            self.name.text(),
            self.purpose.toPlainText(),
            self.source.text(),
            self.note.text(),
            unit=self.unit_key,
            meant=self._handles.get(str(meant), "") if meant else "",
        )

    def entries(self) -> dict[str, str]:
        """As it stands, to go on with another time."""
        return {
            "name": self.name.text(),
            "purpose": self.purpose.toPlainText(),
            "source": self.source.text(),
            "note": self.note.text(),
            "unit": self.unit_key,
            "meant": str(self.meant.currentData() or ""),
        }

    def restore(self, entries: Mapping[str, str]) -> None:
        """As it was left; a unit or a person that can't be asked any more is left out."""
        keys = [one.key for one in self._units]
        if entries.get("unit") in keys:
            self.unit.setCurrentIndex(keys.index(entries["unit"]))
        self.meant.setCurrentIndex(max(0, self.meant.findData(entries.get("meant", ""))))
        self.name.setText(entries.get("name", ""))
        self.purpose.setPlainText(entries.get("purpose", ""))
        self.source.setText(entries.get("source", ""))
        self.note.setText(entries.get("note", ""))

    @override
    def lacks(self) -> str:
        if not self._units:
            return tr("You hold no role in any unit; an administrator grants one.")
        if not self.name.text().strip():
            return tr("Give the model a name.")
        if self._known is not None:
            return tr("{name} is registered already, in {unit}.").format(
                name=safe_text.one_line(self._known.name, 60), unit=self._known.unit_name
            )
        if not self.purpose.toPlainText().strip():
            return tr("Say what it is for.")
        return "" if self.source.text().strip() else tr("Say where its files are, or who has them.")

    @Slot(int)
    def _on_unit_changed(self, index: int) -> None:
        who = self._units[index].who if self._units else ()
        self._begin_rest()
        names = [one.full_name for one in who]
        self.meant.clear()
        self.meant.addItem(tr("whoever may register there"), "")
        for one in who:
            self.meant.addItem(one.full_name, str(one.person_id))
        nobody = tr("Nobody may register there yet; an administrator grants the role.")
        asked = tr("It stands among the tasks of {who}. You are told what becomes of it.")
        self.who.setText(asked.format(who=listed(names)) if names else nobody)
        self.update_verb()
