"""Deployments: which snapshot went where, step by step, and what serves meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.deployment_list import (
    STATES,
    STATES_OF,
    DeploymentQuery,
    count_deployments,
    list_deployments,
)
from app.models.queries.deployments import (
    DeploymentDetail,
    DeploymentRow,
    load_deployment,
)
from app.models.rules.deployment_states import ACTIVE
from app.views import cells, theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Number, Text
from app.views.filters import FilterGrammar, FilterKey, FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Sort
from app.views.language import N_, tr
from app.views.panels.deployments_acts import ask_cancel_deployment, ask_roll_back
from app.views.panels.deployments_detail import DeploymentPane
from app.views.panels.deployments_export import export_deployments, export_log
from app.views.panels.deployments_watch import RollBackWatch
from app.views.panels.deployments_words import (
    elapsed,
    stage_of,
    state_of,
    step_cell,
    step_tip,
    version_of,
)
from app.views.panels.filter_count import FilterCount, counted
from app.views.panels.first_steps import FirstSteps
from app.views.panels.list_export import ask_where
from app.views.panels.query_pages import QueryPages
from app.views.panels.saved_views import BuiltIn, Listing, SavedViews
from app.views.panels.signing import Signing
from app.views.panels.told_export import write_list
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import wrapping_row
from app.views.zones import zone

VIEWS = (
    (N_("Active"), "active"),
    (N_("Under way"), "under_way"),
    (N_("Ended"), "ended"),
    (N_("All"), "all"),
)


ALL = len(VIEWS) - 1
_LEAST_LIST = 140  # px: four rows and their titles
# What stands where a view has none; other views may have some.
NONE_IN = (
    N_("No deployment serves"),
    N_("No deployment is under way"),
    N_("No deployment has ended"),
    N_("No deployment yet"),
)
WHENCE = N_("A deployment begins when a life cycle has found a runtime for an approved snapshot.")
GRAMMAR = FilterGrammar(
    (
        FilterKey("state", N_("State"), STATES, is_open=False),
        FilterKey("stage", N_("Stage"), ("PROD", "UAT", "SIT")),
        FilterKey("runtime", N_("Runtime")),
        FilterKey("model", N_("Model")),
        FilterKey("service", N_("Service")),
    )
)
COLUMNS: list[Column[DeploymentRow]] = [
    Column("#", lambda r: Number(r.number), key="number", width=44, is_number=True),
    Column(
        N_("Snapshot"),
        lambda r: Text(version_of(r), is_strong=True),
        key="model",
        width=150,
        is_name=True,
        filter_key="model",
        filter_value=lambda r: r.model_name,
    ),
    Column(
        N_("Target"),
        lambda r: r.runtime_name,
        key="target",
        width=110,
        is_name=True,
        filter_key="runtime",
        filter_value=lambda r: r.runtime_name,
    ),
    Column(
        N_("Stage"),
        lambda r: stage_of(r.stage, is_quiet=r.state not in ACTIVE),
        key="stage",
        width=84,
        filter_key="stage",
        filter_value=lambda r: r.stage.name if r.stage else "",
    ),
    Column(N_("State"), state_of, key="state", width=140, filter_key="state"),
    Column(
        N_("Step"),
        step_cell,
        key="step",
        tooltip=step_tip,
        stretches=True,
        drop_below=640,
    ),
    Column(
        N_("Began"),
        lambda r: f"{r.started_at.astimezone(zone()):%Y-%m-%d %H:%M}",
        key="at",
        width=136,
        drop_below=760,
    ),
    Column(
        N_("After the vote"),
        lambda r: cells.duration(r.after_vote.total_seconds()) if r.after_vote is not None else "",
        width=104,
        is_number=True,
        drop_below=960,
    ),
    Column(
        N_("Took"),
        lambda r: elapsed(r, shown_now()),
        width=84,
        is_number=True,
        drop_below=860,
    ),
]


@SCREENS.register("deployments")
class DeploymentsScreen(Screen):
    card = CARDS["deployments"]
    object_pane = 1

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._signing = Signing(shell.backend, self)
        self._watch = RollBackWatch(shell, self)
        self._wanted: UUID | None = None
        self._has_moved = False  # to another view or filter: nothing is kept in it
        self._detail: DeploymentDetail | None = None
        self._build_layout()
        self._connect_signals()
        self._add_actions()

    def _build_layout(self) -> None:
        self.view = Segments(tr("Which deployments"), [tr(title) for title, _ in VIEWS])
        self.view.setObjectName("deployments.view")
        self.filter = FilterBar(
            tr("Filter deployments"), GRAMMAR, hint=tr("Filter: model, runtime, stage")
        )
        self.filter.setObjectName("deployments.filter")
        self.notices = BannerArea()
        pages: QueryPages[DeploymentRow] = QueryPages(
            COLUMNS,
            lambda one: one.id,
            backend=self.backend,
            notices=self.notices,
            query_of=self._query_of,
            list_rows=list_deployments,
            count_rows=count_deployments,
            failed=self.shell.show_error,
            answered=self._after_page,
            parent=self,
        )
        self._model = pages.model
        self._count = FilterCount(
            self.filter, self._model,
            counted(self.backend, count_deployments,
                    lambda: DeploymentQuery(VIEWS[self.view.current][1])),
        )  # fmt: skip
        self.table = DataTable(self._model, tr("Deployments"))
        self.table.setObjectName("deployments.table")
        self.table.keep_from_edges()
        # Banners above take of what is read below, which scrolls: not of the list.
        theme.keep_sized(self.table, lambda: self.table.setMinimumHeight(theme.px(_LEAST_LIST)))
        self.table.allow_sorting()
        self._empty = EmptyState(
            tr("No deployment yet"),
            tr(WHENCE),
            pictures=("shield-check", "server", "upload"),
        )
        self.table.set_empty_state(self._empty)
        self._ways = WaysOut(self._empty, self.filter, self._model.count)
        self._first = FirstSteps(self, self._empty, (tr("Open Inventory"), "go.inventory"))
        self.saved_views = SavedViews(self.shell, self._listing(), self)
        head = wrapping_row(
            screen_title(tr("Deployments")), self.view, None, self.saved_views.button
        )
        head.setContentsMargins(16, 12, 16, 8)
        field = QWidget()
        field_layout = QVBoxLayout(field)
        field_layout.setContentsMargins(16, 0, 16, 10)
        field_layout.addWidget(self.filter)
        upper = QWidget()
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, field, self.notices, Divider()):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        self.pane = DeploymentPane()
        self.pane.setObjectName("deployments.pane")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("Deployments"), tr("The deployment"))
        self.split = Panes(upper, self.pane, names=names, sizes=(0, 380), is_vertical=True)
        self.split.turn_by(self.table.opened, 1)
        outer.addWidget(self.split)

    def _listing(self) -> Listing:
        keys = [key for _title, key in VIEWS]

        def set_place(place: str) -> None:
            if place in keys:
                self.view.choose(keys.index(place))

        return Listing(
            "deployments",
            self.filter,
            self.table,
            tuple(BuiltIn(tr(title), place=key) for title, key in VIEWS),
            lambda: GRAMMAR,
            place=lambda: keys[self.view.current],
            set_place=set_place,
            is_beside_places=True,
        )

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _connect_signals(self) -> None:
        self.view.chosen.connect(self._on_view_chosen)
        self.view.chosen.connect(lambda _place: self.saved_views.update_button())
        self._watch.done.connect(self._on_watch_done)
        self.filter.changed.connect(self._on_filter_changed)
        self.backend.moment_changed.connect(self._model.start_over)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda _line: self.pane.log.setFocus())
        self.table.set_refs(_ref)
        self.table.opened_in_window.connect(lambda one: self.shell.open_window(_ref(one)))
        self.table.menu_requested.connect(self._on_menu_requested)
        self.pane.roll_back_asked.connect(self._roll_back)
        self.pane.cancel_asked.connect(self._cancel)
        self.pane.lineage_asked.connect(self._lineage)
        self.pane.run_asked.connect(self._open_run)
        self.pane.runtime_asked.connect(self._open_runtime)
        self.pane.deployment_chosen.connect(lambda one: self.open_object(_ref(one)))

    def _add_actions(self) -> None:
        specs: tuple[tuple[str, str, str, Any, Any], ...] = (
            ("roll_back", tr("Roll back…"), "B", self._roll_back, self.why_no_roll_back),
            ("cancel", tr("Cancel…"), "Del", self._cancel, self.why_no_cancel),
            ("lineage", tr("Lineage of the model"), "L", self._lineage, self._why_no_row),
            ("run", tr("Open its run"), "U", self._open_run, self._why_no_run),
        )
        for key, text, keys, callback, blocked in specs:
            made = ActionSpec(f"deployments.{key}", text, (keys,), "Actions", context="deployments",
                              changes=key in ("roll_back", "cancel"))  # fmt: skip
            self.add_action(made, callback, blocked=blocked)
        spec = ActionSpec("deployments.export", tr("Export what is shown…"), ("Ctrl+Shift+E",),
                          "File", "new", "deployments", "download", changes=True)  # fmt: skip
        self.add_action(spec, self._export, waits=False)
        spec = ActionSpec("deployments.log", tr("Save the log of this one…"), (), "File", "new",
                          "deployments", "download", changes=True)  # fmt: skip
        self.add_action(spec, self._export_log, blocked=self._why_no_row)
        add_watch_action(self, "deployments", self._watchable, self)

    def _watchable(self) -> Watchable | None:
        if self._detail is None:
            return None
        one = self._detail.row
        return Watchable("deployment", one.id, tr("deployment {number}").format(number=one.number))

    # Reading

    @override
    def refresh(self) -> None:
        self._model.refresh()
        self._count.read()
        if self._wanted is not None:
            self._read(self._wanted)

    @Slot()
    def _on_watch_done(self) -> None:
        """One's own act does not wait to be let in."""
        self._model.reload()
        if self._wanted is not None:
            self._read(self._wanted)

    @Slot()
    def _on_view_chosen(self) -> None:
        self._has_moved = True
        self._model.reload()
        self._count.read()

    @Slot(object)
    def _on_filter_changed(self, query: FilterQuery) -> None:
        """Who filters goes on: no act is meant for what the filter hides."""
        self._has_moved = True
        self._model.set_query(query)

    def _query_of(self, query: FilterQuery, sort: Sort | None) -> DeploymentQuery:
        """The filter as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        return DeploymentQuery.of(
            str(query),
            view=VIEWS[self.view.current][1],
            sort=sort.key if sort else "",
            is_descending=sort.is_descending if sort else False,
            # What is looked at stays where it is, whatever became of it, until the reader moves on.
            keep=None if self._has_moved else self._wanted,
            is_strict=False,
        )

    def _read(self, deployment_id: UUID) -> None:
        me = self.backend.decider.id
        self.backend.read(
            self._show_detail, load_deployment, deployment_id, me, on_error=self._on_unread
        )

    def _on_unread(self, error: BaseException) -> None:
        if self.backend.is_not_yet(error):
            self._wanted = self._detail = None
            self.pane.show_nothing()
        else:
            self.backend.failed.emit(error)

    def _left(self) -> list[UUID]:
        """What is listed for who looks at it, though the view would not have it any more."""
        view = VIEWS[self.view.current][1]
        states = STATES_OF.get(view, STATES)
        return [one.id for one in self._model.rows if one.state not in states]

    def _after_page(self) -> None:
        self._model.strike(self._left())
        self._word_empty()
        self.table.mark_ready()
        if self._has_moved and self._wanted is not None and self._model.find(self._wanted) < 0:
            self._wanted = None
        self._has_moved = False
        if self._wanted is None:
            self.table.select_first()
            self._on_current_changed(self.table.current_row())
            if not self._model.rowCount():  # no act is meant for what no list shows
                self._detail = None
                self.pane.show_nothing()
                self.set_crumbs(tr(self.card.title))
        else:
            self._choose(self._wanted)

    def _choose(self, key: UUID) -> bool:
        """Put the cursor on what the pane shows; False where it isn't loaded."""
        row = self.table.current_row()
        if row is not None and row.id == key:
            return True
        self.table.blockSignals(True)
        is_there = self.table.select_key(key)
        if not is_there:
            self.table.forget_cursor()
        self.table.blockSignals(False)
        return is_there

    def _word_empty(self) -> None:
        query = self._model.query
        if query.is_empty:
            self._empty.set_texts(tr(NONE_IN[self.view.current]), tr(WHENCE))
        else:
            self._empty.set_texts(tr("No deployment matches “{query}”").format(query=query))
        self._ways.follow_model(self._model)
        self._first.set_first(query.is_empty)

    @Slot(object)
    def _on_current_changed(self, one: DeploymentRow | None) -> None:
        if one is not None and one.id != self._wanted:
            self._wanted = one.id
            self._read(one.id)

    def _show_detail(self, detail: DeploymentDetail) -> None:
        if detail.row.id != self._wanted:
            return
        self._detail = detail
        self.pane.show_detail(detail, shown_now(), self.why_no_roll_back(), self.why_no_cancel())
        self.set_crumbs(tr("Deployments"), str(detail.row.number))

    # Files

    @Slot()
    def _export(self) -> None:
        """The log where the keyboard is in it, else the list as it is filtered."""
        if self.pane.log.hasFocus() and self._detail is not None:
            self._export_log()
        else:
            ask_where(self, "deployments.csv", self.export_to)

    @Slot()
    def _export_log(self) -> None:
        if self._detail is not None:
            name = f"deployment-{self._detail.row.number}.csv"
            ask_where(self, name, self.export_log_to)

    def export_to(self, path: Path) -> None:
        """Write the view to `path`, beside the window; the trail keeps who took what."""
        query = self._query_of(self._model.query, self._model.sort_order)
        write_list(
            self.backend, self.on_exported, export_deployments, replace(query, keep=None), path,
            name="deployments", filter_text=str(self._model.query),
        )  # fmt: skip

    def export_log_to(self, path: Path) -> None:
        """Write the steps of the deployment that is shown."""
        if self._detail is not None:
            one = self._detail.row
            write_list(
                self.backend, self.on_log_saved, export_log, self._detail, path,
                name="deployment log", filter_text=str(one.number), model_id=one.model_id,
            )  # fmt: skip

    def on_exported(self, count: int) -> None:
        self.shell.toast(tr("%n deployment(s) exported", "", count))

    def on_log_saved(self, count: int) -> None:
        self.shell.toast(tr("The log is saved: %n step(s)", "", count))

    # Places

    @override
    def close_object(self) -> None:
        """Who comes to the screen anew moves on from what ended before they left it."""
        if self._model.gone_count:
            self._on_view_chosen()

    @override
    def begin_anew(self) -> None:
        super().begin_anew()
        self._on_view_chosen()

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind == "deployment"

    @override
    def chosen_id(self) -> object:
        return self._wanted

    @override
    def shown_id(self) -> object:
        return self._detail.row.id if self._detail is not None else None

    @override
    def shows(self, ref: ObjectRef) -> bool:
        return self._detail is not None and str(self._detail.row.id) == ref.id

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self._wanted = UUID(ref.id)
        if not self._choose(self._wanted) and self.view.current != ALL:
            self.view.choose(ALL)
        self._has_moved = False  # one of many may not be in the first page
        self._read(self._wanted)

    @override
    def here(self) -> ObjectRef:
        return _ref(self._detail.row) if self._detail else super().here()

    @override
    def place_state(self) -> object:
        return (self.view.current, self.filter.query, self._wanted)

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (int() as view, FilterQuery() as query, (UUID() | None) as wanted):
                self._wanted = wanted
                self.view.choose(view)
                self.filter.set_query(query)
                self._has_moved = False

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def toggle_detail(self) -> None:
        self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter, self.table, self.pane.log]

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("deployments", self).popup(at)

    # Doing

    def _why_no_row(self) -> str:
        return "" if self._detail else tr("Choose a deployment first.")

    def _why_no_run(self) -> str:
        if self._detail is None:
            return tr("Choose a deployment first.")
        return "" if self._detail.run else tr("No run of a life cycle began it.")

    def why_no_roll_back(self) -> str:
        if self._detail is None:
            return tr("Choose a deployment first.")
        return "\n".join(map(texts.blocker, self._detail.roll_back_blockers))

    @Slot()
    def _roll_back(self) -> None:
        if self._detail is not None and not self.why_no_roll_back():
            self._signing.prepare(partial(ask_roll_back, self, self._detail, self._watch))

    def why_no_cancel(self) -> str:
        if self._detail is None:
            return tr("Choose a deployment first.")
        return "\n".join(map(texts.blocker, self._detail.cancel_blockers))

    @Slot()
    def _cancel(self) -> None:
        if self._detail is not None and not self.why_no_cancel():
            ask_cancel_deployment(self, self._detail)

    @Slot()
    def _lineage(self) -> None:
        if self._detail is not None:
            one = self._detail.row
            self.shell.open_ref(ObjectRef("lineage", str(one.model_id), one.model_name))

    @Slot()
    def _open_runtime(self) -> None:
        if self._detail is not None:
            one = self._detail.row
            self.shell.open_ref(ObjectRef("runtime", str(one.runtime_id), one.runtime_name))

    @Slot()
    def _open_run(self) -> None:
        if self._detail is not None and self._detail.run is not None:
            run = self._detail.run
            self.shell.open_ref(
                ObjectRef("run", str(run.id), tr("Run {number}").format(number=run.number))
            )


def _ref(one: DeploymentRow) -> ObjectRef:
    return ObjectRef("deployment", str(one.id), tr("Deployment {number}").format(number=one.number))
