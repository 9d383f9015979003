"""The shapes of BPMN 2.0 as we draw them: tasks, events, gateways, flows and what lies on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from app.models.bpmn.graph import Edge, EventKind, Node, NodeKind, Shape
from app.texts import step_name
from app.texts.languages import language as reads
from app.views import icons, painting, safe_text, theme
from app.views.charts.bpmn_labels import SMALLEST, Obstacle, place
from app.views.colors import mix
from app.views.theme import FontRole
from app.views.tokens import Tokens

_NAMES = 1_000  # of steps and flows that are worded once; a diagram is painted often


def shown_name(name: str) -> str:
    """As lists of steps word it: what the product ships in the reader's language."""
    return _worded(name, reads())


@lru_cache(maxsize=_NAMES)
def _worded(name: str, language: str) -> str:
    return step_name(name, language=language)


_EVENTS = frozenset(
    {NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY}
)
FRAME_WIDTH = 140  # a sub-process wider than this shows its content inside
_EVENT_OVERLAP = 17.0  # of an event that sits on the edge of a step
GATEWAYS = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL})
_KIND_ICONS = {
    NodeKind.USER: "user",
    NodeKind.MANUAL: "pencil",
    NodeKind.BUSINESS_RULE: "table",
    NodeKind.SEND: "message-square",
    NodeKind.RECEIVE: "message-square",
    NodeKind.CALL: "workflow",
    NodeKind.SERVICE: "zap",
}
# By a word in the task type, so that a new task gets a fitting picture without code here.
_TYPE_ICONS = {
    "deploy": "upload",
    "test": "activity",
    "scan": "activity",
    "drift": "activity",
    "snapshot": "copy",
    "freeze": "copy",
    "train": "dumbbell",
    "match": "search",
    "find": "search",
    "alert": "bell",
    "ticket": "ticket",
}


class ProgressLike(Protocol):
    @property
    def done(self) -> frozenset[str]: ...
    @property
    def active(self) -> frozenset[str]: ...
    @property
    def tokens(self) -> Mapping[str, int]: ...
    @property
    def incidents(self) -> Mapping[str, int]: ...
    @property
    def durations(self) -> Mapping[str, str]: ...
    @property
    def added(self) -> frozenset[str]: ...


def task_icon(node: Node) -> str:
    for word, name in _TYPE_ICONS.items():
        if word in node.task_type:
            return name
    return _KIND_ICONS.get(node.kind, "")


def _box(shape: Shape) -> QRectF:
    return QRectF(shape.x, shape.y, shape.width, shape.height)


