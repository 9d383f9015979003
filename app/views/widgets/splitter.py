"""List and detail side by side: one pixel to see, nine to grab."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget
from typing_extensions import override

from app.views import theme


class _Handle(QSplitterHandle):
    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = theme.tokens()
        painter.fillRect(self.rect(), QColor(t.base))
        color = QColor(t.focus if self.underMouse() else t.divider)
        middle = QRectF(self.rect()).center()
        if self.orientation() is Qt.Orientation.Horizontal:
            painter.fillRect(QRectF(int(middle.x()), 0, 1, self.height()), color)
        else:
            painter.fillRect(QRectF(0, int(middle.y()), self.width(), 1), color)
        painter.end()


class Splitter(QSplitter):
    """`sizes` are the first widths (or heights); the pane of size 0 takes what is left."""

    def __init__(
        self,
        *panes: QWidget,
        sizes: tuple[int, ...] = (),
        is_vertical: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        side = Qt.Orientation.Vertical if is_vertical else Qt.Orientation.Horizontal
        super().__init__(side, parent)
        self._first = tuple(sizes)
        self._is_moved = False
        self.splitterMoved.connect(self._on_splitter_moved)
        self.setHandleWidth(9)
        self.setChildrenCollapsible(False)
        for n, pane in enumerate(panes):
            self.addWidget(pane)
            size = sizes[n] if n < len(sizes) else 0
            self.setStretchFactor(n, 0 if size else 1)
        self._apply(self._first)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The sizes that the reader gave the panes, as at a zoom of 100 %; 0 takes what is left.

        Empty where nothing was moved, or where not all panes are seen.
        """
        sizes = self.sizes()
        if not self._is_moved or 0 in sizes:
            return ()
        fixed = [bool(first) for first in self._first] or [False] * len(sizes)
        return tuple(
            round(size / theme.zoom()) if is_fixed else 0
            for size, is_fixed in zip(sizes, fixed, strict=False)
        )

    def choose(self, sizes: tuple[int, ...]) -> None:
        """As the reader left it at an earlier start."""
        if len(sizes) == self.count() and [s > 0 for s in sizes] == [s > 0 for s in self._first]:
            self._is_moved = True
            self._apply(sizes)

    def suggest(self, sizes: tuple[int, ...]) -> None:
        """Other first sizes, for other room; what the reader has moved stays."""
        if sizes != self._first:
            self._first = tuple(sizes)
            if not self._is_moved:
                self._apply(self._first)

    def reset(self) -> None:
        """As after the first start."""
        self._is_moved = False
        self._apply(self._first)

    def _apply(self, sizes: tuple[int, ...]) -> None:
        if sizes:
            self.setSizes([theme.px(size) if size else 10_000 for size in sizes])

    @Slot()
    def _on_splitter_moved(self) -> None:
        self._is_moved = True

    @override
    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)
