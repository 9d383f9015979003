"""What a BPMN diagram shows around its steps: pools, lanes, groups, notes, data and their lines."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.models.bpmn.graph import Edge, Shape
from app.views import painting, safe_text, theme
from app.views.charts.bpmn_shapes import arrow_head, rounded_path
from app.views.theme import FontRole
from app.views.tokens import Tokens

_BAND = 30.0  # what BPMN tools leave for the name of a pool or lane
_NAME_LIMIT = 120


class SurroundingsPainter:
    """Draws in the diagram's own units; the caller has set scale and offset."""

    def __init__(
        self,
        painter: QPainter,
        t: Tokens,
        kinds: Mapping[str, str],
        names: Mapping[str, str],
    ) -> None:
        self._painter, self._t = painter, t
        self._kinds, self._names = kinds, names
        self._font = QFont(theme.font(FontRole.CAPTION_MEDIUM))
        self._font.setPixelSize(12)

    def draw_area(self, shape: Shape) -> None:
        kind = self._kinds.get(shape.element, "")
        box = QRectF(shape.x, shape.y, shape.width, shape.height)
        with painting.saved(self._painter):
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            if kind == "group":
                self._painter.setPen(QPen(QColor(self._t.edge), 1.4, Qt.PenStyle.DashDotLine))
                self._painter.drawRoundedRect(box, 10, 10)
                self._write(box.adjusted(8, 4, -8, -4), shape, Qt.AlignmentFlag.AlignTop)
                return
            width = 1.6 if kind == "participant" else 1.0
            self._painter.setPen(QPen(QColor(self._t.edge), width))
            self._painter.drawRect(box)
            self._draw_band(shape, box)

    def _draw_band(self, shape: Shape, box: QRectF) -> None:
        """The name, upright at the left where the pool lies, else at the top."""
        band = QRectF(box.topLeft(), box.bottomRight())
        if not shape.is_horizontal:
            band.setHeight(_BAND)
            self._painter.drawLine(band.bottomLeft(), band.bottomRight())
            self._write(band, shape, Qt.AlignmentFlag.AlignCenter)
            return
        band.setWidth(_BAND)
        self._painter.drawLine(band.topRight(), band.bottomRight())
        self._painter.translate(band.center())
        self._painter.rotate(-90)
        upright = QRectF(-band.height() / 2, -_BAND / 2, band.height(), _BAND)
        self._write(upright.adjusted(4, 0, -4, 0), shape, Qt.AlignmentFlag.AlignCenter)

    def draw_note(self, shape: Shape) -> None:
        kind = self._kinds.get(shape.element, "")
        box = QRectF(shape.x, shape.y, shape.width, shape.height)
        painter = self._painter
        with painting.saved(painter):
            painter.setPen(QPen(QColor(self._t.edge), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if kind == "textAnnotation":
                arm = min(12.0, box.width())
                corners = (
                    box.topLeft() + QPointF(arm, 0), box.topLeft(),
                    box.bottomLeft(), box.bottomLeft() + QPointF(arm, 0),
                )  # fmt: skip
                painter.drawPolyline(list(corners))
                self._write(box.adjusted(6, 2, -2, -2), shape, Qt.AlignmentFlag.AlignTop)
                return
            painter.setBrush(QColor(self._t.base))
            if kind == "dataObjectReference":
                fold = min(12.0, box.width() / 3)
                painter.drawPolygon(
                    [
                        box.topLeft(), box.topRight() - QPointF(fold, 0),
                        box.topRight() + QPointF(0, fold), box.bottomRight(), box.bottomLeft(),
                    ]
                )  # fmt: skip
            else:
                self._draw_store(box)
            below = QRectF(box.center().x() - 60, box.bottom() + 3, 120, 30)
            self._write(below, shape, Qt.AlignmentFlag.AlignHCenter)

    def _draw_store(self, box: QRectF) -> None:
        lid = box.height() / 4
        self._painter.drawRoundedRect(box, box.width() / 3, lid / 2)
        self._painter.drawEllipse(QRectF(box.left(), box.top(), box.width(), lid))

    def draw_line(self, edge: Edge) -> None:
        is_message = self._kinds.get(edge.element) == "messageFlow"
        style = Qt.PenStyle.DashLine if is_message else Qt.PenStyle.DotLine
        points = [QPointF(x, y) for x, y in edge.points]
        with painting.saved(self._painter):
            self._painter.setPen(QPen(QColor(self._t.edge), 1.2, style))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawPath(rounded_path(points, 6))
            if is_message:
                self._painter.setPen(QPen(QColor(self._t.edge), 1.2))
                self._painter.setBrush(QColor(self._t.base))
                self._painter.drawPolygon(arrow_head(points[-2], points[-1], 8))

    def _write(self, box: QRectF, shape: Shape, side: Qt.AlignmentFlag) -> None:
        self._painter.setFont(self._font)
        self._painter.setPen(QColor(self._t.secondary))
        words = safe_text.one_line(self._names.get(shape.element, ""), _NAME_LIMIT)
        self._painter.drawText(box, side | Qt.TextFlag.TextWordWrap, words)
