"""Offers the versions that there are while one is typed: "cc-fraud v14"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QStringListModel, Qt, QTimer, Slot
from PySide6.QtWidgets import QLineEdit

from app.models.queries.version_names import list_version_names
from app.views.backend import Backend
from app.views.widgets.suggestions import Suggestions

_PAUSE_MS = 150  # after a letter


class VersionNames(QObject):
    """Lives as long as its line. Only what a person types is looked up, not a draft put back."""

    def __init__(self, backend: Backend, line: QLineEdit) -> None:
        super().__init__(line)
        self._backend = backend
        self._line = line
        self.names = QStringListModel(self)
        self._suggestions = Suggestions(self.names, self)
        self._suggestions.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._suggestions.setMaxVisibleItems(12)
        line.setCompleter(self._suggestions)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        line.textEdited.connect(lambda _text: self._pause.start())

    @Slot()
    def _ask(self) -> None:
        typed = self._line.text()
        self._backend.read_once(
            lambda names: self._show(typed, names),
            list_version_names,
            typed,
            on_error=lambda _error: None,  # without them it can be typed all the same
        )

    def _show(self, typed: str, names: Sequence[str]) -> None:
        if self._line.text() != typed:
            return  # typed on meanwhile: that is asked for
        self.names.setStringList(list(names))
        if self._line.hasFocus() and names and tuple(names) != (typed,):
            self._suggestions.complete()
