"""Reads a BPMN file into immutable graphs. Any well-formed BPMN can be read and shown.

What the file can't run is not decided here but in `checks`; what is broken in it (a flow to
nowhere, an id twice) is in `BpmnFile.findings`. The bytes stay as they came: an export gives
exactly these back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from app.errors import InputError
from app.models.bpmn.diagram_xml import Diagram, diagram_for, read_diagrams
from app.models.bpmn.event_xml import Catalog, definitions_of, expression_text, reference
from app.models.bpmn.findings import Finding
from app.models.bpmn.graph import Flow, Node, ProcessDefinition
from app.models.bpmn.namespaces import BPMN, bpmn, camunda
from app.models.bpmn.node_xml import KINDS, SUB_PROCESSES, is_true, read_node
from app.models.language.names import Spoken, spoken_in_process
from app.models.xml_files import elements, line_of, local, namespace, read_xml, text_in

UNNAMED = "unnamed"


@dataclass(frozen=True)
class BpmnFile:
    """One BPMN file. Treat as immutable; safe to share between threads."""

    source: str  # what to call it in messages
    data: bytes  # exactly as it came
    name: str
    exporter: str
    processes: Mapping[str, ProcessDefinition]  # in document order
    executable_ids: frozenset[str]  # isExecutable="true"
    diagrams: tuple[Diagram, ...] = ()
    findings: tuple[Finding, ...] = ()  # what is broken, whether it runs or not
    extra_names: Mapping[str, str] = field(default_factory=dict)
    extra_kinds: Mapping[str, str] = field(default_factory=dict)


def parse(data: bytes, source: str = "") -> BpmnFile:
    """Read a BPMN 2.0 file.

    Raises:
        InputError: too large, not well-formed, a DTD, or no BPMN; with the line.
    """
    source = source or "The file"
    root = read_xml(data, source)
    if namespace(root) != BPMN or local(root) != "definitions":
        raise InputError(
            f"{source}: line {line_of(root)}: this is no BPMN 2.0 file; it begins with "
            f"<{local(root)[:80]}>.",
            hint="A BPMN file begins with <definitions> of the BPMN 2.0 namespace.",
        )
    reader = _Reader(root)
    processes = [reader.process(element) for element in root.iter(bpmn("process"))]
    diagrams, not_drawn = read_diagrams(root)
    names, kinds = _names(root), _kinds(root)
    drawn = {
        process.id: _with_drawing(process, diagrams, names, kinds)
        for process in reversed(processes)  # of two with one id, the first counts
    }
    return BpmnFile(
        source=source,
        data=data,
        name=root.get("name") or "",
        exporter=" ".join(filter(None, [root.get("exporter"), root.get("exporterVersion")])),
        processes=dict(reversed(drawn.items())),
        executable_ids=frozenset(reader.executable_ids),
        diagrams=diagrams,
        findings=(*_duplicate_ids(root), *reader.findings, *not_drawn),
        extra_names=names,
        extra_kinds=kinds,
    )


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        language = spoken_in_process(root.get("expressionLanguage"))
        self._catalog = Catalog(
            messages={
                each.get("id") or "": each.get("name") or each.get("id") or ""
                for each in root.iter(bpmn("message"))
            },
            errors={
                each.get("id") or "": each.get("errorCode") or ""
                for each in root.iter(bpmn("error"))
            },
            is_feel_default=language is Spoken.FEEL,
        )
        self._ids = {each.get("id") or "" for each in elements(root)}
        self._unnamed = 0
        self.findings: list[Finding] = []
        self.executable_ids: set[str] = set()

    def process(self, element: etree._Element) -> ProcessDefinition:
        process_id = self._id(element)
        if is_true(element.get("isExecutable")):
            self.executable_ids.add(process_id)
        nodes: dict[str, Node] = {}
        flow_elements: list[tuple[str, etree._Element]] = []
        scopes = deque([(process_id, element)])
        while scopes:
            scope, holder = scopes.popleft()
            for child in _children(holder):
                if local(child) == "sequenceFlow":
                    flow_elements.append((scope, child))
                elif local(child) in KINDS:
                    node = read_node(child, self._id(child), scope, self._catalog)
                    nodes.setdefault(node.id, node)
                    if local(child) in SUB_PROCESSES:
                        scopes.append((node.id, child))
        flows = self._flows(flow_elements, nodes, process_id)
        return ProcessDefinition(
            id=process_id,
            name=(element.get("name") or "").strip(),
            nodes=_connected(nodes, flows),
            flows=flows,
            version_tag=element.get(camunda("versionTag")) or "",
        )

    def _flows(
        self,
        flow_elements: list[tuple[str, etree._Element]],
        nodes: Mapping[str, Node],
        process_id: str,
    ) -> dict[str, Flow]:
        flows: dict[str, Flow] = {}
        for scope, element in flow_elements:
            flow = Flow(
                id=self._id(element),
                source=reference(element, "sourceRef"),
                target=reference(element, "targetRef"),
                name=(element.get("name") or "").strip(),
                condition=expression_text(element.find(bpmn("conditionExpression")), self._catalog),
            )
            why = self._flow_fault(flow, scope, nodes)
            if why:
                line = line_of(element)
                self.findings.append(
                    Finding("sequenceFlow", flow.id, line, why, process=process_id)
                )
            else:
                flows.setdefault(flow.id, flow)
        return flows

    def _flow_fault(self, flow: Flow, scope: str, nodes: Mapping[str, Node]) -> str:
        for what, end in (("source", flow.source), ("target", flow.target)):
            if not end:
                return f"The flow has no {what}."
            if end not in nodes:
                where = "is no step of this process" if end in self._ids else "is not in the file"
                return f"The flow's {what} “{end}” {where}."
            if nodes[end].scope != scope:
                return f"The flow's {what} “{end}” lies in another sub-process."
        return ""

    def _id(self, element: etree._Element) -> str:
        """The element's id; one that holds for this reading when it has none."""
        found = (element.get("id") or "").strip()
        if found:
            return found
        self._unnamed += 1
        return f"{UNNAMED}-{line_of(element)}-{self._unnamed}"


