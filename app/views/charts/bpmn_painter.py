"""A process drawn natively, read only: the path taken, tokens, incidents, how long steps took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import texts
from app.models.bpmn.graph import NodeKind, ProcessDefinition, Shape
from app.views import safe_text, theme
from app.views.charts.bpmn_labels import Obstacle
from app.views.charts.bpmn_layout import AREAS, Layout, lay_out, neighbour
from app.views.charts.bpmn_shapes import FRAME_WIDTH, GATEWAYS, ShapePainter, shown_name
from app.views.charts.bpmn_surroundings import SurroundingsPainter
from app.views.charts.canvas import Bounds, Canvas
from app.views.charts.chart import ChartTable
from app.views.language import N_, tr


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, or several runs together. Ids are those of nodes and flows."""

    done: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()  # flows
    tokens: Mapping[str, int] = field(default_factory=dict)
    incidents: Mapping[str, int] = field(default_factory=dict)
    durations: Mapping[str, str] = field(default_factory=dict)
    added: frozenset[str] = frozenset()  # nodes a diff marks as new

    def word(self, node_id: str) -> str:
        """The state of a node in words, for the table and for readers."""
        if self.incidents.get(node_id):
            return tr("incident")
        if self.tokens.get(node_id) or node_id in self.active:
            return tr("waiting here")
        return tr("done") if node_id in self.done else tr("not reached")


