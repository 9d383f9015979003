"""Deployments: which snapshot went where, step by step, and what serves meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.deployments import (
    ACTIVE,
    DeploymentDetail,
    DeploymentRow,
    RollBack,
    list_deployments,
    load_deployment,
)
from app.services.commands.deployments import ask_roll_back
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Number, Text
from app.views.deeds import Deed
from app.views.dialogs.decision_dialog import Asked, DecisionDialog
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.approvals_sign import Signing, Way
from app.views.panels.deployments_detail import DeploymentPane
from app.views.panels.deployments_words import (
    elapsed,
    roll_back_lines,
    stage_of,
    state_of,
    step_words,
    version_of,
)
from app.views.panels.saved_views import BuiltIn, Listing, SavedViews
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scrim import open_sheet
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import wrapping_row
from app.views.zones import zone

VIEWS = (
    (N_("Active"), "active"),
    (N_("Under way"), "under_way"),
    (N_("Ended"), "ended"),
    (N_("All"), "all"),
)


@dataclass(frozen=True, slots=True)
class _Line:
    one: DeploymentRow
    now: datetime


COLUMNS: list[Column[_Line]] = [
    Column("#", lambda r: Number(r.one.number), key="number", width=44, is_number=True),
    Column(
        N_("Snapshot"), lambda r: Text(version_of(r.one), is_strong=True), key="model", width=150
    ),
    Column(N_("Target"), lambda r: r.one.runtime_name, key="target", width=110),
    Column(
        N_("Stage"),
        lambda r: stage_of(r.one.stage, is_quiet=r.one.state not in ACTIVE),
        key="stage",
        width=84,
    ),
    Column(N_("State"), lambda r: state_of(r.one), key="state", width=128),
    Column(
        N_("Step"),
        lambda r: Text(step_words(r.one), texts.told(r.one.reason)),
        key="step",
        stretches=True,
        drop_below=640,
    ),
    Column(
        N_("Began"),
        lambda r: f"{r.one.started_at.astimezone(zone()):%Y-%m-%d %H:%M}",
        key="at",
        width=136,
        drop_below=760,
    ),
    Column(N_("Took"), lambda r: elapsed(r.one, r.now), width=84, is_number=True, drop_below=860),
]


@SCREENS.register("deployments")
class DeploymentsScreen(Screen):
    card = CARDS["deployments"]
    object_pane = 1

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._signing = Signing(shell, self)
        self._rows: tuple[DeploymentRow, ...] = ()
        self._wanted: UUID | None = None
        self._has_moved = False  # to another view: nothing is kept in it
        self._detail: DeploymentDetail | None = None
        self._build_layout()
        self._connect_signals()
        self._add_actions()

    def _build_layout(self) -> None:
        self.view = Segments(tr("Which deployments"), [tr(title) for title, _ in VIEWS])
        self.view.setObjectName("deployments.view")
        self.filter = FilterBar(tr("Filter deployments"), hint=tr("filter: model, runtime, stage"))
        self.filter.setObjectName("deployments.filter")
        self._model = RowTableModel(COLUMNS, lambda r: r.one.id, self)
        self.table = DataTable(self._model, tr("Deployments"))
        self.table.setObjectName("deployments.table")
        self.table.keep_from_edges()
        self.table.allow_sorting()
        self._empty = EmptyState(
            tr("No deployment yet"),
            tr(
                "A deployment begins when a life cycle has found a runtime for an approved "
                "snapshot."
            ),
            pictures=("shield-check", "server", "upload"),
        )
        self.table.set_empty_state(self._empty)
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
        for part in (head, field, Divider()):
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
            place=lambda: keys[self.view.current],
            set_place=set_place,
        )

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _connect_signals(self) -> None:
        self.view.chosen.connect(self._on_view_chosen)
        self.view.chosen.connect(lambda _place: self.saved_views.update_button())
        self.filter.changed.connect(self._show_rows)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda _line: self.pane.log.setFocus())
        self.table.opened_in_window.connect(lambda line: self.shell.open_window(_ref(line.one)))
        self.table.menu_requested.connect(self._on_menu_requested)
        self.pane.roll_back_asked.connect(self._roll_back)
        self.pane.lineage_asked.connect(self._lineage)
        self.pane.run_asked.connect(self._open_run)
        self.pane.deployment_chosen.connect(lambda one: self.open_object(_ref(one)))

    def _add_actions(self) -> None:
        specs: tuple[tuple[str, str, str, Any, Any], ...] = (
            ("roll_back", tr("Roll back…"), "B", self._roll_back, self.why_no_roll_back),
            ("lineage", tr("Lineage of the model"), "L", self._lineage, self._why_no_row),
            ("run", tr("Open its run"), "U", self._open_run, self._why_no_run),
        )
        for key, text, keys, callback, blocked in specs:
            made = ActionSpec(f"deployments.{key}", text, (keys,), "Actions", context="deployments",
                              changes=key == "roll_back")  # fmt: skip
            self.add_action(made, callback, blocked=blocked)
        add_watch_action(self, "deployments", self._watchable, self)

    def _watchable(self) -> Watchable | None:
        if self._detail is None:
            return None
        one = self._detail.row
        return Watchable("deployment", one.id, tr("deployment {number}").format(number=one.number))

    # Reading

    @override
    def refresh(self) -> None:
        view = VIEWS[self.view.current][1]
        # What is looked at stays where it is, whatever became of it, until the reader moves on.
        keep = None if self._has_moved else self._wanted
        self.backend.read(self._show_list, list_deployments, view=view, keep=keep)
        if self._wanted is not None:
            self._read(self._wanted)

    @Slot()
    def _on_view_chosen(self) -> None:
        self._has_moved = True
        self.refresh()

    def _read(self, deployment_id: UUID) -> None:
        me = self.backend.decider.id
        self.backend.read(self._show_detail, load_deployment, deployment_id, me)

    def _show_list(self, rows: tuple[DeploymentRow, ...]) -> None:
        self._rows = rows
        if self._has_moved and self._wanted not in {one.id for one in rows}:
            self._wanted = None
        self._has_moved = False
        self._show_rows()

    @Slot(object)
    def _show_rows(self, _query: object = None) -> None:
        now = shown_now()
        words = [word.casefold() for word in self.filter.query.words]
        shown = [_Line(one, now) for one in self._rows if all(w in _text(one) for w in words)]
        self._model.set_rows(shown)
        self.filter.set_count(len(shown) if words else None, len(self._rows))
        if words:
            self._empty.set_texts(
                tr("No deployment matches “{query}”.").format(query=self.filter.query),
                tr("Esc clears it."),
            )
        self.table.mark_ready()
        if self._wanted is None:
            self.table.select_first()
        else:
            self.table.select_key(self._wanted)

    @Slot(object)
    def _on_current_changed(self, line: _Line | None) -> None:
        if line is not None and line.one.id != self._wanted:
            self._wanted = line.one.id
            self._read(line.one.id)

    def _show_detail(self, detail: DeploymentDetail) -> None:
        if detail.row.id != self._wanted:
            return
        self._detail = detail
        self.pane.show_detail(detail, shown_now(), self.why_no_roll_back())
        self.set_crumbs(tr("Deployments"), str(detail.row.number))

    # Places

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self._wanted = UUID(ref.id)
        if not self.table.select_key(self._wanted) and self.view.current != len(VIEWS) - 1:
            self.view.choose(len(VIEWS) - 1)
        self._read(self._wanted)

    @override
    def place_state(self) -> object:
        return (self.view.current, self.filter.query, self._wanted)

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (int() as view, FilterQuery() as query, UUID() as wanted):
                self._wanted = wanted
                self.view.choose(view)
                self.filter.set_query(query)

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
        detail = self._detail
        if detail is None or detail.roll_back is None or self.why_no_roll_back():
            return
        self._signing.prepare(partial(self._ask_roll_back, detail, detail.roll_back))

    def _ask_roll_back(self, detail: DeploymentDetail, back: RollBack, way: Way) -> None:
        one = detail.row
        asked = Asked(
            title=tr("Roll back {version_of} to v{version}?").format(
                version_of=version_of(one), version=back.to.version
            ),
            facts=(
                (tr("From"), version_of(one)),
                (
                    tr("To"),
                    tr("{version_of}, deployment {number}").format(
                        version_of=version_of(back.to), number=back.to.number
                    ),
                ),
                (tr("On"), one.runtime_name),
            ),
            verb=tr("Roll back to v{version}").format(version=back.to.version),
            person=self.backend.decider.full_name,
            role="",
            consequence="\n".join(roll_back_lines(detail)),
            is_danger=True,
            can_undo=True,
        )
        sheet = DecisionDialog(way.ask(asked), self.window())
        sheet.signed.connect(
            lambda answer: self.backend.run(
                partial(self._on_asked, sheet, one),
                way.command(ask_roll_back, answer),
                one.id,
                reason=answer.reason,
                on_error=sheet.fail,
            )
        )
        open_sheet(sheet)
        if way.refusal is not None:
            sheet.fail(way.refusal)

    def _on_asked(self, sheet: DecisionDialog, one: DeploymentRow, _result: object) -> None:
        sheet.accept()
        self.shell.tell(Deed.ROLLED_BACK)
        self.shell.toast(
            tr("Roll back of deployment {number} asked for; the service does it").format(
                number=one.number
            )
        )
        self.refresh()

    @Slot()
    def _lineage(self) -> None:
        if self._detail is not None:
            one = self._detail.row
            self.shell.open_ref(ObjectRef("lineage", str(one.model_id), one.model_name))

    @Slot()
    def _open_run(self) -> None:
        if self._detail is not None and self._detail.run is not None:
            run = self._detail.run
            self.shell.open_ref(
                ObjectRef("run", str(run.id), tr("Run {number}").format(number=run.number))
            )


def _text(one: DeploymentRow) -> str:
    stage = one.stage.name if one.stage else ""
    return f"{version_of(one)} {one.runtime_name} {stage} {one.state} {one.number}".casefold()


def _ref(one: DeploymentRow) -> ObjectRef:
    return ObjectRef("deployment", str(one.id), tr("Deployment {number}").format(number=one.number))
