"""Who else has this case open right now, so that two people don't decide it unknowingly."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.queries.presence import who_looks_at
from app.services.commands.presence import look_at
from app.views.backend import Backend
from app.views.language import listed, tr
from app.views.widgets.basics import StyledLabel

AGAIN_MS = 10_000


class PresenceLine(QWidget):
    """Says every few seconds that this person looks, and shows the others. Hidden while alone."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._object_id: UUID | None = None
        self._label = StyledLabel("", is_secondary=True)
        self._label.setObjectName("approvals.presence")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 8, 20, 0)
        layout.addWidget(self._label)
        self._timer = QTimer(self, interval=AGAIN_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def look_at(self, object_id: UUID | None) -> None:
        if object_id == self._object_id:
            return
        self._object_id = object_id
        self.hide()
        if object_id is None:
            self._timer.stop()
            return
        self._timer.start()
        self._look()

    @Slot()
    def _look(self) -> None:
        window = self.parentWidget()
        is_seen = window is not None and window.isVisible() and not self.window().isMinimized()
        if self._object_id is None or not is_seen or not self._backend.connection.is_online:
            return
        # Nothing depends on it: a failure is not worth a word.
        self._backend.run(self._read, look_at, self._object_id, on_error=self._read)

    def _read(self, _answer: object) -> None:
        if self._object_id is not None:
            me = self._backend.decider.id
            self._backend.read(self._show, who_looks_at, self._object_id, me, on_error=_ignore)

    def _show(self, names: tuple[str, ...]) -> None:
        said = (
            tr("{names} is looking at this now")
            if len(names) == 1
            else tr("{names} are looking at this now")
        )
        self._label.setText(said.format(names=listed(names)))
        self.setVisible(bool(names))


def _ignore(_error: BaseException) -> None:
    """The line stays as it was until the next look."""
