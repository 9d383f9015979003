"""How the window tells that somebody's open change holds up news and the seal for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.models.queries.status import HoldUp, load_hold_up
from app.views import cells
from app.views.backend import Backend
from app.views.cells import Status
from app.views.language import tr
from app.views.widgets.banner import Banner
from app.views.zones import zone

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

LOOK_MS = 10_000
KEY = "hold-up"


class HoldUpNotice(QObject):
    """Looks now and then; only on a server do others hold anything."""

    def __init__(self, window: MainWindow, backend: Backend) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._banner: Banner | None = None
        self._title = ""

    def start(self) -> None:
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        self._backend.read_now(self._on_read, load_hold_up, on_error=_wait_for_the_next)

    def _on_read(self, found: HoldUp | None) -> None:
        if found is None:
            self._banner = None
            if KEY in self._window.banners.keys:
                self._window.clear_banner(KEY)
        elif self._timer.isActive():
            self._tell(_title(found), _text(found))

    def _tell(self, title: str, text: str) -> None:
        if self._banner is not None and title == self._title:
            self._banner.retell(text)
            return
        self._title = title
        self._banner = self._window.show_banner(KEY, Status.WARNING, title, text, can_close=False)


def _title(found: HoldUp) -> str:
    who = f"{found.name} ({found.login})" if found.name else found.login
    return tr("{who} holds up what is new").format(who=who)


def _text(found: HoldUp) -> str:
    since = f"{found.since.astimezone(zone()):%H:%M:%S}"
    return tr(
        "A change that was begun {age} ago, at {since}, is not finished. Until it is, the changes"
        " of others show late and are sealed late; your own show at once. The service ends it when"
        " it stays open too long."
    ).format(age=cells.duration(found.age_s), since=since)


def _wait_for_the_next(_error: BaseException) -> None:
    """The connection cell tells already; the next look comes by itself."""
