"""Small parts that several panels are built of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.views.language import tr
from app.views.widgets.basics import TagChip, caption, row
from app.views.widgets.scroll_bar import use_slim_scroll_bars


class ScrollColumn(QScrollArea):
    """Widgets below one another that scroll when there isn't room."""

    def __init__(self, name: str, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        use_slim_scroll_bars(self)
        self.viewport().setAutoFillBackground(False)
        self._margins = margins
        self.body = QWidget()
        self.column = self._fill(self.body)
        self.setWidget(self.body)

    def _fill(self, body: QWidget) -> QVBoxLayout:
        body.setAutoFillBackground(False)
        column = QVBoxLayout(body)
        column.setContentsMargins(*self._margins)
        column.setSpacing(8)
        return column

    def start_over(self) -> QVBoxLayout:
        """An empty column instead of the present one; the scroll position stays."""
        place = self.verticalScrollBar().value()
        self.body = QWidget()
        self.column = self._fill(self.body)
        self.setWidget(self.body)
        self.verticalScrollBar().setValue(place)
        return self.column

    def fit_height(self, tallest: int, least_width: int = 0) -> None:
        """As high as what is in it needs at this width, up to `tallest` pixels; nothing is 0."""
        column, width = self.column, max(self.viewport().width(), least_width)
        needed = column.totalSizeHint().height()
        if column.hasHeightForWidth():
            needed = column.totalHeightForWidth(width)
        self.setFixedHeight(min(needed, tallest))


def service_tags(tags: Sequence[str]) -> list[QWidget]:
    """In a line of facts: "service", then each tag; nothing where there are none."""
    return [row(caption(tr("service")), *map(TagChip, tags), spacing=6)] if tags else []


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
