"""What became of what was asked of the service here: told once each, when it is known."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from typing_extensions import override

from app.models.queries.listing_processes import InboxRow, load_wishes
from app.texts import told
from app.views.cells import Status
from app.views.screen import ScreenWindow

LOOK_MS = 1_000
_MANY_LOOKS = (
    600  # after them it is looked more seldom: a service that does not run is told elsewhere
)
LATER_MS = 30_000


class _Found(Protocol):
    @property
    def has_ended(self) -> bool: ...


Of = TypeVar("Of")
Found = TypeVar("Found", bound=_Found)


class AskedWatch(QObject, Generic[Of, Found]):
    """Looks while something is awaited, and only then: one look at a time, at all of it."""

    done = Signal()  # the lists say now what was asked for
    load: ClassVar[Callable[..., Mapping[UUID, Any]]]  # of all that is awaited

    def __init__(self, shell: ScreenWindow, parent: QObject) -> None:
        super().__init__(parent)
        self.shell = shell
        self._awaited: dict[UUID, Of] = {}  # by what was asked: what it is about
        self._looks = 0
        self._is_looking = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, of: Of, asked_id: UUID) -> None:
        self._awaited[asked_id] = of
        self._looks = 0
        self._timer.start(LOOK_MS)

    @abstractmethod
    def tell(self, of: Of, found: Found) -> None: ...

    @Slot()
    def _look(self) -> None:
        if self._is_looking:  # a newer look would make its answer, however late, a stale one
            return
        self._is_looking = True
        self._looks += 1
        if self._looks == _MANY_LOOKS:
            self._timer.start(LATER_MS)
        self.shell.backend.read_now(
            self._take, self.load, dict(self._awaited), on_error=self._look_again
        )

    def _take(self, found: Mapping[UUID, Found]) -> None:
        self._is_looking = False
        for asked_id, one in found.items():
            if one.has_ended and asked_id in self._awaited:
                self.tell(self._awaited.pop(asked_id), one)
        if not self._awaited:
            self._timer.stop()

    def _look_again(self, _error: BaseException) -> None:
        """What is wrong with the database the window says; the next look comes by itself."""
        self._is_looking = False


class Words(NamedTuple):
    """How the two ends of a wish are told."""

    kind: str  # a newer note of it takes the place of the older one
    done: str
    not_done: str


class WishWatch(AskedWatch[Words, InboxRow]):
    """Of wishes that the service does as it takes them up."""

    load = staticmethod(load_wishes)

    @override
    def tell(self, of: Words, found: InboxRow) -> None:
        if found.result:
            self.shell.show_banner(of.kind, Status.WARNING, of.not_done, told(found.result))
        else:
            self.shell.toast(of.done, kind=of.kind)
        self.done.emit()
