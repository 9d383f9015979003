"""What happens when a token comes to a node: one function per kind, run until all tokens wait."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import AppError, InputError
from app.models.bpmn.graph import Node, NodeKind
from app.services.engine import activities, calls, events, failures, flow, people
from app.services.engine.books import LiveToken
from app.services.engine.walk import Walk

MAX_MOVES = 2_000  # of one step, not counting parallel instances: more is a loop that never waits

Behaviour = Callable[[Walk, LiveToken, Node], None]

BEHAVIOURS: dict[NodeKind, Behaviour] = {
    NodeKind.START: activities.pass_through,
    NodeKind.END: failures.end,
    NodeKind.CATCH: events.catch,
    NodeKind.THROW: events.throw,
    NodeKind.BOUNDARY: activities.pass_through,
    NodeKind.TASK: activities.pass_through,
    NodeKind.USER: people.open_task,
    NodeKind.MANUAL: people.open_task,
    NodeKind.SERVICE: activities.service,
    NodeKind.BUSINESS_RULE: activities.decide,
    NodeKind.SEND: activities.send_task,
    NodeKind.RECEIVE: activities.receive_task,
    NodeKind.CALL: calls.call,
    NodeKind.SUB_PROCESS: flow.sub_process,
    NodeKind.EXCLUSIVE: flow.exclusive,
    NodeKind.PARALLEL: flow.parallel,
}


def run(walk: Walk) -> None:
    """Move every token that is to be moved, until each one waits. Incidents are waits too."""
    moves = 0
    while walk.todo:
        token = walk.todo.popleft()
        if walk.books.tokens.get(token.id) is not token:
            continue  # cancelled meanwhile
        moves += token.multi_index is None
        if moves > MAX_MOVES:
            _stop_loop(walk, token)
        else:
            enter(walk, token)


def enter(walk: Walk, token: LiveToken) -> None:
    """Let `token` act at its node; what can't be done there becomes an incident."""
    books = walk.books
    node = books.node(token)
    try:
        if node.kind not in BEHAVIOURS:
            raise InputError(f"“{node.called}” is of a kind that is never run.")
        is_retry = token is walk.retried
        if is_retry:
            walk.retried = None
        if is_retry and _goes_on(walk, token, node):
            return
        if flow.is_person(node) and not is_retry and not flow.is_many(node, token):
            token = books.renewed(token)
        if token.multi_index is None:
            events.arm(walk, token, node, is_retry=is_retry)
        if node.multi_instance is not None and token.multi_index is None:
            flow.begin_many(walk, token, node, node.multi_instance)
        else:
            BEHAVIOURS[node.kind](walk, token, node)
    except AppError as error:
        books.open_incident(token, error.message, error.hint)


def _goes_on(walk: Walk, token: LiveToken, node: Node) -> bool:
    """Whether what is retried is not the step, which is done, but only what comes after it."""
    if flow.leave_at_last(walk, token):
        return True
    return flow.is_person(node) and people.take_up_again(walk, token)


def _stop_loop(walk: Walk, token: LiveToken) -> None:
    node = walk.books.node(token)
    walk.books.open_incident(
        token,
        f"The life cycle ran in a circle at “{node.called}” without ever waiting.",
        "Correct the condition that should end the loop.",
    )
