"""The alerts as a table that never moves under the cursor: what is new waits behind a pill."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.queries.alerts import SEVERITIES, STATES, AlertRow, RuntimeHealth
from app.views.cells import Age, Cell, State, Status, Text
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.alerts_words import (
    LIVE,
    severity_words,
    stage_of,
    state_of,
    title_of,
)
from app.views.panels.parts import clear
from app.views.panels.saved_views import BuiltIn, Listing
from app.views.shown_time import shown_now
from app.views.widgets.basics import Divider, KeyHints, Pane, StateChip, caption, row, screen_title
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.pill import NewRowsPill
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import WrapLayout

GRAMMAR = FilterGrammar(
    (
        FilterKey("severity", N_("Severity"), SEVERITIES),
        FilterKey("state", N_("State"), (*STATES, "live")),
        FilterKey("stage", N_("Stage"), ("PROD", "UAT", "SIT")),
        FilterKey("service", N_("Service"), ("mine",)),
        FilterKey("owner", N_("Owner"), ("me", "none")),
        FilterKey("model", N_("Model")),
        FilterKey("unit", N_("Unit")),
        FilterKey("age", N_("Age")),
    )
)
VIEWS = (
    ("live", N_("Open"), "state:live"),
    ("all", N_("All"), ""),
    ("snoozed", N_("Snoozed"), "state:snoozed"),
    ("ended", N_("Ended"), "state:resolved,closed"),
)
HINTS = (
    ("A", N_("acknowledge")),
    ("S", N_("snooze")),
    ("M", N_("assign")),
    ("E", N_("escalate")),
    ("C", N_("comment")),
    ("U", N_("undo")),
    ("L", N_("lineage")),
    ("J K", N_("next, previous")),
    ("X", N_("select")),
    ("/", N_("filter")),
    ("Ctrl+/", N_("all keys")),
)


class AlertList(Pane):
    view_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._me: UUID | None = None
        self._now = shown_now()
        self._fresh: tuple[AlertRow, ...] = ()
        self._has_rows = False
        self.place = VIEWS[0][0]  # which of the screen's own lists
        self.filter = FilterBar(tr("Filter alerts"), GRAMMAR)
        self.filter.setObjectName("alerts.filter")
        self.model: RowTableModel[AlertRow] = RowTableModel(
            self._columns(), lambda one: one.id, self
        )
        self.table = DataTable(self.model, tr("Alerts"))
        self.table.setObjectName("alerts.table")
        self.table.keep_from_edges()
        self.empty = EmptyState(tr("All quiet"), tr("No alert is open."), pictures=("bell",))
        self.table.set_empty_state(self.empty)
        self.pill = NewRowsPill()
        self.pill.setObjectName("alerts.new")
        self.pill.hide()
        self.live = StateChip(State(Status.WAITING, tr("reading")))  # until the first answer
        self._runtimes = QWidget()
        self._runtime_row = QHBoxLayout(self._runtimes)
        self._runtime_row.setContentsMargins(0, 0, 0, 0)
        self._build()
        self.pill.clicked.connect(self.show_new)

    def _build(self) -> None:
        self.head = head = WrapLayout(spacing=12)
        head.addWidget(screen_title(tr("Alerts")))
        head.addWidget(self.live)
        head.add_stretch()
        head.addWidget(self._runtimes)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self.filter)
        hints = Pane(is_chrome=True)
        line = QHBoxLayout(hints)
        line.setContentsMargins(16, 8, 16, 8)
        line.addWidget(KeyHints(HINTS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.pill, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.table, 1)
        layout.addWidget(Divider())
        layout.addWidget(hints)

    def listing(self) -> Listing:
        """For the drop-down of saved views: the screen's own are its first ones."""
        return Listing(
            "alerts",
            self.filter,
            self.table,
            tuple(BuiltIn(tr(words), place=key) for key, words, _filter in VIEWS),
            lambda: GRAMMAR,
            place=lambda: self.place,
            set_place=self.set_place,
        )

    def set_place(self, place: str) -> None:
        """Show another of the screen's own lists."""
        if place != self.place and place in {key for key, _words, _filter in VIEWS}:
            self.place = place
            self.view_changed.emit()

    @property
    def view_filter(self) -> str:
        return next(found for key, _words, found in VIEWS if key == self.place)

    @property
    def held_back(self) -> int:
        """How many alerts wait behind the pill."""
        shown = {one.id for one in self.model.rows}
        return sum(one.id not in shown for one in self._fresh)

    def set_rows(self, rows: Sequence[AlertRow], total: int, me: UUID, *, is_asked: bool) -> None:
        """`is_asked`: the person asked for another list, so that it may change as a whole."""
        self._me, self._now = me, shown_now()
        self._fresh = tuple(rows)
        if is_asked or not self._has_rows:
            self.model.set_rows(rows)
        else:
            by_id = {one.id: one for one in rows}
            self.model.set_rows([by_id[one.id] for one in self.model.rows if one.id in by_id])
        self._has_rows = True
        self.table.mark_ready()
        self.pill.set_count(self.held_back)
        self.filter.set_count(len(rows), total)
        self._word_empty()

    def show_new(self) -> None:
        """Let in what waited; the cursor stays on its row."""
        self.model.set_rows(self._fresh)
        self.pill.set_count(0)
        self.table.scrollToTop()

    def set_live(self, is_live: bool, since: str = "", *, is_driven: bool = True) -> None:
        """`is_driven`: a service measures; without one the list is right, but nothing comes."""
        if not is_live:
            state = State(Status.WARNING, tr("not live since {since}").format(since=since))
        elif not is_driven:
            state = State(Status.WARNING, tr("no service: nothing is measured"))
        else:
            state = State(Status.OK, tr("live"))
        self.live.set_state(state)

    def set_runtimes(self, health: RuntimeHealth) -> None:
        clear(self._runtime_row)
        counts = (
            (Status.OK, health.ready),
            (Status.WARNING, health.troubled),
            (Status.UNREACHABLE, health.unreachable),
        )
        chips = [StateChip(State(status, str(count))) for status, count in counts if count]
        parts: list[QWidget] = [caption(tr("runtimes") if chips else tr("no runtimes")), *chips]
        self._runtimes.setAccessibleName(
            tr(
                "{ready} runtimes ready, {troubled} busy or draining, {unreachable} unreachable"
            ).format(ready=health.ready, troubled=health.troubled, unreachable=health.unreachable)
        )
        self._runtime_row.addWidget(row(None, *parts, spacing=8))

    def _word_empty(self) -> None:
        if not self.filter.query.is_empty:
            self.empty.set_texts(tr("No alert matches “{query}”").format(query=self.filter.query),
                                 tr("Clear the filter with Esc."))  # fmt: skip
        elif self.view_filter == "state:live":
            self.empty.set_texts(
                tr("All quiet"), tr("No alert is open. Monitors go on by themselves.")
            )
        else:
            self.empty.set_texts(
                tr("No alerts"), tr("An alert comes when a monitor's limit is broken.")
            )

    def _columns(self) -> list[Column[AlertRow]]:
        def title(one: AlertRow) -> Cell:
            return Text(
                title_of(one),
                is_strong=one.state == "open" and one.snoozed_until is None,
                is_quiet=one.state not in LIVE,
            )

        def owner(one: AlertRow) -> Cell:
            mine = one.owner_id is not None and one.owner_id == self._me
            return Text(tr("you") if mine else one.owner or "—", is_quiet=not one.owner)

        return [
            Column(tr("State"), state_of, key="state", width=118, tooltip=severity_words),
            Column(tr("Alert"), title, key="title", stretches=True),
            Column(tr("Model"), lambda one: f"{one.model_name} v{one.version}", width=116,
                   drop_below=560),
            Column(tr("Stage"), stage_of, width=84, drop_below=420),
            Column(tr("Age"), lambda one: Age(min(one.opened_at, self._now), self._now),
                   is_number=True, width=92, drop_below=620),
            Column(tr("Owner"), owner, width=116, drop_below=780),
            Column("×", lambda one: str(one.times) if one.times > 1 else "", is_number=True,
                   width=36, drop_below=620,
                   tooltip=lambda one: tr("Seen {times} times").format(times=one.times)),
        ]  # fmt: skip