class ProcessDiagram(Canvas):
    """Mouse and arrows choose a node; T goes to where the run stands.

    The diagram keeps its place when the progress changes; a new process is fitted.
    """

    node_chosen = Signal(str)  # node id

    def __init__(self, name: str = N_("Diagram"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._process: ProcessDefinition | None = None
        self._layout_ = Layout({}, {})
        self._progress = Progress()
        self._selected = ""

    def set_process(self, process: ProcessDefinition) -> None:
        self._process = process
        self._layout_ = lay_out(process)
        if self._selected not in process.nodes:
            self._selected = ""
        self.place()
        self.data_changed.emit()

    def set_progress(self, progress: Progress) -> None:
        self._progress = progress
        if not self._is_placed:
            self.place()
        self.update()
        self.data_changed.emit()

    @property
    def standing(self) -> str:
        """The node where the run stands, or stopped: an incident before a token."""
        shapes, progress = self._layout_.shapes, self._progress
        for found in (progress.incidents, progress.tokens):
            for node_id, count in found.items():
                if count and node_id in shapes:
                    return node_id
        return ""

    def go_to(self, node_id: str) -> None:
        """Bring a node into the middle, as far as the diagram reaches."""
        point = self._middle(node_id)
        if point is not None:
            self.center_on(point)

    def _middle(self, node_id: str) -> QPointF | None:
        shape = self._layout_.shapes.get(node_id)
        if shape is None:
            return None
        return QPointF(shape.x + shape.width / 2, shape.y + shape.height / 2)

    @property
    @override
    def bounds(self) -> Bounds:
        return self._layout_.bounds

    @property
    @override
    def focus_point(self) -> QPointF | None:
        return self._middle(self.standing or self._first())

    def _first(self) -> str:
        """Where the process begins."""
        starts = self._process.starts.get(self._process.id, ()) if self._process else ()
        return starts[0].id if starts else ""

    @property
    def selected(self) -> str:
        """Id of the chosen node; empty for none."""
        return self._selected

    def select(self, node_id: str) -> None:
        """Choose a node from outside; emits nothing."""
        self._selected = node_id if node_id in self._layout_.shapes else ""
        self.update()

    @override
    def table(self) -> ChartTable:
        if self._process is None:
            return ChartTable((tr("Step"),), ())
        progress = self._progress
        rows = tuple(
            (
                shown_name(node.called),
                texts.word(node.kind.value),
                progress.word(node.id),
                progress.durations.get(node.id, ""),
                ", ".join(self._node_name(flow.target) for flow in self._process.outgoing(node)),
            )
            for node in self._process.nodes.values()
        )
        return ChartTable((tr("Step"), tr("Kind"), tr("State"), tr("Took"), tr("Leads to")), rows)

    @override
    def thing_at(self, position: QPointF) -> str:
        """The node under a point of the widget; boundary events lie on top of their task."""
        at = self.to_drawing(position)
        hits = [
            shape
            for shape in self._layout_.shapes.values()
            if QRectF(shape.x, shape.y, shape.width, shape.height).contains(at)
        ]
        return min(hits, key=lambda shape: shape.width * shape.height).element if hits else ""

    def _node_name(self, node_id: str) -> str:
        node = self._process.nodes.get(node_id) if self._process else None
        return shown_name(node.called) if node else node_id

    @override
    def draw(self, painter: QPainter) -> None:
        if self._process is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        obstacles = self._obstacles()
        shapes = ShapePainter(painter, theme.tokens(), self._progress, self._hosts(), obstacles)
        self._draw_surroundings(painter)
        frames = [pair for pair in self._layout_.shapes.items() if self._is_frame(*pair)]
        for node_id, shape in sorted(frames, key=lambda pair: -pair[1].width * pair[1].height):
            shapes.draw_node(self._process.nodes[node_id], shape)
        for flow_id, edge in self._layout_.edges.items():
            shapes.draw_edge(edge, is_taken=flow_id in self._progress.taken)
        for flow_id, edge in self._layout_.edges.items():
            flow = self._process.flows[flow_id]
            if flow.name:
                shapes.draw_edge_label(edge, safe_text.one_line(shown_name(flow.name), 60))
        last = NodeKind.BOUNDARY
        order = sorted(self._layout_.shapes.items(), key=lambda item: self._kind(item[0]) is last)
        for node_id, shape in order:
            if not self._is_frame(node_id, shape):
                shapes.draw_node(self._process.nodes[node_id], shape)
        feet = {point for edge in self._layout_.edges.values() for point in edge.points}
        for node_id, shape in order:
            foot = (shape.x + shape.width / 2, shape.y + shape.height)
            is_selected = node_id == self._selected
            shapes.draw_marks(node_id, shape, is_selected=is_selected, is_foot_busy=foot in feet)

    def _obstacles(self) -> list[Obstacle]:
        return [
            Obstacle(QRectF(one.x, one.y, one.width, one.height), self._kind(node_id) in GATEWAYS)
            for node_id, one in self._layout_.shapes.items()
            if not self._is_frame(node_id, one)
        ]

    def _hosts(self) -> dict[str, bool]:
        """Steps with events on their edge, and whether those sit at the top."""
        shapes, found = self._layout_.shapes, {}
        for host, events in self._process.boundary_events.items() if self._process else ():
            at = shapes.get(host)
            own = [shapes[event.id] for event in events if event.id in shapes]
            if at is not None and own:
                middle = at.y + at.height / 2
                found[host] = all(one.y + one.height / 2 < middle for one in own)
        return found

    def _draw_surroundings(self, painter: QPainter) -> None:
        process, layout = self._process, self._layout_
        if process is None or not layout.around:
            return
        kinds = process.extra_kinds
        around = SurroundingsPainter(painter, theme.tokens(), kinds, process.extra_names)
        for shape in layout.around:
            if kinds[shape.element] in AREAS:
                around.draw_area(shape)
            else:
                around.draw_note(shape)
        for line in layout.lines:
            around.draw_line(line)

    def _is_frame(self, node_id: str, shape: Shape) -> bool:
        """A sub-process with its content inside: it lies below everything."""
        return self._kind(node_id) is NodeKind.SUB_PROCESS and shape.width > FRAME_WIDTH

    def _kind(self, node_id: str) -> NodeKind | None:
        node = self._process.nodes.get(node_id) if self._process else None
        return node.kind if node else None

    @override
    def choose(self, node_id: str) -> None:
        if not node_id:
            return
        self._selected = node_id
        self.update()
        took = self._progress.durations.get(node_id, "")
        words = [self._node_name(node_id), self._progress.word(node_id), took]
        self.say(", ".join(filter(None, words)))
        self.node_chosen.emit(node_id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in moves and not is_shifted and self._layout_.shapes:
            first = next(iter(self._layout_.shapes))
            here = self._selected
            self.choose(neighbour(self._layout_, here, *moves[key]) if here else first)
            point = self._middle(self._selected)
            if point is not None:
                self.reveal(point)
        elif key == Qt.Key.Key_T and self.standing:
            self.go_to(self.standing)
            self.choose(self.standing)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.activated.emit(self._selected)
        else:
            super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node_id = self.thing_at(event.position())
        if node_id:
            self.activated.emit(node_id)
