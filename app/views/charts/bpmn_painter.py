"""A process drawn natively, read only: the path taken, tokens, incidents, how long steps took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import texts
from app.errors import InputError
from app.models.bpmn.graph import NodeKind, ProcessDefinition, Shape
from app.views import safe_text, theme
from app.views.charts.bpmn_layout import AREAS, Layout, lay_out, neighbour
from app.views.charts.bpmn_shapes import FRAME_WIDTH, ShapePainter
from app.views.charts.bpmn_surroundings import SurroundingsPainter
from app.views.charts.chart import Chart, ChartTable
from app.views.language import N_, tr

_MARGIN = 36.0
_SIDE = 20.0
_LEAST, _MOST = 0.2, 4.0
_READABLE = 0.9  # below this scale names can't be read: a part is shown at natural size
_STEP = 80.0  # pixels that Shift and an arrow move


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


class ProcessDiagram(Chart):
    """Mouse and arrows choose a node; the wheel and Shift+arrows move, Ctrl+wheel, + and − zoom.

    F shows everything, W fills the width, T goes to where the run stands. The diagram keeps its
    place when the progress changes; a new process is fitted.
    """

    node_chosen = Signal(str)  # node id

    def __init__(self, name: str = N_("Diagram"), parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._process: ProcessDefinition | None = None
        self._layout_ = Layout({}, {})
        self._progress = Progress()
        self._selected = ""
        self._scale = 1.0
        self._offset = QPointF(0, 0)
        self._grabbed: QPointF | None = None
        self._is_fitted = True
        self._is_placed = False  # somebody chose what is seen
        self.setMinimumSize(theme.px(200), theme.px(110))

    def set_process(self, process: ProcessDefinition) -> None:
        self._process = process
        self._layout_ = lay_out(process)
        if self._selected not in process.nodes:
            self._selected = ""
        self._is_placed = False
        self._place()
        self.data_changed.emit()

    def set_progress(self, progress: Progress) -> None:
        self._progress = progress
        if not self._is_placed:
            self._place()
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
        shape = self._layout_.shapes.get(node_id)
        if shape is None:
            return
        left, top, right, bottom = self._layout_.bounds
        middle = QPointF(shape.x + shape.width / 2, shape.y + shape.height / 2)
        x = _kept(self.width() / 2 - middle.x() * self._scale, self.width(), left, right, self.zoom)
        y = _kept(
            self.height() / 2 - middle.y() * self._scale, self.height(), top, bottom, self.zoom
        )
        self._offset = QPointF(x, y)
        self.update()

    def _place(self) -> None:
        """Everything where names stay readable, else the width, else the part with the token."""
        self.fit()
        least = _READABLE * theme.zoom()
        if self._scale >= least:
            return
        self.fit_width()
        if self._scale < least:
            left, top, _right, _bottom = self._layout_.bounds
            self._scale = theme.zoom()
            self._offset = QPointF(_SIDE - left * self._scale, _SIDE - top * self._scale)
        self.go_to(self.standing or self._first())

    def _first(self) -> str:
        """Where the process begins."""
        starts = self._process.starts.get(self._process.id, ()) if self._process else ()
        return starts[0].id if starts else ""

    def fit_width(self) -> None:
        """The whole width in sight, from the top."""
        left, top, right, _bottom = self._layout_.bounds
        room = self.width() / (right - left + 2 * _SIDE)
        self._scale = min(1.15 * theme.zoom(), max(_LEAST, room))
        x = (self.width() - (right - left) * self._scale) / 2 - left * self._scale
        self._offset = QPointF(x, _SIDE - top * self._scale)
        self._is_fitted = True
        self.update()

    @property
    def selected(self) -> str:
        """Id of the chosen node; empty for none."""
        return self._selected

    def select(self, node_id: str) -> None:
        """Choose a node from outside; emits nothing."""
        self._selected = node_id if node_id in self._layout_.shapes else ""
        self.update()

    @property
    def zoom(self) -> float:
        return self._scale

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around `at` (widget coordinates), the middle when not given."""
        point = at or QPointF(self.width() / 2, self.height() / 2)
        scale = min(_MOST, max(_LEAST, self._scale * factor))
        self._offset = point - (point - self._offset) * (scale / self._scale)
        self._scale = scale
        self._is_fitted, self._is_placed = False, True
        self.update()

    def move_by(self, dx: float, dy: float) -> None:
        """Shift what is seen by so many pixels."""
        self._offset += QPointF(dx, dy)
        self._is_fitted, self._is_placed = False, True
        self.update()

    def _reveal(self, node_id: str) -> None:
        """Move only when the node is out of sight."""
        shape = self._layout_.shapes.get(node_id)
        if shape is None:
            return
        at = QPointF(shape.x + shape.width / 2, shape.y + shape.height / 2)
        if not QRectF(self.rect()).contains(at * self._scale + self._offset):
            self._is_placed = True
            self.go_to(node_id)

    def fit(self) -> None:
        """Everything in sight, never larger than natural size."""
        left, top, right, bottom = self._layout_.bounds
        width, height = right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN + 16
        room = min(self.width() / width, self.height() / height)
        self._scale = min(1.15 * theme.zoom(), max(_LEAST, room))
        x = (self.width() - (right - left) * self._scale) / 2 - left * self._scale
        y = (self.height() - (bottom - top) * self._scale) / 2 - top * self._scale
        self._offset = QPointF(x, y)
        self._is_fitted = True
        self.update()

    @override
    def table(self) -> ChartTable:
        if self._process is None:
            return ChartTable((tr("Step"),), ())
        progress = self._progress
        rows = tuple(
            (
                node.name or node.id,
                texts.word(node.kind.value),
                progress.word(node.id),
                progress.durations.get(node.id, ""),
                ", ".join(self._node_name(flow.target) for flow in self._process.outgoing(node)),
            )
            for node in self._process.nodes.values()
        )
        return ChartTable((tr("Step"), tr("Kind"), tr("State"), tr("Took"), tr("Leads to")), rows)

    @override
    def export_png(self, file: Path) -> None:
        """The whole diagram at twice its natural size.

        Raises:
            InputError: the file can't be written.
        """
        left, top, right, bottom = self._layout_.bounds
        scale = 2.0
        size = QSize(
            round((right - left + 2 * _MARGIN) * scale),
            round((bottom - top + 2 * _MARGIN + 16) * scale),
        )
        image = QImage(size, QImage.Format.Format_ARGB32)
        image.fill(QColor(theme.tokens().base))
        painter = QPainter(image)
        painter.scale(scale, scale)
        painter.translate(_MARGIN - left, _MARGIN - top)
        self._draw(painter)
        painter.end()
        if not image.save(str(file)):
            raise InputError(tr("The picture can't be written to “{file}”.").format(file=file))

    def node_at(self, position: QPointF) -> str:
        """The node under a point of the widget; boundary events lie on top of their task."""
        at = (position - self._offset) / self._scale
        hits = [
            shape
            for shape in self._layout_.shapes.values()
            if QRectF(shape.x, shape.y, shape.width, shape.height).contains(at)
        ]
        return min(hits, key=lambda shape: shape.width * shape.height).element if hits else ""

    def _node_name(self, node_id: str) -> str:
        node = self._process.nodes.get(node_id) if self._process else None
        return node.name or node.id if node else node_id

    @override
    def sizeHint(self) -> QSize:
        left, top, right, bottom = self._layout_.bounds
        return QSize(round(right - left + 2 * _MARGIN), round(bottom - top + 2 * _MARGIN))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.base))
        self._draw_dots(painter)
        painter.translate(self._offset)
        painter.scale(self._scale, self._scale)
        self._draw(painter)
        painter.end()

    def _draw_dots(self, painter: QPainter) -> None:
        step = 20.0 * self._scale
        if step < 10:
            return
        painter.setPen(QColor(theme.tokens().divider))
        x0, y0 = self._offset.x() % step, self._offset.y() % step
        points = [
            QPointF(round(x0 + i * step), round(y0 + j * step))
            for i in range(int(self.width() / step) + 1)
            for j in range(int(self.height() / step) + 1)
        ]
        painter.drawPoints(points)

    def _draw(self, painter: QPainter) -> None:
        if self._process is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shapes = ShapePainter(painter, theme.tokens(), self._progress, self._hosts())
        self._draw_surroundings(painter)
        frames = [pair for pair in self._layout_.shapes.items() if self._is_frame(*pair)]
        for node_id, shape in sorted(frames, key=lambda pair: -pair[1].width * pair[1].height):
            shapes.draw_node(self._process.nodes[node_id], shape)
        for flow_id, edge in self._layout_.edges.items():
            shapes.draw_edge(edge, is_taken=flow_id in self._progress.taken)
        for flow_id, edge in self._layout_.edges.items():
            flow = self._process.flows[flow_id]
            if flow.name:
                shapes.draw_edge_label(edge, safe_text.one_line(flow.name, 60))
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

    def _choose(self, node_id: str) -> None:
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
        if key in moves and is_shifted:
            dx, dy = moves[key]
            self.move_by(-dx * _STEP, -dy * _STEP)
        elif key in moves and self._layout_.shapes:
            first = next(iter(self._layout_.shapes))
            here = self._selected
            self._choose(neighbour(self._layout_, here, *moves[key]) if here else first)
            self._reveal(self._selected)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(0.8)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_0):
            self._is_placed = True
            self.fit()
        elif key == Qt.Key.Key_W:
            self._is_placed = True
            self.fit_width()
        elif key == Qt.Key.Key_T and self.standing:
            self.go_to(self.standing)
            self._choose(self.standing)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.activated.emit(self._selected)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        node_id = self.node_at(event.position())
        if node_id:
            self._choose(node_id)
        else:
            self._grabbed = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = event.position() - self._grabbed
            self._grabbed = event.position()
            self.move_by(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node_id = self.node_at(event.position())
        if node_id:
            self.activated.emit(node_id)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** turned.y(), event.position())
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(turned.y(), turned.x())
        else:
            self.move_by(turned.x(), turned.y())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_placed:
            self._place()
        elif self._is_fitted:
            self.fit()


def _kept(offset: float, size: int, first: float, last: float, scale: float) -> float:
    """`offset`, moved so that no more empty room shows beyond the ends than must be."""
    least, most = size - _SIDE - last * scale, _SIDE - first * scale
    return (least + most) / 2 if least > most else min(most, max(least, offset))
