"""What lies over the rows of a table: outlines while loading, a calm sentence, the pill."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtWidgets import QTableView

from app.views import theme
from app.views.delegates.cell_delegate import PADDING
from app.views.widgets.header import Header
from app.views.widgets.pill import NewRowsPill
from app.views.widgets.placeholders import OUTLINES_MS, EmptyState, SkeletonRows

_ENTRY = 16  # px before the entries of a list without titles


class Overlays:
    def __init__(self, table: QTableView, head: Header) -> None:
        self._table, self._head = table, head
        self.empty: EmptyState | None = None
        self.skeleton = SkeletonRows(table.viewport())
        self.skeleton.hide()
        self.pill = NewRowsPill(table)
        self.pill.hide()
        for moved in (head.sectionResized, head.sectionMoved, head.sortIndicatorChanged):
            moved.connect(self._place_pill)
        self._delay = QTimer(table, singleShot=True, interval=OUTLINES_MS)
        self._delay.timeout.connect(self._on_delay_timeout)

    def set_empty(self, empty: EmptyState | None) -> None:
        if self.empty is not None:
            self.empty.deleteLater()
        self.empty = empty
        if empty is not None:
            empty.setParent(self._table.viewport())

    def expect_rows(self) -> None:
        """Outlines stand for them, unless they come at once."""
        self._delay.start()

    def cover(self) -> None:
        """Outlines at once, over rows that hold no longer."""
        self._delay.stop()
        self._on_delay_timeout()

    def hide_outlines(self) -> None:
        self._delay.stop()
        self.skeleton.hide()

    def set_new_count(self, count: int) -> None:
        self.pill.set_count(count)
        self.place()

    def place(self) -> None:
        area = self._table.viewport().rect()
        if self.empty is not None:
            self.empty.setGeometry(area)
        if self.skeleton.isVisible():
            self._place_outlines()
        self._place_pill()

    def _place_pill(self) -> None:
        """In the line of the titles, beside them: so it covers neither a row nor a title."""
        if self.pill.isHidden():
            return
        self.pill.adjustSize()
        if self._head.isHidden():
            # Where the heading of a group ends, whose words and number begin at the left.
            right = self._table.viewport().width() - self.pill.width() - theme.px(12)
            self.pill.move(max(0, right), theme.px(6))
        else:
            y = max(0, self._head.title_height - self.pill.height()) // 2
            self.pill.move(self._head.free_place(self.pill.width()), y)
        self.pill.raise_()

    def _place_outlines(self) -> None:
        self.skeleton.columns = self._columns()
        self.skeleton.setGeometry(self._table.viewport().rect())
        self.skeleton.update()

    def _columns(self) -> list[tuple[int, int]]:
        """Those that are seen, as the header has them; outlines stand below its titles."""
        head, edge = self._head, getattr(self._table, "edge", None)
        side = _ENTRY if head.isHidden() else PADDING
        found = []
        for n in range(head.count()):
            if not head.isSectionHidden(n):
                box = QRectF(head.sectionViewportPosition(n), 0, head.sectionSize(n), 1)
                room = edge(box, n) if edge else box
                found.append((round(room.left()) + side, round(room.width()) - 2 * side))
        return found

    def _on_delay_timeout(self) -> None:
        self._place_outlines()
        self.skeleton.show()
