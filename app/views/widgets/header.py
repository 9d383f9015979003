"""The table header, painted by us: Fusion's own edges fail contrast."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from app.views import painting, theme
from app.views.language import tr
from app.views.theme import FontRole


class Header(QHeaderView):
    """Quiet titles over one line; a small arrow where sorted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(theme.px(28))
        self.setAccessibleName(tr("Columns"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(28))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        t = theme.tokens()
        box = QRectF(rect)
        edge = getattr(self.parent(), "edge", None)
        model = self.model()
        with painting.saved(painter):
            painter.fillRect(box, QColor(t.base))
            painter.setPen(QPen(QColor(t.divider), 1))
            y = box.bottom() - 0.5
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            box = edge(box, logicalIndex) if edge else box
            horizontal = Qt.Orientation.Horizontal
            text = str(model.headerData(logicalIndex, horizontal) or "")
            side = model.headerData(logicalIndex, horizontal, Qt.ItemDataRole.TextAlignmentRole)
            is_right = bool(side is not None and side & Qt.AlignmentFlag.AlignRight)
            font = theme.font(FontRole.CAPTION_MEDIUM)
            is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
            room = box.width() - 16 - (12 if is_sorted else 0)
            shown = painting.elided(text, font, room)
            width = painting.text_width(shown, font)
            x = box.right() - 8 - width if is_right else box.left() + 8
            painting.draw_text(painter, x, box.center().y(), shown, font, t.secondary)
            if is_sorted:
                at = x - 10 if is_right else x + width + 8
                self._draw_arrow(painter, QPointF(at, box.center().y()), t.secondary)

    def _draw_arrow(self, painter: QPainter, at: QPointF, color: str) -> None:
        up = -1 if self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder else 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        points = [QPointF(0, 3 * up), QPointF(-3.5, -2 * up), QPointF(3.5, -2 * up)]
        painter.drawPolygon(QPolygonF([at + point for point in points]))