def _children(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element if isinstance(child.tag, str) and namespace(child) == BPMN)


def _connected(nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> dict[str, Node]:
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    return {
        node.id: replace(
            node,
            incoming=tuple(incoming.get(node.id, ())),
            outgoing=tuple(outgoing.get(node.id, ())),
        )
        for node in nodes.values()
    }


def _with_drawing(
    process: ProcessDefinition,
    diagrams: tuple[Diagram, ...],
    names: Mapping[str, str],
    kinds: Mapping[str, str],
) -> ProcessDefinition:
    diagram = diagram_for(diagrams, frozenset(process.nodes) | frozenset(process.flows))
    return replace(
        process,
        shapes=diagram.shapes,
        edges=diagram.edges,
        extra_names=names,
        extra_kinds=kinds,
    )


def _duplicate_ids(root: etree._Element) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for element in elements(root):
        own = element.get("id")
        if not own or namespace(element) != BPMN:
            continue
        if own in first:
            why = f"The id “{own}” is already used in line {first[own]}."
            yield Finding(local(element), own, line_of(element), why, process=process_of(element))
        else:
            first[own] = line_of(element)


def process_of(element: etree._Element) -> str:
    """The id of the process `element` lies in, or is; empty outside all."""
    if element.tag == bpmn("process"):
        return element.get("id") or ""
    holder = next(element.iterancestors(bpmn("process")), None)
    return "" if holder is None else holder.get("id") or ""


def _names(root: etree._Element) -> dict[str, str]:
    values = {
        each.get("id") or "": each.get("value") or "" for each in root.iter(bpmn("categoryValue"))
    }
    found: dict[str, str] = {}
    for element in _identified(root):
        name = element.get("name") or ""
        if local(element) == "textAnnotation":
            name = text_in(element.find(bpmn("text")))
        elif local(element) == "group":
            name = values.get(reference(element, "categoryValueRef"), name)
        if name:
            found.setdefault(element.get("id") or "", name)
    return found


def _kinds(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in _identified(root):
        tag = local(element)
        if KINDS.get(tag) and tag.endswith("Event"):
            definitions = [
                local(each).partition("EventDefinition")[0] for each in definitions_of(element)
            ]
            tag = f"{tag}:{definitions[0]}" if len(definitions) == 1 else tag
            tag = f"{tag}:multiple" if len(definitions) > 1 else tag
        found.setdefault(element.get("id") or "", tag)
    return found


def _identified(root: etree._Element) -> Iterator[etree._Element]:
    return (each for each in elements(root) if namespace(each) == BPMN and each.get("id"))
