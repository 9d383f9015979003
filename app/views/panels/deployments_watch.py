"""What became of the roll backs that were asked for here: told once each, when it is known."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.models.queries.roll_backs import AskedRollBack, load_asked_roll_back
from app.texts import told
from app.views.cells import Status
from app.views.language import tr
from app.views.screen import ScreenWindow

_LOOK_MS = 1_000
_MOST_LOOKS = 600  # at one; a service that does not run is told of elsewhere


def note_kind(number: int) -> str:
    """Of the notes about one deployment: the newer takes the place of the older."""
    return f"roll back {number}"


class RollBackWatch(QObject):
    """Looks each second while something is awaited, and only then."""

    done = Signal()  # what serves again stands in the list now

    def __init__(self, shell: ScreenWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._awaited: dict[UUID, tuple[UUID, int]] = {}  # by what was asked: deployment, looks
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, deployment_id: UUID, asked_id: UUID) -> None:
        self._awaited[asked_id] = deployment_id, 0
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        for asked_id, (deployment_id, looks) in list(self._awaited.items()):
            if looks >= _MOST_LOOKS:
                self._leave(asked_id)
                continue
            self._awaited[asked_id] = deployment_id, looks + 1
            self._shell.backend.read_now(
                partial(self._take, asked_id),
                load_asked_roll_back,
                deployment_id,
                asked_id,
                on_error=_look_again,
            )

    def _take(self, asked_id: UUID, found: AskedRollBack) -> None:
        if not found.has_ended or asked_id not in self._awaited:
            return
        self._leave(asked_id)
        if found.step == "done":
            words = tr("Deployment {number} is rolled back; {serving} serves again")
            self._shell.toast(
                words.format(number=found.number, serving=found.serving),
                kind=note_kind(found.number),
            )
            self.done.emit()
        else:
            title = tr("Deployment {number} is not rolled back").format(number=found.number)
            kind = note_kind(found.number)
            self._shell.show_banner(kind, Status.WARNING, title, told(found.why))

    def _leave(self, asked_id: UUID) -> None:
        self._awaited.pop(asked_id, None)
        if not self._awaited:
            self._timer.stop()


def _look_again(_error: BaseException) -> None:
    """What is wrong with the database the window says; the next look comes by itself."""
