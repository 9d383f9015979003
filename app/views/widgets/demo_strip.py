"""The strip that says this is a demo, and as whom one acts in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget
from typing_extensions import override

from app.views import safe_text, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, StyledLabel
from app.views.widgets.button import Button, Kind
from app.views.widgets.hint_line import HintLine
from app.views.widgets.person_picker import PersonChoice


class DemoStrip(QWidget):
    """Demo · act as [person ▾]; in a small window a button of the top bar has its place."""

    person_chosen = Signal(str)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demo.strip")
        self.button = Button("", has_menu=True, elides=True)
        self.button.setObjectName("demo.person")
        self.button.clicked.connect(partial(self._open_menu, self.button))
        self.small_button = Button(tr("Demo"), kind=Kind.QUIET, has_menu=True)
        self.small_button.setObjectName("demo.small")
        self.small_button.clicked.connect(partial(self._open_menu, self.small_button))
        self.small_button.hide()
        self._is_small = False
        self._people: tuple[PersonChoice, ...] = ()
        self._current = ""
        self._words = ("", "")  # on the button: with roles, and without
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 3)
        layout.setSpacing(8)
        self._line = layout
        self._demo = StyledLabel(tr("Demo"), FontRole.STRONG)
        layout.addWidget(self._demo)
        self._act_as = StyledLabel(tr("act as"), is_secondary=True)
        layout.addWidget(self._act_as)
        layout.addWidget(self.button)
        layout.addSpacing(8)
        self.hint = HintLine(self)
        self.hint.changed.connect(self._fit)
        layout.addWidget(self.hint, 1)
        note = tr("Made-up data. Decisions are recorded under the person chosen.")
        self._note = QWidget(self)
        inside = QHBoxLayout(self._note)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addStretch()
        inside.addWidget(ElidedLabel(note).keep_to_words())
        layout.addWidget(self._note, 1)
        self.setToolTip(safe_text.tooltip(note))
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(36)))

    def set_people(self, people: Sequence[PersonChoice], current: str) -> None:
        self._people, self._current = tuple(people), current
        self.set_small(self._is_small)
        person = next((each for each in people if each.id == current), None)
        words = f"{person.name} · {person.role}" if person else tr("choose a person")
        self._words = (words, person.name) if person else (words, words)
        self._fit()
        name = tr("Act as {words}").format(words=words)
        self.button.setAccessibleName(name)
        self.small_button.setAccessibleName(name)
        self.small_button.setToolTip(safe_text.tooltip(words))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Where a hint would be cut, its reader's roles and "act as" give way to it."""
        whole, name = self._words
        for words, with_label in ((whole, True), (name, True), (name, False)):
            self.button.setText(words)
            self._act_as.setVisible(with_label)
            if self._room() >= self.hint.whole_width or self.hint.isHidden():
                break
        self.button.setToolTip(safe_text.tooltip("" if self.button.text() == whole else whole))

    def _room(self) -> int:
        """For the hint, beside the rest."""
        margins = self._line.contentsMargins()
        rest = [self._demo, self.button, *([self._act_as] if not self._act_as.isHidden() else [])]
        taken = sum(one.sizeHint().width() + self._line.spacing() for one in rest)
        return self.width() - margins.left() - margins.right() - taken - 2 * self._line.spacing()

    def set_small(self, is_small: bool) -> None:
        self._is_small = is_small
        self.setVisible(bool(self._people) and not is_small)
        self.small_button.setVisible(bool(self._people) and is_small)

    def make_room(self, is_hint: bool) -> None:
        """A hint stands where else the note does."""
        self._note.setVisible(not is_hint)

    def _open_menu(self, button: Button) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        one_of = QActionGroup(menu)
        for person in self._people:
            text = safe_text.one_line(f"{person.name} · {person.role}").replace("&", "&&")
            action = one_of.addAction(menu.addAction(text))
            action.setCheckable(True)
            action.setChecked(person.id == self._current)
            action.triggered.connect(lambda _checked, who=person.id: self._choose(who))
            if action.isChecked():
                menu.setActiveAction(action)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _choose(self, person: str) -> None:
        if person != self._current:
            self.person_chosen.emit(person)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.info_soft))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(t.divider))
        painter.end()
