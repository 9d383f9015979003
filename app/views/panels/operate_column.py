"""A column of parts that is filled anew: the detail pane of most screens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.views.widgets.basics import Divider, Pane
from app.views.widgets.scroll_bar import use_slim_scroll_bars


class Column(QScrollArea):
    """Scrolls by itself; `clear` and `add` keep the place where it was scrolled to."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        use_slim_scroll_bars(self)
        self._body = Pane()
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(16, 14, 16, 16)
        self._layout.setSpacing(8)
        self._layout.addStretch()
        self.setWidget(self._body)

    def clear(self) -> None:
        while self._layout.count() > 1:
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._layout.insertWidget(self._layout.count() - 1, widget)

    def add_filling(self, widget: QWidget) -> None:
        """It takes what height is left."""
        self._layout.insertWidget(self._layout.count() - 1, widget, 1)

    def add_section(self, *widgets: QWidget) -> None:
        """The same, under a line when something stands above."""
        if self._layout.count() > 1:
            self.add(Divider())
        self.add(*widgets)


class Scrolled(QScrollArea):
    """A chart or canvas that grows downwards, in a pane that scrolls; sideways where it says so."""

    def __init__(
        self, inside: QWidget, parent: QWidget | None = None, *, is_sideways: bool = False
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not is_sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        use_slim_scroll_bars(self)
        holder = Pane()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(inside)
        layout.addStretch()
        self.setWidget(holder)
