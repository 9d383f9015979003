"""A short field that narrows what stands beside it while it is typed; Esc empties it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from app.views import theme
from app.views.sheet_fields import keep_none

DELAY_MS = 250


class SearchBox(QLineEdit):
    searched = Signal(str)  # what is typed, once the typing rests; empty: everything

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        keep_none(self)
        theme.keep_sized(self, lambda: self.setFixedHeight(theme.px(theme.control_height())))
        self._rest = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._rest.timeout.connect(self._on_rest_timeout)
        self._said = ""
        self.textChanged.connect(lambda _text: self._rest.start())

    @property
    def words(self) -> str:
        return self.text().strip()

    def forget(self) -> None:
        """Another thing is looked at: empty, and nobody is told."""
        self._rest.stop()
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._said = ""

    @Slot()
    def _on_rest_timeout(self) -> None:
        if self.words != self._said:
            self._said = self.words
            self.searched.emit(self._said)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