class ShapePainter:
    """Draws in the diagram's own units; the caller has set scale and offset."""

    def __init__(
        self,
        painter: QPainter,
        t: Tokens,
        progress: ProgressLike,
        hosts: Mapping[str, bool] | None = None,
        obstacles: Sequence[Obstacle] = (),
    ) -> None:
        """`hosts`: the steps that events sit on; True where they sit at the top.

        `obstacles`: what no label of an event, a gateway or a flow may lie on.
        """
        self._hosts = hosts or {}
        self._obstacles = obstacles
        self._painter = painter
        self._t = t
        self._progress = progress
        self._font = self._diagram_font(FontRole.CAPTION_MEDIUM)
        self._small = self._diagram_font(FontRole.CAPTION)

    def _diagram_font(self, role: FontRole) -> QFont:
        # The diagram has its own zoom: fonts are in its units, not in the window's.
        font = QFont(theme.font(role))
        font.setPixelSize(12)
        return font

    def _colors(self, node_id: str) -> tuple[str, str, str]:
        """Stroke, fill, text of a node."""
        t, progress = self._t, self._progress
        if progress.incidents.get(node_id):
            return t.critical, mix(t.critical, t.base, 0.07), t.text
        is_here = bool(progress.tokens.get(node_id)) or node_id in progress.active
        if is_here:
            return t.info, t.info_soft, t.text
        if node_id in progress.done:
            return t.ok, mix(t.ok, t.base, 0.04), t.text
        return (t.edge, t.base, t.secondary) if progress.done else (t.text, t.base, t.text)

    def draw_node(self, node: Node, shape: Shape) -> None:
        with painting.saved(self._painter):
            if node.kind in _EVENTS:
                self._draw_event(node, shape)
            elif node.kind in GATEWAYS:
                self._draw_gateway(node, shape)
            else:
                self._draw_task(node, shape)

    def _draw_task(self, node: Node, shape: Shape) -> None:
        painter, box = self._painter, _box(shape)
        stroke, fill, text = self._colors(node.id)
        if node.kind is NodeKind.SUB_PROCESS and box.width() > FRAME_WIDTH:
            stroke, fill, text = self._t.edge, self._t.base, self._t.secondary
        is_heavy = bool(self._progress.incidents.get(node.id)) or node.kind is NodeKind.CALL
        painter.setPen(QPen(QColor(stroke), 2.0 if is_heavy else 1.4))
        painter.setBrush(QBrush(QColor(fill)))
        painter.drawRoundedRect(box, 7, 7)
        if node.kind is NodeKind.SUB_PROCESS and box.width() > FRAME_WIDTH:
            self._draw_label(node, QRectF(box.left() + 10, box.top() + 6, 160, 16), text, left=True)
            return
        icon = task_icon(node)
        has_events, is_topped = node.id in self._hosts, self._hosts.get(node.id, False)
        if icon:
            y = box.bottom() - 19 if is_topped else box.top() + 5
            icons.draw(painter, icon, box.left() + 6, y, 14, text)
        name = safe_text.one_line(shown_name(node.called), 60)
        is_long = painting.text_width(name, self._font) > box.width() - 8
        # Two lines would run into the icon: they begin below it.
        inner = box.adjusted(4, (18 if is_long else 8) if icon else 4, -4, -3)
        if has_events:  # they take the edge they sit on: the name goes beside the icon
            edges = (_EVENT_OVERLAP, -2.0) if is_topped else (2.0, -_EVENT_OVERLAP)
            inner = box.adjusted(22 if icon else 4, edges[0], -4, edges[1])
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.setFont(fitting(self._font, name, inner.size(), flags))
        painter.setPen(QColor(text))
        painter.drawText(inner, flags, name)
        if node.multi_instance is not None:
            for n in (-4, 0, 4):
                x = box.center().x() + n
                painter.drawLine(QPointF(x, box.bottom() - 10), QPointF(x, box.bottom() - 3))

    def _draw_event(self, node: Node, shape: Shape) -> None:
        painter, box = self._painter, _box(shape)
        stroke, fill, text = self._colors(node.id)
        width = 3.0 if node.kind is NodeKind.END else 1.4
        inset = width / 2
        dashed = Qt.PenStyle.SolidLine if node.is_interrupting else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(stroke), width, dashed))
        painter.setBrush(QBrush(QColor(fill)))
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        if node.kind in (NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.THROW):
            painter.drawEllipse(box.adjusted(3.5, 3.5, -3.5, -3.5))
        kind = node.event.kind if node.event else EventKind.NONE
        self._draw_event_glyph(kind, box, stroke)
        if node.name and (node.kind is not NodeKind.BOUNDARY or shape.label is not None):
            self._draw_label(node, self._label_box(shape), text)

    def _draw_event_glyph(self, kind: EventKind, box: QRectF, color: str) -> None:
        names = {
            EventKind.MESSAGE: "message-square",
            EventKind.TIMER: "clock",
            EventKind.ERROR: "zap",
        }
        size = box.width() * 0.42
        if kind is EventKind.TERMINATE:
            self._painter.setBrush(QColor(color))
            self._painter.drawEllipse(box.center(), size * 0.55, size * 0.55)
        elif kind in names:
            at = box.center() - QPointF(size / 2, size / 2)
            icons.draw(self._painter, names[kind], at.x(), at.y(), round(size), color)

    def _draw_gateway(self, node: Node, shape: Shape) -> None:
        painter, box = self._painter, _box(shape)
        stroke, fill, text = self._colors(node.id)
        center, r = box.center(), box.width() / 2
        corners = [QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0)]
        painter.setPen(QPen(QColor(stroke), 1.4))
        painter.setBrush(QBrush(QColor(fill)))
        painter.drawPolygon(QPolygonF([center + corner for corner in corners]))
        pen = QPen(QColor(stroke), 2.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        a = r * (0.24 if node.kind is NodeKind.EXCLUSIVE else 0.36)
        if node.kind is NodeKind.EXCLUSIVE:
            painter.drawLine(center + QPointF(-a, -a), center + QPointF(a, a))
            painter.drawLine(center + QPointF(-a, a), center + QPointF(a, -a))
        else:
            painter.drawLine(center + QPointF(-a, 0), center + QPointF(a, 0))
            painter.drawLine(center + QPointF(0, -a), center + QPointF(0, a))
        if node.name:
            self._draw_label(node, self._label_box(shape), text)

    def _label_box(self, shape: Shape) -> QRectF:
        if shape.label is not None:
            x, y, width, height = shape.label
            # Files give the label's box for their own font; ours may need a little more.
            return QRectF(x - 20, y - 2, width + 40, height + 6)
        return QRectF(shape.x + shape.width / 2 - 60, shape.y + shape.height + 3, 120, 30)

    def _draw_label(self, node: Node, box: QRectF, color: str, *, left: bool = False) -> None:
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
        flags = side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        words, font = safe_text.one_line(shown_name(node.name), 60), self._small
        if not left:
            box, font = place(words, font, box, flags, self._obstacles)
        self._painter.setFont(font)
        self._painter.setPen(QColor(color))
        self._painter.drawText(box.adjusted(-1, 0, 1, 1), flags, words)

    def draw_edge(self, edge: Edge, *, is_taken: bool) -> None:
        t = self._t
        quiet = t.edge if self._progress.done else t.text
        color = t.ok if is_taken else quiet
        points = [QPointF(x, y) for x, y in edge.points]
        pen = QPen(QColor(color), 1.8 if is_taken else 1.4)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        with painting.saved(self._painter):
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawPath(rounded_path(points, 6))
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(color))
            self._painter.drawPolygon(arrow_head(points[-2], points[-1], 8))

    def draw_edge_label(self, edge: Edge, text: str) -> None:
        t, metrics = self._t, painting.text_width(text, self._small)
        if edge.label is not None:
            x, y, width, height = edge.label
            center = QPointF(x + width / 2, y + height / 2)
        else:
            center = _label_place(edge, metrics)
        wanted = QRectF(center.x() - metrics / 2, center.y() - 8, metrics, 16)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine
        box, font = place(text, self._small, wanted, flags, self._obstacles)
        self._painter.fillRect(box.adjusted(-2, 0, 2, 0), QColor(t.base))
        painting.draw_text(self._painter, box.left(), box.center().y(), text, font, t.secondary)

    def draw_marks(
        self, node_id: str, shape: Shape, *, is_selected: bool, is_foot_busy: bool
    ) -> None:
        """What lies on a node: selection ring, badges, how long it took."""
        t, box = self._t, _box(shape)
        progress = self._progress
        with painting.saved(self._painter):
            if is_selected:
                self._painter.setPen(QPen(QColor(t.focus), 2))
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                self._painter.drawRoundedRect(box.adjusted(-5, -5, 5, 5), 10, 10)
            if node_id in progress.added:
                self._painter.setPen(QPen(QColor(t.ok), 1.6, Qt.PenStyle.DashLine))
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                self._painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), 9, 9)
            incidents, tokens = progress.incidents.get(node_id, 0), progress.tokens.get(node_id, 0)
            if incidents:
                self._draw_badge(box, f"■ {incidents}", t.critical, t.critical_text)
            elif tokens:
                self._draw_badge(box, f"● {tokens}", t.info, t.base)
            took = progress.durations.get(node_id)
            if took:
                color = t.critical if incidents else t.secondary
                width = painting.text_width(took, self._small)
                x = box.right() - width if incidents else box.center().x() - width / 2
                if is_foot_busy and not incidents:
                    x = box.center().x() + 8  # a line comes in at the foot
                y = box.bottom() + 12
                if self._hosts.get(node_id) is False and not incidents:
                    x, y = box.left() + 2, box.top() - 15
                painting.draw_text(self._painter, x, y, took, self._small, color)

    def _draw_badge(self, box: QRectF, text: str, fill: str, color: str) -> None:
        width = painting.text_width(text, self._font) + 14
        badge = QRectF(box.right() - width / 2 - 6, box.top() - 10, width, 20)
        self._painter.setPen(QPen(QColor(self._t.base), 2))
        self._painter.setBrush(QColor(fill))
        self._painter.drawRoundedRect(badge, 10, 10)
        painting.draw_text(
            self._painter, badge.left() + 7, badge.center().y(), text, self._font, color
        )


