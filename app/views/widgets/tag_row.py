"""Tags beside each other as far as there is room for them, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget
from typing_extensions import override

from app.views import safe_text, theme
from app.views.language import tr
from app.views.widgets.basics import TagChip, caption

_GAP = 6  # px between two tags
_MOST = 6  # tags that are shown however much room there is


class TagRow(QWidget):
    """Gives way to what stands beside it: the tags that are left out are in the tooltip."""

    def __init__(
        self, tags: Sequence[str], parent: QWidget | None = None, *, least: int = 0
    ) -> None:
        """`least`: so many keep their room, and what stands beside goes on below instead."""
        super().__init__(parent)
        self._least = least
        self._tags = tuple(tags)
        self._chips = [TagChip(one, self) for one in self._tags[:_MOST]]
        self._more = caption()
        self._more.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> int:
        """How many of the tags stand there."""
        return sum(not one.isHidden() for one in self._chips)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._needed(len(self._chips)), theme.px(20))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed(min(self._least, len(self._chips))), theme.px(20))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _needed(self, count: int) -> int:
        """The width of so many tags, and of the words about the others."""
        widths = [one.sizeHint().width() for one in self._chips[:count]]
        if count < len(self._tags):
            self._more.setText(self._words(count))
            widths.append(self._more.sizeHint().width())
        return sum(widths) + _GAP * max(0, len(widths) - 1)

    def _words(self, count: int) -> str:
        left = len(self._tags) - count
        return f"+{left}" if count else tr("%n tag(s)", "", left)

    def _place(self) -> None:
        counts = range(len(self._chips), -1, -1)
        count = next((n for n in counts if self._needed(n) <= self.width()), 0)
        x = 0
        for n, chip in enumerate(self._chips):
            chip.setVisible(n < count)
            if n < count:
                x += self._put(chip, x) + _GAP
        self._more.setVisible(count < len(self._tags))
        if count < len(self._tags):
            self._more.setText(self._words(count))
            rest = ", ".join(f"#{one}" for one in self._tags[count:])
            self._more.setToolTip(safe_text.tooltip(rest))
            self._more.setAccessibleName(rest)
            self._put(self._more, x)

    def _put(self, part: QWidget, x: int) -> int:
        """How wide it is."""
        size = part.sizeHint()
        box = QRect(x, (self.height() - size.height()) // 2, size.width(), size.height())
        part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
        return size.width()
