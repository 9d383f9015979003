"""Monitoring: what is measured of each model, how it drifts, and what a limit would have caught."""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.challenges import ChallengePage, load_challenges
from app.models.queries.monitor_list import MOST_LISTED, MonitorList, list_monitors
from app.models.queries.monitor_page import MonitorPage, load_monitor_page
from app.models.queries.spans import Span
from app.models.rules.blockers import Blocker
from app.services.commands.challenges import ask_comparison
from app.services.commands.monitors import ask_run
from app.views import theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.filters import FilterQuery
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.panels.chart_export import ChartExport
from app.views.panels.first_steps import FirstSteps
from app.views.panels.list_export import ask_and_write, file_of_rows
from app.views.panels.monitoring_asked import RUN_NOTE, AskedRun
from app.views.panels.monitoring_list import COLUMNS, FIELDS, GRAMMAR, Entry, entries_of
from app.views.panels.run_start import Occasion, ask_start_for
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef, measure_of_tab, run_of_tab
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.basics import Divider, caption, row, screen_title
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState, SkeletonRows
from app.views.widgets.room import Room


@SCREENS.register("monitoring")
class MonitoringScreen(Screen):
    card = CARDS["monitoring"]
    object_pane = 1

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._wanted: UUID | None = None
        self._listed = FilterQuery()  # what the list that is awaited is asked for
        self._test = ""
        self._feature = ""
        self._page: MonitorPage | None = None
        self._asked: AskedRun | None = None
        self._add_blockers: tuple[Blocker, ...] = ()
        # Here, not at the top: the charts cost 0.3 s and only this screen needs them.
        self._reads: Any = importlib.import_module("app.views.panels.monitoring_reads")
        pages: Any = importlib.import_module("app.views.panels.monitoring_page")
        self.view = pages.MonitorView()
        self._build_layout()
        self._first = FirstSteps(self, self._empty, (tr("New monitor…"), "monitoring.new"))
        self._connect_signals()
        spec = ActionSpec("monitoring.run", tr("Run now"), ("R",), "Actions", context="monitoring",
                          changes=True)  # fmt: skip
        self.add_action(spec, self._run, blocked=self.why_no_run)
        spec = ActionSpec("monitoring.pause", tr("Pause, or let it go on"), ("P",), "Actions",
                          context="monitoring", changes=True)  # fmt: skip
        self.add_action(spec, self._pause, blocked=self.why_no_pause)
        spec = ActionSpec("monitoring.runbook", tr("Runbook…"), ("B",), "Actions",
                          context="monitoring")  # fmt: skip
        self.add_action(spec, self._show_runbook, blocked=self._why_no_row)
        spec = ActionSpec("monitoring.new", tr("New monitor…"), ("Ctrl+N",), "File", "new",
                          "monitoring", "plus", changes=True)  # fmt: skip
        self.add_action(spec, self._begin, blocked=self.why_no_new, waits=False)
        spec = ActionSpec("monitoring.limit", tr("Propose this limit…"), ("Ctrl+S",), "Actions",
                          context="monitoring", changes=True)  # fmt: skip
        self.add_action(spec, self._propose, blocked=self.why_no_limit)
        spec = ActionSpec("monitoring.judge", tr("Judge by the policy in force"), (), "Actions",
                          context="monitoring", changes=True)  # fmt: skip
        self.add_action(spec, self._judge, blocked=self._why_no_judge)
        spec = ActionSpec("monitoring.start", tr("Start a run to refresh the model…"), ("N",),
                          "Actions", context="monitoring", changes=True)  # fmt: skip
        self.add_action(spec, self._start_run, blocked=self._why_no_start)
        spec = ActionSpec("monitoring.lineage", tr("Lineage of the model"), ("L",), "Actions",
                          context="monitoring")  # fmt: skip
        self.add_action(spec, self._lineage, blocked=self._why_no_row)
        spec = ActionSpec("monitoring.alerts", tr("Alerts of the model"), ("A",), "Actions",
                          context="monitoring")  # fmt: skip
        self.add_action(spec, self._alerts, blocked=self._why_no_row)
        add_watch_action(self, "monitoring", self._watchable, self)
        self.charts = ChartExport(shell, self)
        spec = ActionSpec("monitoring.export", tr("Export what is shown…"), ("Ctrl+Shift+E",),
                          "File", "new", "monitoring", "download", changes=True)  # fmt: skip
        self.add_action(spec, self._export, blocked=self._why_no_export, waits=False)

    def _watchable(self) -> Watchable | None:
        if self._page is None:
            return None
        one = self._page.detail.row
        return Watchable("monitor", one.id, one.name)

    def _build_layout(self) -> None:
        self.filter = FilterBar(tr("Filter monitors"), GRAMMAR, hint=tr("Filter monitors"))
        self.filter.setObjectName("monitoring.filter")
        self._model = RowTableModel(COLUMNS, lambda e: e.key, self)
        self.table = DataTable(self._model, tr("Monitors"))
        self.table.setObjectName("monitoring.table")
        self.table.set_refs(
            lambda entry: (
                ObjectRef("monitor", str(entry.one.id), entry.one.name)
                if entry.one is not None
                else None
            )
        )
        self.table.hide_header()
        self.table.fit_rows()
        self._unmatched = EmptyState("", pictures=("activity",))
        self.table.set_empty_state(self._unmatched)
        self._ways = WaysOut(self._unmatched, self.filter)
        self.table.expect_rows()
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._build_head())
        layout.addWidget(self.table, 1)
        self.new_button = Button(tr("Monitor…"), icon="plus", keys="Ctrl+N", changes=True)
        self.new_button.setObjectName("monitoring.make")
        self.new_button.setAccessibleName(tr("New monitor…"))
        self.new_button.clicked.connect(lambda _on: self._begin())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 12, 8)
        foot.addWidget(row(self.new_button))
        layout.addWidget(Divider())
        layout.addLayout(foot)
        self._empty = EmptyState(
            tr("No monitor yet"),
            tr(
                "A life cycle attaches monitors when it deploys: they hold what comes in "
                "against the data the snapshot was built on."
            ),
            pictures=("upload", "activity", "bell"),
        )
        self._unread = EmptyState(
            tr("No monitor is chosen"), tr("Choose one in the list."), pictures=("activity",)
        )
        self._loading = SkeletonRows()
        self.stack = QStackedWidget()
        for page in (self._unread, self.view, self._empty, self._loading):
            self.stack.addWidget(page)
        left.setMinimumWidth(theme.px(264))
        place = Room(self.stack)  # the list beside ends where the window does
        place.setMinimumWidth(theme.px(480))  # so that a long title leaves the tree its width
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("Monitors"), tr("The monitor"))
        self.split = Panes(left, place, names=names, sizes=(296, 0))
        self.split.turn_by(self.table.opened, 1)
        outer.addWidget(self.split)

    def _build_head(self) -> QWidget:
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(16, 0, 16, 0)
        head_layout.setSpacing(8)
        head_layout.addWidget(screen_title(tr("Monitors")))
        head_layout.addWidget(self.filter)
        worst = tr("The worst %n are listed: filter for others.", "", MOST_LISTED)
        self._note = caption(worst, wraps=True)
        self._note.setObjectName("monitoring.note")
        self._note.hide()
        head_layout.addWidget(self._note)
        return head

    def _connect_signals(self) -> None:
        self.filter.changed.connect(self._read_list)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda _entry: self.view.focus())
        self.view.test_chosen.connect(self._on_test_chosen)
        self.view.range.chosen.connect(lambda _span: self._read())
        self.view.limit_asked.connect(self._propose)
        self.view.judge_asked.connect(self._judge)
        self.view.feature_chosen.connect(self._on_feature_chosen)
        self.view.feature_searched.connect(lambda _words: self._read())
        self.view.distribution_asked.connect(self._on_distribution_asked)
        self.view.run_asked.connect(self._run)
        self.view.pause_asked.connect(self._pause)
        self.view.runbook_asked.connect(self._show_runbook)
        self.view.tabs.page_shown.connect(lambda _index: self._read_challenges())
        self.view.challenge.compare_asked.connect(self._compare)
        self.view.challenge.promote_asked.connect(self._promote)

    # Reading

    @override
    def refresh(self) -> None:
        self._read_list()
        self._read()

    @override
    def forget_shown(self) -> None:
        self._page = None
        self._model.set_rows(())
        self.stack.setCurrentWidget(self._loading)

    @Slot(object)
    def _read_list(self, _query: object = None) -> None:
        me = self.backend.decider.id
        is_other = self._listed != self.filter.query
        self._listed = self.filter.query
        show = partial(self._show_list, is_other_filter=is_other)
        self.backend.read(show, list_monitors, str(self._listed), me=me, wanted=self._wanted)

    def _show_list(self, found: MonitorList, *, is_other_filter: bool = False) -> None:
        if is_other_filter and not found.rows and self.shown_id() == self._wanted:
            self._wanted = self._page = None  # nothing is acted on that the list left out
        if not found.total:
            self.stack.setCurrentWidget(self._empty)
        else:
            unread = self._unread if self._wanted is None else self._loading
            self.stack.setCurrentWidget(unread if self._page is None else self.view)
        self._add_blockers = found.add_blockers
        self.new_button.set_blocked(self.why_no_new())
        self._first.update()
        if found.total:
            words = tr("No monitor matches “{query}”").format(query=self._listed)
            self._unmatched.set_texts(words)
        else:
            self._unmatched.set_texts(tr("No monitor yet"))
        self._ways.follow(self._listed, is_empty=not found.rows)
        self._model.set_rows(entries_of(found.rows))
        self._note.setVisible(len(found.rows) < found.fitting)
        is_part = len(found.rows) < found.total
        self.filter.set_count(len(found.rows) if is_part else None, found.total)
        self.table.mark_ready()
        first = self._wanted or found.worst_id
        if first is not None:
            self.table.select_key(first)

    @Slot(object)
    def _on_current_changed(self, entry: Entry | None) -> None:
        if entry is not None and entry.one is not None and entry.one.id != self._wanted:
            self._wanted, self._test, self._feature = entry.one.id, "", ""
            self.view.search.forget()
            self._read()

    def _read(self) -> None:
        if self._wanted is None:
            return
        self.backend.read(
            self._show_page,
            load_monitor_page,
            self._wanted,
            self.backend.decider.id,
            test=self._test,
            feature=self._feature,
            search=self.view.search.words,
            span=self.view.range.span,
            on_error=self._on_unread,
        )
        if self._page is None:
            self.stack.setCurrentWidget(self._loading)  # one is chosen: nothing says that none is

    def _on_unread(self, error: BaseException) -> None:
        if self.backend.is_not_yet(error):
            self._wanted = self._page = None
            self.stack.setCurrentWidget(self._unread)
            return
        if self._page is None:
            self.stack.setCurrentWidget(self._unread)
        self.backend.failed.emit(error)

    def _read_challenges(self) -> None:
        page = self._page
        if page is not None and self.view.chart is self.view.challenge.chart:
            one = page.detail.row
            me = self.backend.decider.id
            self.backend.read(
                self._show_challenges, load_challenges, one.model_id, me,
                service_tag=one.service_tag,
            )  # fmt: skip

    def _show_challenges(self, page: ChallengePage) -> None:
        if self._page is not None and self._page.detail.row.model_id == page.model_id:
            self.view.challenge.show_page(page)

    def _show_page(self, page: MonitorPage) -> None:
        if page.detail.row.id != self._wanted:
            return
        self._page = page
        self.stack.setCurrentWidget(self.view)
        self.view.show_page(page, self.why_no_run(), self._why_no_proposal())
        self.view.show_pause(page.detail.row, self.why_no_pause())
        self._read_challenges()
        if self._asked is not None and (outcome := self._asked.outcome(page.detail.row)):
            self._asked = None
            self.shell.toast(outcome, kind=RUN_NOTE)
        self.set_crumbs(tr("Monitoring"), page.detail.row.model_name, page.detail.row.name)

    @Slot(str)
    def _on_test_chosen(self, test: str) -> None:
        self._test, self._feature = test, ""
        self._read()

    @Slot(str)
    def _on_feature_chosen(self, feature: str) -> None:
        self._feature = feature
        self._read()

    @Slot(object, str)
    def _on_distribution_asked(self, run_id: UUID, feature: str) -> None:
        self.backend.read(
            self.view.show_distribution, self._reads.read_distribution, run_id, feature
        )

    # Places

    @override
    def chosen_id(self) -> object:
        return self._wanted

    @override
    def shown_id(self) -> object:
        return self._page.detail.row.id if self._page is not None else None

    @override
    def open_object(self, ref: ObjectRef) -> None:
        if UUID(ref.id) != self._wanted:
            self.view.search.forget()
        self._wanted, (self._test, self._feature) = UUID(ref.id), measure_of_tab(ref.tab)
        if run := run_of_tab(ref.tab):
            self.view.show_run(UUID(run))
        self.refresh()

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("monitor", str(self._wanted)) if self._wanted else super().here()

    @override
    def place_state(self) -> object:
        tab = self.view.tabs.current
        return (self.filter.query, self._wanted, self._test, tab, self.view.range.span)

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (
                FilterQuery() as query,
                (UUID() | None) as wanted,
                str() as test,
                int() as tab,
                Span() as span,
            ):
                self.filter.set_query(query)
                self.view.range.set_span(span)
                self._wanted, self._test = wanted, test
                self.view.tabs.show_page(tab)

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter, self.table, self.view.tabs.bar, self.view.heat]

    # Doing

    def _why_no_row(self) -> str:
        return "" if self._page else tr("Choose a monitor first.")

    def why_no_run(self) -> str:
        if self._page is None:
            return tr("Choose a monitor first.")
        return "\n".join(map(texts.blocker, self._page.detail.run_blockers))

    @Slot()
    def _run(self) -> None:
        if self._page is None or self.why_no_run():
            return
        asked = AskedRun.of(self._page.detail.row)
        self.backend.run(partial(self._on_run_asked, asked), ask_run, asked.monitor_id)

    def _on_run_asked(self, asked: AskedRun, _inbox_id: object) -> None:
        self._asked = asked
        said = tr("Run asked for; its result comes when the service has measured")
        self.shell.toast(said, kind=RUN_NOTE)

    def _why_no_start(self) -> str:
        return self._why_no_row() or self.backend.why_no_change

    @Slot()
    def _start_run(self) -> None:
        """A life cycle, on the version that serves; the run is told which monitor it is for."""
        page = self._page
        if page is None or self._why_no_start():
            return
        one = page.detail.row
        title = tr("Start a run to refresh {model}").format(model=one.model_name)
        said = f"monitor = {one.name}\nmonitor_verdict = {one.verdict}" if one.verdict else ""
        occasion = Occasion(one.model_id, title, one.serving_version, said)
        ask_start_for(self, occasion, self.refresh)

    def why_no_pause(self) -> str:
        if self._page is None:
            return tr("Choose a monitor first.")
        detail = self._page.detail
        found = detail.resume_blockers if detail.row.is_paused else detail.pause_blockers
        return "\n".join(map(texts.blocker, found))

    @Slot()
    def _pause(self) -> None:
        if self._page is not None and not self.why_no_pause():
            self._acts().pause(self._page)

    @Slot()
    def _show_runbook(self) -> None:
        """To read; who may change the monitor may also write it."""
        if self._page is not None:
            self._acts().runbook(self._page, self.why_no_run())

    def why_no_new(self) -> str:
        return "\n".join(map(texts.blocker, self._add_blockers))

    def _acts(self) -> Any:
        """Loaded when somebody acts: its sheets are not part of what is shown first."""
        acts: Any = importlib.import_module("app.views.panels.monitoring_acts")
        return acts.MonitoringActs(self.shell, self, self._after_act)

    def _after_act(self, monitor_id: UUID) -> None:
        if monitor_id != self._wanted:
            self._wanted, self._test, self._feature = monitor_id, "", ""
            self.view.search.forget()
        self.refresh()

    @Slot()
    def _begin(self) -> None:
        if not self.why_no_new():
            self._acts().begin(self._page.detail.row.model_name if self._page else "")

    def _why_no_proposal(self) -> str:
        """Why no other limit may be asked for, whatever it is."""
        if self._page is None:
            return tr("Choose a monitor first.")
        judging = self._page.judging
        if judging.limit is None:
            return texts.told(judging.why)
        return "\n".join(map(texts.blocker, judging.blockers))

    def why_no_limit(self) -> str:
        return self._why_no_proposal() or self.view.why_same_limit()

    @Slot()
    def _propose(self) -> None:
        if self._page is not None and not self.why_no_limit():
            self._acts().propose(self._page, self.view.tried)

    def _why_no_judge(self) -> str:
        page = self._page
        if page is None:
            return tr("Choose a monitor first.")
        if not page.judging.newer:
            return tr("It is judged by the version in force.")
        return self.why_no_run()

    @Slot()
    def _judge(self) -> None:
        if self._page is not None and not self._why_no_judge():
            self._acts().judge(self._page)

    @Slot(object)
    def _compare(self, version_id: UUID) -> None:
        if self._page is not None:
            tag = self._page.detail.row.service_tag
            self.backend.run(self._on_compare_asked, ask_comparison, version_id, service_tag=tag)

    def _on_compare_asked(self, _inbox_id: object) -> None:
        self.shell.toast(tr("Comparison asked for; its result comes when both are scored"))

    @Slot()
    def _promote(self) -> None:
        """Where a promotion is asked for, with its gates and who decides."""
        if self._page is not None:
            one = self._page.detail.row
            self.shell.open_ref(ObjectRef("model", str(one.model_id), one.model_name, "overview"))

    @property
    def _exports_list(self) -> bool:
        """The list where the keyboard is in it, or nothing else is shown; else the chart."""
        return (
            self.window().focusWidget() is self.table
            or self._page is None
            or self.view.chart is None
        )

    def _why_no_export(self) -> str:
        return "" if self._exports_list else self.why_unread()

    @Slot()
    def _export(self) -> None:
        if self._exports_list:
            rows = [entry.one for entry in self._model.rows if entry.one is not None]
            text = str(self.filter.query)
            ask_and_write(self, file_of_rows("monitors", FIELDS, rows, filter_text=text))
        elif self._page is not None and self.view.chart is not None:
            one = self._page.detail.row
            stem = f"{one.model_name}-{self.view.chart.objectName().rpartition('.')[2] or 'chart'}"
            self.charts.open(self.view.chart, stem, model_id=one.model_id)

    @Slot()
    def _alerts(self) -> None:
        """Those that still need somebody."""
        if self._page is not None:
            name = self._page.detail.row.model_name
            self.shell.go("alerts", filter_text=f'state:live model:"{name}"')

    @Slot()
    def _lineage(self) -> None:
        if self._page is not None:
            one = self._page.detail.row
            self.shell.open_ref(ObjectRef("lineage", str(one.model_id), one.model_name))
