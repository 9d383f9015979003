"""Where a process's parts stand: from its diagram, or made when the file has none. No Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from app.models.bpmn.graph import Edge, NodeKind, ProcessDefinition, Shape

_COLUMN, _ROW = 150.0, 96.0
_SIZES = {
    NodeKind.START: (36.0, 36.0),
    NodeKind.END: (36.0, 36.0),
    NodeKind.CATCH: (36.0, 36.0),
    NodeKind.THROW: (36.0, 36.0),
    NodeKind.BOUNDARY: (36.0, 36.0),
    NodeKind.EXCLUSIVE: (50.0, 50.0),
    NodeKind.PARALLEL: (50.0, 50.0),
}
_TASK = (100.0, 64.0)


@dataclass(frozen=True, slots=True)
class Layout:
    shapes: Mapping[str, Shape]
    edges: Mapping[str, Edge]
    around: tuple[Shape, ...] = ()  # pools, lanes, notes: shown, never chosen
    lines: tuple[Edge, ...] = ()  # of notes, and messages between pools

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything, labels below events included."""
        shapes = (*self.shapes.values(), *self.around)
        points = [point for edge in (*self.edges.values(), *self.lines) for point in edge.points]
        xs = [s.x for s in shapes] + [s.x + s.width for s in shapes] + [x for x, _ in points]
        ys = [s.y for s in shapes] + [s.y + s.height for s in shapes] + [y for _, y in points]
        if not xs:
            return (0.0, 0.0, 100.0, 100.0)
        return (min(xs), min(ys), max(xs), max(ys))


# In drawing order: a pool lies under its lanes, both under everything else.
AREAS = ("participant", "lane", "group")
NOTES = ("textAnnotation", "dataObjectReference", "dataStoreReference")
LINES = ("association", "messageFlow", "dataInputAssociation", "dataOutputAssociation")


def lay_out(process: ProcessDefinition) -> Layout:
    """The file's own diagram; anything it does not place is put in columns by its distance."""
    kinds = process.extra_kinds
    around = [one for one in process.shapes if kinds.get(one.element) in (*AREAS, *NOTES)]
    around.sort(key=lambda one: (*AREAS, *NOTES).index(kinds[one.element]))
    lines = [one for one in process.edges if kinds.get(one.element) in LINES]
    shapes = {shape.element: shape for shape in process.shapes if shape.element in process.nodes}
    if len(shapes) < len(process.nodes):
        shapes = {**_columns(process), **shapes}
    edges = {edge.element: edge for edge in process.edges if len(edge.points) > 1}
    for flow in process.flows.values():
        if flow.id not in edges and flow.source in shapes and flow.target in shapes:
            edges[flow.id] = _edge(flow.id, shapes[flow.source], shapes[flow.target])
    return Layout(
        shapes,
        {k: e for k, e in edges.items() if k in process.flows},
        tuple(around),
        tuple(one for one in lines if len(one.points) > 1),
    )


def _columns(process: ProcessDefinition) -> dict[str, Shape]:
    depth: dict[str, int] = {}
    queue = deque(n.id for n in process.nodes.values() if n.kind is NodeKind.START)
    for node_id in queue:
        depth[node_id] = 0
    while queue:
        node = process.nodes[queue.popleft()]
        for flow in process.outgoing(node):
            if flow.target not in depth and flow.target in process.nodes:
                depth[flow.target] = depth[node.id] + 1
                queue.append(flow.target)
    rows: dict[int, int] = {}
    shapes = {}
    for node in process.nodes.values():
        if node.kind is NodeKind.BOUNDARY:
            continue
        column = depth.get(node.id, 0)
        row = rows[column] = rows.get(column, -1) + 1
        width, height = _SIZES.get(node.kind, _TASK)
        x, y = column * _COLUMN + (100 - width) / 2, row * _ROW + (64 - height) / 2
        shapes[node.id] = Shape(node.id, x, y, width, height)
    for host, events in process.boundary_events.items():
        for n, event in enumerate(events):
            at = shapes.get(host, Shape(host, 0, 0, *_TASK))
            x, y = at.x + at.width - 30 - 40 * n, at.y + at.height - 18
            shapes[event.id] = Shape(event.id, x, y, 36, 36)
    return shapes


def _edge(flow_id: str, source: Shape, target: Shape) -> Edge:
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    if x2 <= x1:  # backwards: below everything between
        low = max(source.y + source.height, target.y + target.height) + 28
        a, b = source.x + source.width / 2, target.x + target.width / 2
        ends = (source.y + source.height, target.y + target.height)
        return Edge(flow_id, ((a, ends[0]), (a, low), (b, low), (b, ends[1])))
    middle = (x1 + x2) / 2
    points = ((x1, y1), (middle, y1), (middle, y2), (x2, y2))
    return Edge(flow_id, points if y1 != y2 else ((x1, y1), (x2, y2)))


def neighbour(layout: Layout, current: str, dx: int, dy: int) -> str:
    """The next shape in a direction: nearest, with sideways distance counting double."""
    here = layout.shapes[current]
    cx, cy = here.x + here.width / 2, here.y + here.height / 2
    best, found = float("inf"), current
    for shape in layout.shapes.values():
        x, y = shape.x + shape.width / 2 - cx, shape.y + shape.height / 2 - cy
        ahead = x * dx + y * dy
        aside = abs(x * dy) + abs(y * dx)
        if shape.element != current and ahead > 1 and ahead + 2 * aside < best:
            best, found = ahead + 2 * aside, shape.element
    return found
