"""What a page of settings is made of: rows of a name, its control and a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import icons, theme
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.preferences import Preferences, PreferenceStore
from app.views.widgets.basics import StyledLabel, pane_title, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice

# px: of a row, as wide as it is read well; the notes of all pages begin at one place.
_NAME, _CONTROL, _NOTE, _AROUND = 220, 236, 180, 72
_LINES = 3  # of a row whose parts stand below each other
Show = Callable[[Preferences], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting that the search finds."""

    page: int
    words: str
    control: QWidget


@dataclass(frozen=True, slots=True)
class _Row:
    words: QWidget
    control: QWidget
    note: QWidget | None

    @property
    def parts(self) -> tuple[QWidget, ...]:
        return (self.words, self.control, *((self.note,) if self.note is not None else ()))


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
        self._rows: list[_Row] = []
        self._is_stacked = False
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(2, 1)
        self._place_all()
        self.area.column.addLayout(self._grid)
        self.area.column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        store.changed.connect(self._on_store_changed)

    def add(
        self, label: str, control: QWidget, note: str = "", *, field: QWidget | None = None
    ) -> None:
        """A row; the search jumps to `field` where the control is made of several."""
        words = StyledLabel(label)
        words.setBuddy(field or control)
        about = StyledLabel(note, is_secondary=True, wraps=True) if note else None
        self._rows.append(_Row(words, control, about))
        self._place(len(self._rows) - 1)
        self.entries.append((label, field or control))

    def lock(self, control: QWidget, reason: str) -> None:
        """A setting that is not this person's to change: it shows a lock, and why."""
        block(control, reason)
        n = next(n for n, one in enumerate(self._rows) if one.control is control)
        old = self._rows[n].note
        if old is not None:
            old.setParent(None)  # at once: nothing finds it on its way out
            old.deleteLater()
        self._rows[n] = replace(self._rows[n], note=_lock_note(control.objectName(), reason))
        self._place(n)

    def lock_fixed(self, key: str, control: QWidget) -> None:
        """Where whoever looks after this computer has said how it is."""
        if why := self.store.why_fixed(key):
            self.lock(control, why)

    def _place(self, n: int) -> None:
        """Beside each other; where that would leave no room to read, below each other."""
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        parts = self._rows[n].parts
        for place, widget in enumerate(parts):
            is_wide = place == 1 and len(parts) < _LINES  # nothing stands behind it
            side = Qt.AlignmentFlag(0) if place == _LINES - 1 else middle
            self._grid.removeWidget(widget)
            if self._is_stacked:
                self._grid.addWidget(widget, _LINES * n + place, 0, 1, _LINES, side)
            else:
                self._grid.addWidget(widget, _LINES * n, place, 1, 2 if is_wide else 1, side)
        above = theme.px(10) if self._is_stacked else 0
        self._rows[n].words.setContentsMargins(0, above, 0, 0)

    def _place_all(self) -> None:
        self._grid.setVerticalSpacing(4 if self._is_stacked else 12)
        self._grid.setColumnMinimumWidth(0, 0 if self._is_stacked else theme.px(_NAME))
        self._grid.setColumnMinimumWidth(1, 0 if self._is_stacked else theme.px(_CONTROL))
        for n in range(len(self._rows)):
            self._place(n)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = max((one.words.sizeHint().width() for one in self._rows), default=0)
        control = max((self._room_of(one) for one in self._rows), default=0)
        needed = max(words, theme.px(_NAME)) + control + theme.px(_AROUND)
        if self._is_stacked != (self.width() < needed):
            self._is_stacked = not self._is_stacked
            self._place_all()

    @staticmethod
    def _room_of(one: _Row) -> int:
        """What a row needs behind its name."""
        control = one.control.sizeHint().width()
        return control if one.note is None else max(control, theme.px(_CONTROL)) + theme.px(_NOTE)

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
        self.lock_fixed(key, control)
        self.shown_by(show)
        return control

    def switch(self, key: str, label: str, words: str, *, note: str = "") -> QCheckBox:
        """A setting that is on or off."""
        control = QCheckBox(words)
        control.setAccessibleName(f"{label}: {words}")
        control.setObjectName(f"settings.{key}")
        control.clicked.connect(lambda on: self.store.set(**{key: on}))
        self.add(label, control, note)
        self.lock_fixed(key, control)
        self.shown_by(lambda value: control.setChecked(bool(getattr(value, key))))
        return control

    def shown_by(self, show: Show) -> None:
        """Call it now and whenever a setting changed."""
        self._shows.append(show)
        show(self.store.value)

    def _on_store_changed(self, value: Preferences, _names: frozenset[str]) -> None:
        for show in self._shows:
            show(value)


def _lock_note(name: str, reason: str) -> QWidget:
    """The lock follows the theme; a reader hears the reason once, from the words."""
    glyph = QLabel()
    glyph.setObjectName(f"{name}.lock")
    theme.keep_sized(
        glyph,
        lambda: glyph.setPixmap(
            icons.pixmap("lock", theme.tokens().secondary, theme.px(14), glyph.devicePixelRatioF())
        ),
    )
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(6))
    layout.addWidget(glyph, alignment=Qt.AlignmentFlag.AlignVCenter)
    layout.addWidget(StyledLabel(reason, is_secondary=True, wraps=True), 1)
    return holder


def block(control: QWidget, reason: str) -> None:
    """Grey it, with the reason."""
    control.setEnabled(not reason)
    control.setToolTip(reason)
    control.setAccessibleDescription(reason)
