"""Checks how the steps of a process hang together."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.bpmn.graph import EventKind, Flow, Node, NodeKind, ProcessDefinition

ACTIVITIES = frozenset(
    [
        NodeKind.TASK,
        NodeKind.USER,
        NodeKind.SERVICE,
        NodeKind.BUSINESS_RULE,
        NodeKind.SEND,
        NodeKind.RECEIVE,
        NodeKind.MANUAL,
        NodeKind.CALL,
        NodeKind.SUB_PROCESS,
    ]
)
# Steps a token leaves at once, and that change no variable.
PASSED_AT_ONCE = frozenset(
    [NodeKind.TASK, NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.THROW, NodeKind.SEND]
)
# Of these, something else is said where nothing leads to them.
FAULTY_OTHERWISE = (NodeKind.START, NodeKind.BOUNDARY, NodeKind.UNSUPPORTED)
Fault = tuple[Node, str]


def flow_faults(process: ProcessDefinition) -> Iterator[Fault]:
    """Every node or flow that can't be run as it is connected; flows by their source node."""
    for node in process.nodes.values():
        for why in _node_faults(process, node):
            yield node, why
    yield from _start_faults(process)
    yield from _unreachable(process)
    yield from _endless_loops(process)


def start_count_fault(process: ProcessDefinition, scope: str) -> str:
    """What is wrong with the start events of `scope`, empty when nothing is."""
    starts = process.starts.get(scope, ())
    plain = [node for node in starts if node.event and node.event.kind is EventKind.NONE]
    if len(plain) > 1:
        return f"It has {len(plain)} start events without a trigger; one is allowed."
    if scope != process.id and len(starts) > len(plain):
        return "A sub-process starts with a plain start event, not with a message or timer."
    if not starts:
        return "It has no start event that can be run."
    return ""


def _node_faults(process: ProcessDefinition, node: Node) -> Iterator[str]:
    outgoing = process.outgoing(node)
    if node.kind is NodeKind.START and node.incoming:
        yield "no flow may lead into a start event"
    if node.kind is NodeKind.END and outgoing:
        yield "no flow may leave an end event"
    if node.kind is NodeKind.BOUNDARY:
        yield from _boundary_faults(process, node)
    if node.default_flow and node.default_flow not in node.outgoing:
        yield f"its default flow “{node.default_flow}” does not leave it"
    if node.kind is NodeKind.EXCLUSIVE:
        yield from _exclusive_faults(node, outgoing)
    elif node.kind is not NodeKind.UNSUPPORTED:
        if any(flow.condition for flow in outgoing):
            yield "only flows out of an exclusive gateway may have a condition"
        elif node.default_flow:
            yield "only an exclusive gateway may have a default flow"


def _exclusive_faults(node: Node, outgoing: tuple[Flow, ...]) -> Iterator[str]:
    for flow in outgoing:
        if flow.id == node.default_flow and flow.condition:
            yield f"the default flow “{flow.id}” has a condition, which would never be asked"
        if len(outgoing) > 1 and flow.id != node.default_flow and not flow.condition:
            yield f"the flow “{flow.id}” is not the default and has no condition"


def _boundary_faults(process: ProcessDefinition, node: Node) -> Iterator[str]:
    host = process.nodes.get(node.attached_to)
    if not node.attached_to:
        yield "it is attached to nothing"
    elif host is None:
        yield f"it is attached to “{node.attached_to}”, which is no step of this process"
    elif host.kind is NodeKind.BOUNDARY or host.id == node.id:
        yield f"it is attached to the boundary event “{host.id}”; only tasks can have one"
    elif host.kind not in ACTIVITIES and host.kind is not NodeKind.UNSUPPORTED:
        yield f"it is attached to “{host.id}”, which is neither a task nor a sub-process"
    elif host.scope != node.scope:
        yield f"it is attached to “{host.id}”, which lies in another sub-process"
    if node.incoming:
        yield "no flow may lead into a boundary event"
    if node.event and node.event.kind is EventKind.ERROR and not node.is_interrupting:
        yield "an error always interrupts: cancelActivity can't be false"


def _start_faults(process: ProcessDefinition) -> Iterator[Fault]:
    for node in process.nodes.values():
        if node.kind is NodeKind.SUB_PROCESS:
            why = start_count_fault(process, node.id)
            if why:
                yield node, why
    seen: set[str] = set()
    for node in process.starts.get(process.id, ()):
        if node.event and node.event.kind is EventKind.MESSAGE and node.event.message:
            if node.event.message in seen:
                yield node, f"another start event waits for the message “{node.event.message}”"
            seen.add(node.event.message)


def _unreachable(process: ProcessDefinition) -> Iterator[Fault]:
    """The first step of every part that no token ever comes to."""
    seen: set[str] = set()
    _reach(process, list(process.starts.get(process.id, ())), seen)
    if not seen:  # without a start event, that is what is said
        return
    # Where nothing leads in, the part begins; of a ring, anywhere.
    for node in sorted(process.nodes.values(), key=lambda one: bool(one.incoming)):
        is_judged = node.kind in FAULTY_OTHERWISE or node.scope not in process.starts
        if node.id not in seen and not is_judged:
            yield node, "no path leads to it from a start event"
        _reach(process, [node], seen)


def _reach(process: ProcessDefinition, nodes: list[Node], seen: set[str]) -> None:
    """Add to `seen` all that a token can come to from `nodes`, themselves counted."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        stack += [process.nodes[flow.target] for flow in process.outgoing(node)]
        stack += process.boundary_events.get(node.id, ())
        stack += process.starts.get(node.id, ())


def _endless_loops(process: ProcessDefinition) -> Iterator[Fault]:
    """Rings of steps that never wait: once in, a token would turn for ever."""
    passed = {
        node.id: [flow.target for flow in process.outgoing(node)]
        for node in process.nodes.values()
        if node.kind in PASSED_AT_ONCE and not node.outputs and node.multi_instance is None
    }
    done: set[str] = set()
    for start in passed:
        ring_at = _ring_from(start, passed, done)
        if ring_at:
            why = "it lies on a loop in which no step waits, so it would never end"
            yield process.nodes[ring_at], why


def _ring_from(start: str, passed: dict[str, list[str]], done: set[str]) -> str:
    """A node on a ring reachable from `start`, else empty; marks what it has seen as done."""
    if start in done:
        return ""
    path = {start}
    done.add(start)
    stack = [(start, iter(passed[start]))]
    while stack:
        node, following = stack[-1]
        target = next(following, None)
        if target is None:
            stack.pop()
            path.discard(node)
        elif target in path:
            return target
        elif target in passed and target not in done:
            done.add(target)
            path.add(target)
            stack.append((target, iter(passed[target])))
    return ""
