"""What two snapshots froze, as it was written, side by side, equal lines in line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.scroll_bar import use_slim_scroll_bars

MOST_LINES = 4_000  # longer texts are shown without being held against each other
ONLY_LEFT, ONLY_RIGHT, BOTH = "− ", "+ ", "  "


def side_by_side(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both with as many lines; each line says by its sign whether the other side has it."""
    if max(len(left), len(right)) > MOST_LINES:
        return [BOTH + one for one in left], [BOTH + one for one in right]
    shown: tuple[list[str], list[str]] = [], []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        signs = (BOTH, BOTH) if tag == "equal" else (ONLY_LEFT, ONLY_RIGHT)
        height = max(b - a, d - c)
        for side, sign, lines in zip(shown, signs, (left[a:b], right[c:d]), strict=True):
            side.extend(sign + one for one in lines)
            side.extend([""] * (height - len(lines)))
    return shown


class RawDiff(QWidget):
    """Esc closes. Both sides scroll together."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inventory.diff.raw")
        self._titles = StyledLabel("", FontRole.STRONG), StyledLabel("", FontRole.STRONG)
        self.sides = _text(tr("Before, as it was frozen")), _text(tr("After, as it was frozen"))
        for one, other in (self.sides, self.sides[::-1]):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        back = Button(tr("Back to the changes"), kind=Kind.LINK, keys="Esc")
        back.clicked.connect(lambda _checked: self.closed.emit())
        said = caption(tr("Lines with − or + are on one side only."))
        columns = QHBoxLayout()
        columns.setSpacing(8)
        for title, side in zip(self._titles, self.sides, strict=True):
            column = QVBoxLayout()
            column.addWidget(title)
            column.addWidget(side, 1)
            columns.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(row(said, None, back))
        layout.addLayout(columns, 1)
        theme.keep_sized(self, self._use_font)
        self.setFocusProxy(self.sides[1])

    def show_texts(self, titles: tuple[str, str], texts: tuple[str, str], name: str) -> None:
        """With the first line in sight that names `name`."""
        aligned = side_by_side(texts[0].splitlines(), texts[1].splitlines())
        for title, label in zip(titles, self._titles, strict=True):
            label.setText(title)
        for side, lines in zip(self.sides, aligned, strict=True):
            side.setPlainText("\n".join(lines))
        for side in self.sides[::-1]:
            if name and side.find(name):
                side.centerCursor()
                cursor = side.textCursor()
                cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
                side.setTextCursor(cursor)
                return

    def _use_font(self) -> None:
        font: QFont = theme.font(FontRole.MONO)
        for side in self.sides:
            side.setFont(font)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _text(name: str) -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setReadOnly(True)
    edit.setAccessibleName(name)
    edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    edit.setTabChangesFocus(True)
    use_slim_scroll_bars(edit)
    return edit
