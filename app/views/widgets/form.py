"""Fields below one another, their names in a column of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.views import theme
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel


def form(lines: Sequence[tuple[str, QWidget]]) -> QWidget:
    """A grid of (name, field); each name is bound to its field for readers and mnemonics."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, theme.px(108))
    grid.setColumnStretch(1, 1)
    for n, (title, widget) in enumerate(lines):
        label = StyledLabel(title, FontRole.CAPTION_MEDIUM)
        label.setBuddy(widget)
        if isinstance(widget, QPlainTextEdit):  # its name stands beside its first line
            label.setContentsMargins(0, 6, 0, 0)
            grid.addWidget(label, n, 0, Qt.AlignmentFlag.AlignTop)
        else:
            grid.addWidget(label, n, 0)
        grid.addWidget(widget, n, 1)
    return holder
