"""What a file's check says, before anything is kept: refused first, with the lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.process_files import CheckedFile, Remark
from app.views import theme
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import StateChip, caption, row
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice

VERDICTS = {
    "refused": State(Status.FAILED, "refused"),
    "kept": State(Status.WARNING, "kept"),
    "supported": State(Status.OK, "supported"),
}
COLUMNS: list[Column[tuple[int, Remark]]] = [
    Column("Verdict", lambda r: VERDICTS[r[1].verdict], width=104),
    Column("Line", lambda r: str(r[1].line or "–"), width=48, is_number=True),
    Column("Element", lambda r: r[1].element, width=130),
    Column("Id", lambda r: Text(r[1].id, is_mono=True), width=130),
    Column("Why", lambda r: r[1].why, stretches=True, tooltip=lambda r: r[1].why),
]


class ReportTable(DataTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        self._report: RowTableModel[tuple[int, Remark]] = RowTableModel(COLUMNS, lambda r: r[0])
        super().__init__(self._report, "What the check says", parent)
        self._report.setParent(self)
        self.setObjectName("life_cycles.report")

    def show_report(self, found: CheckedFile) -> None:
        self._report.set_rows(list(enumerate(found.remarks)))
        self.mark_ready()


def counts(found: CheckedFile) -> list[QWidget]:
    """Chips: so many run, are kept without effect, are refused."""
    return [
        StateChip(State(VERDICTS[key].status, f"{found.count(key)} {key}"))
        for key in ("supported", "kept", "refused")
    ]


class ImportSheet(ConfirmSheet):
    def __init__(self, found: CheckedFile, units: Iterable[str], parent: QWidget) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.unit = Choice("Unit", list(units))
        layout.addWidget(row(*counts(found), None, caption("Unit"), self.unit))
        self.report = ReportTable()
        self.report.setMinimumHeight(theme.px(240))
        self.report.show_report(found)
        layout.addWidget(self.report)
        what = "template" if found.kind == "bpmn" else "decision table"
        super().__init__(
            f"Import {found.name}",
            "Import as draft",
            parent,
            facts=(("Becomes", f"the next version of the {what} {found.key}"),
                   ("Runs", ", ".join(found.runnable) or "nothing in it")),
            consequences=("The file is kept byte for byte; nothing starts until it is published.",),
            minimum_reason=0,
            body=body,
        )  # fmt: skip
        self.setMinimumWidth(theme.px(760))
        if not found.runnable:
            self.set_blocked("Nothing in this file can run; the report says why.")
