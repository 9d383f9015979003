"""Hand something to a person: one sheet with the picker."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.dialogs.surface import paint_sheet, room_for, sheet_title
from app.views.language import tr
from app.views.sheet_changes import Changed
from app.views.sheet_drafts import KeepingDialog
from app.views.widgets.banner import BannerArea, show_begun, show_changed, show_stored
from app.views.widgets.basics import Divider, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.foot import Foot
from app.views.widgets.person_picker import PersonChoice, PersonPicker


class PersonDialog(KeepingDialog):
    """Stays open until what was asked is stored: call `accept()` or `fail(error)`."""

    chosen = Signal(object)  # PersonChoice

    def __init__(
        self, title: str, note: str, people: Sequence[PersonChoice], parent: QWidget, *, verb: str
    ) -> None:
        """`verb`: what is done with whom is chosen, by the button and by Enter."""
        super().__init__(parent)
        self.setObjectName("person")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(580), min(theme.px(420), room_for(self)))
        self.picker = PersonPicker(people)
        self.picker.chosen.connect(self._on_picker_chosen)
        self._is_running = False
        self._errors = BannerArea()
        self._errors.layout_margins_off()
        cancel = Button(tr("Cancel"), keys="Esc")
        cancel.setAutoDefault(False)  # Enter chooses a person
        cancel.clicked.connect(self.reject)
        self.verb_button = Button(verb, kind=Kind.PRIMARY, keys="Enter", changes=True)
        self.verb_button.setObjectName("person.accept")
        self.verb_button.setAutoDefault(False)
        self.verb_button.clicked.connect(lambda _checked: self.picker.choose_current())
        self.picker.list.current_changed.connect(lambda _row: self.update_verb())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(sheet_title(title))
        layout.addWidget(self._errors)
        layout.addWidget(self.picker, 1)
        self._column = layout
        layout.addWidget(Divider())
        layout.addWidget(Foot(caption(note, wraps=True), row(None, cancel, self.verb_button)))
        self.picker.setFocus()
        self.update_verb()

    @property
    @override
    def is_running(self) -> bool:
        return self._is_running

    @property
    def _is_sent(self) -> bool:
        """From here, or from a sheet that was left."""
        return self._is_running or self.is_stored_elsewhere

    @override
    def update_verb(self) -> None:
        is_sent = self._is_sent
        self.verb_button.set_blocked(tr("It is being stored.") if is_sent else self.picker.lacks())

    @Slot(object)
    def _on_picker_chosen(self, person: PersonChoice) -> None:
        if not self._is_sent:
            self._is_running = True
            self.update_verb()
            self.chosen.emit(person)

    def add_below(self, widget: QWidget) -> None:
        """What else is asked; it stands under the list."""
        self._column.insertWidget(self._column.indexOf(self.picker) + 1, widget)

    @override
    def fail(self, error: BaseException) -> None:
        self._is_running = False
        if not self.tell_left(error):
            self._errors.show_error("person", error)
            self.update_verb()

    @override
    def show_begun(self, begin_anew: Callable[[], object]) -> None:
        show_begun(self._errors, begin_anew)

    @override
    def show_changed(self, changed: Changed, put_in: Callable[[], object]) -> None:
        show_changed(self._errors, changed, put_in)

    @override
    def show_stored(self) -> None:
        show_stored(self._errors)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)
