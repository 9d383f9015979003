"""What a file's check says, before anything is kept: refused first, with the lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.process_files import CheckedFile, Remark
from app.views import theme
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import StateChip, caption, row
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice

VERDICTS = {
    "refused": (Status.FAILED, N_("refused")),
    "kept": (Status.WARNING, N_("kept")),
    "supported": (Status.OK, N_("supported")),
}


def _verdict(remark: Remark) -> State:
    status, words = VERDICTS[remark.verdict]
    return State(status, tr(words))


COLUMNS: list[Column[tuple[int, Remark]]] = [
    Column(N_("Verdict"), lambda r: _verdict(r[1]), width=104),
    Column(N_("Line"), lambda r: str(r[1].line or "–"), width=48, is_number=True),
    Column(N_("Element"), lambda r: r[1].element, width=130),
    Column(N_("Id"), lambda r: Text(r[1].id, is_mono=True), width=130),
    Column(N_("Why"), lambda r: r[1].why, stretches=True, tooltip=lambda r: r[1].why),
]


class ReportTable(DataTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        self._report: RowTableModel[tuple[int, Remark]] = RowTableModel(COLUMNS, lambda r: r[0])
        super().__init__(self._report, tr("What the check says"), parent)
        self._report.setParent(self)
        self.setObjectName("life_cycles.report")

    def show_report(self, found: CheckedFile) -> None:
        self._report.set_rows(list(enumerate(found.remarks)))
        self.mark_ready()


def counts(found: CheckedFile) -> list[QWidget]:
    """Chips: so many run, are kept without effect, are refused."""
    return [
        StateChip(State(VERDICTS[key][0], f"{found.count(key)} {tr(VERDICTS[key][1])}"))
        for key in ("supported", "kept", "refused")
    ]


class ImportSheet(ConfirmSheet):
    def __init__(self, found: CheckedFile, units: Iterable[str], parent: QWidget) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.unit = Choice(tr("Unit"), list(units))
        layout.addWidget(row(*counts(found), None, caption(tr("Unit")), self.unit))
        self.report = ReportTable()
        self.report.setMinimumHeight(theme.px(240))
        self.report.show_report(found)
        layout.addWidget(self.report)
        becomes = (
            tr("the next version of the template {key}")
            if found.kind == "bpmn"
            else tr("the next version of the decision table {key}")
        ).format(key=found.key)
        kept = tr("The file is kept byte for byte; nothing starts until it is published.")
        super().__init__(
            tr("Import {name}").format(name=found.name),
            tr("Import as draft"),
            parent,
            facts=((tr("Becomes"), becomes),
                   (tr("Runs"), ", ".join(found.runnable) or tr("nothing in it"))),
            consequences=(kept,),
            minimum_reason=0,
            body=body,
        )  # fmt: skip
        self.setMinimumWidth(theme.px(760))
        if not found.runnable:
            self.set_blocked(tr("Nothing in this file can run; the report says why."))
