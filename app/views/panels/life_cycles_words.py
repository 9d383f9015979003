"""What is said of a life cycle's state, and of one of its steps."""

from __future__ import annotations

from app import texts
from app.models.bpmn.graph import Node
from app.views.cells import State, Status
from app.views.language import N_, listed, tr

STATES = {
    "draft": (Status.WAITING, N_("draft")),
    "in_review": (Status.RUNNING, N_("in review")),
    "published": (Status.OK, N_("published")),
    "deprecated": (Status.UNKNOWN, N_("deprecated")),
    "retired": (Status.UNKNOWN, N_("retired")),
}


def state_of(state: str, *, is_chip: bool = False) -> State:
    status, word = STATES.get(state, (Status.UNKNOWN, state))
    return State(status, tr(word), is_chip)


def node_words(node: Node) -> list[str]:
    """What it is, who does it, when it is due, what it decides by and ends with."""
    parts = [texts.step_name(node.called), texts.word(node.kind.value)]
    if node.task_type:
        parts.append(tr("task {task_type}").format(task_type=node.task_type))
    if node.roles:
        roles = listed([texts.role_name(role) for role in node.roles], either=True)
        parts.append(tr("for {roles}").format(roles=roles))
    if node.due:
        parts.append(tr("due after {due}").format(due=texts.span(node.due)))
    if node.decision:
        parts.append(tr("decides by {decision}").format(decision=node.decision))
    if node.outcomes:
        parts.append(
            tr("ends with {outcomes}").format(outcomes=", ".join(map(texts.word, node.outcomes)))
        )
    return parts
