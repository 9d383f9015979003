"""A row of a list to be read in full: every column, with what has no room and what is cut short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from app.views import safe_text, theme
from app.views.dialogs.peek import Peek
from app.views.item_models.columns import Column, pasted
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.theme import FontRole
from app.views.widgets.basics import FactList, StyledLabel
from app.views.widgets.button import Button

_MOST_HIGH, _WIDTH = 420, 530  # px of what is read, before it scrolls

Told = tuple[str, object, str]  # the column's title, its cell, what its tooltip says


class RowPeek(Peek):
    """Its verb opens the row, where rows are opened."""

    def __init__(
        self, title: str, told: Sequence[Told], parent: QWidget, *, can_open: bool
    ) -> None:
        super().__init__(
            "peek", safe_text.one_line(title) or tr("The whole row"), tr("Open"), parent
        )
        self._told = tuple(told)
        facts: list[tuple[str, object]] = [
            (title, StyledLabel(_words(cell, more), FontRole.BODY, wraps=True, can_copy=True))
            for title, cell, more in told
            if title and _words(cell, more)
        ]
        shown = FactList(label_width=130)
        shown.set_facts(facts)
        area = ScrollColumn(tr("The whole row"))
        area.body.setAutoFillBackground(False)
        area.column.addWidget(shown)
        self.body.addWidget(area)
        self.copy_button = Button(tr("Copy"), icon="copy")
        self.copy_button.setObjectName("peek.copy")
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(lambda _on: self.copy())
        self.buttons.insertWidget(0, self.copy_button)
        self.verb_button.setVisible(can_open)
        area.fit_height(theme.px(_MOST_HIGH), theme.px(_WIDTH))
        self.update_verb()
        self.cancel_button.setFocus()

    def copy(self) -> None:
        """Each column on a line of its own, with raw values."""
        lines = (f"{title}\t{pasted(cell)}" for title, cell, _ in self._told if title)
        theme.application().clipboard().setText("\n".join(lines))
        self.set_hint(tr("Copied."))


def _words(cell: object, more: str) -> str:
    """What the cell says and, where that is another thing, what its tooltip adds."""
    said = str(cell)
    return f"{said}\n{more}" if more and more != said else said


def peek_of(
    columns: Sequence[Column[Any]], row: Any, index: QModelIndex, table: QWidget, can_open: bool
) -> RowPeek:
    """All that the columns of a table say of `row`, which stands at `index`."""
    tip = Qt.ItemDataRole.ToolTipRole
    told = [
        (tr(one.title), one.value(row), str(index.siblingAtColumn(n).data(tip) or ""))
        for n, one in enumerate(columns)
    ]
    name = next((told[n] for n, one in enumerate(columns) if one.stretches), told[0])
    return RowPeek(str(name[1]), told, table.window(), can_open=can_open)
