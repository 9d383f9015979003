"""What became of the roll backs that were asked for here: told once each, when it is known."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.models.queries.roll_backs import AskedRollBack, load_asked_roll_backs
from app.texts import told
from app.views.cells import Status
from app.views.language import tr
from app.views.screen import ScreenWindow

LOOK_MS = 1_000
_MANY_LOOKS = (
    600  # after them it is looked more seldom: a service that does not run is told elsewhere
)
LATER_MS = 30_000


def note_kind(number: int) -> str:
    """Of the notes about one deployment: the newer takes the place of the older."""
    return f"roll back {number}"


class RollBackWatch(QObject):
    """Looks while something is awaited, and only then: one look at a time, at all of it."""

    done = Signal()  # what serves again stands in the list now

    def __init__(self, shell: ScreenWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._awaited: dict[UUID, UUID] = {}  # by what was asked: its deployment
        self._looks = 0
        self._is_looking = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, deployment_id: UUID, asked_id: UUID) -> None:
        self._awaited[asked_id] = deployment_id
        self._looks = 0
        self._timer.start(LOOK_MS)

    @Slot()
    def _look(self) -> None:
        if self._is_looking:  # a newer look would make its answer, however late, a stale one
            return
        self._is_looking = True
        self._looks += 1
        if self._looks == _MANY_LOOKS:
            self._timer.start(LATER_MS)
        self._shell.backend.read_now(
            self._take, load_asked_roll_backs, dict(self._awaited), on_error=self._look_again
        )

    def _take(self, found: Mapping[UUID, AskedRollBack]) -> None:
        self._is_looking = False
        for asked_id, one in found.items():
            if one.has_ended and self._awaited.pop(asked_id, None) is not None:
                self._tell(one)
        if not self._awaited:
            self._timer.stop()

    def _tell(self, found: AskedRollBack) -> None:
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

    def _look_again(self, _error: BaseException) -> None:
        """What is wrong with the database the window says; the next look comes by itself."""
        self._is_looking = False
