"""Ctrl+/: every key of the window and of the screen that is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.actions import Entry
from app.views.cells import Text
from app.views.delegates.cell_delegate import words_width
from app.views.dialogs.surface import paint_sheet, room_for
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.widgets.basics import screen_title
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable

_WIDTH = 740  # px: the longest action and the longest keys stand unelided
_LEAST = 360
_EDGES = 64  # px of the window that stay in sight beside it


def _keys(entry: Entry) -> Text:
    return Text(" · ".join(entry.keys), is_mono=True)


class ShortcutSheet(QDialog):
    def __init__(self, entries: Sequence[Entry], titles: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        wide = min(theme.px(_WIDTH), parent.window().width() - _EDGES)
        self.resize(max(wide, theme.px(_LEAST)), min(theme.px(620), room_for(self)))
        widest = max((words_width(_keys(entry)) for entry in entries), default=0)
        columns: list[Column[Entry]] = [
            Column(tr("Where"), lambda e: titles.get(e.context, tr("Everywhere")), width=120),
            Column(tr("Action"), lambda e: Text(e.text, is_quiet=e.is_blocked), stretches=True),
            Column(tr("Keys"), _keys, width=round(widest / theme.zoom())),
        ]
        model: RowTableModel[Entry] = RowTableModel(columns, lambda e: e.id, self)
        here_first = sorted(entries, key=lambda entry: not entry.context)
        model.set_rows([entry for entry in here_first if entry.keys])
        table = DataTable(model, tr("Keys"))
        table.setObjectName("keys.table")
        close = Button(tr("Close"), keys="Esc")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.addWidget(screen_title(tr("Keys")))
        layout.addWidget(table, 1)
        layout.addLayout(foot)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)
