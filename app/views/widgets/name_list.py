"""Names that somebody signs for: words while they are few, else a list that scrolls by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.views import safe_text, theme
from app.views.theme import FontRole
from app.views.widgets.scroll_bar import use_slim_scroll_bars

MOST_LINES = 6  # so that a sheet has its reason in sight below them
_AROUND = 8  # px: the edges of a field


def name_list(names: Sequence[str], title: str) -> object:
    """A fact of a sheet: all of them, however many, by wheel and by keys.

    Args:
        title: as the fact is called, for who hears the sheet.
    """
    return NameList(names, title) if len(names) > MOST_LINES else "\n".join(names)


class NameList(QPlainTextEdit):
    """One below the other; each wraps, and none is left out."""

    def __init__(self, names: Sequence[str], title: str) -> None:
        super().__init__("\n".join(map(safe_text.one_line, names)))
        self.setObjectName("sign.names")
        self.setAccessibleName(title)
        self.setReadOnly(True)
        by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(by_mouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        use_slim_scroll_bars(self)
        theme.keep_sized(self, self._size)

    def _size(self) -> None:
        font = theme.font(FontRole.BODY)
        self.setFont(font)
        around = 2 * theme.px(_AROUND)
        self.setFixedHeight(QFontMetrics(font).lineSpacing() * MOST_LINES + around)
