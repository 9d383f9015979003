"""How tokens leave: flows, the ends of paths and scopes, and several instances of one step."""

from __future__ import annotations

from app.errors import AppError, InputError
from app.models.bpmn.graph import Flow, MultiInstance, Node, NodeKind
from app.models.language.juel import evaluate_condition, evaluate_template
from app.services.engine import calls
from app.services.engine.books import JOINING, SCOPE, LiveToken
from app.services.engine.cancelling import cancel_inside, clear
from app.services.engine.walk import Walk, mapped

LEAVING = "mw leaving"  # no expression can name it
MAX_INSTANCES = 10_000  # of one multi-instance step


def leave(walk: Walk, token: LiveToken, outcome: str = "") -> None:
    """The activity of `token` is done: go on along its flows.

    Raises:
        LanguageError: a condition can't be worked out; nothing has moved then.
    """
    books = walk.books
    node = books.node(token)
    if token.multi_index is not None:
        _leave_one_of_many(walk, token, node, outcome)
        return
    flows = _chosen(walk, token, node)
    books.note_step(token, node, "done", outcome)
    if node.id in books.definition.boundary_events:
        books.clear_waits(token)
    take(walk, token, flows)


def take(walk: Walk, token: LiveToken, flows: tuple[Flow, ...]) -> None:
    """Move `token` along the first flow and a new token along each other one."""
    if not flows:
        end_path(walk, token)
        return
    books = walk.books
    for flow in flows[1:]:
        walk.todo.append(books.add_token(flow.target, token.scope_id, flow=flow.id))
    books.move(token, flows[0].target, flows[0].id)
    walk.todo.appendleft(token)


def _chosen(walk: Walk, token: LiveToken, node: Node) -> tuple[Flow, ...]:
    """All flows whose condition holds; the default one only where none does."""
    flows = walk.books.definition.outgoing(node)
    if not any(flow.condition for flow in flows):
        return flows
    variables = walk.values(token)
    found = tuple(
        flow
        for flow in flows
        if flow.id != node.default_flow
        and (not flow.condition or evaluate_condition(flow.condition, variables))
    )
    if found:
        return found
    if node.default_flow:
        return (walk.books.definition.flows[node.default_flow],)
    raise no_way_on(node)


def no_way_on(node: Node) -> InputError:
    return InputError(
        f"No way out of “{node.called}” applies: no condition holds and there is no default flow.",
        hint="Correct the value it depends on and retry, or give the life cycle a default flow.",
    )


def exclusive(walk: Walk, token: LiveToken, node: Node) -> None:
    flows = walk.books.definition.outgoing(node)
    if len(flows) > 1 or any(flow.condition for flow in flows):
        flows = (_first_true(walk, token, node, flows),)
    walk.books.note_step(token, node, "done", flows[0].name if flows else "")
    take(walk, token, flows)


def _first_true(walk: Walk, token: LiveToken, node: Node, flows: tuple[Flow, ...]) -> Flow:
    variables = walk.values(token)
    default = None
    for flow in flows:
        if flow.id == node.default_flow:
            default = flow
        elif not flow.condition or evaluate_condition(flow.condition, variables):
            return flow
    if default is None:
        raise no_way_on(node)
    return default


def parallel(walk: Walk, token: LiveToken, node: Node) -> None:
    """Wait until a token came by each incoming flow, then go on by all outgoing ones."""
    books = walk.books
    if len(node.incoming) > 1:
        books.set_token_state(token, JOINING)
        arrived: dict[str, LiveToken] = {}
        for other in books.in_scope(token.scope_id):
            if other.node_id == node.id and other.state == JOINING:
                arrived.setdefault(other.flow_id, other)
        if not set(node.incoming) <= set(arrived):
            return
        used = [arrived[flow] for flow in node.incoming]
        if token not in used:
            token = used[0]
        for other in used:
            if other is not token:
                books.note_step(other, node)
                books.remove(other)
    books.note_step(token, node)
    take(walk, token, books.definition.outgoing(node))


# Ends of paths and scopes


def end_path(walk: Walk, token: LiveToken) -> None:
    """`token` has come to an end; with the last one its scope ends."""
    books = walk.books
    scope = books.scope_of(token)
    books.remove(token)
    if books.in_scope(token.scope_id):
        return
    if scope is None:
        finish(walk)
    else:
        _close_scope(walk, scope)


def finish(walk: Walk) -> None:
    """The instance is complete: a calling process goes on in a step of its own."""
    books = walk.books
    books.ended = ("completed", "")
    calls.return_to_parent(books)


def terminate(walk: Walk, token: LiveToken) -> None:
    """End the scope of `token` with everything else that runs in it."""
    books = walk.books
    for other in books.in_scope(token.scope_id):
        if other is not token:
            cancel_inside(walk, other)
            clear(walk, other, is_noted=True)
            books.remove(other)
    end_path(walk, token)


