"""The table header, painted by us: Fusion's own edges fail contrast."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from app.views import painting, theme
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.pinned_column import PinnedColumn

_BESIDE = 8  # between a title and what stands beside it


@dataclass(frozen=True, slots=True)
class _Title:
    """The words of a column where they stand, with the place of its arrow where it is sorted."""

    words: str
    x: float
    width: float
    arrow: float | None

    @property
    def first(self) -> float:
        return self.x if self.arrow is None else min(self.x, self.arrow)

    @property
    def last(self) -> float:
        end = self.x + self.width
        return end if self.arrow is None else max(end, self.arrow)


class Header(QHeaderView):
    """Quiet titles over one line; a small arrow where sorted; a foot, where it is given one."""

    def __init__(self, parent: QWidget | None = None, pinned: PinnedColumn | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._foot: QWidget | None = None
        self._pinned = pinned
        self._pressed_shift = 0  # of the title that a mouse button holds
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(theme.px(28))
        self.setAccessibleName(tr("Columns"))

    @property
    def title_height(self) -> int:
        return theme.px(theme.control_height())

    def set_foot(self, foot: QWidget | None) -> None:
        """A child of ours that stands under the titles, over the rows; None: there is none."""
        self._foot = foot
        self.geometriesChanged.emit()  # so the table gives us more room, or less
        self.updateGeometries()

    @override
    def sizeHint(self) -> QSize:
        """Of all columns; Qt would ask the model for each title, twenty times a table made."""
        foot = self._foot.sizeHint().height() if self._foot is not None else 0
        return QSize(self.length(), self.title_height + foot)

    @override
    def updateGeometries(self) -> None:
        foot = self._foot.sizeHint().height() if self._foot is not None else 0
        self.setViewportMargins(0, 0, 0, foot)
        super().updateGeometries()
        if self._foot is not None:
            self._foot.setGeometry(0, self.height() - foot, self.width(), foot)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._pinned is None or (box := self._pinned.box).isEmpty():
            return
        box.setHeight(self.viewport().height())
        painter = QPainter(self.viewport())
        painter.setClipRect(box)
        self.paintSection(painter, box, self._pinned.column)
        self._pinned.paint_edge(painter, box)
        painter.end()

    @override
    def mousePressEvent(self, e: QMouseEvent) -> None:
        self._pressed_shift = self._shift_at(e)
        # Its own place is out of sight: it could be dropped nowhere that is seen.
        self.setSectionsMovable(not self._pressed_shift)
        super().mousePressEvent(self._told(e, self._pressed_shift))

    @override
    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        is_held = e.buttons() != Qt.MouseButton.NoButton
        shift = self._pressed_shift if is_held else self._shift_at(e)
        super().mouseMoveEvent(self._told(e, shift))

    @override
    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._told(e, self._pressed_shift))
        self._pressed_shift = 0
        self.setSectionsMovable(True)

    @override
    def mouseDoubleClickEvent(self, e: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._told(e, self._shift_at(e)))

    def _shift_at(self, event: QMouseEvent) -> int:
        return self._pinned.shift_at(event.position().x()) if self._pinned is not None else 0

    def _told(self, event: QMouseEvent, shift: int) -> QMouseEvent:
        return self._pinned.told(event, shift) if self._pinned is not None else event

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        t = theme.tokens()
        box = QRectF(rect)
        edge = getattr(self.parent(), "edge", None)
        with painting.saved(painter):
            painter.fillRect(box, QColor(t.base))
            painter.setPen(QPen(QColor(t.divider), 1))
            y = box.bottom() - 0.5
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            box = edge(box, logicalIndex) if edge else box
            title = self._title(box, logicalIndex)
            font = theme.font(FontRole.CAPTION_MEDIUM)
            middle = box.center().y()
            painting.draw_text(painter, title.x, middle, title.words, font, t.secondary)
            if title.arrow is not None:
                self._draw_arrow(painter, QPointF(title.arrow, middle), t.secondary)

    def _title(self, box: QRectF, section: int) -> _Title:
        model, horizontal = self.model(), Qt.Orientation.Horizontal
        text = str(model.headerData(section, horizontal) or "")
        side = model.headerData(section, horizontal, Qt.ItemDataRole.TextAlignmentRole)
        is_right = bool(side is not None and side & Qt.AlignmentFlag.AlignRight)
        font = theme.font(FontRole.CAPTION_MEDIUM)
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        shown = painting.elided(text, font, box.width() - 16 - (12 if is_sorted else 0))
        width = painting.text_width(shown, font)
        x = box.right() - 8 - width if is_right else box.left() + 8
        arrow = (x - 10 if is_right else x + width + 8) if is_sorted else None
        return _Title(shown, x, width, arrow)

    def free_place(self, width: int) -> int:
        """Where something so wide covers no title: as near the middle as can be, else there."""
        middle = (self.viewport().width() - width) // 2
        places = [
            min(max(middle, first), last - width)
            for first, last in self._gaps()
            if last - first >= width
        ]
        return min(places, key=lambda x: abs(x - middle), default=middle)

    def _gaps(self) -> list[tuple[int, int]]:
        """From the end of each title to the beginning of the next."""
        edge, found, end = getattr(self.parent(), "edge", None), [], 0
        for place in range(self.count()):
            section = self.logicalIndex(place)
            if self.isSectionHidden(section):
                continue
            size = self.sectionSize(section)
            box = QRectF(self.sectionViewportPosition(section), 0, size, self.title_height)
            title = self._title(edge(box, section) if edge else box, section)
            if title.words:
                found.append((end, round(title.first) - _BESIDE))
                end = round(title.last) + _BESIDE
        return [*found, (end, self.viewport().width())]

    def _draw_arrow(self, painter: QPainter, at: QPointF, color: str) -> None:
        up = -1 if self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder else 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        points = [QPointF(0, 3 * up), QPointF(-3.5, -2 * up), QPointF(3.5, -2 * up)]
        painter.drawPolygon(QPolygonF([at + point for point in points]))
