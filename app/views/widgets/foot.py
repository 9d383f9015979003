"""The foot of a sheet: what is still missing stands left of the buttons, as long as it fits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from app.views import theme

_GAP = 12
_LEAST = 140  # px in which a sentence reads well


class Foot(QWidget):
    """Words of up to two lines stand beside the buttons: the sheet keeps its height as they go.

    Longer ones, in another language or with large text, stand above them.
    """

    def __init__(self, hint: QLabel, buttons: QWidget) -> None:
        super().__init__()
        self._hint = hint
        self._buttons = buttons
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in (hint, buttons):
            part.setParent(self)
        hint.show()

    def set_buttons(self, buttons: QWidget) -> None:
        """Others instead of those that were there."""
        self._buttons.setParent(None)
        self._buttons = buttons
        buttons.setParent(self)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        wanted = self._buttons.sizeHint()
        return QSize(wanted.width(), self.heightForWidth(max(self.width(), wanted.width())))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._buttons.minimumSizeHint().width(), self.heightForWidth(self.width()))

    @override
    def heightForWidth(self, width: int) -> int:
        hint, buttons = self._places(width)
        return max(hint.bottom(), buttons.bottom()) + 1

    def _places(self, width: int) -> tuple[QRect, QRect]:
        wide = min(width, self._buttons.sizeHint().width())
        tall = self._buttons.heightForWidth(width)
        tall = tall if tall >= 0 else self._buttons.sizeHint().height()
        beside = width - wide - _GAP
        row = max(tall, 2 * self._hint.fontMetrics().lineSpacing())  # with or without words
        aside = QRect(width - wide, 0, wide, tall)
        if not self._hint.text():
            return QRect(0, 0, max(0, beside), row), aside
        line = self._hint.fontMetrics().horizontalAdvance(self._hint.text()) + _GAP
        least = min(theme.px(_LEAST), line)
        if beside >= least and self._hint.heightForWidth(beside) <= row:
            return QRect(0, 0, beside, row), aside
        above = self._hint.heightForWidth(width)
        return QRect(0, 0, width, above), QRect(width - wide, above + _GAP, wide, tall)

    def _place(self) -> None:
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        parts = zip((self._hint, self._buttons), self._places(self.width()), strict=True)
        for part, place in parts:
            if is_mirrored:
                place.moveLeft(self.width() - place.x() - place.width())
            part.setGeometry(place)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def event(self, event: QEvent) -> bool:
        """Other words, or other buttons."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return done
