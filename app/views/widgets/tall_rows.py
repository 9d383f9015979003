"""Rows that are a line higher as long as what they say has no room in the lines they have."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from typing_extensions import override

from app.views import theme
from app.views.delegates.cell_delegate import has_detail_room, has_room
from app.views.item_models.columns import Role
from app.views.item_models.paged_table import PagedTableModel
from app.views.widgets.data_table import DataTable

COMING_S = 1.0  # what is read for who comes is there by then: nobody has read a row yet
_MEASURED_ROWS = 50


class TallRows(QObject):
    """`usual` and `tall` as of `set_row_height`; all rows are of one height.

    That is found when the reader comes, asks for other rows or gives them other room. What others
    change meanwhile moves no row that is being read: words without room are cut until then.

    Args:
        with_details: also as long as what stands below a name has no room in one line.
    """

    changed = Signal(int)  # the height they have now

    def __init__(
        self, table: DataTable, *, usual: int, tall: int, with_details: bool = False
    ) -> None:
        super().__init__(table)
        self._table, self._usual, self._tall = table, usual, tall
        self._with_details = with_details
        self._column = next(n for n, one in enumerate(table.rows_model.columns) if one.stretches)
        self._found_for: tuple[object, ...] | None = None  # the room; None: to be found anew
        self._came_at = 0.0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fit)
        table.usual_height = usual
        table.set_row_height(usual)
        table.horizontalHeader().sectionResized.connect(self._fit_soon)
        model = table.rows_model
        for changed in (
            model.rowsInserted,
            model.rowsRemoved,
            model.dataChanged,
        ):
            changed.connect(self._fit_soon)
        model.modelReset.connect(self._on_model_reset)
        model.rowsRemoved.connect(table.measure_words)  # fewer may leave more room
        table.verticalScrollBar().rangeChanged.connect(self._fit_soon)
        table.installEventFilter(self)

    @Slot()
    def fit(self) -> None:
        """The reader asked for other rows, or looks at none of them."""
        self._found_for = None
        self._fit_soon()

    @Slot()
    def _on_model_reset(self) -> None:
        """Others may change the order too; what a model loads from its top the reader asked for."""
        model = self._table.rows_model
        is_asked = isinstance(model, PagedTableModel) and model.is_loading
        (self.fit if is_asked else self._fit_soon)()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._came_at = time.monotonic()
        elif event.type() == QEvent.Type.Hide:
            self.fit()
        return super().eventFilter(watched, event)

    @Slot()
    def _fit_soon(self) -> None:
        """A slot of its own: with what the signals tell the timer would take it as its interval."""
        self._soon.start()

    def _fit(self) -> None:
        table, model = self._table, self._table.rows_model
        given = (
            table.maximumViewportSize().width(),
            theme.zoom(),
            table.chosen_widths,
            table.hidden_columns,
        )
        has_rows = model.rowCount() > 0
        is_seen = table.isVisible() and not table.window().isMinimized()
        is_read = is_seen and time.monotonic() > self._came_at + COMING_S
        if has_rows and is_read and given == self._found_for:
            return
        self._found_for = given if has_rows else None
        room = table.names_width
        is_first = table.horizontalHeader().sectionPosition(self._column) == 0
        room -= table.edge_px if is_first else 0
        rows = range(min(model.rowCount(), _MEASURED_ROWS))
        cells = [model.index(row, self._column).data(Role.CELL) for row in rows]
        is_whole = all(
            has_room(one, room) and (not self._with_details or has_detail_room(one, room))
            for one in cells
        )
        height = self._usual if is_whole else self._tall
        table.set_row_height(height)
        self.changed.emit(height)
