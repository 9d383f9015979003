"""The story of a decision on a customer: its id in, prose and what stands behind it out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.models.queries.story_records import AnswerRow, list_last_answers
from app.services.story import Candidate, Node, Sought, Story, seek_story
from app.services.story_text import prose, stands_out
from app.services.trail.record_seal import SealState
from app.views import cells, notices, theme
from app.views.backend import Backend
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.panels.story_graph import StoryGraph, words_of
from app.views.places import ObjectRef
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Card,
    Divider,
    Pane,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState, SkeletonRows
from app.views.widgets.room import Room
from app.views.widgets.scroll_bar import use_slim_scroll_bars
from app.views.widgets.segments import Segments
from app.views.widgets.wrap import wrapping_row

KIND = "customer_decision"  # of an ObjectRef; its id is the application's own
KINDS = {
    "application": N_("Application"),
    "version": N_("Version"),
    "model": N_("Model"),
    "snapshot": N_("Snapshot"),
    "request": N_("Requests"),
    "approval": N_("Approvals"),
    "review": N_("Reviews"),
    "acceptance_test": N_("Acceptance tests"),
    "test": N_("Tests"),
    "threshold_table": N_("Threshold table"),
    "waiver": N_("Waivers"),
    "training": N_("Training"),
    "data": N_("Training data"),
    "commit": N_("Commit"),
    "environment": N_("Environment"),
    "person": N_("People"),
}
SEALS = {
    SealState.HOLDS: (Status.OK, N_("The record is what was sealed")),
    SealState.WAITING: (Status.WAITING, N_("The record is not sealed yet")),
    SealState.BROKEN: (Status.CRITICAL, N_("The record can't be relied on")),
}
_EMPTY, _LOADING, _STORY, _CHOICE = range(4)
PROSE, GRAPH = range(2)
LINE_PX = 720  # as wide as is read well
LEAST_PX = 120  # of the height of what is scrolled


class StoryPage(QWidget):
    """Asks for one decision at a time; tells, or says why it can't."""

    link_opened = Signal(object)  # ObjectRef
    told = Signal(object)  # Story
    copied = Signal()

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._asked: tuple[str, UUID | None, UUID | None] | None = None
        self.story: Story | None = None
        self._model_id: UUID | None = None  # whose last decisions are offered
        self.edit = QLineEdit()
        self.edit.setObjectName("lineage.decision")
        self.edit.setAccessibleName(tr("The id of a decision on a customer"))
        self.edit.setPlaceholderText(tr("the id of a decision"))
        self.edit.setMaxLength(200)
        self.edit.returnPressed.connect(self._on_asked)
        theme.keep_sized(self.edit, lambda: self.edit.setFixedSize(theme.px(260), theme.px(28)))
        self._tell = Button(tr("Tell the story"))
        self._tell.setObjectName("lineage.tell")
        self._tell.clicked.connect(lambda _on: self._on_asked())
        self.copy_button = Button(tr("Copy as text"), icon="copy")
        self.copy_button.setObjectName("lineage.copystory")
        self.copy_button.clicked.connect(lambda _on: self.copy())
        self.empty = EmptyState("", pictures=("file-text", "box", "users"))
        self._body = _scrolled()
        self._links = QStackedWidget()
        column = Room(self._links, least_height=LEAST_PX)  # never narrower than its headings
        self._choice = _scrolled()
        self.graph = StoryGraph()
        self.graph.node_opened.connect(self._open)
        self._told = QStackedWidget()
        for told in (self._body, self.graph):  # PROSE, GRAPH
            self._told.addWidget(told)
        self.ways = Segments(tr("Told as"), (tr("Story"), tr("Graph")))
        self.ways.setObjectName("lineage.storyways")
        self.ways.chosen.connect(self._told.setCurrentIndex)
        names = (tr("The decision"), tr("Behind it"))
        story = Panes(self._told, column, names=names, sizes=(0, 316))
        self._stack = QStackedWidget()
        for page in (self.empty, SkeletonRows(), story, self._choice):
            self._stack.addWidget(page)
        bar = wrapping_row(
            caption(tr("Decision")), self.edit, self._tell, None, self.ways, self.copy_button
        )
        bar.setContentsMargins(16, 10, 16, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(Divider())
        layout.addWidget(self._stack, 1)
        self._show_nothing()

    @property
    def decision_id(self) -> str:
        """The one that is asked for; empty where none is."""
        return self._asked[0] if self._asked else ""

    def ask(
        self, decision_id: str, application: UUID | None = None, version: UUID | None = None
    ) -> None:
        """Tell of this decision; empty: of none."""
        wanted = decision_id.strip()
        self.edit.setText(wanted)
        self.story = None
        if not wanted:
            self._asked = None
            self._show_nothing()
            return
        self._asked = (wanted, application, version)
        self._stack.setCurrentIndex(_LOADING)
        self._update_copy()
        self.refresh()

    def offer_last(self, model_id: UUID | None) -> None:
        """Where no story is told, the last decisions of this model lead to theirs."""
        if model_id != self._model_id:
            self.empty.set_ways(())
        self._model_id = model_id
        if model_id is not None:
            take = partial(self._on_last_read, model_id)
            self._backend.read(take, list_last_answers, model_id)

    def _on_last_read(self, model_id: UUID, rows: Sequence[AnswerRow]) -> None:
        if model_id == self._model_id:
            self.empty.set_ways([(_told_of(one), partial(self._ask_for, one)) for one in rows])

    def _ask_for(self, one: AnswerRow) -> None:
        self.ask(one.decision_id, one.application_id, one.version_id)

    def refresh(self) -> None:
        """Ask again for what is shown: a signature or a seal may hold otherwise now."""
        if self._asked is not None:
            wanted, application, version = self._asked
            self._backend.read(
                self._on_sought, seek_story, wanted,
                application=application, version=version, on_error=self._on_failed,
            )  # fmt: skip

    def text(self) -> str:
        """The paragraphs, as the command line prints them."""
        return "\n\n".join(prose(self.story)) if self.story is not None else ""

    def copy(self) -> None:
        if self.story is not None:
            theme.application().clipboard().setText(self.text())
            self.copied.emit()

    def _on_asked(self) -> None:
        self.ask(self.edit.text())

    def _on_sought(self, sought: Sought) -> None:
        if sought.decision_id != self.decision_id and self._asked is not None:
            self._asked = (sought.decision_id, *self._asked[1:])
        is_same = self.story is not None and self.story == sought.story
        self.story = sought.story
        if sought.story is not None:
            if not is_same:
                self._show_story(sought.story)
            self.told.emit(sought.story)
        elif sought.candidates:
            self._show_choice(sought)
        else:
            self._show_not_found(sought.decision_id)
        self._update_copy()

    def _on_failed(self, error: BaseException) -> None:
        wording = notices.word(error)
        self.story = None
        self.empty.set_texts(wording.title, wording.text)
        self._stack.setCurrentIndex(_EMPTY)
        self._update_copy()

    @property
    def is_graph(self) -> bool:
        """Whether it is told by its graph now."""
        return self._told.currentIndex() == GRAPH

    @property
    def why_not_copy(self) -> str:
        return "" if self.story is not None else tr("No story is told.")

    def _update_copy(self) -> None:
        self.ways.setEnabled(self.story is not None)
        self.copy_button.set_blocked(self.why_not_copy)

    def _show_nothing(self) -> None:
        self.empty.set_texts(
            tr("What stands behind a decision?"),
            tr("Type the id of a decision on a customer, as the application knows it."),
        )
        self._stack.setCurrentIndex(_EMPTY)
        self._update_copy()

    def _show_not_found(self, decision_id: str) -> None:
        title = tr("No decision {id} is recorded").format(id=decision_id)
        if self._backend.moment is not None:
            text = tr("At that time it was not recorded yet, or it never was.")
        else:
            text = tr(
                "Check the id. Decisions are here once the records of the application that made "
                "them are imported."
            )
        self.empty.set_texts(title, text)
        self._stack.setCurrentIndex(_EMPTY)

    def _show_choice(self, sought: Sought) -> None:
        page, layout = _page()
        title = tr("Several answers have the id {id}. Which one?").format(id=sought.decision_id)
        layout.addWidget(StyledLabel(title, FontRole.PANE_TITLE, wraps=True))
        for one in sought.candidates:
            layout.addWidget(self._candidate(sought.decision_id, one))
        layout.addStretch()
        self._choice.setWidget(page)
        self._stack.setCurrentIndex(_CHOICE)

    def _candidate(self, decision_id: str, one: Candidate) -> QWidget:
        application = one.application or tr("no application is recorded")
        button = Button(f"{one.version}, {application}", kind=Kind.LINK)
        button.setObjectName("lineage.candidate")
        button.clicked.connect(
            lambda _on: self.ask(decision_id, one.application_id, one.version_id)
        )
        return row(button, caption(cells.moment(one.at)))

    def _show_story(self, story: Story) -> None:
        page, layout = _page()
        status, words = SEALS[story.record.state]
        layout.addWidget(StateChip(State(status, tr(words), is_chip=True)))
        layout.addWidget(_first_of_all(story))
        for paragraph in prose(story, when=cells.moment):
            layout.addWidget(_readable(paragraph))
        layout.addStretch()
        self._body.setWidget(page)
        self.graph.show_story(story)
        self._show_links(self._behind(story))
        self._stack.setCurrentIndex(_STORY)

    def _show_links(self, page: QWidget) -> None:
        before = self._links.currentWidget()
        self._links.addWidget(page)
        self._links.setCurrentWidget(page)
        if before is not None:
            self._links.removeWidget(before)
            before.deleteLater()

    def _behind(self, story: Story) -> QWidget:
        """What the graph of the command line holds, by kind; what a screen shows is a link."""
        page, layout = _page()
        layout.setSpacing(4)
        by_kind: dict[str, list[Node]] = {}
        for node in story.graph.nodes:
            if node.label:
                by_kind.setdefault(node.kind, []).append(node)
        for kind, words in KINDS.items():
            nodes = by_kind.get(kind, ())
            if nodes:
                _add_section(layout, tr(words))
            for node in nodes:
                layout.addWidget(self._node(story, node))
        _add_section(layout, tr("Trail"))
        event = story.record.event
        if event is None:
            layout.addWidget(caption(tr("No event tells of its import.")))
        else:
            words = tr("Event {id}, its import").format(id=event)
            layout.addWidget(self._link(words, ObjectRef("event", str(event), words)))
        layout.addStretch()
        return page

    def _node(self, story: Story, node: Node) -> QWidget:
        ref, words = _ref(story, node), words_of(story, node)
        if ref is None:
            return StyledLabel(words, wraps=True, can_copy=True)
        return self._link(words, ref)

    def _open(self, node: Node) -> None:
        ref = _ref(self.story, node) if self.story is not None else None
        if ref is not None:
            self.link_opened.emit(ref)

    def _link(self, words: str, ref: ObjectRef) -> QWidget:
        button = Button(words, kind=Kind.LINK, elides=True)  # a wider one would widen the column
        button.setObjectName(f"lineage.story.{ref.kind}")
        button.clicked.connect(lambda _on: self.link_opened.emit(ref))
        return row(button)


def _told_of(one: AnswerRow) -> str:
    application = one.application or tr("no application is recorded")
    return f"{one.decision_id}, {cells.moment(one.at)}, {application}"


def _ref(story: Story, node: Node) -> ObjectRef | None:
    """Where a screen shows it."""
    answered, asked = story.facts.answered, story.facts.asked
    named = node.id.partition(":")[2]
    ids = {
        "model": answered.model_id,
        "version": answered.version_id,
        "snapshot": answered.snapshot_id,
        "application": asked.application_id,
        "request": named,
        "waiver": named,
    }
    found = ids.get(node.kind)
    return ObjectRef(node.kind, str(found), node.label) if found else None


def _first_of_all(story: Story) -> QWidget:
    """What somebody would ask about, before all that stands behind the decision."""
    card = Card(is_alternate=True)
    card.setObjectName("lineage.outstanding")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(12, 10, 12, 10)
    inside.setSpacing(6)
    inside.addWidget(SectionLabel(tr("What stands out")))
    found = stands_out(story, when=cells.moment)
    for sentence in found:
        inside.addWidget(_readable(f"▲ {sentence}"))
    if not found:
        calm = tr("✓ Nothing: no test failed or warned, and no limit was waived.")
        inside.addWidget(_readable(calm))
    theme.keep_sized(card, partial(_keep_readable, card))
    return card


def _readable(text: str) -> StyledLabel:
    label = StyledLabel(text, wraps=True, can_copy=True)
    theme.keep_sized(label, partial(_keep_readable, label))
    return label


def _keep_readable(label: QWidget) -> None:
    label.setMaximumWidth(theme.px(LINE_PX))


def _add_section(layout: QVBoxLayout, words: str) -> None:
    if layout.count():
        layout.addSpacing(theme.px(8))
    layout.addWidget(SectionLabel(words))


def _scrolled() -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    use_slim_scroll_bars(area)
    return area


def _page() -> tuple[Pane, QVBoxLayout]:
    page = Pane()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(16, 14, 16, 14)
    layout.setSpacing(12)
    return page, layout
