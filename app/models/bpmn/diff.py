"""Compares two process files by what they mean: ids, attributes, flows; never by their text.

Modelers write defaults or leave them out, change prefixes and indentation, and order children
anew; none of that is a difference. Where things are drawn is, but marked as layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lxml import etree

from app.models.bpmn.namespaces import BPMN, XSI, bpmn
from app.models.language.names import Spoken, spoken_in_process
from app.models.xml_files import local, namespace, read_xml, split_name

DEFAULTS = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "isForCompensation": "false",
    "isInterrupting": "true",
    "cancelActivity": "true",
    "isSequential": "false",
    "parallelMultiple": "false",
    "instantiate": "false",
    "triggeredByEvent": "false",
    "gatewayDirection": "Unspecified",
    "isClosed": "false",
    "isExecutable": "false",
    "processType": "None",
    "behavior": "All",
    "isCollection": "false",
    "isUnlimited": "true",
    "associationDirection": "None",
    "textFormat": "text/plain",
}
# Of the program that wrote the file, not of the process.
IGNORED = frozenset(["exporter", "exporterVersion", "targetNamespace", "schemaLocation"])
IGNORED_ON_ROOT = frozenset(["id", "name", "typeLanguage"])
ORDER = "order of its flows"
DERIVED = frozenset([bpmn("incoming"), bpmn("outgoing")])
# They say something of what they stand in, though some programs give them an id.
OF_ANOTHER = ("EventDefinition", "LoopCharacteristics", "Expression", "extensionElements")
_QUALIFIED = re.compile(r"[\w.-]+:[\w.-]+")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    change: Change
    element: str  # the tag
    id: str  # of the element, or of the nearest one around it that has an id
    what: str = ""  # attribute, "text", "inside" or "order of its flows"; empty: the whole element
    before: str = ""
    after: str = ""
    is_layout: bool = False
    name: str = ""  # of what has the id, as it is drawn


class Part(NamedTuple):
    element: str
    id: str


NO_PART = Part("", "")  # of the file, not of a process


@dataclass(frozen=True, slots=True)
class Fact:
    element: str
    id: str
    values: Mapping[str, str]
    is_layout: bool
    name: str = field(compare=False)
    part: Part = field(compare=False)  # of the process, as it is drawn, that this is of


def differences(a: bytes, b: bytes) -> tuple[Difference, ...]:
    """What changed from `a` to `b`, in the order of `a`, added things last.

    Raises:
        InputError: one of them can't be read.
    """
    before = facts(read_xml(a, "The first file"))
    after = facts(read_xml(b, "The second file"))
    return tuple(_compared(before, after))


def count_same(a: bytes, b: bytes) -> int:
    """How many parts of the processes of `b`, but for where they are drawn, are as in `a`.

    Raises:
        InputError: one of them can't be read.
    """
    before = facts(read_xml(a, "The first file"))
    after = facts(read_xml(b, "The second file"))
    _root, *parts = after
    return sum(not after[key].is_layout and before.get(key) == after[key] for key in parts)


def _compared(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> Iterator[Difference]:
    for key, old in before.items():
        new = after.get(key)
        if new is None:
            yield Difference(
                Change.REMOVED, old.element, old.id, is_layout=old.is_layout, name=old.name
            )
            continue
        for what in sorted({*old.values, *new.values}):
            one, other = old.values.get(what, ""), new.values.get(what, "")
            if one != other:
                yield Difference(
                    Change.CHANGED, old.element, old.id, what, one, other, old.is_layout, new.name
                )
    for key, new in after.items():
        if key not in before:
            yield Difference(
                Change.ADDED, new.element, new.id, is_layout=new.is_layout, name=new.name
            )


def facts(root: etree._Element) -> dict[str, Fact]:
    """Every element under a key that does not depend on its place among others."""
    found: dict[str, Fact] = {}
    taken: Counter[str] = Counter()
    flows = _flow_order(root)
    stack: list[tuple[etree._Element, str, str, str, Part]] = [(root, "", "", "", NO_PART)]
    while stack:
        element, parent_key, parent_id, name, part = stack.pop()
        if element.tag in DERIVED:
            continue
        key = _key(element, parent_key, taken)
        own_id = element.get("id") or element.get("bpmnElement") or parent_id
        values = _values(element, is_root=not parent_key)
        if element.get("id") and namespace(element) == BPMN:
            values["inside"] = parent_id
        if local(element) == "exclusiveGateway" and len(flows.get(own_id, ())) > 1:
            values[ORDER] = " ".join(flows[own_id])
        is_layout = namespace(element) != BPMN and parent_key.startswith(("!", "|!"))
        is_layout = is_layout or local(element) == "BPMNDiagram"
        if element.get("id"):
            name = " ".join((element.get("name") or "").split())
        if _is_part(element):
            part = Part(local(element), element.get("id") or "")
        found[key] = Fact(local(element), own_id, values, is_layout, name, part)
        children = [each for each in element if isinstance(each.tag, str)]
        inner_id = own_id if parent_key else ""
        stack.extend((child, key, inner_id, name, part) for child in reversed(children))
    return found


def _is_part(element: etree._Element) -> bool:
    tag = local(element)
    is_named = element.get("id") and namespace(element) == BPMN
    return bool(is_named and tag != "definitions" and not tag.endswith(OF_ANOTHER))


def _key(element: etree._Element, parent_key: str, taken: Counter[str]) -> str:
    """The element's id; of those without one the parent's key, the tag and a number."""
    if not parent_key:
        return "|"
    if local(element) == "BPMNDiagram" or parent_key.startswith("!"):
        # Modelers make up new ids for shapes: what they show names them.
        shown = element.get("bpmnElement")
        base = f"!{local(element)}:{shown}" if shown else f"!{parent_key}/{local(element)}"
    elif own := element.get("id"):
        base = f"{etree.QName(element).text}#{own}"
    else:
        named = element.get("name") or element.get("target") or ""
        base = f"{parent_key}/{local(element)}:{named}"
        if local(element) == "flowNodeRef":
            base += (element.text or "").strip()
    taken[base] += 1
    return base if taken[base] == 1 else f"{base}[{taken[base]}]"


def _values(element: etree._Element, *, is_root: bool) -> dict[str, str]:
    values: dict[str, str] = {}
    for raw_name, raw_value in element.attrib.items():
        space, key = split_name(str(raw_name))
        value = str(raw_value)
        if space == XSI or key in IGNORED or (is_root and key in IGNORED_ON_ROOT):
            continue
        if is_root and key == "expressionLanguage":
            said = spoken_in_process(value)
            if said is Spoken.UNSAID:
                continue
            value = value if said is Spoken.OTHER else said.value
        if key == "id" and space == "" and namespace(element) != BPMN:
            continue  # ids of shapes are made up anew by each program
        if not space and DEFAULTS.get(key) == value:
            continue
        values[f"{{{space}}}{key}" if space else key] = _normal(key, value)
    text = " ".join((element.text or "").split())
    if text:
        values["text"] = _normal("text", text)
    return values


def _normal(key: str, value: str) -> str:
    if (key.endswith(("Ref", "Element")) or key == "default") and _QUALIFIED.fullmatch(value):
        return value.rpartition(":")[2]
    try:
        return f"{float(value):g}" if key in ("x", "y", "width", "height") else value
    except ValueError:
        return value


def _flow_order(root: etree._Element) -> dict[str, list[str]]:
    """Ids of the flows out of each node, in document order: a gateway asks in that order."""
    order: dict[str, list[str]] = {}
    for flow in root.iter(bpmn("sequenceFlow")):
        source = (flow.get("sourceRef") or "").rpartition(":")[2]
        order.setdefault(source, []).append(flow.get("id") or "")
    return order
