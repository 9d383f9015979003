"""A chart as a file: a picture, a drawing, or its table; told to the trail as every list is."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.views.charts.chart import Chart, ChartTable
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.panels.csv_file import write_bytes, write_csv
from app.views.panels.told_export import write_list
from app.views.screen import ScreenWindow

PICTURES = ("png", "svg")
ENDINGS = (*PICTURES, "csv")


class ChartExport(QObject):
    """Asks where to, then writes what the chart shows now."""

    def __init__(self, shell: ScreenWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def open(self, chart: Chart, stem: str, *, model_id: UUID | None = None) -> None:
        """Let the person choose a place; `stem` begins the name of the file."""
        kinds = ";;".join((tr("Picture (*.png)"), tr("Drawing (*.svg)"), tr("Table, CSV (*.csv)")))
        dialog = QFileDialog(self._parent, tr("Export the chart"), f"{stem}.png", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

        def keep(chosen: str) -> None:
            path = Path(chosen)
            if path.suffix[1:].lower() not in ENDINGS:
                kind = next(one for one in ENDINGS if f"*.{one}" in dialog.selectedNameFilter())
                path = path.with_name(f"{path.name}.{kind}")
            self.export_to(chart, path, model_id=model_id)

        dialog.fileSelected.connect(keep)
        open_dialog(dialog)

    def export_to(self, chart: Chart, path: Path, *, model_id: UUID | None = None) -> None:
        """Write the chart; the ending of the name says as what."""
        kind = path.suffix[1:].lower()
        table = chart.table()
        content = chart.picture(kind) if kind in PICTURES else b""
        write_list(
            self._shell.backend,
            self._on_written,
            _write,
            (table, content),
            path,
            name="chart",
            filter_text=chart.name,
            model_id=model_id,
        )

    def _on_written(self, _rows: int) -> None:
        self._shell.toast(tr("The chart is exported"))


def _write(_session: Any, query: tuple[ChartTable, bytes], path: Path) -> int:
    table, content = query
    if not content:
        return write_csv(path, table.headers, table.rows)
    write_bytes(path, content)
    return len(table.rows)
