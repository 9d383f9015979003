"""Which steps of a process name or set certain variables, found without evaluating any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from app.models.bpmn.graph import Node, NodeKind, ProcessDefinition

_WORD = re.compile(r"[A-Za-z_]\w*")
# Their inputs are variables inside, not what a handler or a person is told.
OF_SCOPES = (NodeKind.SUB_PROCESS, NodeKind.CALL)


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


def names_set(node: Node, names: Iterable[str]) -> frozenset[str]:
    """Those of the variables `names` that the step sets otherwise than they are.

    To hand one on as it is sets nothing. What a task or a decision table gives under such a name
    is not in the file.
    """
    scoped = node.inputs if node.kind in OF_SCOPES else ()
    given = {
        one.target
        for one in (*node.outputs, *scoped)
        if one.source.strip() not in (f"${{{one.target}}}", f"#{{{one.target}}}", f"={one.target}")
    }
    given.add(node.result_variable)
    if node.event is not None:
        given |= {node.event.error_code_variable, node.event.error_message_variable}
    if node.multi_instance is not None:
        given.add(node.multi_instance.element_variable)
    return frozenset(names) & given


def words_said(definition: ProcessDefinition) -> frozenset[str]:
    """Every word of its steps that may name a variable, but for those of its flows' conditions."""
    parts = (*definition.nodes.values(), *definition.boundary_events.values())
    return frozenset(
        word for part in parts for text in _strings(part) for word in _WORD.findall(text)
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
