"""The inventory: every model, filtered and sorted in SQL, and all about the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.models.queries.inventory import (
    InventoryQuery,
    ModelRow,
    count_models,
    list_models,
)
from app.models.queries.inventory_facets import FacetCount, facet_counts
from app.models.queries.lineage import Lineage, load_lineage
from app.models.queries.lookups import StageRef, load_stages, person_names
from app.models.queries.model_page import ModelDetail
from app.models.queries.submission import Standing
from app.services.signed_blocks import load_signatures
from app.services.start_offers import open_to_ask
from app.views import safe_text, theme
from app.views.cards import CARDS
from app.views.filters import FilterQuery, parse
from app.views.item_models.paged_table import PagedTableModel, Sort
from app.views.language import N_, tr
from app.views.panels import inventory_list, lineage_compact
from app.views.panels import inventory_words as words
from app.views.panels.filter_count import FilterCount, counted
from app.views.panels.first_steps import FirstSteps
from app.views.panels.inventory_actions import InventoryActions
from app.views.panels.inventory_detail import ModelPane
from app.views.panels.inventory_drop import DropCatcher
from app.views.panels.inventory_files import FileActs
from app.views.panels.inventory_many import ManyModels
from app.views.panels.inventory_registering import REGISTRATION
from app.views.panels.query_pages import QueryPages
from app.views.panels.saved_views import BuiltIn, Listing, SavedViews
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, ShorterLabel, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.facets import FacetPanel
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import WrapLayout, fold_where_short

NOBODY = UUID(int=0)
_DETAIL_DELAY_MS = 60  # while the cursor runs down the list, only where it stops is read
_HINT = N_('stage:, risk:, owner:me, debt:any, "free text"')


FACETS_FROM = 700  # of the mock-ups' pixels: the width of the screen
_NAMES_FROM = 1200  # the same: what is hidden is named
_LEAST_FILTER = 220  # px


@SCREENS.register("inventory")
class InventoryScreen(Screen):
    card = CARDS["inventory"]
    object_pane = 1

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.person_name = ""
        self._are_facets_due = False
        self._is_let_in = False  # the next page has what was registered here
        self._dropped: tuple[str, ...] = ()  # columns without room
        self._has_moved = False  # to another filter: nothing that it hides stays open
        self._is_awaited = False  # its detail is being read: no other row may come between
        self._wanted = ""  # the model, version or snapshot that is shown, or being read
        self._read_key = ""  # the one of these that was read last
        self._drops: DropCatcher | None = None
        self._is_alone = getattr(shell, "ref", None) is not None  # a window for one model
        self.pane = ModelPane(shell.actions_registry, self._open_alerts)
        self._columns = inventory_list.InventoryColumns(self.pane.ladder)
        self.notices = BannerArea()
        pages: QueryPages[ModelRow] = QueryPages(
            self._columns.columns(),
            lambda row: row.id,
            backend=shell.backend,
            notices=self.notices,
            query_of=self.query_of,
            list_rows=list_models,
            count_rows=count_models,
            failed=shell.show_error,
            answered=self._on_page_shown,
            parent=self,
        )
        self.model: PagedTableModel[ModelRow] = pages.model
        self._build()
        theme.keep_sized(self, self._fit)
        self.actions_ = InventoryActions(self)
        self.files = FileActs(self)
        self.many = ManyModels(self)
        self._listed.addWidget(self.many.bar)
        add_watch_action(self, "inventory", self._watchable, self.letters)
        self._detail_delay = QTimer(self, singleShot=True, interval=_DETAIL_DELAY_MS)
        self._detail_delay.timeout.connect(self._read_wanted)
        self._connect()

    @property
    def me(self) -> UUID:
        return words.person_of(self.backend.decider) or NOBODY

    def _build(self) -> None:
        self.table = DataTable(self.model, tr("Models"))
        self.table.setObjectName("inventory.table")
        self.table.keep_from_edges()
        self.table.allow_sorting(0)
        self._empty = EmptyState(tr("No models yet"), pictures=("upload", "box", "shield-check"))
        self._first = self._empty.add_action(
            tr("Register…"), self._register, kind=Kind.PRIMARY, keys="Ctrl+N", changes=True
        )
        self._guide = FirstSteps(self, self._empty)
        self.table.set_empty_state(self._empty)
        self.filter = FilterBar(tr("Filter models"), inventory_list.grammar(), hint=tr(_HINT))
        self.filter.edit.setObjectName("inventory.filter")
        self._ways = WaysOut(self._empty, self.filter, self.model.count)
        self._count = FilterCount(
            self.filter, self.model, counted(self.backend, count_models, InventoryQuery)
        )
        self.facets = FacetPanel()
        self.export_button = Button(tr("Export"), icon="download", changes=True)
        self.register_button = Button(
            tr("Register…"), kind=Kind.PRIMARY, icon="plus", keys="Ctrl+N", changes=True
        )
        self.register_button.setObjectName("inventory.register")
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 9)
        head.setSpacing(8)
        self.dropped = ShorterLabel()
        self.dropped.setObjectName("inventory.dropped")
        title = screen_title(tr(self.card.title))
        self.saved_views = SavedViews(self.shell, self._listing(), self)
        head.addWidget(self._first_line(title))
        self.list = QWidget()
        self._listed = listing = QVBoxLayout(self.list)
        listing.setContentsMargins(0, 0, 0, 0)
        listing.setSpacing(0)
        listing.addWidget(self.table, 1)
        self.split = Panes(
            self.list,
            self.pane,
            names=(tr("Models"), tr("The model")),
            sizes=(0, 350),
            is_vertical=True,
        )
        self.split.turn_by(self.table.opened, 1)
        self.letters: QWidget = self.split
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.facets)
        self._facet_line = Divider(is_vertical=True)
        body.addWidget(self._facet_line)
        body.addWidget(self.letters, 1)
        self._head = QWidget()
        self._head.setLayout(head)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.notices)
        divider = Divider()
        layout.addWidget(divider)
        layout.addLayout(body, 1)
        for one in (self._head, divider, self.facets, self._facet_line, self.list):
            one.setVisible(not self._is_alone)

    def _first_line(self, title: QWidget) -> QWidget:
        """What is free in it belongs to the filter."""
        holder = QWidget()
        line = WrapLayout(holder)
        line.addWidget(title)
        line.addWidget(self.saved_views.button)
        for part in (self.filter, self.dropped, self.export_button, self.register_button):
            line.addWidget(part)
        fold_where_short(holder, self.export_button)
        theme.keep_sized(self, lambda: self.filter.setMinimumWidth(theme.px(_LEAST_FILTER)))
        return holder

    def _listing(self) -> Listing:
        views = tuple(BuiltIn(tr(title), text) for title, text in inventory_list.VIEWS)
        return Listing("inventory", self.filter, self.table, views, inventory_list.grammar)

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _connect(self) -> None:
        registry = self.shell.actions_registry
        self.filter.changed.connect(self._on_filter_changed)
        self.backend.moment_changed.connect(self.model.start_over)
        self.filter.left.connect(self.focus_list)
        self.facets.query_changed.connect(self.filter.set_query)
        self.table.columns_dropped.connect(self._on_columns_dropped)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda _row: self._on_table_opened())
        self.table.peeked.connect(lambda _row: self.toggle_detail())
        self.table.set_refs(lambda one: ObjectRef("model", str(one.id), one.name))
        self.table.opened_in_window.connect(lambda _row: registry.trigger("inventory.window"))
        self.table.menu_requested.connect(self._on_menu_requested)
        self.pane.version_chosen.connect(self._on_version_chosen)
        self.pane.lineage_wanted.connect(self._read_lineage)
        self.pane.file_wanted.connect(self.actions_.add_file)
        self.pane.decision_opened.connect(self.shell.open_ref)
        self.pane.decision_opened_in_window.connect(self.shell.open_window)
        self.pane.menu_requested.connect(self._on_menu_requested)
        self.pane.lineage_opened.connect(lambda: registry.trigger("inventory.lineage"))
        self.pane.diff_swapped.connect(self.actions_.swap_diff)
        self.pane.diff_note_asked.connect(lambda: registry.trigger("inventory.comment"))
        self.pane.diff_export_asked.connect(self.actions_.export)
        self.pane.raw_wanted.connect(self.actions_.show_raw)
        self.pane.sides_chosen.connect(self.actions_.compare)
        self.pane.owner_wanted.connect(self._on_owner_wanted)
        self.register_button.clicked.connect(lambda _on: registry.trigger("inventory.register"))
        self.export_button.clicked.connect(lambda _on: registry.trigger("inventory.export"))

    def _on_columns_dropped(self, titles: tuple[str, ...]) -> None:
        self._dropped = titles
        self._say_dropped()

    def _say_dropped(self) -> None:
        """By name; where there is no room how many, with their names under the pointer."""
        count, names = len(self._dropped), ", ".join(self._dropped)
        if not count:
            self.dropped.set_words("", "")
            return
        said = tr("Hidden for lack of room: {names}").format(names=names)
        fewer = tr("%n column(s) hidden", "", count)
        if self.width() < theme.px(FACETS_FROM):
            fewer = f"+{count}"
        self.dropped.set_words(said if self.width() >= theme.px(_NAMES_FROM) else fewer, fewer)
        self.dropped.setAccessibleName(said)
        self.dropped.setToolTip(safe_text.tooltip(said))

    def let_in(self, key: str) -> None:
        """Show what one has just registered: the list begins anew with it, and it is chosen."""
        self._is_let_in = self._is_awaited = True
        self._has_moved = False
        self.show_model(key)
        self.model.show_new()

    def _register(self) -> None:
        self.shell.actions_registry.trigger("inventory.register")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, by zoom too, the models come before the facets."""
        if self._is_alone:
            return
        for part in (self.facets, self._facet_line):
            part.setVisible(self.width() >= theme.px(FACETS_FROM))
        self._say_dropped()

    def _on_table_opened(self) -> None:
        self.pane.show()
        self.pane.tabs.bar.setFocus()

    def _open_alerts(self) -> None:
        """Those of the model that is shown, which still need somebody."""
        if (detail := self.pane.detail) is not None:
            self.shell.go("alerts", filter_text=f'state:live model:"{detail.row.name}"')

    @override
    def refresh(self) -> None:
        self.actions_.read_rights()
        self.backend.read(self._on_stages_read, load_stages)
        self.backend.read(self._on_names_read, person_names, [self.me])
        if not self._is_alone:
            self._are_facets_due = True
            self.model.refresh()
            self._count.read()
        if self._wanted:
            self.show_model(self._wanted)

    @override
    def forget_shown(self) -> None:
        """The version that is shown may not have been there then: its model is asked for."""
        self._detail_delay.stop()
        if (detail := self.pane.detail) is not None:
            self._wanted = str(detail.row.id)
        self.pane.clear()

    def query_of(self, query: FilterQuery, sort: Sort | None = None) -> InventoryQuery:
        """The filter as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        order = sort or Sort("name")
        return InventoryQuery.of(
            str(query),
            sort=order.key,
            is_descending=order.is_descending,
            me=self.me,
            is_strict=False,
        )

    def _on_page_shown(self) -> None:
        self._after_page()
        self._read_facets()

    def _after_page(self) -> None:
        is_filtered = not self.model.query.is_empty
        self._first.setVisible(not is_filtered)
        self._guide.set_first(not is_filtered)
        if is_filtered:
            self._empty.set_texts(tr("No model matches “{query}”").format(query=self.model.query))
        else:
            self._empty.set_texts(
                tr("No models yet"),
                tr("Register a folder, an ONNX file, or data with a label to train on."),
            )
        self._ways.follow_model(self.model)
        if self._is_awaited:
            return
        if self._has_moved:
            self._follow_list()
        if self._is_let_in and self.pane.detail is not None:
            self._is_let_in = not self._choose(self.pane.detail.row.id)
        elif not self.table.currentIndex().isValid() and not self._wanted:
            self.table.select_first()

    def _follow_list(self) -> None:
        """No act is meant for a model that the filter hides: another one is shown, or none."""
        self._has_moved = False
        shown = self.pane.detail
        if shown is not None and self.model.find(shown.row.id) >= 0:
            return
        self._detail_delay.stop()
        self._wanted = ""
        if self.table.currentIndex().isValid():
            self._on_current_changed(self.table.current_row())
        elif not self.model.rowCount():
            self.pane.clear()
            self.set_crumbs(tr(self.card.title))

    def _choose(self, model_id: UUID) -> bool:
        """Put the cursor on the model that the pane shows; False where it isn't loaded."""
        self.table.blockSignals(True)
        is_there = self.table.select_key(model_id)
        if not is_there:
            self.table.clearSelection()
        self.table.blockSignals(False)
        return is_there

    def _read_facets(self) -> None:
        """After the rows, for which somebody waits; not again with each further page."""
        if not self._are_facets_due:
            return
        self._are_facets_due = False
        try:
            query = self.query_of(self.filter.query)
        except InputError:
            return
        self.backend.read(self._on_facets_read, facet_counts, query)

    def _on_facets_read(self, counts: Mapping[str, tuple[FacetCount, ...]]) -> None:
        query = self.filter.query
        units = tuple(one.value for one in counts.get("unit", ()))
        self.filter.set_grammar(inventory_list.grammar(self.pane.ladder.names, units))
        facets = inventory_list.facets(counts, query, self.filter.grammar)
        self.facets.set_facets(facets, query)

    def _on_stages_read(self, stages: Mapping[UUID, StageRef]) -> None:
        self.pane.ladder.learn(stages)
        self.table.viewport().update()

    def _on_names_read(self, names: Mapping[UUID, str]) -> None:
        self.person_name = names.get(self.me, "")

    def _on_filter_changed(self, query: FilterQuery) -> None:
        self._has_moved = True
        self._columns.is_stage_fixed = inventory_list.is_stage_fixed(query)
        self._are_facets_due = True
        self.facets.expect_counts()
        self.model.set_query(query)

    def show_register_right(self, reason: str, *, is_asking: bool) -> None:
        """Who may not register asks for it: its buttons say so."""
        for button in (self.register_button, self._first):
            button.setText(tr("Request registration…") if is_asking else tr("Register…"))
        self.register_button.set_blocked(reason)

    def _watchable(self) -> Watchable | None:
        detail = self.pane.detail
        return Watchable("model", detail.row.id, detail.row.name) if detail else None

    @Slot(object)
    def _on_current_changed(self, chosen: ModelRow | None) -> None:
        """It is wanted at once, and read when the cursor rests: no older answer moves it back."""
        if chosen is None or self._is_alone or self._is_awaited:
            return
        detail = self.pane.detail
        is_same = detail is not None and detail.row.id == chosen.id
        shown = detail.shown if detail is not None and is_same else None
        self._wanted = str(shown.version_id if shown else chosen.id)
        self._detail_delay.start()

    @Slot()
    def _read_wanted(self) -> None:
        self.show_model(self._wanted)

    def show_model(self, key: str) -> None:
        """Show a model, a version or a snapshot by its id or name."""
        self._detail_delay.stop()
        self._wanted = key
        self.pane.show_loading()
        self.backend.read(
            self._on_model_read, open_to_ask, key, self.me, on_error=self._on_model_failed
        )

    def _on_model_failed(self, error: BaseException) -> None:
        if self._detail_delay.isActive():
            return  # another was chosen since, and is read next
        if self.backend.moment is not None and isinstance(error, InputError):
            self.pane.show_absent()
            self.set_crumbs(tr(self.card.title))
            if self.table.currentIndex().isValid():  # of another: what is marked is acted on
                self.table.forget_cursor()
            elif not self._is_alone:
                self._wanted = ""
                self.table.select_first()
            return
        self.pane.end_loading()
        self.backend.failed.emit(error)

    def _on_model_read(self, found: tuple[ModelDetail, Standing | None]) -> None:
        if self._detail_delay.isActive():
            return  # another was chosen since, and is read next
        if not self._wanted:
            return  # the filter has hidden it since
        detail, standing = found
        self._is_awaited = False
        self._read_key = self._wanted
        self.pane.show_detail(detail, standing)
        chosen = self.table.current_row()
        if chosen is None or chosen.id != detail.row.id:
            self._is_let_in = not self._choose(detail.row.id) and self._is_let_in
        version = (f"v{detail.shown.version}",) if detail.shown else ()
        self.set_crumbs(tr(self.card.title), detail.row.name, *version)
        if signed := {one.id for one in detail.decisions if one.has_signature}:
            self.backend.read(self.pane.show_signatures, load_signatures, signed)

    def _read_lineage(self) -> None:
        detail = self.pane.detail
        if detail is not None:
            end = max(detail.now, shown_now(), detail.row.since) + timedelta(days=1)
            self.backend.read(
                self._on_lineage_read,
                load_lineage,
                detail.row.id,
                start=end - lineage_compact.SPAN,
                end=end,
            )

    def _on_lineage_read(self, lineage: Lineage) -> None:
        detail = self.pane.detail
        if detail is not None and detail.row.id == lineage.model_id:
            self.pane.show_lineage(lineage, detail.stages)

    def _on_version_chosen(self, version_id: UUID) -> None:
        self.show_model(str(version_id))

    def _on_owner_wanted(self) -> None:
        detail = self.pane.detail
        if detail is not None:
            self.many.give_owner(detail.row.id)

    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("inventory", self).popup(at)

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind in ("model", "version", "snapshot")

    @override
    def chosen_id(self) -> object:
        return self._wanted or None

    @override
    def shown_id(self) -> object:
        return self._read_key if self.pane.detail is not None else None

    @override
    def shows(self, ref: ObjectRef) -> bool:
        detail = self.pane.detail
        if detail is None:
            return False
        version = detail.shown.version_id if detail.shown else None
        return ref.id in (str(detail.row.id), str(version))

    @override
    def open_object(self, ref: ObjectRef) -> None:
        if ref.kind == REGISTRATION:
            self.actions_.resume(ref.id)
            return
        if ref.kind == "asked_model":
            self.actions_.answer(UUID(ref.id))
            return
        self._has_moved = False
        self.show_model(ref.id)
        if ref.tab:
            self.pane.show_tab(ref.tab)

    @override
    def here(self) -> ObjectRef:
        detail = self.pane.detail
        return ObjectRef("model", str(detail.row.id)) if detail else super().here()

    @override
    def place_state(self) -> object:
        detail = self.pane.detail
        return str(self.filter.query), str(detail.row.id) if detail else "", self.pane.tabs.current

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (str() as text, str() as model_id, int() as tab):
                self.filter.set_query(parse(text, inventory_list.grammar()))
                self._has_moved = False
                self.pane.tabs.show_page(tab)
                if model_id:
                    self.show_model(model_id)

    @override
    def focus_filter(self) -> None:
        self.filter.edit.setFocus()

    @override
    def focus_list(self) -> None:
        (self.pane.tabs.bar if self._is_alone else self.table).setFocus()

    @override
    def toggle_detail(self) -> None:
        self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter, self.facets, self.table, self.pane.tabs.bar]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._drops is None and self._is_alone:  # the main window takes drops on any screen
            self._drops = DropCatcher(self.window(), self.actions_.take_drop, self)
