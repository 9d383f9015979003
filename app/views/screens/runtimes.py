"""Runtimes: which serve which service in which stage, and where a version could go."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.lookups import UnitRef
from app.models.queries.places import Places, match_places
from app.models.queries.runtime_edit import (
    Findable,
    list_editable_units,
    list_findable,
    load_findable,
)
from app.models.queries.runtime_list import (
    ListedRuntime,
    RuntimeQuery,
    count_runtime_page,
    list_runtime_page,
)
from app.models.queries.runtime_map import RuntimeMap, load_runtime_map
from app.models.queries.runtimes import RuntimeRow
from app.views import theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Stage
from app.views.deeds import Deed
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import Sort
from app.views.language import N_, tr
from app.views.panels.first_steps import FirstSteps
from app.views.panels.inventory_words import snapshot_name
from app.views.panels.list_export import add_list_export
from app.views.panels.query_pages import QueryPages
from app.views.panels.runtimes_acts import RuntimeActs
from app.views.panels.runtimes_detail import RuntimeDetail
from app.views.panels.runtimes_ended import ENDED_KEYS, EndedRow
from app.views.panels.runtimes_list import COLUMNS, FIELDS
from app.views.panels.runtimes_matrix import RuntimeMatrix
from app.views.panels.runtimes_places import PlacesPane
from app.views.panels.runtimes_words import late_words
from app.views.places import PLACE, ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, caption, row, screen_title
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import OUTLINES_MS, EmptyState, SkeletonRows
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import fold_where_short, wrapping_row

MATRIX, TABLE = range(2)
NO_SNAPSHOT = N_("Places are found for a snapshot. Take one of a model in Inventory, with N.")


@SCREENS.register("runtimes")
class RuntimesScreen(Screen):
    card = CARDS["runtimes"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.runtime_map: RuntimeMap | None = None
        self._runtime_id: UUID | None = None
        self._findable: tuple[Findable, ...] | None = None  # until it is read
        self._offered: tuple[Findable, ...] = ()
        self._sought: Findable | None = None  # asked for from another screen
        self._is_sought = False  # somebody chose what to find a place for
        self.acts = RuntimeActs(self)
        self.ended = EndedRow(self, self.show_changed)
        self._build_layout()
        self._connect_signals()
        self.acts.offer()
        self._offer_views()

    def _build_layout(self) -> None:
        self.view = Segments(tr("View of the runtimes"), (tr("Matrix"), tr("Table")))
        self.view.setObjectName("runtimes.view")
        self.version = Choice(tr("Find a place for"))
        self.version.setObjectName("runtimes.version")
        theme.keep_sized(self.version, lambda: self.version.setMinimumWidth(theme.px(112)))
        self.stage = Choice(tr("in the stage"))
        self.stage.setObjectName("runtimes.stage")
        self.add_button = Button(
            tr("Runtime…"), icon="plus", name=tr("Add a runtime"), changes=True
        )
        self.add_button.setObjectName("runtimes.add")
        finder = row(
            caption(tr("Find place for")), self.version, caption("→"), self.stage, stretch_at=-1
        )  # as one: an arrow that stands alone points nowhere
        head = wrapping_row(screen_title(tr("Runtimes")), self.view, finder, None, self.add_button)
        fold_where_short(head, self.add_button)
        head.setContentsMargins(16, 12, 16, 12)
        self.matrix = RuntimeMatrix()
        self.notices = BannerArea()
        self._pages: QueryPages[ListedRuntime] = QueryPages(
            COLUMNS,
            lambda one: one.id,
            backend=self.backend,
            notices=self.notices,
            query_of=_query_of,
            list_rows=list_runtime_page,
            count_rows=count_runtime_page,
            failed=self.backend.failed.emit,
            answered=self._after_page,
            parent=self,
        )
        self._model = self._pages.model
        self.table = DataTable(self._model, tr("Runtimes"))
        self.table.setObjectName("runtimes.table")
        self.table.keep_from_edges()
        self.table.allow_sorting(0)
        self.empty = EmptyState(
            tr("No runtime is in use"),
            tr(
                "A runtime serves models. Its stage tags say for which stages, its service "
                "tags for which services; a version goes where both match."
            ),
            pictures=("server", "tag", "upload"),
        )
        self.first_button = self.empty.add_action(
            tr("Add runtime…"), self.acts.add_runtime, changes=True
        )
        FirstSteps(self, self.empty)
        self.stack = QStackedWidget()
        self._outlines = SkeletonRows()
        for page in (self.matrix, self.table, self.empty, self._outlines):
            self.stack.addWidget(page)
        QTimer.singleShot(OUTLINES_MS, self, self._await_map)
        self.detail = RuntimeDetail()
        left = QWidget()
        left.setMinimumWidth(theme.px(480))  # long tags make room for the places beside them
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, self.notices, Divider()):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.untagged_row())
        layout.addWidget(self.ended.line)
        layout.addWidget(Divider())
        layout.addWidget(self.detail)
        self.places = PlacesPane()
        self.places.setObjectName("runtimes.places")
        self._say_how_to_find()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("Runtimes"), tr("Places"))
        self.split = Panes(left, self.places, names=names, sizes=(0, 392))
        outer.addWidget(self.split)

    def _say_how_to_find(self) -> None:
        self.places.show_hint(
            tr("No version is chosen"),
            tr("Choose a version and a stage: every runtime is held against the rules."),
        )

    def untagged_row(self) -> QWidget:
        """Runtimes that no stage knows: they take nothing until somebody tags them."""
        self._untagged_words = caption("", wraps=True)
        self._untagged_button = Button(tr("Tag…"), keys="T", changes=True)
        self._untagged_button.clicked.connect(self.acts.tag_untagged)
        self._untagged = row(
            caption(tr("no stage")), self._untagged_words, None, self._untagged_button
        )
        self._untagged.setContentsMargins(16, 6, 16, 6)
        self._untagged.hide()
        return self._untagged

    def _connect_signals(self) -> None:
        self.view.chosen.connect(self._show_page)
        self.ended.watch.done.connect(self.refresh)
        self.matrix.chosen.connect(self.choose_runtime)
        self.matrix.activated.connect(self._on_runtime_activated)
        self.matrix.dropped.connect(self.acts.tag_dropped)
        self.table.current_changed.connect(
            lambda line: self.choose_runtime(line.one.id) if line else None
        )
        self.table.opened.connect(lambda line: self._on_runtime_activated(line.one.id))
        self.table.menu_requested.connect(self._on_menu_requested)
        for choice in (self.version, self.stage):
            choice.activated.connect(self._on_choice_activated)
        self.version.activated.connect(self._on_version_activated)
        self.stage.activated.connect(self._find)
        self.add_button.clicked.connect(self.acts.add_runtime)
        self._block_adding()  # until it is read in which units one may
        self.detail.tags_asked.connect(self.acts.edit_tags)
        self.detail.endpoint_asked.connect(self.acts.open_endpoint)
        self.detail.window_asked.connect(self.acts.plan_window)
        self.detail.pause_asked.connect(self.acts.turn)
        self.detail.end_asked.connect(self.acts.windows.end)
        self.detail.serving_chosen.connect(self.acts.open_serving)
        self.places.fix_asked.connect(self.acts.tag_for_fix)

    def _offer_views(self) -> None:
        said = ActionSpec("runtimes.ended", tr("Say that a retired runtime has ended…"),
                          (ENDED_KEYS,), "Actions", context="runtimes", changes=True)  # fmt: skip
        self.add_action(said, self.ended.ask, blocked=self.ended.why_not)
        twin = ActionSpec("runtimes.table", tr("Matrix or table"), ("Ctrl+Shift+T",), "View",
                          "data", "runtimes")  # fmt: skip
        self.add_action(twin, self._turn_view)
        add_list_export(self, lambda: self._pages.file("runtimes", FIELDS))

    # Reading

    def show_changed(self, words: str) -> None:
        """What was done from here is stored."""
        self.focus_list()  # the button that asked may be gone with what it mended
        self.shell.toast(words)
        self.refresh()
        self._model.reload()  # one's own act does not wait to be let in

    @override
    def refresh(self) -> None:
        self.backend.read(self._show_map, load_runtime_map, self.backend.decider.id)
        self._model.refresh()
        self.backend.read(self._show_findable, list_findable)
        self.backend.read(self._show_units, list_editable_units, self.backend.decider.id)

    @override
    def forget_shown(self) -> None:
        self.runtime_map = self._findable = self._sought = None
        self._offered = ()
        self._model.start_over()
        self._untagged.hide()
        self.ended.forget()
        self.detail.show_nothing()
        self._say_how_to_find()
        self.stack.setCurrentWidget(self._outlines)

    def _show_map(self, found: RuntimeMap) -> None:
        self.runtime_map = found
        self.matrix.set_matrix(found.matrix, found.now, found.windows)
        bare = found.matrix.without_stage
        self._untagged.setVisible(bool(bare))
        if bare:
            names = ", ".join(one.name for one in bare)
            said = tr(
                "%n runtime(s) without a stage tag, for no deployments: {names}", "", len(bare)
            )
            self._untagged_words.setText("▲ " + said.format(names=names))
        self.ended.show_map(found)
        self._show_page()
        if self._runtime_id is None:
            self.matrix.select_first()
        self._show_detail()
        self._find()

    def _turn_view(self) -> None:
        """The other one, with the same runtime chosen; the keyboard goes along."""
        self.view.choose(TABLE if self.view.current == MATRIX else MATRIX)
        self._show_page()
        self.focus_list()

    def _after_page(self) -> None:
        self.table.mark_ready()
        if self._runtime_id is not None:
            self._point_at(self._runtime_id)

    def _point_at(self, runtime_id: UUID) -> None:
        """The cursor is on what is shown below, or nowhere where that isn't loaded."""
        row = self.table.current_row()
        if (row is None or row.id != runtime_id) and not self.table.select_key(runtime_id):
            self.table.forget_cursor()

    @Slot()
    def _await_map(self) -> None:
        if self.runtime_map is None and self.view.current == MATRIX:
            self.stack.setCurrentWidget(self._outlines)

    def _show_page(self, _index: int = 0) -> None:
        if self.runtime_map is not None and not self.runtime_map.runtimes:
            self.stack.setCurrentWidget(self.empty)
            return
        self.stack.setCurrentWidget((self.matrix, self.table)[self.view.current])
        if self._runtime_id is not None:
            self.matrix.select(self._runtime_id)
            self._point_at(self._runtime_id)

    def _show_units(self, units: tuple[UnitRef, ...]) -> None:
        self.acts.units = units
        self._block_adding()

    def _block_adding(self) -> None:
        for button in (self.add_button, self.first_button):
            button.set_blocked(self.acts.why_no_add())

    def _show_findable(self, found: tuple[Findable, ...]) -> None:
        if found == self._findable:
            return
        self._findable = found
        for choice in (self.version, self.stage):
            choice.setPlaceholderText("" if found else tr("none yet"))
            choice.setToolTip("" if found else tr(NO_SNAPSHOT))
        self._offer()
        self._on_version_activated()

    @Slot()
    def _on_choice_activated(self) -> None:
        self._is_sought = True

    @Slot()
    def _on_version_activated(self) -> None:
        self._offer_stages(self.stage.currentText())

    def _offer_stages(self, kept: str) -> None:
        wanted = self._wanted()
        self.stage.clear()
        if wanted is not None:
            self.stage.addItems(list(wanted.stages))
            at = self.stage.findText(kept)
            self.stage.setCurrentIndex(at if at >= 0 else len(wanted.stages) - 1)
        self.stage.updateGeometry()
        self._find()

    def _seek(self, stage: str, one: Findable) -> None:
        """Find a place for what was asked from elsewhere, whether it is among the newest or not."""
        self._sought = one
        self._offer()
        self.version.setCurrentIndex(self._offered.index(one))
        self._offer_stages(stage or one.next_stage)
        self.version.setFocus()

    def _offer(self) -> None:
        """The newest snapshots, and the one that was asked for."""
        found = self._findable or ()
        asked = self._sought
        is_extra = asked is not None and asked not in found
        self._offered = (asked, *found) if asked is not None and is_extra else found
        kept = self.version.currentText()
        self.version.clear()
        self.version.addItems([snapshot_name(one.label) for one in self._offered])
        self.version.setCurrentIndex(max(0, self.version.findText(kept)))
        self.version.updateGeometry()

    def _wanted(self) -> Findable | None:
        n = self.version.currentIndex()
        return self._offered[n] if 0 <= n < len(self._offered) else None

    @Slot()
    def _find(self) -> None:
        wanted, stage = self._wanted(), self.stage.currentText()
        if self._findable is not None and not self._findable:
            empty = self.places.show_hint(tr("No snapshot yet"), tr(NO_SNAPSHOT))
            way = empty.add_action(tr("Open Inventory"), lambda: self.shell.go("inventory"))
            way.setObjectName("runtimes.inventory")
        if wanted is None or not stage:
            return
        self.backend.read(
            partial(self._show_places, wanted, stage),
            match_places,
            wanted.snapshot_id,
            stage,
            wanted.service_tag,
        )

    def _show_places(self, wanted: Findable, stage: str, places: Places) -> None:
        if self.runtime_map is None:
            return  # who may change which tags comes with the map, and asks anew
        if wanted == self._wanted() and stage == self.stage.currentText():
            self.places.show_places(
                snapshot_name(wanted.label),
                self._stage(stage),
                places,
                self.acts.why_not_tag,
                late_words(self.runtime_map),
            )
            if self._is_sought and (places.refused or places.after_fix):
                self.shell.tell(Deed.MISFIT_READ)

    def _stage(self, name: str) -> Stage:
        columns = self.runtime_map.matrix.columns if self.runtime_map else ()
        path = tuple(column.name for column in columns)
        protected = {column.name for column in columns if column.is_protected}
        return Stage.on(path or (name,), name, is_protected=name in protected)

    # The chosen runtime

    def chosen_row(self) -> RuntimeRow | None:
        rows = self.runtime_map.runtimes if self.runtime_map else ()
        return next((one for one in rows if one.id == self._runtime_id), None)

    def choose_runtime(self, runtime_id: UUID) -> None:
        self._runtime_id = runtime_id
        if self.matrix.current != runtime_id:
            self.matrix.select(runtime_id)
        self._show_detail()

    def _on_runtime_activated(self, runtime_id: UUID) -> None:
        self.choose_runtime(runtime_id)
        self.detail.tags_button.setFocus()

    def _show_detail(self) -> None:
        one = self.chosen_row()
        self.ended.choose(one)
        if one is None or self.runtime_map is None:
            self.detail.show_nothing()
            return
        path = tuple(column.name for column in self.runtime_map.matrix.columns)
        windows = self.acts.windows.of_runtime(self.runtime_map, one)
        self.detail.show_row(one, path, self.runtime_map.now, self.acts.why_no_tags(), windows)
        self.detail.window_button.set_blocked(self.acts.why_no_window())
        self.detail.pause_button.set_blocked(self.acts.why_no_turn())
        self.set_crumbs(tr("Runtimes"), one.name)

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind == "runtime"

    @override
    def shows(self, ref: ObjectRef) -> bool:
        one = self.chosen_row()
        return one is not None and str(one.id) == ref.id

    @override
    def open_object(self, ref: ObjectRef) -> None:
        if ref.kind == PLACE:
            self._is_sought = True
            self.backend.read(partial(self._seek, ref.tab), load_findable, UUID(ref.id))
            self.split.turn(1)
            return
        self._runtime_id = UUID(ref.id)
        self._show_page()
        self._show_detail()

    @override
    def chosen_id(self) -> object:
        return self._runtime_id

    @override
    def shown_id(self) -> object:
        return self._runtime_id if self.runtime_map is not None else None

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("runtime", str(self._runtime_id)) if self._runtime_id else super().here()

    @override
    def place_state(self) -> object:
        return (self.view.current, self._runtime_id)

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (int() as view, (UUID() | None) as runtime_id):
                self.view.choose(view)
                self._runtime_id = runtime_id
                self._show_page()

    @override
    def focus_list(self) -> None:
        self._shown().setFocus()

    def _shown(self) -> QWidget:
        pages: tuple[QWidget, ...] = (self.matrix, self.table, self.empty, self.matrix)
        return pages[self.stack.currentIndex()]

    @override
    def focus_filter(self) -> None:
        self.version.setFocus()

    @override
    def toggle_detail(self) -> None:
        self.detail.setVisible(not self.detail.isVisible())

    @override
    def panes(self) -> list[QWidget]:
        fix = self.places.fixes[:1]
        return [self.view, self._shown(), self.detail.tags_button, self.version, *fix]

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("runtimes", self).popup(at)


def _query_of(_query: FilterQuery, sort: Sort | None) -> RuntimeQuery:
    return RuntimeQuery(sort.key, sort.is_descending) if sort else RuntimeQuery()
