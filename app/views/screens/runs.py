"""Runs of life cycles: where each stands, what holds it up, and how to help it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.retries import RetryState
from app.models.queries.run_list import (
    ListedRun,
    RunQuery,
    count_my_incidents,
    count_run_page,
    count_states,
    list_run_page,
)
from app.models.queries.run_view import RunView, load_run_view
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import Sort
from app.views.language import tr
from app.views.panels.chart_export import ChartExport
from app.views.panels.first_steps import FirstSteps
from app.views.panels.list_export import ask_and_write
from app.views.panels.query_pages import QueryPages
from app.views.panels.runs_counters import Counters
from app.views.panels.runs_list import COLUMNS, FIELDS, GRAMMAR, VIEWS, WHENCE
from app.views.panels.runs_page import TAB_NAMES, RunPage
from app.views.panels.runs_panel import RunPanel
from app.views.panels.runs_steering import RunSteering, run_ref
from app.views.panels.saved_views import BuiltIn, Listing, SavedViews
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Badge, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import wrapping_row

_POLL_MS = 1_000
CLOCK_MS = 5_000
MINUTE = timedelta(minutes=1)


def incident_badge(session: Any, decider: Any) -> Badge:
    """Incidents of the units where this person operates."""
    count = count_my_incidents(session, decider.id)
    return Badge(count, is_incident=count > 0)


CHANGING = ("retry", "suspend", "cancel", "assign")


@SCREENS.register("runs")
class RunsScreen(RunSteering):
    card = CARDS["runs"]
    badge_query = incident_badge

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._counts: dict[str, int] | None = None  # of all runs, whatever the filter
        self._run_id: UUID | None = None  # the open one; None: the list is shown
        self._view: RunView | None = None
        self._retry: RetryState | None = None
        self._asked: tuple[UUID, UUID] | None = None  # inbox row and incident of a retry
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._on_poll_timeout)
        self._clock = QTimer(self, interval=CLOCK_MS)  # ages go on where nothing is recorded
        self._clock.timeout.connect(self._on_clock_timeout)
        self._build_layout()
        self._connect_signals()
        self._add_actions()

    def _build_layout(self) -> None:
        self.notices = BannerArea()
        self._pages: QueryPages[ListedRun] = QueryPages(
            COLUMNS,
            lambda one: one.id,
            backend=self.backend,
            notices=self.notices,
            query_of=_query_of,
            list_rows=list_run_page,
            count_rows=count_run_page,
            failed=self.shell.show_error,
            answered=self._after_page,
            parent=self,
        )
        self._model = self._pages.model
        self.table = DataTable(self._model, tr("Runs"))
        self.table.setObjectName("runs.table")
        self.table.keep_from_edges()
        self.table.allow_sorting()
        self._empty = EmptyState(
            tr("No run yet"),
            tr(WHENCE),
            pictures=("box", "workflow", "circle-play"),
        )
        self.start_button = Button(tr("Start a run…"), icon="plus", keys="Ctrl+N", changes=True)
        self.start_button.setObjectName("runs.start")
        self.table.set_empty_state(self._empty)
        self.filter = FilterBar(
            tr("Filter runs"), GRAMMAR, hint=tr("Filter: state:incident, model, number")
        )
        self.filter.setObjectName("runs.filter")
        self._ways = WaysOut(self._empty, self.filter, self._model.count)
        self._first = FirstSteps(self, self._empty, (tr("Start one…"), "runs.start"))
        self.counters = Counters()
        self.counters.setObjectName("runs.counters")
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(16, 12, 16, 10)
        head_layout.setSpacing(10)
        self.saved_views = SavedViews(self.shell, self._listing(), self)
        head_layout.addWidget(
            wrapping_row(
                screen_title(tr("Runs")),
                self.saved_views.button,
                self.start_button,
                None,
                self.counters,
            )
        )
        head_layout.addWidget(self.filter)
        listing = QWidget()
        list_layout = QVBoxLayout(listing)
        list_layout.setContentsMargins(0, 0, 0, 0)
        list_layout.setSpacing(0)
        list_layout.addWidget(head)
        list_layout.addWidget(self.notices)
        list_layout.addWidget(Divider())
        list_layout.addWidget(self.table, 1)
        self.page = RunPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(listing)
        self.stack.addWidget(self.page)
        self.panel = RunPanel()
        self.panel.setObjectName("runs.panel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        names = (tr("Runs"), tr("The run"))
        self.split = Panes(self.stack, self.panel, names=names, sizes=(0, 316))
        self.stack.currentChanged.connect(self._name_panes)
        layout.addWidget(self.split)

    @Slot(int)
    def _name_panes(self, _page: int) -> None:
        """Once a run is open it is what stands in the first pane, and its facts beside it."""
        is_open = self.stack.currentWidget() is self.page
        first = (tr("The run"), tr("Facts")) if is_open else (tr("Runs"), tr("The run"))
        self.split.switch.set_texts(first)

    def _listing(self) -> Listing:
        views = tuple(BuiltIn(tr(title), text) for title, text in VIEWS)
        return Listing("runs", self.filter, self.table, views, lambda: GRAMMAR)

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _connect_signals(self) -> None:
        registry = self.shell.actions_registry
        self.start_button.clicked.connect(lambda _on: registry.trigger("runs.start"))
        self.filter.changed.connect(self._on_filter_changed)
        self._model.total_changed.connect(lambda _total: self._show_counts())
        self.backend.moment_changed.connect(self._model.start_over)
        self.filter.left.connect(self.table.setFocus)
        self.counters.chosen.connect(self._on_counters_chosen)
        self.table.current_changed.connect(self._on_table_current_changed)
        self.table.opened.connect(self._on_table_opened)
        self.table.peeked.connect(lambda _row: self.toggle_detail())
        self.table.set_refs(run_ref)
        self.table.opened_in_window.connect(lambda r: self.shell.open_window(run_ref(r)))
        self.table.menu_requested.connect(self._on_table_menu_requested)
        self.page.left.connect(self.show_list)
        self.page.step_asked.connect(self._show_runs_at)
        self.panel.retry_asked.connect(self._retry_step)
        self.panel.suspend_asked.connect(self._suspend)
        self.panel.cancel_asked.connect(self._cancel)
        self.panel.variables_asked.connect(self._show_variables)
        self.panel.task_opened.connect(self._on_panel_task_opened)
        self.panel.deployment_opened.connect(self._on_panel_deployment_opened)

    def _add_actions(self) -> None:
        start = ActionSpec("runs.start", tr("Start a run…"), ("Ctrl+N",), "File", "new", "runs",
                           "plus", changes=True)  # fmt: skip
        self.add_action(start, self._start, blocked=lambda: self.backend.why_no_change, waits=False)
        for spec, callback, blocked in (
            (
                ("retry", tr("Retry step"), ("R",), "refresh-cw"),
                self._retry_step,
                self.why_no_retry,
            ),
            (
                ("variables", tr("Variables"), ("V",), "table"),
                self._show_variables,
                self._why_no_run,
            ),
            (
                ("token", tr("Go to the token"), ("H",), "pin"),
                self._go_to_token,
                self._why_no_run,
            ),
            (
                ("suspend", tr("Suspend or resume"), ("P",), "pause"),
                self._suspend,
                self.why_no_suspend,
            ),
            (("cancel", tr("Cancel run…"), (), "x"), self._cancel, self.why_no_cancel),
            (
                ("only_step", tr("Only runs at its step"), (), "filter"),
                self._only_step,
                self._why_no_step,
            ),
            (
                ("only_template", tr("Only runs of the same life cycle"), (), "workflow"),
                self._only_template,
                self._why_no_run,
            ),
            (
                ("assign", tr("Hand its task over…"), ("M",), "user"),
                self._hand_over,
                self.why_no_hand_over,
            ),
            (
                ("lineage", tr("Lineage of the model"), ("L",), "git-branch"),
                self._lineage,
                self._why_no_run,
            ),
            (
                ("back", tr("Back to the list"), ("Backspace",), "chevron-left"),
                self.show_list,
                None,
            ),
        ):
            key, text, keys, icon = spec
            made = ActionSpec(f"runs.{key}", text, keys, "Actions", context="runs", icon=icon,
                              changes=key in CHANGING)  # fmt: skip
            self.add_action(made, callback, blocked=blocked, waits=key != "back")
        export = ActionSpec("runs.export", tr("Export what is shown…"), ("Ctrl+Shift+E",), "File",
                            "new", "runs", "download", changes=True)  # fmt: skip
        self.charts = ChartExport(self.shell, self)
        self.add_action(export, self._export, blocked=self._why_no_chart, waits=False)
        add_watch_action(self, "runs", self._watchable, self)

    def _why_no_chart(self) -> str:
        if self._run_id is None:
            return ""  # the list is shown
        return (
            self.why_unread()
            or self._why_no_run()
            or ("" if self.page.chart else tr("This tab has no chart."))
        )

    def _export(self) -> None:
        if self._run_id is None:
            ask_and_write(self, self._pages.file("runs", FIELDS))
        elif self._view is not None and self.page.chart is not None:
            run = self._view.run.row
            self.charts.open(self.page.chart, f"run-{run.number}", model_id=run.model_id)

    def _watchable(self) -> Watchable | None:
        if self._view is None:
            return None
        run = self._view.run.row
        return Watchable("instance", run.id, tr("run {number}").format(number=run.number))

    # Reading

    @override
    def refresh(self) -> None:
        self._read_list()
        wanted = self.chosen_id() or self.shown_id()
        if isinstance(wanted, UUID):
            self._read_run(wanted)

    def _read_list(self) -> None:
        self._model.refresh()
        self.backend.read(self._on_states_counted, count_states)

    @Slot(object)
    def _on_filter_changed(self, query: FilterQuery) -> None:
        self._model.set_query(query)
        self._show_counts()

    @Slot()
    def _on_clock_timeout(self) -> None:
        self._read_list()
        view = self._view
        if view is not None and shown_now() - view.now > MINUTE:
            self._read_run(view.run.row.id)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _read_run(self, run_id: UUID) -> None:
        self.backend.read(self._show_run, load_run_view, run_id, self.backend.decider.id)

    def _on_states_counted(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._show_counts()

    def _show_counts(self) -> None:
        if self._counts is not None:
            query = self._model.query
            self.counters.set_counts(self._counts, query.values("state"))
            found = None if query.is_empty else self._model.total
            self.filter.set_count(found, sum(self._counts.values()))

    def _after_page(self) -> None:
        query = self._model.query
        if query.is_empty:
            self._empty.set_texts(tr("No run yet"), tr(WHENCE))
        else:
            self._empty.set_texts(tr("No run matches “{query}”").format(query=query))
        self._ways.follow_model(self._model)
        self._first.set_first(query.is_empty)
        self.table.mark_ready()
        if self._run_id is None:
            self.table.select_first()
            if not self._model.rowCount():  # no act is meant for what no list shows
                self._on_table_current_changed(None)

    def _show_run(self, view: RunView) -> None:
        if view.run.row.id != self.chosen_id():
            return
        self._view = view
        self.panel.has_title = self._run_id is None
        self.panel.show_view(view, self._reasons(), self._retry)
        if self._run_id is not None:
            self.page.show_view(view)
            self.set_crumbs(tr("Runs"), str(view.run.row.number))

    @Slot(object)
    def _on_table_current_changed(self, row_: ListedRun | None) -> None:
        if self._run_id is not None:
            return
        self._forget_retry()
        if row_ is None:
            self._view = None
            self.panel.show_nothing()
        else:
            self._read_run(row_.id)

    @Slot(object)
    def _on_table_opened(self, row_: ListedRun) -> None:
        self.shell.go("runs", run_ref(row_))

    @Slot(object)
    def _on_table_menu_requested(self, at: object) -> None:
        self.shell.actions_registry.context_menu("runs", self).popup(at)  # type: ignore[arg-type]

    @Slot(str)
    def _on_counters_chosen(self, state: str) -> None:
        query = self.filter.query
        states = () if query.values("state") == (state,) or not state else (state,)
        self.filter.set_query(query.with_values("state", states))
        self.table.setFocus()

    # Places

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind == "run"

    @override
    def chosen_id(self) -> object:
        row_ = self.table.current_row()
        return self._run_id or (row_.id if row_ else None)

    @override
    def shown_id(self) -> object:
        return self._view.run.row.id if self._view is not None else None

    @override
    def shows(self, ref: ObjectRef) -> bool:
        return self._view is not None and str(self._view.run.row.id) == ref.id

    @override
    def open_object(self, ref: ObjectRef) -> None:
        run_id = UUID(ref.id)
        if run_id != self._run_id:
            self._forget_retry()
        self._run_id = run_id
        self.stack.setCurrentWidget(self.page)
        if ref.tab in TAB_NAMES:
            self.page.tabs.show_page(TAB_NAMES.index(ref.tab))
        self._read_run(run_id)

    @Slot(object)
    def _show_runs_at(self, node_id: str) -> None:
        """The list, with the runs of this life cycle that stand at this step now."""
        view = self._view
        node = view.process.nodes.get(node_id) if view is not None else None
        if view is not None and node is not None:
            one = view.run.row
            self._show_only({"template": one.template_key, "step": node.called})

    def _why_no_step(self) -> str:
        if self._view is None:
            return tr("Choose a run first.")
        return "" if self._view.run.row.steps else tr("It stands at no step.")

    @Slot()
    def _only_step(self) -> None:
        if self._view is not None and not self._why_no_step():
            self._show_only({"step": self._view.run.row.steps[0]})

    @Slot()
    def _only_template(self) -> None:
        if self._view is not None:
            self._show_only({"template": self._view.run.row.template_key})

    def _show_only(self, wanted: Mapping[str, str]) -> None:
        """In the list, beside what it is filtered by already; of an open run from it alone."""
        query = self.filter.query if self._run_id is None else FilterQuery()
        for key, value in wanted.items():
            query = query.with_values(key, (value,))
        if self._run_id is not None:
            self.shell.go("runs", filter_text=str(query))
        else:
            self.filter.set_query(query)
            self.table.setFocus()

    @Slot()
    def show_list(self) -> None:
        if self._run_id is None:
            return
        self.shell.go("runs")

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("run", str(self._view.run.row.id)) if self._view else super().here()

    @override
    def place_state(self) -> object:
        row_ = self.table.current_row()
        return (self.filter.query, row_.id if row_ else None)

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (FilterQuery() as query, run_id):
                self.filter.set_query(query)
                self.table.select_key(run_id)

    @override
    def close_object(self) -> None:
        opened, self._run_id = self._run_id, None
        if opened is None:
            return
        self.stack.setCurrentIndex(0)
        self.set_crumbs(tr(self.card.title))
        if not self.table.select_key(opened):
            self.table.select_first()
        self.refresh()

    @override
    def focus_list(self) -> None:
        (self.page if self._run_id else self.table).setFocus()
        if self._run_id:
            self.page.focus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def toggle_detail(self) -> None:
        self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        if self._run_id:
            return [
                self.page.tabs.bar,
                self.page.diagram,
                self.page.steps,
                self.panel.suspend_button,
            ]
        return [self.filter, self.table, self.panel.suspend_button]


def _query_of(query: FilterQuery, sort: Sort | None) -> RunQuery:
    """The filter as the database understands it.

    Raises:
        InputError: a condition can't be understood.
    """
    return RunQuery.of(
        str(query),
        sort=sort.key if sort else "",
        is_descending=sort.is_descending if sort else False,
        is_strict=False,
    )
