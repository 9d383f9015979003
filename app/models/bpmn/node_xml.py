"""Reads one flow node: what the engine needs of its attributes and extensions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from lxml import etree

from app.models.bpmn.event_xml import Catalog, event_of, expression_text, message_event
from app.models.bpmn.graph import (
    EventKind,
    MultiInstance,
    Node,
    NodeKind,
    RetryCycle,
    VariableMapping,
)
from app.models.bpmn.namespaces import bpmn, camunda, mw
from app.models.language.feel_temporal import parse_duration
from app.models.xml_files import line_of, local, text_in

KINDS = {
    "startEvent": NodeKind.START,
    "endEvent": NodeKind.END,
    "intermediateCatchEvent": NodeKind.CATCH,
    "intermediateThrowEvent": NodeKind.THROW,
    "boundaryEvent": NodeKind.BOUNDARY,
    "task": NodeKind.TASK,
    "userTask": NodeKind.USER,
    "serviceTask": NodeKind.SERVICE,
    "businessRuleTask": NodeKind.BUSINESS_RULE,
    "sendTask": NodeKind.SEND,
    "receiveTask": NodeKind.RECEIVE,
    "manualTask": NodeKind.MANUAL,
    "callActivity": NodeKind.CALL,
    "subProcess": NodeKind.SUB_PROCESS,
    "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL,
    "scriptTask": NodeKind.UNSUPPORTED,
    "transaction": NodeKind.UNSUPPORTED,
    "adHocSubProcess": NodeKind.UNSUPPORTED,
    "inclusiveGateway": NodeKind.UNSUPPORTED,
    "complexGateway": NodeKind.UNSUPPORTED,
    "eventBasedGateway": NodeKind.UNSUPPORTED,
}
SUB_PROCESSES = frozenset(["subProcess", "transaction", "adHocSubProcess"])
EVENT_KINDS = {
    NodeKind.START: (EventKind.NONE, EventKind.MESSAGE, EventKind.TIMER),
    NodeKind.END: (EventKind.NONE, EventKind.ERROR, EventKind.TERMINATE),
    NodeKind.CATCH: (EventKind.MESSAGE, EventKind.TIMER),
    NodeKind.THROW: (EventKind.NONE, EventKind.MESSAGE),
    NodeKind.BOUNDARY: (EventKind.MESSAGE, EventKind.TIMER, EventKind.ERROR),
}
IMPLEMENTATIONS = ("class", "delegateExpression", "expression")
AUTOMATIC = (NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE)
WORD_BREAK = re.compile(r"[\s,]+")
_COMMA = re.compile(r",(?![^{]*\})")
_CYCLE = re.compile(r"R(\d{1,3})/(P.+)", re.ASCII)
ANY_VARIABLE = re.compile(r"[^\W\d]\w*")


def is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in ("true", "1")


def read_node(element: etree._Element, node_id: str, scope: str, catalog: Catalog) -> Node:
    """The node; flows are added by the caller."""
    kind = KINDS[local(element)]
    node = Node(
        id=node_id,
        kind=kind,
        name=(element.get("name") or "").strip(),
        scope=scope,
        line=line_of(element),
        default_flow=element.get("default") or "",
        inputs=_parameters(element, "inputParameter"),
        outputs=_parameters(element, "outputParameter"),
        multi_instance=_multi_instance(element, catalog),
        retries=retry_cycle(element) or RetryCycle(),
    )
    return _of_kind(node, element, catalog)


def _of_kind(node: Node, element: etree._Element, catalog: Catalog) -> Node:
    if node.kind in EVENT_KINDS:
        node = _event(node, element, catalog)
    elif node.kind in AUTOMATIC:
        node = _automatic(node, element, catalog)
    elif node.kind is NodeKind.USER:
        node = _user_task(node, element)
    elif node.kind is NodeKind.MANUAL:
        node = replace(node, roles=split_names(element.get(camunda("candidateGroups"))))
    elif node.kind is NodeKind.RECEIVE:
        node = replace(node, event=message_event(element, element, catalog))
    elif node.kind is NodeKind.CALL:
        node = _call(node, element)
    elif node.kind is NodeKind.SUB_PROCESS and is_true(element.get("triggeredByEvent")):
        node = replace(node, kind=NodeKind.UNSUPPORTED)
    return node


def task_types_of(element: etree._Element) -> list[str]:
    """Every implementation a task names: a task type, a topic, a class, an expression."""
    found = [element.get(mw("task")), element.get(camunda("topic"))]
    found += [element.get(camunda(name)) for name in IMPLEMENTATIONS]
    return [text.strip() for text in found if text and text.strip()]


def retry_cycle(element: etree._Element) -> RetryCycle | None:
    """camunda:failedJobRetryTimeCycle (`R3/PT1M` or `PT1M,PT5M`); None if there is none to read."""
    text = text_in(extension(element, "failedJobRetryTimeCycle"))
    if match := _CYCLE.fullmatch(text):
        attempts, waits = int(match[1]), [match[2]] * int(match[1])
    else:
        waits = [part.strip() for part in text.split(",")] if text else []
        attempts = len(waits)
    seconds = [_seconds(wait) for wait in waits]
    known = tuple(second for second in seconds if second is not None)
    if not known or len(known) != len(seconds):
        return None
    return RetryCycle(attempts, known)


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """The camunda element `name` among the extension elements."""
    return element.find(f"{bpmn('extensionElements')}/{camunda(name)}")


def _seconds(text: str) -> float | None:
    length = parse_duration(text)
    return length.total_seconds() if isinstance(length, timedelta) else None


def _event(node: Node, element: etree._Element, catalog: Catalog) -> Node:
    event = event_of(element, catalog)
    if event is None or event.kind not in EVENT_KINDS[node.kind]:
        return replace(node, kind=NodeKind.UNSUPPORTED, event=event)
    flag = element.get("cancelActivity" if node.kind is NodeKind.BOUNDARY else "isInterrupting")
    return replace(
        node,
        event=event,
        attached_to=(element.get("attachedToRef") or "").rpartition(":")[2],
        is_interrupting=flag is None or is_true(flag),
    )


def _automatic(node: Node, element: etree._Element, catalog: Catalog) -> Node:
    task_types = task_types_of(element)
    node = replace(
        node,
        task_type=task_types[0] if task_types else "",
        result_variable=element.get(camunda("resultVariable")) or "",
    )
    if task_types:
        # A send or business rule task with an implementation of its own runs as a service task.
        return replace(node, kind=NodeKind.SERVICE)
    if node.kind is NodeKind.SEND:
        return replace(node, event=message_event(element, element, catalog))
    if node.kind is NodeKind.BUSINESS_RULE:
        return replace(
            node,
            decision=element.get(camunda("decisionRef")) or "",
            decision_result=element.get(camunda("mapDecisionResult")) or node.decision_result,
        )
    return node


def _user_task(node: Node, element: etree._Element) -> Node:
    return replace(
        node,
        roles=split_names(element.get(camunda("candidateGroups"))),
        assignee=element.get(camunda("assignee")) or "",
        due=element.get(camunda("dueDate")) or "",
        form=element.get(camunda("formKey")) or "",
        task_kind=element.get(mw("kind")) or "",
        outcomes=tuple(
            word for word in WORD_BREAK.split(element.get(mw("outcomes")) or "") if word
        ),
    )


def split_names(text: str | None) -> tuple[str, ...]:
    """Names between commas; an expression with commas in it stays whole."""
    if text and text.startswith("="):
        return (text,)
    return tuple(part.strip() for part in _COMMA.split(text or "") if part.strip())


def _call(node: Node, element: etree._Element) -> Node:
    handed_in = _handed(element, "in")
    handed_out = _handed(element, "out")
    return replace(
        node,
        called_element=element.get("calledElement") or "",
        inputs=node.inputs + _mappings(handed_in),
        outputs=node.outputs + _mappings(handed_out),
        passes_all_in=any(each.get("variables") == "all" for each in handed_in),
        passes_all_out=any(each.get("variables") == "all" for each in handed_out),
        is_business_key_inherited=element.get(mw("inheritKey")) != "false",
    )


def _handed(element: etree._Element, name: str) -> list[etree._Element]:
    return element.findall(f"{bpmn('extensionElements')}/{camunda(name)}")


def _mappings(elements: Iterable[etree._Element]) -> tuple[VariableMapping, ...]:
    found = []
    for element in elements:
        target = element.get("target")
        if target:
            source = element.get("sourceExpression") or variable(element.get("source") or "")
            found.append(VariableMapping(source, target))
    return tuple(found)


def variable(name: str) -> str:
    """The expression that reads the variable `name`."""
    return f"${{{name}}}" if ANY_VARIABLE.fullmatch(name) else f"={name}"


def _parameters(element: etree._Element, name: str) -> tuple[VariableMapping, ...]:
    holder = extension(element, "inputOutput")
    if holder is None:
        return ()
    return tuple(
        VariableMapping(text_in(parameter), parameter.get("name") or "")
        for parameter in holder.findall(camunda(name))
        if len(parameter) == 0
    )


def _multi_instance(element: etree._Element, catalog: Catalog) -> MultiInstance | None:
    loop = element.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None
    return MultiInstance(
        collection=loop.get(camunda("collection")) or "",
        element_variable=loop.get(camunda("elementVariable")) or "",
        cardinality=expression_text(loop.find(bpmn("loopCardinality")), catalog),
        completion_condition=expression_text(loop.find(bpmn("completionCondition")), catalog),
    )