def sub_process(walk: Walk, token: LiveToken, node: Node) -> None:
    books = walk.books
    starts = [
        start
        for start in books.definition.starts.get(node.id, ())
        if start.event is None or start.event.kind == "none"
    ]
    if not starts:
        raise InputError(f"The sub-process “{node.called}” has no start event.")
    for name, value in mapped(node.inputs, walk.values(token)).items():
        books.set_local(token, name, value)
    books.set_token_state(token, SCOPE)
    walk.todo.append(books.add_token(starts[0].id, token.id))


def _close_scope(walk: Walk, scope: LiveToken) -> None:
    books = walk.books
    node = books.node(scope)
    try:
        results = mapped(node.outputs, walk.values(scope)) if node.outputs else {}
        if scope.multi_index is None:
            _chosen(walk, scope, node)
    except AppError as error:
        wait_to_leave(walk, scope, error)
        return
    books.drop_locals(scope)
    books.set_all(books.scope_of(scope), results)
    leave(walk, scope)


# Several instances


def begin_many(walk: Walk, token: LiveToken, node: Node, many: MultiInstance) -> None:
    """One child token per element (or as many as the cardinality says), all at once."""
    books = walk.books
    variables = walk.values(token)
    elements = _elements(node, many, variables)
    if not elements:
        leave(walk, token)
        return
    books.set_token_state(token, SCOPE)
    books.set_local(token, "nrOfInstances", len(elements))
    books.set_local(token, "nrOfCompletedInstances", 0)
    for index, element in enumerate(elements):
        child = books.add_token(node.id, token.id, flow=token.flow_id, index=index)
        books.set_local(child, "loopCounter", index)
        if many.element_variable:
            books.set_local(child, many.element_variable, element)
        walk.todo.append(child)


def _elements(node: Node, many: MultiInstance, variables: dict[str, object]) -> list[object]:
    if many.collection:
        source = many.collection
        found = variables.get(source) if source in variables else evaluate_template(
            source, variables
        )  # fmt: skip
        if not isinstance(found, list):
            raise InputError(f"The collection “{source}” of “{node.called}” is no list.")
        elements = found
    else:
        count = evaluate_template(many.cardinality, variables)
        if isinstance(count, str) and count.strip().isdigit():
            count = int(count)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise InputError(f"The number of instances of “{node.called}” is no whole number.")
        elements = [None] * min(count, MAX_INSTANCES + 1)
    if len(elements) > MAX_INSTANCES:
        raise InputError(f"“{node.called}” would run more than {MAX_INSTANCES:,} times.")
    return elements


def _leave_one_of_many(walk: Walk, token: LiveToken, node: Node, outcome: str) -> None:
    books = walk.books
    outer = books.scope_of(token)
    assert outer is not None
    total = books.local(outer, "nrOfInstances") or 0
    completed = (books.local(outer, "nrOfCompletedInstances") or 0) + 1
    books.set_local(outer, "nrOfCompletedInstances", completed)
    is_complete = False
    if node.multi_instance and node.multi_instance.completion_condition:
        variables = walk.values(token) | {
            "nrOfInstances": total,
            "nrOfCompletedInstances": completed,
            "nrOfActiveInstances": len(books.in_scope(outer.id)) - 1,
        }
        is_complete = evaluate_condition(node.multi_instance.completion_condition, variables)
    books.note_step(token, node, "done", outcome)
    books.remove(token)
    others = books.in_scope(outer.id)
    if others and not is_complete:
        return
    for other in others:
        cancel_inside(walk, other)
        clear(walk, other, is_noted=True)
        books.remove(other)
    _leave_all(walk, outer, node)


def _leave_all(walk: Walk, outer: LiveToken, node: Node) -> None:
    books = walk.books
    try:
        flows = _chosen(walk, outer, node)
    except AppError as error:
        wait_to_leave(walk, outer, error)
        return
    books.drop_locals(outer)
    if node.id in books.definition.boundary_events:
        books.clear_waits(outer)
    take(walk, outer, flows)


def wait_to_leave(walk: Walk, token: LiveToken, error: AppError) -> None:
    """All here is done, but the way on can't be worked out: nothing is to be repeated."""
    walk.books.open_incident(token, error.message, error.hint)
    walk.books.set_local(token, LEAVING, value=True)


def leave_at_last(walk: Walk, token: LiveToken) -> bool:
    """Retry what `wait_to_leave` has put off; False where there is no such thing."""
    books = walk.books
    if not books.local(token, LEAVING):
        return False
    node = books.node(token)
    if is_many(node, token):
        _leave_all(walk, token, node)
    elif node.kind is NodeKind.SUB_PROCESS:
        _close_scope(walk, token)
    else:
        results = mapped(node.outputs, walk.values(token))
        _chosen(walk, token, node)
        books.drop_locals(token)
        books.set_all(books.scope_of(token), results)
        leave(walk, token)
    return True


def is_many(node: Node, token: LiveToken) -> bool:
    """Whether `token` stands before the instances of `node`, not for one of them."""
    return node.multi_instance is not None and token.multi_index is None


def is_person(node: Node) -> bool:
    return node.kind in (NodeKind.USER, NodeKind.MANUAL)
