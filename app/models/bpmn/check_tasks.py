"""Checks what each step needs to be run: a known task type, a decision, a message, an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from lxml import etree

from app.models.bpmn.event_xml import DEFAULT_MISFIRE, reference
from app.models.bpmn.findings import Finding
from app.models.bpmn.graph import EventKind, Node, NodeKind, ProcessDefinition
from app.models.bpmn.namespaces import bpmn, camunda
from app.models.bpmn.node_xml import ANY_VARIABLE, AUTOMATIC, KINDS, task_types_of
from app.models.bpmn.vocabulary import BY_ROLE, ROLE_HINT
from app.models.language.juel import is_expression
from app.models.rules.roles import DUTIES, Role
from app.models.xml_files import elements, line_of, local

Fault = tuple[str, str]  # why and hint
FOR_PEOPLE = (NodeKind.USER, NodeKind.MANUAL)
ASSIGNEE_HINT = f"{ROLE_HINT} An assignee is an expression, such as ${{submitted_by}}."
# Steps that take what is handed in, and hand out what they give.
HANDING = frozenset(
    [
        NodeKind.USER,
        NodeKind.MANUAL,
        NodeKind.SERVICE,
        NodeKind.BUSINESS_RULE,
        NodeKind.CALL,
        NodeKind.SUB_PROCESS,
    ]
)
MAPPING_HINT = "Put it on a step that takes or gives something, or leave it out."
REFERENCES = {"messageRef": "message", "errorRef": "error"}


def task_faults(
    element: etree._Element,
    process: ProcessDefinition,
    known_task_types: frozenset[str],
    class_mapping: Mapping[str, str],
) -> list[Finding]:
    """Every step of the process `element` that lacks what it needs."""
    found: list[Finding] = []
    root = element.getroottree().getroot()
    declared = {
        tag: {each.get("id") or "" for each in root.iter(bpmn(tag))} for tag in REFERENCES.values()
    }
    for each in elements(element):
        node = process.nodes.get(each.get("id") or "")
        faults = list(_missing_references(each, declared))
        if node is not None and local(each) in KINDS:
            faults += _event_faults(node)
            if KINDS[local(each)] in AUTOMATIC:
                faults += _automatic_faults(each, node, known_task_types, class_mapping)
            faults += _activity_faults(each, node)
            faults += _mapping_faults(node)
        holder = each if node is not None else _holder(each, process)
        found += [
            Finding(local(holder), holder.get("id") or "", line_of(holder), why, hint)
            for why, hint in faults
        ]
    return found


def _holder(element: etree._Element, process: ProcessDefinition) -> etree._Element:
    holder = element
    for holder in element.iterancestors():
        if holder.get("id") in process.nodes:
            break
    return holder


def _missing_references(
    element: etree._Element, declared: Mapping[str, set[str]]
) -> Iterator[Fault]:
    for attribute, tag in REFERENCES.items():
        wanted = reference(element, attribute)
        if wanted and wanted not in declared[tag]:
            yield f"the {tag} “{wanted}” is not in the file", ""


def _event_faults(node: Node) -> Iterator[Fault]:
    event = node.event
    if event is None or node.kind is NodeKind.UNSUPPORTED:
        return
    if event.kind is EventKind.MESSAGE and not event.message:
        yield "it names no message", ""
    if event.kind is EventKind.ERROR and node.kind is NodeKind.END and not event.error_code:
        yield "it names no error with a code", ""
    if node.kind is NodeKind.START and is_expression(event.message):
        yield "the message that starts a process can't depend on variables", ""
    if is_expression(event.error_code):
        yield "an error's code can't be an expression", ""
    if node.kind is NodeKind.START and event.correlation_key:
        yield "a message that starts a process brings its key: mw:correlationKey has no meaning", ""
    if event.kind is EventKind.TIMER and event.timer is None:
        yield "the timer says no time", ""
    elif event.timer is not None and event.timer.misfire != DEFAULT_MISFIRE:
        is_once = node.kind is NodeKind.BOUNDARY and node.is_interrupting
        if is_once or node.kind is NodeKind.CATCH:
            yield "it goes on when its time has come, however late: mw:misfire has no meaning", ""


def _mapping_faults(node: Node) -> Iterator[Fault]:
    """Parameters that nobody would read: the file means something by them."""
    if node.multi_instance is not None and node.outputs and node.kind is not NodeKind.CALL:
        yield "its instances would overwrite each other's camunda:outputParameter", "Leave it out."
        return
    if node.kind in HANDING or node.kind is NodeKind.UNSUPPORTED:
        return
    is_message = node.event is not None and node.event.kind is EventKind.MESSAGE
    is_sent = is_message and node.kind in (NodeKind.SEND, NodeKind.THROW)
    is_received = is_message and node.kind in (NodeKind.RECEIVE, NodeKind.CATCH)
    if node.inputs and not is_sent:
        yield "camunda:inputParameter has no effect here", MAPPING_HINT
    if node.outputs and not is_received:
        yield "camunda:outputParameter has no effect here", MAPPING_HINT


def _automatic_faults(
    element: etree._Element,
    node: Node,
    known_task_types: frozenset[str],
    class_mapping: Mapping[str, str],
) -> Iterator[Fault]:
    task_types = task_types_of(element)
    if len(task_types) > 1:
        yield f"it has {len(task_types)} implementations: {', '.join(task_types)}", "Keep one."
    elif task_types:
        name = class_mapping.get(task_types[0], task_types[0])
        if name not in known_task_types:
            close = get_close_matches(name, known_task_types, n=1)
            hint = f"Did you mean “{close[0]}”?" if close else "Add it to the mapping table."
            yield f"there is no task type “{name[:80]}”", hint
    elif local(element) == "serviceTask":
        yield "it has no task type", "Set mw:task, or camunda:type external and a topic."
    elif local(element) == "businessRuleTask" and not node.decision:
        yield "it names no decision", "Set camunda:decisionRef."
    if element.get(camunda("type")) == "external" and not element.get(camunda("topic")):
        yield "it is external and has no topic", ""
    if task_types and element.get(camunda("decisionRef")):
        yield "it has a decision and an implementation", "Keep one."


def _people_faults(node: Node) -> Iterator[Fault]:
    """Who is asked: a task for a role that nobody can hold stays in nobody's list for ever."""
    if not node.roles and not node.assignee:
        yield "it is for nobody", ROLE_HINT
    if node.assignee and not is_expression(node.assignee):
        yield f"the assignee “{node.assignee[:60]}” is a name: {BY_ROLE}", ASSIGNEE_HINT
    for role in (role for role in node.roles if not is_expression(role)):
        if role not in set(Role):
            close = get_close_matches(role, sorted(DUTIES), n=1)
            meant = f"Did you mean “{close[0]}”? " if close else ""
            yield f"there is no role “{role[:60]}”", f"{meant}Roles: {', '.join(sorted(DUTIES))}."
        elif role not in DUTIES:
            yield f"the role “{role}” completes no tasks", f"Roles: {', '.join(sorted(DUTIES))}."


