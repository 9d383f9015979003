"""The lineage graph in words and marks: what each kind is called, and where its things open."""

from __future__ import annotations

from app import texts
from app.models.queries.lineage_graph import LAYER_OF, GraphNode, LineageGraph
from app.views import cells
from app.views.cells import Status
from app.views.charts.graph_layout import Link, Thing
from app.views.language import N_, tr
from app.views.panels.limits import alert_words, rule_words
from app.views.panels.lineage_data import ALERTS, TESTS
from app.views.places import ObjectRef

# Kind -> what it is called, and its icon.
KINDS: dict[str, tuple[str, str]] = {
    "data": (N_("data"), "database"),
    "code": (N_("code"), "git-branch"),
    "environment": (N_("environment"), "box"),
    "training": (N_("training"), "dumbbell"),
    "version": (N_("version"), "tag"),
    "snapshot": (N_("snapshot"), "image"),
    "document": (N_("document"), "file-text"),
    "application": (N_("application"), "briefcase"),
    "test": (N_("test run"), "chart-column"),
    "waiver": (N_("waiver"), "ticket"),
    "request": (N_("request"), "inbox"),
    "monitor": (N_("monitor"), "activity"),
    "decision": (N_("decision"), "shield-check"),
    "deployment": (N_("deployment"), "upload"),
    "alert": (N_("alert"), "bell"),
    "runtime": (N_("runtime"), "server"),
}
RELATIONS = {
    "data_of": N_("data of"),
    "code_of": N_("code of"),
    "ran_in": N_("environment of"),
    "made": N_("made"),
    "followed_by": N_("followed by"),
    "frozen_as": N_("frozen as"),
    "described_by": N_("described by"),
    "used_by": N_("used by"),
    "tested_by": N_("tested by"),
    "passed_by": N_("passed by"),
    "asked_to_enter": N_("asked to enter"),
    "decided_by": N_("decided by"),
    "let_in": N_("let in"),
    "deployed_by": N_("deployed by"),
    "runs_on": N_("runs on"),
    "watched_by": N_("watched by"),
    "raised": N_("raised"),
}
RUNS = {
    "release": N_("release tests"),
    "compare_versions": N_("against the champion"),
    "reproduce_training": N_("training again"),
    "reproduce_evaluation": N_("evaluation again"),
    "reproduce_scoring": N_("scoring again"),
}
BASES = {
    "recorded": N_("use is recorded"),
    "served": N_("served it next"),
    "decided": N_("decided by it"),
}
MEASURED = {**TESTS, "INSUFFICIENT_DATA": Status.UNKNOWN, "NO_THRESHOLD": Status.UNKNOWN,
            "equal": Status.OK, "within_tolerance": Status.OK, "different": Status.FAILED,
            "not_possible": Status.UNKNOWN, "challenger": Status.OK,
            "champion": Status.ACKNOWLEDGED, "undecided": Status.UNKNOWN}  # fmt: skip
# By kind, the marks of its states; of others only the word is shown.
MARKS: dict[str, dict[str, Status]] = {
    "test": MEASURED,
    "monitor": MEASURED,
    "decision": {"accept": Status.OK, "reject": Status.FAILED},
    "request": {"accepted": Status.OK, "rejected": Status.FAILED, "pending": Status.WAITING,
                "draft": Status.WAITING},
    "waiver": {"granted": Status.WARNING, "asked": Status.WAITING},
    "deployment": {"deployed": Status.OK, "failed": Status.FAILED, "rolled_back": Status.WARNING,
                   "deploying": Status.RUNNING, "undeployed": Status.ACKNOWLEDGED},
    "alert": {**ALERTS, "in_remediation": Status.RUNNING, "resolved": Status.ACKNOWLEDGED,
              "closed": Status.ACKNOWLEDGED},
    "runtime": {"ready": Status.OK, "busy": Status.RUNNING, "unreachable": Status.UNREACHABLE},
}  # fmt: skip
NUMBERED = ("request", "deployment", "alert", "waiver", "test")
DIGEST = 12
# Kinds without a screen of their own: the tab of the inventory that has them.
TABS = {
    "data": "assets",
    "code": "assets",
    "environment": "assets",
    "training": "assets",
    "version": "overview",
    "snapshot": "snapshots",
    "document": "documents",
    "test": "tests",
    "decision": "approvals",
}


def things(graph: LineageGraph) -> list[Thing]:
    return [_thing(node) for node in graph.nodes]


def links(graph: LineageGraph) -> list[Link]:
    return [Link(one.source, one.target, tr(RELATIONS[one.relation])) for one in graph.edges]


def more(graph: LineageGraph) -> dict[str, int]:
    """How many of a kind there are that were not read."""
    read: dict[str, int] = {}
    for node in graph.nodes:
        read[node.kind] = read.get(node.kind, 0) + 1
    return {kind: total - read.get(kind, 0) for kind, total in graph.totals.items()}


def _thing(node: GraphNode) -> Thing:
    word, icon = KINDS[node.kind]
    return Thing(
        key=node.key,
        kind=node.kind,
        layer=LAYER_OF[node.kind],
        title=_title(node),
        note=_note(node),
        line=_line(node, tr(word)),
        kind_word=tr(word),
        icon=icon,
        status=MARKS.get(node.kind, {}).get(node.state),
        state_word=_state(node),
        when=cells.moment(node.at) if node.at else "",
    )


def _title(node: GraphNode) -> str:
    if node.kind == "version":
        return f"v{node.title}"
    if node.kind == "test":
        return tr(RUNS[node.title]) if node.title in RUNS else node.title
    if node.kind == "alert":
        return alert_words(node.title)
    if node.kind == "waiver":
        return rule_words(node.title)
    if node.kind in ("request", "deployment"):
        return f"{node.note} → {node.title}"
    return node.title


def _note(node: GraphNode) -> str:
    if node.kind == "monitor":
        return tr("%n run(s)", "", int(node.note))
    if node.kind == "decision":
        return texts.role_name(node.note)
    return node.note if node.kind in NUMBERED else node.note[:DIGEST]


def _line(node: GraphNode, word: str) -> str:
    """What stands below the title: which kind of thing it is, and how it stands with it."""
    if node.kind == "test":
        return _state(node)  # the title tells
    if node.kind == "environment":
        return node.note[:DIGEST]
    if node.kind in ("version", "snapshot", "training") and node.at is not None:
        return tr("{kind} of {day}").format(kind=word, day=cells.day(node.at))
    return ", ".join(filter(None, (word, _state(node))))


def _state(node: GraphNode) -> str:
    if node.kind == "application":
        return tr(BASES[node.state])
    return texts.word(node.state.lower()) if node.state else ""


def reference(graph: LineageGraph, node: GraphNode) -> ObjectRef:
    """Where the thing opens."""
    if node.kind in TABS or node.object_id is None:
        return ObjectRef("model", str(graph.model_id), graph.model_name, TABS.get(node.kind, ""))
    return ObjectRef(node.kind, str(node.object_id), node.title)
