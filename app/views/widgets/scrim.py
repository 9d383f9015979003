"""Dims the window under a sheet, so that it is plain what has to be answered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget
from typing_extensions import override

from app.views import theme
from app.views.sheet_drafts import keep_draft


class Scrim(QWidget):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    @Slot()
    def lift(self) -> None:
        """Gone at once, not when Qt gets round to deleting."""
        self.hide()
        self.deleteLater()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = QColor(Qt.GlobalColor.black)
        color.setAlphaF(theme.tokens().scrim_share)
        painter.fillRect(self.rect(), color)
        painter.end()


def open_sheet(dialog: QDialog, *, draft: tuple[str, str] | None = None) -> None:
    """Open `dialog` over its dimmed window, with what was begun in it; never waits.

    Args:
        draft: what it is about and how, where what is open and the kind of the sheet do not say
            it. No word of a language: what is typed comes back in another one too.
    """
    keep_draft(dialog, draft)
    parent = dialog.parentWidget()
    if parent is not None:
        scrim = Scrim(parent.window())
        dialog.finished.connect(scrim.lift)
    dialog.open()
