"""Choose a model by typing part of its name: of 100,000, the first fifty that fit."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.inventory import InventoryQuery, ModelRow, Page, list_models
from app.models.rules.filter_language import Filter
from app.views import theme
from app.views.backend import Backend
from app.views.cells import Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState

MOST = 50
_DEBOUNCE_MS = 120
COLUMNS: list[Column[ModelRow]] = [
    Column(
        N_("Model"),
        lambda row: Text(row.name, row.unit_name, is_strong=True),
        stretches=True,
        is_name=True,
    ),
    Column(N_("In place"), lambda row: Text(row.in_place, is_quiet=True), width=96),
]


class ModelPicker(QFrame):
    """A popup under the name; Enter takes the row, Esc closes."""

    chosen = Signal(object, str)  # UUID, name

    def __init__(self, backend: Backend, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._backend = backend
        self.setObjectName("lineage.picker")
        self.setFrameShape(QFrame.Shape.Box)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Name, owner or tag"))
        self.edit.setAccessibleName(tr("Find a model"))
        self.edit.setFixedHeight(theme.px(28))
        self.edit.installEventFilter(self)
        self._rows: RowTableModel[ModelRow] = RowTableModel(COLUMNS, lambda row: row.id, self)
        self.list = DataTable(self._rows, tr("Models that fit"))
        self.list.hide_header()
        self.list.set_empty_state(EmptyState(tr("No model fits")))
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._read)
        self.edit.textEdited.connect(lambda _text: self._delay.start())
        self.edit.returnPressed.connect(self._take)
        self.list.opened.connect(lambda _row: self._take())
        self.list.clicked.connect(lambda _index: self._take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.edit)
        layout.addWidget(self.list, 1)

    def open_at(self, at: QPoint) -> None:
        """With its corner there, or as near to it as the screen has room for all of it."""
        self.edit.clear()
        self._read()
        room = self.screen().availableGeometry()
        self.resize(QSize(theme.px(380), theme.px(340)).boundedTo(room.size()))
        self.move(at)
        self.show()
        frame = self.frameGeometry()  # what the desktop draws around it is known from now on
        left = max(room.left(), min(at.x(), room.right() + 1 - frame.width()))
        top = max(room.top(), min(at.y(), room.bottom() + 1 - frame.height()))
        self.move(left, top)
        self.edit.setFocus()

    def _read(self) -> None:
        words = tuple(self.edit.text().split())
        query = InventoryQuery(Filter(words=words))
        self._backend.read(self._show, list_models, query, None, MOST)

    def _show(self, page: Page[ModelRow]) -> None:
        self._rows.set_rows(page.rows)
        self.list.mark_ready()
        if page.rows:
            self.list.select_key(page.rows[0].id)

    def _take(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.close()
            self.chosen.emit(UUID(str(row.id)), row.name)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                place = self.list.currentIndex().row() + step
                if 0 <= place < self._rows.rowCount():
                    self.list.select_key(self._rows.rows[place].id)
                return True
        return super().eventFilter(watched, event)
