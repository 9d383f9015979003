"""Reads where things are drawn (BPMN DI)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from app.models.bpmn.findings import Finding
from app.models.bpmn.graph import Edge, Shape
from app.models.bpmn.namespaces import BPMNDI, DC, DI
from app.models.xml_files import line_of, local

Box = tuple[float, float, float, float]
_BOUNDS = ("x", "y", "width", "height")


@dataclass(frozen=True)
class Diagram:
    """One page: the shapes and edges of one plane, in drawing order."""

    element: str  # the process, collaboration or sub-process it shows
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def drawn(self) -> frozenset[str]:
        return frozenset([shape.element for shape in self.shapes]) | frozenset(
            [edge.element for edge in self.edges]
        )


def read_diagrams(root: etree._Element) -> tuple[tuple[Diagram, ...], tuple[Finding, ...]]:
    """All diagrams, and what in them can't be drawn."""
    diagrams: list[Diagram] = []
    findings: list[Finding] = []
    for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
        shapes = [_shape(each) for each in plane.iter(f"{{{BPMNDI}}}BPMNShape")]
        edges = [_edge(each) for each in plane.iter(f"{{{BPMNDI}}}BPMNEdge")]
        findings += [found for found in (*shapes, *edges) if isinstance(found, Finding)]
        diagrams.append(
            Diagram(
                _reference(plane),
                tuple(shape for shape in shapes if isinstance(shape, Shape)),
                tuple(edge for edge in edges if isinstance(edge, Edge)),
            )
        )
    return tuple(diagrams), tuple(findings)


def diagram_for(diagrams: Iterable[Diagram], ids: frozenset[str]) -> Diagram:
    """The diagram that shows most of `ids`."""
    empty = Diagram("", (), ())
    return max(diagrams, key=lambda diagram: len(diagram.drawn & ids), default=empty)


def _shape(element: etree._Element) -> Shape | Finding:
    box = _box(element.find(f"{{{DC}}}Bounds"))
    if box is None:
        return _not_drawn(element, "its place has no usable x, y, width and height")
    return Shape(
        _reference(element),
        *box,
        label=_label(element),
        is_expanded=element.get("isExpanded") == "true",
        is_horizontal=element.get("isHorizontal") != "false",
    )


def _edge(element: etree._Element) -> Edge | Finding:
    points = [
        (_number(point.get("x")), _number(point.get("y")))
        for point in element.findall(f"{{{DI}}}waypoint")
    ]
    usable = tuple((x, y) for x, y in points if x is not None and y is not None)
    if len(usable) != len(points) or len(usable) < 2:
        return _not_drawn(element, "its line has fewer than two usable points")
    return Edge(_reference(element), usable, label=_label(element))


def _label(element: etree._Element) -> Box | None:
    return _box(element.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds"))


def _box(bounds: etree._Element | None) -> Box | None:
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds.get(name)) for name in _BOUNDS)
    if x is None or y is None or width is None or height is None:
        return None
    return (x, y, width, height)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _reference(element: etree._Element) -> str:
    return (element.get("bpmnElement") or "").rpartition(":")[2]


def _not_drawn(element: etree._Element, why: str) -> Finding:
    return Finding(local(element), element.get("id") or "", line_of(element), f"Not drawn: {why}.")
