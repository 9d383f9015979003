"""Lineage: what happened to a model, what served on a day, and on whose decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.models.queries.events import EventRow
from app.models.queries.first_model import load_first_model
from app.models.queries.lineage import Lineage
from app.models.queries.lineage_graph import GraphNode
from app.models.queries.lookups import StageRef
from app.models.queries.model_lineage import ModelLife
from app.models.queries.spans import EVERYTHING, Span
from app.models.queries.time_travel import EventDetail, Serving
from app.services.signed_blocks import SignedBlock, bearer_of, load_signed_block
from app.services.story import Story
from app.services.trail.checking import SealFacts
from app.texts import told
from app.views.cards import CARDS
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.filters import FilterQuery, parse
from app.views.language import tr
from app.views.panels import lineage_data
from app.views.panels import lineage_specs as specs
from app.views.panels.lineage_check import TrailCheck
from app.views.panels.lineage_empty import NoLineage
from app.views.panels.lineage_event import EventPane
from app.views.panels.lineage_events import EventTable
from app.views.panels.lineage_graph_view import LineageGraphView
from app.views.panels.lineage_graph_words import reference
from app.views.panels.lineage_groups import Line
from app.views.panels.lineage_hand_out import HandOut
from app.views.panels.lineage_head import (
    GRAPH,
    SIX_MONTHS,
    STORY,
    TABLE,
    TIMELINE,
    LineageHead,
)
from app.views.panels.lineage_moment import long_day
from app.views.panels.lineage_picker import ModelPicker
from app.views.panels.lineage_reader import LineageReader
from app.views.panels.lineage_story import KIND as CUSTOMER_DECISION
from app.views.panels.lineage_story import StoryPage
from app.views.panels.lineage_table import GRAMMAR
from app.views.panels.lineage_view import LineageView
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.typed_day import past_moment
from app.views.widgets.basics import Divider
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes

_SEAL_MS = 15_000  # a line that says how far it is sealed
_READ_DELAY_MS = 120  # while the view is dragged or zoomed


@SCREENS.register("lineage")
class LineageScreen(Screen):
    card = CARDS["lineage"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._wanted_event: int | None = None
        self._needs_range = True
        self.head = LineageHead()
        self.view = LineageView()
        self.timeline = self.view.timeline
        self.graph = LineageGraphView()
        self._version: UUID | None = None  # that the graph is of; None: what served, else the last
        self.event_pane = EventPane()
        self.reader = LineageReader(self.backend, self.head, self)
        self.listed = EventTable(self.reader, self.head.filter)
        self.table, self.events = self.listed.table, self.listed.model
        self._read_delay = QTimer(self, singleShot=True, interval=_READ_DELAY_MS)
        self._read_delay.timeout.connect(self._read_lineage)
        self._seal_timer = QTimer(self, interval=_SEAL_MS)
        self.check = TrailCheck(shell, self.head, self)
        self._build()
        self.hand_out = HandOut(
            shell,
            self,
            head=self.head,
            reader=self.reader,
            shown=self._shown,
            timeline=self.timeline,
        )
        if self.backend.sealed_until is not None:
            self.head.leave_only_reading(self.backend.sealed_until)
            self.timeline.end_at_seal()
        self.head.set_as_of(self.backend.moment)
        self.timeline.set_as_of(self.backend.moment)
        self._connect()
        self._add_actions()

    def _build(self) -> None:
        self._empty = NoLineage(self._choose_model, self.shell.go)
        self._shown = QStackedWidget()
        self.story = StoryPage(self.backend)
        for shown in (self.view, self.graph, self.listed, self.story):  # TIMELINE, GRAPH, …
            self._shown.addWidget(shown)
        self.split = Panes(
            self._shown, self.event_pane, names=(tr("History"), tr("The event")), sizes=(0, 316)
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(Divider())
        layout.addWidget(self._stack, 1)
        self.head.serving.hide()

    def _connect(self) -> None:
        registry, reader, head = self.shell.actions_registry, self.reader, self.head
        head.model_asked.connect(self._choose_model)
        head.as_of_changed.connect(self._on_as_of_changed)
        self.backend.moment_changed.connect(head.set_as_of)
        head.range.chosen.connect(self._on_range_chosen)
        head.view_chosen.connect(self._on_view_chosen)
        head.proof_asked.connect(lambda: registry.trigger("lineage.proof"))
        head.room_asked.connect(lambda: registry.trigger("lineage.room"))
        head.sign_off_asked.connect(lambda: registry.trigger("lineage.signoff"))
        self.hand_out.sign_offs.signed_off.connect(self.refresh)
        reader.reviews_read.connect(self.view.show_reviews)
        reader.void_changed.connect(self._on_void_changed)
        head.seal.verify_asked.connect(lambda: registry.trigger("lineage.verify"))
        head.seal.cancel_asked.connect(self.check.cancel)
        self.check.ended.connect(self._read_seal)
        self.check.event_wanted.connect(self.read_event)
        reader.seal_read.connect(self._on_seal_read)
        reader.seal_failed.connect(lambda: head.seal.show_unread(datetime.now(UTC)))
        reader.leaf_read.connect(self.event_pane.show_leaf)
        self._seal_timer.timeout.connect(self._read_seal)
        head.export_asked.connect(lambda: registry.trigger("lineage.export"))
        head.filter.changed.connect(self._on_filter_changed)
        head.filter.left.connect(self.focus_list)
        self.timeline.event_chosen.connect(self._on_event_chosen)
        self.timeline.as_of_requested.connect(head.ask_as_of)
        self.view.range_seen.connect(lambda _start, _end: self._read_delay.start())
        self.event_pane.event_wanted.connect(self.read_event)
        self.event_pane.as_of_wanted.connect(head.set_as_of)
        self.event_pane.left_for.connect(self.shell.open_ref)
        self.event_pane.copied.connect(
            lambda link: self.shell.toast(tr("Link copied: {link}").format(link=link))
        )
        self.table.current_changed.connect(self._on_table_current_changed)
        self.events.total_changed.connect(self._on_total_changed)
        self.story.link_opened.connect(self.shell.open_ref)
        self.story.told.connect(self._on_story_told)
        self.story.copied.connect(lambda: self.shell.toast(tr("The story is copied")))
        reader.life_read.connect(self._on_life_read)
        reader.lineage_read.connect(self._on_lineage_read)
        reader.served_read.connect(self._on_served_read)
        reader.event_read.connect(self._on_event_read)
        reader.graph_read.connect(self.graph.show_graph)
        self.graph.version_chosen.connect(self.show_version)
        self.graph.node_chosen.connect(self._on_node_chosen)
        self.graph.node_opened.connect(self._on_node_opened)
        reader.filter_failed.connect(self._on_filter_failed)
        reader.pages_failed.connect(self.events.load_failed)
        reader.exported.connect(
            lambda count: self.shell.toast(tr("%n event(s) exported", "", count))
        )

    def _add_actions(self) -> None:
        why = self._why_not
        self.add_action(specs.TABLE, self.toggle_table, blocked=why)
        self.add_action(specs.GRAPH, self._toggle_graph, blocked=why, owner=self._shown)
        self.add_action(specs.EXPORT, self.hand_out.export, blocked=self.hand_out.why_not_export)
        self.add_action(specs.MODEL, self._choose_model, owner=self._shown)
        self.add_action(specs.INVENTORY, self._show_in_inventory, blocked=why, owner=self._shown)
        self.add_action(specs.HERE, self._go_to_event, blocked=self._why_no_event, owner=self.table)
        self.add_action(specs.PROOF, self.hand_out.prove, blocked=why)
        self.add_action(specs.ROOM, self.hand_out.make_room, blocked=why)
        self.add_action(specs.SIGN_OFF, self.hand_out.sign_off, blocked=self._why_not_sign_off)
        self.add_action(specs.VERIFY, self.verify, blocked=self._why_not_verify)
        self.add_action(specs.GROUPING, self._choose_grouping, blocked=why)
        add_watch_action(self, "lineage", self._watchable, self._shown, blocked=why)
        self.add_action(specs.STORY, self.show_story, owner=self)
        back = specs.NOW if self.backend.sealed_until is None else specs.SEAL
        self.add_action(back, lambda: self.head.set_as_of(None), blocked=self._why_not_back)

    def _watchable(self) -> Watchable | None:
        if self.model_id is None:
            return None
        name = self.reader.life.name if self.reader.life else tr("the model")
        return Watchable("model", self.model_id, name)

    def _why_not(self) -> str:
        return "" if self.model_id is not None else tr(specs.CHOOSE)

    def _why_not_back(self) -> str:
        if self.backend.moment is not None:
            return tr("The whole window looks back: the strip above leads back to now.")
        if self.head.at is not None:
            return ""
        is_now = self.backend.sealed_until is None
        return tr("This is now already.") if is_now else tr("This is as it was sealed already.")

    def _why_no_event(self) -> str:
        return "" if self.event_pane.detail is not None else tr("Choose an event first.")

    def _go_to_event(self) -> None:
        """In the table; the timeline has the key itself."""
        if self.event_pane.detail is not None:
            self.head.set_as_of(self.event_pane.detail.row.at)

    def _why_not_verify(self) -> str:
        return tr("It is being verified.") if self.check.is_running else ""

    @property
    def model_id(self) -> UUID | None:
        return self.reader.model_id

    @property
    def stages(self) -> tuple[StageRef, ...]:
        return self.reader.life.stages if self.reader.life else ()

    @override
    def refresh(self) -> None:
        self.story.refresh()
        if self.model_id is None:
            me = self.backend.decider.id
            self.backend.read(self._on_first_read, load_first_model, me, now=shown_now())
            return
        self.reader.read_life()
        self._read_lineage()
        self.reader.read_served()
        self.reader.read_reviews()
        self._read_seal()
        self._read_shown()
        self._read_events()

    @override
    def forget_shown(self) -> None:
        self.view.forget_shown()
        self.graph.show_graph(None)
        self.head.serving.hide()
        shown, moment = self.event_pane.detail, self.backend.moment
        if shown is not None and moment is not None and shown.row.at > moment:
            self._wanted_event = None
            self.event_pane.clear()

    def _read_events(self) -> None:
        """Under one's eyes nothing moves; where nobody looks there is nothing to hold in place."""
        if self.table.isVisible():
            self.events.refresh()
        else:
            self.events.reload()

    def _read_seal(self) -> None:
        if self.isVisible():
            self.reader.read_seal()

    def _on_seal_read(self, facts: SealFacts) -> None:
        self.head.seal.show_facts(facts, datetime.now(UTC))
        shown = self.event_pane.detail
        if shown is not None and self.event_pane.is_unsealed:
            self.reader.read_leaf(shown.row.id)

    def verify(self) -> None:
        """Check the whole trail beside the window."""
        self.check.begin()

    def _why_not_sign_off(self) -> str:
        return self._why_not() or self.hand_out.why_not_sign_off()

    def _on_first_read(self, found: tuple[UUID, str] | None) -> None:
        """Nobody said which: one that needs me, else any, so that there is something to see."""
        if self.model_id is not None:
            return
        self._empty.show_whether_any(is_any=found is not None)
        if found is not None:
            self.show_model(*found)

    def show_model(self, model_id: UUID, name: str = "") -> None:
        """The lineage of this model over the chosen range."""
        if model_id == self.model_id:
            return
        self.reader.model_id, self.reader.life = model_id, None
        self._needs_range = True
        self._wanted_event = self._version = None
        self.event_pane.clear()
        if name:
            self._show_name(name)
        self._stack.setCurrentIndex(1)
        self.timeline.clear_range()
        self.view.show_reviews(())
        self.reader.read_life()
        self.reader.read_served()
        self.reader.read_reviews()
        self._read_shown()
        self.events.reload()

    def _show_name(self, name: str) -> None:
        self.head.set_model(name)
        self._say_where()

    def _say_where(self, then: str = "") -> None:
        """With what served on the day that is asked about: so the window's title answers too."""
        self.set_crumbs(
            tr(self.card.title), self.head.model_button.text(), *([then] if then else [])
        )

    def _on_life_read(self, life: ModelLife) -> None:
        self._show_name(life.name)
        if self._needs_range:
            self._needs_range = False
            self._apply_range()

    def _apply_range(self) -> None:
        """See the chosen range up to now, or to a little after the instant asked for."""
        life = self.reader.life
        if life is None:
            return
        last, span, at = self.reader.now, self.head.span, self.head.at
        if span == EVERYTHING:
            start = life.first_at or last - timedelta(days=30)
            self.view.set_range(start - (last - start) / 30, last)
            return
        back = span.back
        if back is None:
            self.view.set_range(*span.bounds(last))
            return
        end = last if at is None else min(last, at + back / 4)
        self.view.set_range(end - back, end)

    def _read_lineage(self) -> None:
        self.reader.read_lineage(*self.timeline.seen)

    def _on_lineage_read(self, lineage: Lineage) -> None:
        selected = self.timeline.selected
        self.view.show_lineage(lineage, self.stages, now=self.reader.now)
        if self._wanted_event is not None:
            self.timeline.select(str(self._wanted_event))
        elif selected is not None:
            self.timeline.select(selected.id)

    def _on_served_read(self, served: Serving) -> None:
        names = [one.name for one in self.stages if one.kind == "production"]
        can_leave = not self._why_not_back()
        self.head.serving.show_served(served, self.head.at, names, can_leave=can_leave)
        self.head.serving.setVisible(self._shown.currentIndex() != STORY)
        if self.head.at is not None:
            self._say_where(f"{long_day(self.head.at)}: {self.head.serving.answer}")
            self.shell.tell(Deed.SERVED_THEN_READ)

    def _on_filter_failed(self, error: InputError | None) -> None:
        if error is None:
            self.head.notices.clear("filter")
        else:
            self.head.notices.show_banner(
                "filter", Status.WARNING, told(error.message), told(error.hint)
            )

    def _on_total_changed(self, total: object) -> None:
        if isinstance(total, int):
            self.head.set_count(total)

    def _on_event_chosen(self, event_id: str) -> None:
        if event_id.startswith(lineage_data.BUCKET):
            self.view.set_range(*lineage_data.bucket_range(event_id))
            return
        self.read_event(int(event_id))

    def read_event(self, number: int) -> None:
        """Show this event beside the timeline, and mark it there."""
        self._wanted_event = number
        self.reader.read_event(number)

    def _on_signature(self, block: SignedBlock | None) -> None:
        shown = self.event_pane.detail
        if block is not None and shown is not None and bearer_of(shown.row) == block.id:
            self.event_pane.show_signature(block)

    def _on_event_read(self, detail: EventDetail) -> None:
        if detail.row.model_id is not None and detail.row.model_id != self.model_id:
            self.show_model(detail.row.model_id, detail.row.model_name)
        self._wanted_event = detail.row.id
        self.event_pane.show_event(detail)
        self.reader.read_leaf(detail.row.id)
        if (bearer := bearer_of(detail.row)) is not None:
            self.backend.read(self._on_signature, load_signed_block, bearer)
        self.timeline.select(str(detail.row.id))
        start, end = self.timeline.seen
        if not start <= detail.row.at <= end:
            half = (end - start) / 2
            self.timeline.set_view(detail.row.at - half, detail.row.at + half)

    def _on_table_current_changed(self, row: Line | None) -> None:
        if isinstance(row, EventRow) and self._shown.currentIndex() == TABLE:
            self.read_event(row.id)

    def _on_as_of_changed(self, at: datetime | None) -> None:
        if self.backend.moment is not None:
            self.backend.look_back(at)  # one control: the whole window goes along
        self.timeline.set_as_of(at)
        if self.model_id is not None:
            self._say_where()  # until it is read what served then
        start, end = self.timeline.seen
        if at is None or not start <= at <= end:
            self._apply_range()
        self.reader.read_served()
        self.reader.read_reviews()
        self._read_shown()
        self.events.reload()

    def show_as_of_text(self, text: str) -> None:
        """As if typed into the field.

        Raises:
            InputError: it is no time, or one that is still to come.
        """
        self.head.set_as_of(past_moment(text))

    def _on_range_chosen(self, _span: Span) -> None:
        self._apply_range()
        self.events.reload()

    def _on_void_changed(self) -> None:
        self._read_lineage()
        self.events.reload()

    def _on_filter_changed(self, query: FilterQuery) -> None:
        self.events.set_query(query)
        self._read_lineage()

    def _on_view_chosen(self, index: int) -> None:
        self._shown.setCurrentIndex(index)
        self.event_pane.setVisible(index != STORY)
        self.head.show_for_events(is_on=index != STORY)
        self._stack.setCurrentIndex(1 if index == STORY or self.model_id is not None else 0)
        self._read_shown()
        self.focus_list()

    def toggle_table(self) -> None:
        """The graph has a table of its own; timeline and events are each other's."""
        shown = self._shown.currentIndex()
        if shown == GRAPH:
            self.graph.panel.toggle_table()
        else:
            self.head.views.choose(TABLE if shown == TIMELINE else TIMELINE)

    def _choose_grouping(self) -> None:
        """Of the table, which is shown for it."""
        self.head.views.choose(TABLE)
        self.listed.choose_grouping()

    def _toggle_graph(self) -> None:
        self.head.views.choose(TIMELINE if self._shown.currentIndex() == GRAPH else GRAPH)

    def _read_shown(self) -> None:
        """Only what is seen: a graph takes a dozen statements."""
        if self._shown.currentIndex() == GRAPH:
            self.reader.read_graph(self._version)
        elif self._shown.currentIndex() == STORY:
            self.story.offer_last(self.model_id)

    def show_version(self, version_id: UUID) -> None:
        """The graph of this version."""
        self._version = version_id
        self.head.views.choose(GRAPH)
        self._read_shown()

    def _on_node_chosen(self, node: GraphNode) -> None:
        if node.event_id is not None:
            self.read_event(node.event_id)

    def _on_node_opened(self, node: GraphNode) -> None:
        if self.graph.graph is not None:
            self.shell.open_ref(reference(self.graph.graph, node))

    def show_story(self, decision_id: str = "") -> None:
        """Where an id is asked for; with one, its story."""
        self.head.views.choose(STORY)
        if decision_id:
            self.story.ask(decision_id)

    def _on_story_told(self, story: Story) -> None:
        """Whoever goes on to the timeline finds the model that answered."""
        self.show_model(story.facts.answered.model_id, story.facts.answered.model)

    def _choose_model(self) -> None:
        picker = ModelPicker(self.backend, self)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.chosen.connect(self._on_model_picked)
        button = self.head.model_button
        picker.open_at(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_model_picked(self, model_id: UUID, name: str) -> None:
        """A place of its own, from where one goes back to the model before; the view stays."""
        shown = self._shown.currentIndex()
        self.shell.show_here(ObjectRef("lineage", str(model_id), name))
        self.head.views.choose(shown)

    def _show_in_inventory(self) -> None:
        if self.model_id is not None:
            name = self.reader.life.name if self.reader.life else ""
            self.shell.open_ref(ObjectRef("model", str(self.model_id), name))

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self._stack.setCurrentIndex(1)
        if ref.kind == CUSTOMER_DECISION:
            self.show_story(ref.id)
            return
        if self._shown.currentIndex() == STORY:
            self.head.views.choose(TIMELINE)
        if ref.kind == "event":
            self.read_event(int(ref.id))
            return
        self.show_model(UUID(ref.id), ref.title)
        if ref.as_of:
            self.show_as_of_text(ref.as_of)

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("lineage", str(self.model_id)) if self.model_id else super().here()

    @override
    def place_state(self) -> object:
        at = self.head.at.isoformat() if self.head.at else ""
        model = str(self.model_id) if self.model_id else ""
        decision = self.story.decision_id if self._shown.currentIndex() == STORY else None
        shown = self._shown.currentIndex(), self._version, decision, self.listed.grouped_by
        return model, at, str(self.head.filter.query), self.head.range.span, shown

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 5:
            model, at, text, span, (shown, version, decision, *grouped_by) = state
            self.head.range.set_span(span if isinstance(span, Span) else Span(SIX_MONTHS))
            if model:
                self.show_model(UUID(model))
            known = datetime.fromisoformat(at) if at else None
            self.head.set_as_of(self.backend.moment or known)
            self.head.filter.set_query(parse(text, GRAMMAR))
            self._version = version
            self.listed.group(*grouped_by[:1])  # not among what an earlier version kept
            self.head.views.choose(shown)
            if decision is not None:
                self.show_story(decision)

    @property
    @override
    def filter_bar(self) -> FilterBar:
        return self.head.filter

    @override
    def focus_filter(self) -> None:
        (self.story if self._shown.currentIndex() == STORY else self.head.filter).edit.setFocus()

    @override
    def focus_list(self) -> None:
        self._main.setFocus()

    @property
    def _main(self) -> QWidget:
        """What has the keys in the shown view."""
        graph = self.graph.panel.currentWidget() or self.graph.chart
        return (self.timeline, graph, self.table, self.story.edit)[self._shown.currentIndex()]

    @override
    def toggle_detail(self) -> None:
        if self._shown.currentIndex() != STORY:
            self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        if self._shown.currentIndex() == STORY:
            return [self.story.edit]
        return [self.head.filter, self._main, self.view.overview, self.event_pane]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_seal()
        self._seal_timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seal_timer.stop()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._why_not_back():
            self.head.set_as_of(None)
            return
        super().keyPressEvent(event)