def _activity_faults(element: etree._Element, node: Node) -> Iterator[Fault]:
    if node.kind is NodeKind.CALL and not node.called_element:
        yield "it names no process to call", ""
    if node.kind is NodeKind.BUSINESS_RULE and not (node.result_variable or node.outputs):
        yield "its result goes nowhere", "Set camunda:resultVariable."
    if node.kind in FOR_PEOPLE:
        yield from _people_faults(node)
    if len(set(node.outcomes)) != len(node.outcomes):
        yield "an outcome stands in mw:outcomes twice", ""
    loop = node.multi_instance
    if loop is None:
        return
    if (
        element.find(f"{bpmn('multiInstanceLoopCharacteristics')}/{bpmn('loopDataInputRef')}")
        is not None
    ):
        yield "the collection of a multi-instance is named by camunda:collection", ""
    elif not loop.collection and not loop.cardinality:
        yield "the multi-instance has neither a collection nor a number of instances", ""
    if loop.collection and loop.cardinality:
        yield "the multi-instance has a collection and a number of instances", "Keep one."
    if loop.collection and not (
        is_expression(loop.collection) or ANY_VARIABLE.fullmatch(loop.collection)
    ):
        yield f"“{loop.collection[:60]}” is neither an expression nor a variable's name", ""
    if loop.cardinality and not is_expression(loop.cardinality) and not loop.cardinality.isdigit():
        yield f"“{loop.cardinality[:60]}” is no number of instances", ""
