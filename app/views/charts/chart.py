"""What every chart has: a cursor that speaks, a table that says the same, a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPaintDevice, QPainter, QShowEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, safe_text, theme
from app.views.actions import shown_keys
from app.views.cells import Cell, Number
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState

TABLE_KEYS = "Ctrl+Shift+T"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The twin of a chart: the same facts as words, row by row."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(QWidget):
    """Base of all charts; opaque to screen readers, hence the twin and the spoken cursor."""

    cursor_moved = Signal(str)  # the read-out
    data_changed = Signal()  # other facts are shown, also by the table twin
    activated = Signal(object)  # Enter or a double click on a thing of the chart
    why_empty = ""  # said in place of the picture: nothing is drawn where there is nothing to see

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name = tr(name)  # the names that charts have by themselves are marked
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(safe_text.one_line(name))
        self._describe()

    def _describe(self) -> None:
        keys = shown_keys(TABLE_KEYS)
        how = tr("Arrows move the cursor, {keys} shows a table.").format(keys=keys)
        self.setAccessibleDescription(self.why_empty or how)

    def say_why_empty(self, why: str) -> None:
        """Say in words why there is nothing to see; "": there is."""
        self.why_empty = why
        self._describe()

    @property
    def name(self) -> str:
        return self._name

    @property
    def said(self) -> str:
        """The last read-out of the cursor."""
        return self._said

    def table(self) -> ChartTable:
        """Everything the chart shows, as rows."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        self._said = text
        self.cursor_moved.emit(text)
        notices.announce(text, self, is_detail=True)

    def picture_size(self) -> QSize:
        """Of what `draw_picture` draws; what is seen, unless the chart knows better."""
        return self.size()

    def draw_picture(self, painter: QPainter) -> None:
        """Draw the chart for a file."""
        self.render(painter, QPoint(0, 0))

    def picture(self, kind: str) -> bytes:
        """The chart as a file: `png` at twice its size, or `svg`."""
        size, kept = self.picture_size(), QByteArray()
        buffer = QBuffer(kept)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if kind == "svg":
            file = QSvgGenerator()
            file.setOutputDevice(buffer)
            file.setSize(size)
            file.setViewBox(QRect(QPoint(0, 0), size))
            file.setTitle(self._name)
            self._paint_on(file)
        else:
            image = QImage(size * 2, QImage.Format.Format_ARGB32)
            image.setDevicePixelRatio(2)
            image.fill(QColor(theme.tokens().base))
            self._paint_on(image)
            image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
        buffer.close()
        return bytes(kept.data())

    def _paint_on(self, device: QPaintDevice) -> None:
        painter = QPainter(device)
        self.draw_picture(painter)
        painter.end()


_MEASURED = re.compile(r"-?\d+\.\d+(e[-+]\d+)?")
Row = tuple[str, ...]


class ChartPanel(QStackedWidget):
    """A chart and its table; Ctrl+Shift+T changes between them."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self._holder = QWidget()
        self._layout = QVBoxLayout(self._holder)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._table: DataTable | None = None
        self._empty: EmptyState | None = None
        self._model: RowTableModel[tuple[int, Row]] | None = None
        self._headers: tuple[str, ...] = ()
        self._is_twin_first = False  # as the reader had it set when this was last shown
        self.addWidget(chart)
        self.addWidget(self._holder)
        chart.data_changed.connect(self._on_chart_data_changed)

    @property
    def table(self) -> DataTable | None:
        return self._table

    def toggle_table(self) -> None:
        self._show_twin(self.currentWidget() is self.chart)
        shown = self._table if self.currentWidget() is self._holder else self.chart
        if shown is not None:
            shown.setFocus()

    def _show_twin(self, is_twin: bool) -> None:
        if is_twin:
            self._fill(self.chart.table())
        self.setCurrentWidget(self._holder if is_twin else self.chart)

    def _fill(self, table: ChartTable) -> None:
        """The rows as they are now; with the same columns, the cursor stays where it is."""
        if self._model is None or self._headers != table.headers:
            self._headers = table.headers
            self._make(table.headers)
        if self._model is not None and self._empty is not None:
            self._empty.set_texts(self.chart.why_empty)
            self._model.set_rows(list(enumerate(table.rows)))

    def _make(self, headers: tuple[str, ...]) -> None:
        if self._table is not None:
            self._table.deleteLater()
        columns = [_column(n, title, len(headers)) for n, title in enumerate(headers)]
        self._model = RowTableModel(columns, lambda row: row[0], self)
        self._table = DataTable(self._model, tr("{name}, as a table").format(name=self.chart.name))
        self._empty = EmptyState("", pictures=("activity",))
        self._table.set_empty_state(self._empty)
        self._table.mark_ready()
        self._layout.addWidget(self._table)

    @Slot()
    def _on_chart_data_changed(self) -> None:
        if self.currentWidget() is self._holder:
            self._fill(self.chart.table())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if theme.shows_tables() != self._is_twin_first:
            self._is_twin_first = not self._is_twin_first
            self._show_twin(self._is_twin_first)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_T and event.modifiers() == both:
            self.toggle_table()
            return
        super().keyPressEvent(event)


def _column(n: int, title: str, count: int) -> Column[tuple[int, Row]]:
    return Column(title, lambda row: _cell(row[1][n]), width=140, stretches=n == count - 1)


def _cell(value: str) -> Cell:
    """A measured number as every list shows it: its file keeps all digits, with a point."""
    return Number(float(value)) if _MEASURED.fullmatch(value) else value


def rows_of(rows: Sequence[Sequence[object]]) -> tuple[Row, ...]:
    """Any values as the words of a table twin."""
    return tuple(tuple(str(value) for value in row) for row in rows)
