"""Which steps of a process name certain variables, found in their texts without evaluating any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from app.models.bpmn.graph import Node, NodeKind, ProcessDefinition


def steps_naming(definition: ProcessDefinition, names: Iterable[str]) -> frozenset[str]:
    """Ids of the steps at which one of the variables `names` may be asked for: too many at most.

    A step's conditions and boundary events are its own. One that asks a decision table or hands
    on every variable may ask for any.
    """
    wanted = tuple(names)
    return frozenset(
        node.id
        for node in definition.nodes.values()
        if node.kind is NodeKind.BUSINESS_RULE
        or node.passes_all_in
        or any(name in text for text in _texts(definition, node) for name in wanted)
    )


def _texts(definition: ProcessDefinition, node: Node) -> Iterator[str]:
    yield from _strings(node)
    yield from _strings(definition.outgoing(node))
    yield from _strings(definition.boundary_events.get(node.id, ()))


def _strings(part: object) -> Iterator[str]:
    """Every text in `part`: a field that is added to a step later is not forgotten here."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _strings(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from _strings(getattr(part, each.name))
