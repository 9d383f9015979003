"""What stands in a model's tabs; each is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.queries.evidence_rows import WaiverRow
from app.models.queries.model_page import DecisionRow, ModelDetail, SnapshotRow
from app.models.queries.snapshot_diff import SnapshotDiff
from app.models.queries.submission import Standing
from app.views import cells
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels import inventory_tables as tables
from app.views.panels.inventory_diff import DiffView
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_overview import Overview
from app.views.places import ObjectRef
from app.views.shown_time import looks_back
from app.views.widgets.basics import caption
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.splitter import Splitter

_NO_VERSION = N_("No version yet"), N_("Register one with Ctrl+N.")


def _nothing(_detail: ModelDetail) -> str:
    return ""


@dataclass(frozen=True)
class Listed:
    """One list of a model: its columns, where its rows come from, and the words without any."""

    name: str
    columns: Callable[[Ladder], list[Column[Any]]]
    rows: Callable[[ModelDetail], Sequence[Any]]
    empty: tuple[str, str]
    note: Callable[[ModelDetail], str] = _nothing
    key: Callable[[Any], Hashable] = attrgetter("id")
    is_of_version: bool = False  # nothing can be in it before there is one


class TablePage(QWidget):
    """A table under one line of words; says why it is empty."""

    def __init__(self, listed: Listed, ladder: Ladder) -> None:
        super().__init__()
        self._listed = listed
        self._model: RowTableModel[Any] = RowTableModel(listed.columns(ladder), listed.key, self)
        self.table = DataTable(self._model, tr(listed.name))
        self.table.allow_sorting()
        title, text = listed.empty
        self._empty = EmptyState(tr(title), tr(text) if text else "")
        self.table.set_empty_state(self._empty)
        self.note = caption()
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(8)
        self._bar.addWidget(self.note)
        self._bar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._bar)
        layout.addWidget(self.table, 1)
        self.note.hide()

    def add_button(self, button: QWidget) -> None:
        self._bar.addWidget(button)

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        lacks_version = self._listed.is_of_version and detail.shown is None
        title, text = _NO_VERSION if lacks_version else self._listed.empty
        has_way_on = text and not looks_back()
        self._empty.set_texts(tr(title), tr(text) if has_way_on else "")
        self._model.set_rows(self._listed.rows(detail))
        self.table.mark_ready()
        note = self._listed.note(detail)
        self.note.setText(note)
        self.note.setVisible(bool(note))


class SnapshotsPage(QStackedWidget):
    """The snapshots, or in their place how two of them differ."""

    marked = Signal()
    swapped = Signal()
    note_asked = Signal()
    raw_wanted = Signal()
    sides_chosen = Signal(object, object)  # ids of snapshots
    export_asked = Signal()

    def __init__(self, ladder: Ladder) -> None:
        super().__init__()
        self._list = TablePage(SNAPSHOTS, ladder)
        self.table = self._list.table
        self.table.setObjectName("inventory.snapshots")
        self.table.selection_changed.connect(lambda _count: self.marked.emit())
        self.diff = DiffView()
        self.diff.closed.connect(self.show_list)
        self.diff.swapped.connect(self.swapped)
        self.diff.note_asked.connect(self.note_asked)
        self.diff.raw_wanted.connect(self.raw_wanted)
        self.diff.sides_chosen.connect(self.sides_chosen)
        self.diff.export_asked.connect(self.export_asked)
        self.addWidget(self._list)
        self.addWidget(self.diff)

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        self._list.show_detail(detail, standing)
        self.diff.offer_sides([(one.id, one.label) for one in detail.snapshots if one.id])

    def show_diff(self, diff: SnapshotDiff) -> None:
        self.diff.show_diff(diff)
        self.setCurrentWidget(self.diff)
        self.diff.table.setFocus()

    @Slot()
    def show_list(self) -> None:
        focus = self.focusWidget()
        had_focus = focus is not None and self.diff.isAncestorOf(focus)
        self.setCurrentWidget(self._list)
        if had_focus:
            self.table.setFocus()


class ApprovalsPage(Splitter):
    """The decisions about a model, above the waivers where there are any; each can be opened."""

    opened = Signal(object)  # ObjectRef
    opened_in_window = Signal(object)  # ObjectRef
    menu_requested = Signal(QPoint)  # where, in global coordinates

    def __init__(self, ladder: Ladder) -> None:
        self._decisions = TablePage(DECISIONS, ladder)
        self._waivers = TablePage(WAIVERS, ladder)
        self._decisions.table.setObjectName("inventory.decisions")
        self._decisions.table.set_row_height(46)
        self._waivers.table.setObjectName("inventory.waivers")
        super().__init__(self._decisions, self._waivers, is_vertical=True, sizes=(0, 96))
        self._used = self._decisions.table  # where the cursor was moved last
        self._open_rows(self._decisions.table, _approval_of)
        self._open_rows(self._waivers.table, _waiver_of)

    def _open_rows(self, table: DataTable, ref_of: Callable[[Any], ObjectRef]) -> None:
        table.set_refs(ref_of)
        table.opened.connect(lambda row: self.opened.emit(ref_of(row)))
        table.opened_in_window.connect(lambda row: self.opened_in_window.emit(ref_of(row)))
        table.menu_requested.connect(self.menu_requested)
        table.current_changed.connect(lambda row: self._use(table) if row else None)

    def _use(self, table: DataTable) -> None:
        self._used = table

    @property
    def current_ref(self) -> ObjectRef | None:
        """What the cursor is on."""
        return self._used.current_ref

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        self._decisions.show_detail(detail, standing)
        self._waivers.show_detail(detail, standing)
        self._waivers.setVisible(bool(detail.waivers))


Page = Overview | TablePage | SnapshotsPage | ApprovalsPage  # each is told of another model


def _approval_of(row: DecisionRow) -> ObjectRef:
    return ObjectRef("request", str(row.request_id), f"{row.request_number}")


def _waiver_of(row: WaiverRow) -> ObjectRef:
    return ObjectRef("waiver", str(row.id), f"{row.number}")


def _snapshot_key(row: SnapshotRow) -> Hashable:
    return (row.version_id, row.sequence)


def _tested(detail: ModelDetail) -> str:
    run = detail.test_run
    if run is None:
        return ""
    return tr("Release test {number} of v{version}, {rows} rows").format(
        number=run.number,
        version=detail.shown.version if detail.shown else 0,
        rows=cells.significant(run.rows),
    )


def _beside(detail: ModelDetail) -> str:
    shown = detail.shown
    if shown is None:
        return ""
    is_first = all(one.before == "" for one in detail.fields)
    said = tr("of v{version}") if is_first else tr("of v{version}, beside the version before it")
    return said.format(version=shown.version)


SNAPSHOTS = Listed(
    N_("Snapshots"),
    tables.snapshots,
    lambda detail: detail.snapshots,
    _NO_VERSION,
    lambda detail: (
        tr("X marks a snapshot; with two marked, D shows what differs.") if detail.snapshots else ""
    ),
    _snapshot_key,
)
DECISIONS = Listed(
    N_("Decisions"),
    tables.decisions,
    lambda detail: detail.decisions,
    (N_("No decision yet"), ""),
    lambda detail: tr("Enter opens what was decided on.") if detail.decisions else "",
)
WAIVERS = Listed(
    N_("Waivers"),
    lambda _ladder: tables.waivers(),
    lambda detail: detail.waivers,
    (N_("No waivers"), ""),
    lambda _detail: tr("Waivers, with their ends"),
)
LISTS: Mapping[str, Listed] = MappingProxyType(
    {
        "Assets": Listed(
            N_("Assets"),
            lambda _ladder: tables.assets(),
            lambda detail: detail.assets,
            (N_("No files"), N_("The version holds no files.")),
            is_of_version=True,
        ),
        "Schema": Listed(
            N_("Schema"),
            lambda _ladder: tables.fields(),
            lambda detail: detail.fields,
            (
                N_("No schema"),
                N_("Add a schema.json that names the columns and what each of them is for."),
            ),
            _beside,
            is_of_version=True,
        ),
        "Deployments": Listed(
            N_("Deployments"),
            tables.deployments,
            lambda detail: detail.deployments,
            (N_("Never deployed"), N_("Its life cycle deploys it once it is approved.")),
        ),
        "Monitoring": Listed(
            N_("Monitors"),
            tables.monitors,
            lambda detail: detail.monitors,
            (N_("No monitor"), N_("Monitors are attached when a version is deployed.")),
        ),
        "Tests": Listed(
            N_("Test results"),
            lambda _ladder: tables.results(),
            lambda detail: detail.results,
            (N_("Not tested"), N_("Request promotion (P): its life cycle runs the tests.")),
            _tested,
            lambda row: row.name,
            is_of_version=True,
        ),
        "Documents": Listed(
            N_("Documents"),
            lambda _ladder: tables.documents(),
            lambda detail: detail.documents,
            (
                N_("No documents"),
                N_("Add one, or put a model_card.md into the folder that you register."),
            ),
            lambda detail: (
                tr("Enter, Space or a double click reads one.") if detail.documents else ""
            ),
        ),
    }
)
