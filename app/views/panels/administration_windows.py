"""Every time without deployments: what is closed, since when and why, and who ended it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import texts
from app.models.queries.windows import WindowCase
from app.views.backend import Backend
from app.views.cells import Number, State, Status, Text, moment
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_windows import WindowActs
from app.views.panels.runtimes_words import closed_words
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState

STATES: dict[str, tuple[Status, str]] = {
    "in force": (Status.WAITING, N_("in force")),
    "planned": (Status.UNKNOWN, N_("planned")),
    "over": (Status.OK, N_("past")),
    "ended": (Status.UNKNOWN, N_("ended early")),
}


def _state(one: WindowCase) -> State:
    status, words = STATES[one.row.state]
    return State(status, tr(words))


def _until(one: WindowCase) -> str:
    return moment(one.row.ends_at)


def told(one: WindowCase) -> str:
    """All of it, a line each: what, of whom, and who said why."""
    window = one.row
    what = tr("Window {number}: {what}, {unit}")
    lines = [what.format(number=window.number, what=closed_words(window), unit=window.unit)]
    if window.is_weekly:
        lines.append(tr("Every week, by the clock of {zone}").format(zone=window.zone))
    planned = tr("Planned by {person}: {reason}")
    lines.append(planned.format(person=window.planned_by, reason=window.reason))
    if window.state == "ended":
        ended = tr("Ended by {person}: {reason}")
        lines.append(ended.format(person=window.ended_by, reason=window.ended_reason))
    return "\n".join(lines)


COLUMNS: list[Column[WindowCase]] = [
    Column(N_("Window"), lambda w: Number(w.row.number), key="number", width=64, is_number=True),
    Column(N_("What is closed"), lambda w: closed_words(w.row), key="what", width=230),
    Column(N_("Unit"), lambda w: w.row.unit, key="unit", width=120, drop_below=700),
    Column(N_("State"), _state, key="state", width=110),
    Column(N_("From"), lambda w: moment(w.row.starts_at), key="from", width=130),
    Column(N_("Until"), _until, key="until", width=130, drop_below=820),
    Column(N_("Why"), lambda w: Text(w.row.reason), key="why", stretches=True, drop_below=940),
]  # fmt: skip


class WindowsPage(QWidget):
    """In force, then to come, then what is over; one can be ended before its time."""

    changed = Signal(str)  # what was done, in words

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self.acts = WindowActs(self, backend, self._on_changed)
        self._model = RowTableModel(COLUMNS, lambda w: w.row.id, self)
        self.table = DataTable(self._model, tr("Times without deployments"))
        self.table.expect_rows()
        self.table.setObjectName("administration.windows")
        self.table.allow_sorting()
        self.table.set_empty_state(
            EmptyState(tr("No window was planned"), tr("Plan one in Runtimes, with P."))
        )
        self.end_button = Button(tr("End it…"))
        self.end_button.setObjectName("administration.end_window")
        self.end_button.clicked.connect(self._end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 16, 12)
        layout.setSpacing(8)
        said = StyledLabel(
            tr("Maintenance of runtimes and freezes of stages. Nothing is deployed there then."),
            is_secondary=True,
            wraps=True,
        )
        head = QHBoxLayout()
        head.addWidget(said, 1)
        head.addWidget(self.end_button)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.detail = StyledLabel(wraps=True, can_copy=True)
        layout.addWidget(self.detail)
        layout.addWidget(caption(tr("A window is planned in Runtimes by P; all are kept here.")))
        self.table.current_changed.connect(lambda _row: self._judge())
        self.table.opened.connect(lambda _row: self._end())
        self._judge()

    def show_rows(self, rows: Sequence[WindowCase]) -> None:
        self._model.set_rows(rows)
        self.table.mark_ready()
        self.table.select_first()
        self._judge()

    def _judge(self) -> None:
        one: WindowCase | None = self.table.current_row()
        self.detail.setText(told(one) if one else "")
        self.end_button.set_blocked(self.why_not_end())

    def why_not_end(self) -> str:
        one: WindowCase | None = self.table.current_row()
        if one is None:
            return tr("Choose a window first.")
        if one.row.state in ("over", "ended"):
            return tr("It has ended already.")
        return "\n".join(map(texts.blocker, one.end_blockers))

    def _end(self) -> None:
        one: WindowCase | None = self.table.current_row()
        if one is not None and not self.why_not_end():
            self.acts.end(one.row)

    def _on_changed(self, sheet: ConfirmSheet, said: str, _result: object) -> None:
        sheet.accept()
        self.changed.emit(said)
