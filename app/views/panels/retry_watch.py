"""Asks what came of tasks that try a step again, until each has ended, whatever is open by then."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.models.queries.retries import RetryState, load_retry_of
from app.views.backend import Backend

SOON_MS, LATER_MS = 500, 5_000  # between two looks: at first, and where it takes long
GROWTH = 1.1


class RetryWatch(QObject):
    moved = Signal(object, object, str)  # task id, RetryState, what it is about

    def __init__(self, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._steps: dict[UUID, str] = {}  # by task: the step of its retry that is known
        self._titles: dict[UUID, str] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def watch(self, task_id: UUID, title: str) -> None:
        self._steps[task_id], self._titles[task_id] = "", title
        self._timer.start(SOON_MS)

    def forget(self) -> None:
        self._steps.clear()
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        self._timer.setInterval(min(LATER_MS, round(self._timer.interval() * GROWTH)))
        for task_id in self._steps:
            # What could not be read is asked for again: the window says that it has no database.
            self._backend.read_once(
                partial(self._tell, task_id), load_retry_of, task_id, on_error=lambda _error: None
            )

    def _tell(self, task_id: UUID, found: RetryState | None) -> None:
        known = self._steps.get(task_id)
        if known is None or found is None or found.step == known:
            return
        self._steps[task_id] = found.step
        if found.has_ended:
            del self._steps[task_id]
        if not self._steps:
            self._timer.stop()
        self.moved.emit(task_id, found, self._titles[task_id])
