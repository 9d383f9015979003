"""A sheet that puts parts in an order and hides some: the columns of a list, the blocks of Home.

What the mouse drags has its keys here: Alt+↑ and Alt+↓ move, Space shows or hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget
from typing_extensions import override

from app.views import safe_text, theme
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.widgets.basics import caption
from app.views.widgets.button import Button, Kind

_MOST_HIGH = 380  # px of the lines, before they scroll
_WIDTH = 530  # px of them, until the sheet is laid out


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    words: str
    is_shown: bool = True
    is_fixed: bool = False  # it may move, and is never hidden


class _Line(QWidget):
    """One place of the order: what stands there, and the ways up and down."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.up = Button(kind=Kind.QUIET, icon="chevron-up", name=tr("Move up"))
        self.down = Button(kind=Kind.QUIET, icon="chevron-down", name=tr("Move down"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(2)
        line.addWidget(self.box, 1)
        line.addWidget(self.up)
        line.addWidget(self.down)

    def show_part(self, part: Part, sheet: str) -> None:
        self.box.blockSignals(True)
        self.box.setText(safe_text.one_line(part.words).replace("&", "&&"))
        self.box.setObjectName(f"{sheet}.{part.key}")
        self.box.setChecked(part.is_shown)
        self.box.blockSignals(False)
        self.up.setAccessibleName(tr("Move up: {part}").format(part=part.words))
        self.down.setAccessibleName(tr("Move down: {part}").format(part=part.words))


class ArrangeSheet(Sheet):
    """`parts` says what was chosen once `submitted` came; `first` is how it was to begin with."""

    def __init__(
        self, name: str, title: str, parts: Iterable[Part], first: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(name, title, tr("Arrange"), parent, changes=False)
        self._parts = list(parts)
        self._first = list(first)
        self.body.addWidget(
            caption(tr("Space shows or hides; Alt+↑ and Alt+↓ move the chosen one."), wraps=True)
        )
        self._rows = ScrollColumn(title)
        self._rows.body.setAutoFillBackground(False)  # on the sheet's own paper
        self._rows.column.setSpacing(0)
        self._lines = [_Line() for _part in self._parts]
        for n, line in enumerate(self._lines):
            line.box.toggled.connect(partial(self._on_box_toggled, n))
            line.up.clicked.connect(partial(self._on_arrow_clicked, n, -1))
            line.down.clicked.connect(partial(self._on_arrow_clicked, n, 1))
            line.up.setEnabled(n > 0)
            line.down.setEnabled(n < len(self._lines) - 1)
            self._rows.column.addWidget(line)
        self.body.addWidget(self._rows)
        self.reset_button = Button(tr("As at first"))
        self.reset_button.setObjectName(f"{name}.reset")
        self.reset_button.setAutoDefault(False)
        self.reset_button.clicked.connect(lambda _on: self._reset())
        self.buttons.insertWidget(0, self.reset_button)
        self._show_parts()
        self._rows.fit_height(theme.px(_MOST_HIGH), theme.px(_WIDTH))
        self._lines[0].box.setFocus()
        self.update_verb()

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(self._parts)

    def move_part(self, place: int, step: int) -> None:
        """The keyboard goes with it."""
        to = place + step
        if 0 <= to < len(self._parts):
            self._parts.insert(to, self._parts.pop(place))
            self._show_parts()
            self._lines[to].box.setFocus()
            self._rows.ensureWidgetVisible(self._lines[to])

    def _show_parts(self) -> None:
        for line, part in zip(self._lines, self._parts, strict=True):
            line.show_part(part, self.objectName())

    def _on_box_toggled(self, place: int, is_on: bool) -> None:
        part = self._parts[place]
        if part.is_fixed and not is_on:
            self._lines[place].box.setChecked(True)
            self.set_hint(tr("It always stands here: {part}.").format(part=part.words))
            return
        self._parts[place] = replace(part, is_shown=is_on)
        self.update_verb()

    def _on_arrow_clicked(self, place: int, step: int, _checked: bool = False) -> None:
        self.move_part(place, step)

    def _reset(self) -> None:
        known = {one.key: one for one in self._parts}
        self._parts = [replace(known[key], is_shown=True) for key in self._first]
        self._show_parts()
        self.update_verb()

    @override
    def lacks(self) -> str:
        if any(one.is_shown for one in self._parts):
            return ""
        return tr("At least one of them has to be shown.")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        focused = self.focusWidget()
        place = next((n for n, one in enumerate(self._lines) if one.box is focused), -1)
        if step and place >= 0 and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_part(place, step)
        elif step and place >= 0:
            self._lines[max(0, min(place + step, len(self._lines) - 1))].box.setFocus()
        else:
            super().keyPressEvent(event)
