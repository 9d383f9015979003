"""What a page of settings is made of: rows of a name, its control and a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.preferences import Preferences, PreferenceStore
from app.views.widgets.basics import StyledLabel, pane_title, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice

Show = Callable[[Preferences], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting that the search finds."""

    page: int
    words: str
    control: QWidget


class SettingsPage(QWidget):
    """One page; a change is made at once, and everything shown follows the store."""

    def __init__(
        self,
        name: str,
        title: str,
        store: PreferenceStore,
        resets: Sequence[str] = (),
        note: str = "",
    ) -> None:
        super().__init__()
        self.name = name
        self.title = title
        self.store = store
        self.entries: list[tuple[str, QWidget]] = []
        self._shows: list[Show] = []
        head = row(pane_title(title), None)
        if resets:
            reset = Button(tr("Reset this page"), kind=Kind.LINK)
            reset.setObjectName(f"settings.{name}.reset")
            reset.clicked.connect(lambda: store.reset(*resets))
            head = row(pane_title(title), None, reset)
        self.area = ScrollColumn(title, margins=(0, 16, 24, 24))
        self.area.column.setSpacing(10)
        self.area.column.addWidget(head)
        if note:
            self.area.column.addWidget(StyledLabel(note, is_secondary=True, wraps=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnMinimumWidth(0, theme.px(220))
        self._grid.setColumnStretch(2, 1)
        self.area.column.addLayout(self._grid)
        self.area.column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        store.changed.connect(self._on_store_changed)

    def add(self, label: str, control: QWidget, note: str = "") -> None:
        """A row; the control is what the search jumps to."""
        place = self._grid.rowCount()
        words = StyledLabel(label)
        words.setBuddy(control)
        top = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(words, place, 0, top)
        self._grid.addWidget(control, place, 1, top)
        if note:
            self._grid.addWidget(StyledLabel(note, is_secondary=True, wraps=True), place, 2)
        self.entries.append((label, control))

    def add_note(self, text: str) -> None:
        self.add_wide(StyledLabel(text, is_secondary=True, wraps=True))

    def add_wide(self, widget: QWidget) -> None:
        """Something that needs the whole width, above the free space."""
        column = self.area.column
        column.insertWidget(column.count() - 1, widget)

    def choice(
        self, key: str, label: str, options: Sequence[tuple[Any, str]], *, note: str = ""
    ) -> Choice:
        """One of a few values of the setting `key`."""
        values = [value for value, _ in options]
        control = Choice(label, [words for _, words in options])
        control.setObjectName(f"settings.{key}")
        control.activated.connect(lambda n: self.store.set(**{key: values[n]}))

        def show(value: Preferences) -> None:
            held = getattr(value, key)
            control.setCurrentIndex(values.index(held) if held in values else -1)

        self.add(label, control, note)
        self.shown_by(show)
        return control

    def switch(self, key: str, label: str, words: str, *, note: str = "") -> QCheckBox:
        """A setting that is on or off."""
        control = QCheckBox(words)
        control.setAccessibleName(f"{label}: {words}")
        control.setObjectName(f"settings.{key}")
        control.clicked.connect(lambda on: self.store.set(**{key: on}))
        self.add(label, control, note)
        self.shown_by(lambda value: control.setChecked(bool(getattr(value, key))))
        return control

    def shown_by(self, show: Show) -> None:
        """Call it now and whenever a setting changed."""
        self._shows.append(show)
        show(self.store.value)

    def _on_store_changed(self, value: Preferences, _names: frozenset[str]) -> None:
        for show in self._shows:
            show(value)


def block(control: QWidget, reason: str) -> None:
    """Grey it, with the reason."""
    control.setEnabled(not reason)
    control.setToolTip(reason)
    control.setAccessibleDescription(reason)


def beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(16)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch()
    return holder
