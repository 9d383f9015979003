"""The place of a screen: as large as the window gives, and scrolled where that is too small."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

from app.views import theme
from app.views.widgets.scroll_bar import use_slim_scroll_bars

# Layouts within layouts give what came to be seen its place in several rounds.
_SETTLED_MS = (50, 250)


class Room(QScrollArea):
    """What it holds is never squeezed below what its parts need: at 200 % nothing overlaps."""

    def __init__(
        self, inside: QWidget, parent: QWidget | None = None, *, least_height: int = 0
    ) -> None:
        """`least_height`: of one that stands between others, as wide as what it holds needs."""
        super().__init__(parent)
        self._inside = inside
        self._least_height = least_height
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        use_slim_scroll_bars(self)
        self.setWidget(inside)
        inside.installEventFilter(self)
        if isinstance(inside, QStackedWidget):
            inside.currentChanged.connect(self._on_inside_current_changed)

    @override
    def minimumSizeHint(self) -> QSize:
        if not self._least_height:
            return QSize(0, 0)
        bar = self.verticalScrollBar().sizeHint().width()
        least = self._inside.minimumSizeHint().expandedTo(self._inside.minimumSize())
        # What needs less than that takes no more.
        height = min(theme.px(self._least_height), self._least(least.width()).height())
        return QSize(least.width() + bar, height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            if self._least_height:
                self.updateGeometry()
        return super().eventFilter(watched, event)

    def _on_inside_current_changed(self, _place: int) -> None:
        """Another screen begins at its top, wherever the one before was scrolled to."""
        self._fit()
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setValue(0)

    def _fit(self) -> None:
        room = self.viewport().size()
        self._inside.resize(room.expandedTo(self._least(room.width())))

    def _least(self, width: int) -> QSize:
        """What the one in front needs, with its words wrapped at this width."""
        shown = self._inside
        if isinstance(shown, QStackedWidget):
            shown = shown.currentWidget() or shown
        layout = shown.layout()
        least = shown.minimumSizeHint().expandedTo(shown.minimumSize())
        if layout is not None and layout.hasHeightForWidth():
            tall = layout.totalMinimumHeightForWidth(max(width, least.width()))
            least.setHeight(max(least.height(), tall))
        return least


def scroll_to(widget: QWidget) -> None:
    """Have it seen, its beginning first: what a program shows or focuses may lie below the edge."""
    for wait in _SETTLED_MS:
        QTimer.singleShot(wait, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        inside = around.widget() if isinstance(around, Room) else None
        if isinstance(around, Room) and inside is not None and inside.isAncestorOf(widget):
            place = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
            for y in (place.bottom(), place.top()):
                around.ensureVisible(place.left(), y, 0, 4)
        around = around.parentWidget()
