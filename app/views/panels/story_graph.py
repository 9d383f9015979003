"""The graph of a decision on a customer: what answered it, who let that in, and what it is of."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app import texts
from app.services.story import Node, Story
from app.views.cells import Status
from app.views.charts.chart import ChartPanel
from app.views.charts.graph_layout import Link, Thing
from app.views.charts.lineage_graph import DEPTHS, GraphChart
from app.views.language import N_, tr
from app.views.panels.approvals_earlier import STATUS
from app.views.panels.lineage_data import TESTS
from app.views.widgets.basics import Divider, Pane, row
from app.views.widgets.key_hints import KeyHints

FOCUS = "decision"  # the node of what the customer was told
# Kind -> what one is called, its icon, and how far below the decision it is drawn.
KINDS: dict[str, tuple[str, str, int]] = {
    "decision": (N_("decision on a customer"), "message-square", 0),
    "application": (N_("application"), "briefcase", 1),
    "version": (N_("version"), "tag", 1),
    "model": (N_("model"), "box", 2),
    "snapshot": (N_("snapshot"), "image", 2),
    "training": (N_("training"), "dumbbell", 2),
    "request": (N_("request"), "inbox", 3),
    "acceptance_test": (N_("acceptance test"), "check", 3),
    "test": (N_("test run"), "chart-column", 3),
    "waiver": (N_("waiver"), "ticket", 3),
    "data": (N_("data"), "database", 3),
    "commit": (N_("code"), "git-branch", 3),
    "environment": (N_("environment"), "box", 3),
    "approval": (N_("decision"), "shield-check", 4),
    "review": (N_("review"), "shield-check", 4),
    "threshold_table": (N_("decision table"), "table", 4),
    "person": (N_("person"), "user", 5),
}
_OF_PEOPLE = ("approval", "review", "acceptance_test")  # called by who gave them
RELATIONS = {
    "decided_in": N_("decided in"),
    "owned_by": N_("owned by"),
    "answered_by": N_("answered by"),
    "version_of": N_("version of"),
    "registered_by": N_("registered by"),
    "frozen_as": N_("frozen as"),
    "taken_by": N_("frozen by"),
    "let_in_by": N_("let in by"),
    "asked_by": N_("asked for by"),
    "decided_by": N_("decided by"),
    "signed_by": N_("signed by"),
    "reviewed_by": N_("reviewed by"),
    "tested_by": N_("tested by"),
    "done_by": N_("done by"),
    "judged_by": N_("judged by"),
    "passed_by": N_("passed by"),
    "granted_by": N_("granted by"),
    "trained_by": N_("trained by"),
    "run_by": N_("run by"),
    "trained_on": N_("trained on"),
    "code_at": N_("code of"),
    "ran_in": N_("ran in"),
}
KEYS = (("↑ ↓", N_("along the links")), ("← →", N_("beside")), ("Space", N_("more, or less")),
        ("Enter", N_("open")), ("1 5", N_("links")), ("+ −", N_("zoom")),
        ("F", N_("all of it")))  # fmt: skip


class StoryGraph(Pane):
    """All of it is in sight at first: the ways to people are what is looked for."""

    node_opened = Signal(object)  # Node

    def __init__(self) -> None:
        super().__init__()
        self._nodes: dict[str, Node] = {}
        self.chart = GraphChart(N_("Graph of the decision"))
        self.chart.setObjectName("lineage.storygraph")
        self.chart.set_reach(DEPTHS[-1])
        self.chart.activated.connect(self._on_activated)
        self.panel = ChartPanel(self.chart)
        foot = row(KeyHints(KEYS))
        foot.setContentsMargins(16, 6, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.panel, 1)
        layout.addWidget(Divider())
        layout.addWidget(foot)
        self.setFocusProxy(self.chart)

    def show_story(self, story: Story) -> None:
        self._nodes = {node.id: node for node in story.graph.nodes}
        links = [
            Link(one.source, one.target, tr(RELATIONS[one.relation])) for one in story.graph.edges
        ]
        self.chart.set_data([_thing(story, node) for node in story.graph.nodes], links, FOCUS)

    def _on_activated(self, key: object) -> None:
        node = self._nodes.get(str(key))
        if node is not None:
            self.node_opened.emit(node)


def words_of(story: Story, node: Node) -> str:
    """A request with its number, a vote with who gave it; of verdicts the reader's words."""
    if node.kind == "request":
        number, _, stage = node.label.partition(" ")
        return tr("Request {number}, {stage}").format(number=number, stage=stage)
    if node.kind in _OF_PEOPLE:
        return ", ".join([texts.word(node.label), *_doers(story, node)])
    if node.kind == "person":
        return texts.person_name(node.label)
    return texts.coded(node.label) if node.kind == "test" else node.label


def _doers(story: Story, done: Node) -> list[str]:
    by = {edge.target for edge in story.graph.edges if edge.source == done.id}
    return [texts.person_name(one.label) for one in story.graph.nodes if one.id in by]


def _thing(story: Story, node: Node) -> Thing:
    word, icon, layer = KINDS[node.kind]
    status, state = _state(story, node)
    return Thing(
        key=node.id,
        kind=node.kind,
        layer=layer,
        title=_title(story, node),
        line=state or tr(word),
        kind_word=tr(word),
        icon=icon,
        status=status,
        state_word=state,
    )


def _title(story: Story, node: Node) -> str:
    if node.kind == "test":
        return texts.word(node.label.lower())
    if node.kind in _OF_PEOPLE:
        return ", ".join(_doers(story, node))
    return words_of(story, node)


def _state(story: Story, node: Node) -> tuple[Status | None, str]:
    """Whether what somebody signed holds, and how a test ended."""
    if node.kind == "test":
        return TESTS.get(node.label), ""
    if node.kind == "acceptance_test":
        return STATUS.get(node.label, Status.UNKNOWN), texts.word(node.label)
    if node.kind not in ("approval", "review", "waiver"):
        return None, ""
    seal = story.seals.get(UUID(node.id.partition(":")[2]))
    if seal is not None and not seal.holds and seal.is_required:
        return Status.CRITICAL, tr("signature does not hold")
    if node.kind == "waiver":
        return Status.WARNING, ""
    return (Status.FAILED if node.label == "reject" else Status.OK), texts.word(node.label)
