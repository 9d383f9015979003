"""Where a label of a diagram stands: a file has room for its own words, not for those of another
language, which would run into the shapes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

GAP = 3.0  # of the diagram, between a label and a shape
SMALLEST = 9  # px of the diagram, which can be zoomed


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A shape that no label may lie on."""

    box: QRectF
    is_diamond: bool = False

    def between(self, top: float, bottom: float) -> tuple[float, float] | None:
        """How far it reaches at these heights; None: it does not."""
        box, middle = self.box, self.box.center()
        if bottom <= box.top() or top >= box.bottom():
            return None
        half = box.width() / 2
        if self.is_diamond:
            nearest = min(max(middle.y(), top), bottom)
            half -= abs(nearest - middle.y())
        return middle.x() - half, middle.x() + half


def place(
    words: str, font: QFont, box: QRectF, flags: int, obstacles: Sequence[Obstacle]
) -> tuple[QRectF, QFont]:
    """Beside the shapes at its height, as near to its place as can be; smaller if it has to."""
    found, smaller = _bounds(words, font, box, flags), QFont(font)
    left, right = _free(found, obstacles)
    while found.width() > right - left and smaller.pixelSize() > SMALLEST:
        smaller.setPixelSize(smaller.pixelSize() - 1)
        found = _bounds(words, smaller, box, flags)
    if found.right() > right:
        found.moveRight(right)
    if found.left() < left:
        found.moveLeft(left)
    return found, smaller


def _bounds(words: str, font: QFont, box: QRectF, flags: int) -> QRectF:
    return QFontMetricsF(font).boundingRect(box, flags, words)


def _free(label: QRectF, obstacles: Sequence[Obstacle]) -> tuple[float, float]:
    """From the shape at its left to the one at its right."""
    left, right = float("-inf"), float("inf")
    at: QPointF = label.center()
    for one in obstacles:
        reach = one.between(label.top() + 1, label.bottom() - 1)
        if reach is None:
            continue
        if one.box.center().x() < at.x():
            left = max(left, reach[1] + GAP)
        else:
            right = min(right, reach[0] - GAP)
    return left, right
