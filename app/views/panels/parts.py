"""Small parts that several panels are built of."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.views.language import tr
from app.views.widgets.basics import TagChip, caption, row
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_SETTLED_MS = 200  # until then words that wrap have their lines


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
        self._about: Hashable = None
        self._place = 0  # to come back to, as soon as what is new is as high
        self._focused = ""  # the widget that had the keyboard, in what was there before
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self.verticalScrollBar().rangeChanged.connect(self._come_back)
        self.body = QWidget()
        self.column = self._fill(self.body)
        self.setWidget(self.body)

    def _fill(self, body: QWidget) -> QVBoxLayout:
        body.setAutoFillBackground(False)
        column = QVBoxLayout(body)
        column.setContentsMargins(*self._margins)
        column.setSpacing(8)
        return column

    def start_over(self, about: Hashable) -> QVBoxLayout:
        """An empty column instead of the present one.

        Where that was about the same, who reads on does so where they were: at the same place, and
        with the keyboard on the widget of the same name.
        """
        place, focused = self.verticalScrollBar().value(), self.body.focusWidget()
        if about is None or about != self._about:
            self._place, self._focused = 0, ""
        else:
            self._place = max(place, self._place)
            if focused is not None and focused.hasFocus():
                self._focused = focused.objectName()
                self.setFocus()  # until it is there, or if it is no more
        self._about = about
        self.body = QWidget()
        self.column = self._fill(self.body)
        self.setWidget(self.body)
        self._settled.start()
        return self.column

    @Slot()
    def _come_back(self) -> None:
        if self._place:
            self.verticalScrollBar().setValue(self._place)  # or as far as there is
        if not self.hasFocus():
            self._focused = ""  # whoever went elsewhere meanwhile stays there
        elif self._focused and (found := self.body.findChild(QWidget, self._focused)) is not None:
            self._focused = ""
            found.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settled.start()

    @Slot()
    def _on_settled(self) -> None:
        if not self.isVisible():
            return  # it has its height when it is seen
        self._come_back()
        self._place, self._focused = 0, ""

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