def fitting(font: QFont, words: str, room: QSizeF, flags: int) -> QFont:
    """The font, or as much smaller as all words need to be read in a box of a fixed size."""
    box, smaller = QRectF(QPointF(0, 0), room), QFont(font)
    while smaller.pixelSize() > SMALLEST:
        needed = QFontMetricsF(smaller).boundingRect(box, flags, words)
        if needed.height() <= room.height() and needed.width() <= room.width():
            break
        smaller.setPixelSize(smaller.pixelSize() - 1)
    return smaller


def _label_place(edge: Edge, width: float) -> QPointF:
    """Beside the longest stretch of the line, away from where the line turns."""
    stretches = list(pairwise(edge.points))
    n = max(range(len(stretches)), key=lambda i: math.dist(*stretches[i]))
    (x1, y1), (x2, y2) = stretches[n]
    middle = QPointF((x1 + x2) / 2, (y1 + y2) / 2)
    if abs(y1 - y2) < abs(x1 - x2):
        return middle + QPointF(0, -9)
    turns_right = n + 1 < len(stretches) and stretches[n + 1][1][0] > x2
    return middle + QPointF((width / 2 + 8) * (-1 if turns_right else 1), 0)


def rounded_path(points: list[QPointF], radius: float) -> QPainterPath:
    """A line through the points, its corners rounded."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_toward(corner, before, radius))
        path.quadTo(corner, _toward(corner, after, radius))
    path.lineTo(points[-1])
    return path


def _toward(start: QPointF, end: QPointF, distance: float) -> QPointF:
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = math.hypot(dx, dy) or 1.0
    share = min(distance, length / 2) / length
    return QPointF(start.x() + dx * share, start.y() + dy * share)


def arrow_head(before: QPointF, tip: QPointF, size: float) -> QPolygonF:
    angle = math.atan2(tip.y() - before.y(), tip.x() - before.x())
    back = QPointF(tip.x() - size * math.cos(angle), tip.y() - size * math.sin(angle))
    aside = QPointF(-math.sin(angle), math.cos(angle)) * (size * 0.45)
    return QPolygonF([tip, back + aside, back - aside])
