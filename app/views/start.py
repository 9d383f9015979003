"""The window's start: something to see at once, heavy parts after it.

Nothing here imports queries, services or charts: the first paint must not wait for them.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.config import PRODUCT, data_folder
from app.errors import PasswordError
from app.services import heap
from app.services.demo.making import FILE as DEMO_FILE
from app.services.demo.making import Making, begin, begin_ahead, demo_folder
from app.services.log_file import keep_log
from app.views import language, theme
from app.views.collector import unwalked
from app.views.ending import Ending
from app.views.errand import Errand, Tell
from app.views.first_run import StartWindow
from app.views.guard import check_binding
from app.views.language import tr
from app.views.places import History, is_room
from app.views.preferences import FILE as PREFERENCES_FILE
from app.views.preferences import LOCKED, PreferenceStore, preferences_in_force
from app.views.timings import OPENED
from app.views.window_file import WindowFile

log = logging.getLogger(__name__)
SETTINGS_FILE = "window.json"
HOME = "home"
_SEEN_MS = 300  # the first page is painted, and keys and clicks are answered
_TURN_S = 0.0001  # how long a thread that reads may keep the Qt thread waiting for Python


def run(place: str = "", person: str = "", making: Making | None = None) -> int:
    """Show the window on a workspace and stay until it is closed; the exit code.

    Args:
        place: a path or URL; empty: the one opened last, or the three ways in where there is none.
            The demo's own path makes the demo first, where it isn't there yet.
        person: who sits there; empty: whoever is likely. On a server the login says it.
        making: the demo that is wanted, where somebody makes it already.
    """
    check_binding()
    keep_log(data_folder())
    application = make_application()
    preferences = preferences_in_force(data_folder() / PREFERENCES_FILE)
    language.use(language.wanted(preferences.language))
    starter = Starter(data_folder() / SETTINGS_FILE, person, making)
    starter.begin(place)
    ending = Ending(application)
    code = application.exec()
    ending.close()
    starter.close()
    return code


def demo_file() -> Path:
    return demo_folder() / DEMO_FILE


def make_application() -> QApplication:
    """The application object, dressed for the system's theme.

    A screen is painted by thousands of calls between Qt and Python; each may have to wait until
    another thread of this process lets go of Python, by default for 5 ms.
    """
    sys.setswitchinterval(_TURN_S)
    heap.give_back()
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(PRODUCT)
    application.setApplicationDisplayName("Modelward")
    application.setDesktopFileName(PRODUCT)
    application.setQuitOnLastWindowClosed(True)
    return application


class Starter(QObject):
    """From the first paint to the open workspace, and back when it can't be opened."""

    def __init__(self, settings_file: Path, person: str = "", making: Making | None = None) -> None:
        super().__init__()
        self._person = person
        self._making = making
        self._settings_file = settings_file
        look = preferences_in_force(settings_file.with_name(PREFERENCES_FILE))
        self.theme_switch = theme.ThemeSwitch(
            theme.Choice(look.theme),
            look.zoom,
            density=look.density,
            contrast=look.contrast,
            has_large_targets=look.targets,
        )
        self.window = self._first_window()
        self.rooms: Any = None
        self.desktop: Any = None
        self._errand: Errand | None = None
        self._loading: Errand | None = None  # of what every way leads to
        self._place = ""
        self._began = 0.0  # when the errand under way was
        self._entry: Any = None  # what was typed last at the sign-in, without its password
        self._seen = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._seen.timeout.connect(self._get_ready)

    def _first_window(self) -> StartWindow:
        made = StartWindow()
        made.demo_wanted.connect(self._on_demo_wanted)
        made.new_wanted.connect(self._on_new_wanted)
        made.place_wanted.connect(self._on_place_wanted)
        made.sign_in_wanted.connect(self._on_sign_in_wanted)
        made.room_wanted.connect(self._on_room_wanted)
        made.again_wanted.connect(self._on_again_wanted)
        made.language_wanted.connect(self._on_language_wanted)
        return made

    def begin(self, place: str = "") -> None:
        """Show the first window; what is to be opened is opened after its first paint."""
        if is_room(place):
            self.window.show_choices()
            self.window.show()
            QTimer.singleShot(0, self, lambda: self._opener().ask(Path(place)))
            return
        wanted = place or self._last()
        if wanted:
            self.window.show_progress(tr("Opening…"))
        else:
            self.window.show_choices()
        self.window.show()
        if wanted == str(demo_file()):
            QTimer.singleShot(0, self, self._on_demo_wanted)
        elif wanted:
            QTimer.singleShot(0, self, lambda: self._on_place_wanted(wanted))
        else:
            self._seen.start()

    @Slot()
    def _get_ready(self) -> None:
        """While somebody reads the first page: what all ways lead to, and where most will go."""
        if self._errand is None and self.desktop is None:
            self._making = begin_ahead(demo_folder())
            screen = self._last_screen()
            self._loading = Errand(lambda _tell: load_parts(screen), self).start()

    def close(self) -> None:
        """After the event loop: stop what runs in threads, and what was made ahead in vain."""
        self._seen.stop()
        for one in (self._loading, self._errand):
            if one is not None:
                one.wait()
        if self._making is not None:
            self._making.end()
        if self.rooms is not None:
            self.rooms.close()
        if self.desktop is not None:
            self.desktop.close()

    def _last(self) -> str:
        # `settings_file` is light: json and paths.
        from app.services.settings_file import last_workspace

        try:
            return last_workspace()
        except Exception as error:  # noqa: BLE001 -- a broken file must not keep the window away
            self.window.show_error(error)
            return ""

    @Slot()
    def _on_room_wanted(self) -> None:
        self._opener().choose()

    @Slot(object)
    def _on_room_opened(self, _window: Any) -> None:
        self._drop_making()
        self.window.close()

    def _opener(self) -> Any:
        """What opens review rooms, without a workspace."""
        if self.rooms is None:
            module = importlib.import_module("app.views.room_opener")
            store = PreferenceStore(self._settings_file.with_name(PREFERENCES_FILE), self)
            self.rooms = module.RoomOpener(self.window, store, self.theme_switch)
            self.rooms.opened.connect(self._on_room_opened)
        return self.rooms

    @Slot()
    @Slot(str)
    def _on_demo_wanted(self, handle: str = "") -> None:
        person, screen = handle or self._person, self._last_screen()
        making, self._making = self._making or begin(demo_folder()), None
        if making is not None:
            making.want()
        self._begin_errand(
            tr("Preparing the demo…"), lambda tell: open_demo(tell, making, person, screen)
        )

    @Slot(str)
    def _on_new_wanted(self, name: str) -> None:
        self._begin_errand(tr("Making your workspace…"), lambda _tell: open_new(name))

    @Slot(str)
    def _on_place_wanted(self, place: str) -> None:
        self._place, self._entry = place, None
        person, last, screen = self._person, self._last_person(place), self._last_screen()
        asked = self._was_locked()
        self._begin_errand(
            tr("Opening…"),
            lambda tell: open_place(
                place, person, last=last, screen=screen, is_asked=asked, tell=tell
            ),
        )

    @Slot(str)
    def _on_language_wanted(self, code: str) -> None:
        """Kept for the windows to come; this one is made anew, as its words are set once."""
        store = PreferenceStore(self._settings_file.with_name(PREFERENCES_FILE))
        store.set(language=code)
        language.use(language.wanted(store.value.language))
        if self.rooms is not None:
            self.rooms.close()
            self.rooms = None
        before, self.window = self.window, self._first_window()
        self.window.setGeometry(before.geometry())
        self.window.show_choices(*before.left)
        self.window.show()  # first: closing the last window would end the program
        before.close()
        before.deleteLater()

    @Slot()
    def _on_again_wanted(self) -> None:
        self._on_place_wanted(self._place)

    def _was_locked(self) -> bool:
        """To close a locked window and open another is no way round its password."""
        settings = WindowFile(self._settings_file)
        return settings.value(LOCKED) is True

    @Slot(object)
    def _on_sign_in_wanted(self, entry: Any) -> None:
        person, screen, password = self._person, self._last_screen(), entry.password
        self._place, self._entry = entry.place, replace(entry, password="")

        def call(tell: Tell) -> Any:
            sign_in = importlib.import_module("app.services.sign_in")
            place = sign_in.renamed(entry.place, entry.login)
            return open_place(
                place, person, screen=screen, password=password, keeps=entry.keeps, tell=tell
            )

        self._begin_errand(tr("Signing in…"), call)

    def _last_person(self, place: str) -> str:
        settings = WindowFile(self._settings_file)
        last_place = str(settings.value("session/place", "") or "")
        return str(settings.value("session/person", "") or "") if last_place == place else ""

    def _last_screen(self) -> str:
        settings = WindowFile(self._settings_file)
        return str(settings.value("window/screen", "") or "")

    def _drop_making(self) -> None:
        if self._making is not None:
            self._making.drop()

    def _begin_errand(self, words: str, call: Any) -> None:
        self._drop_making()
        self.window.show_progress(words)
        self._began = perf_counter()
        loading = self._loading

        def work(tell: Tell) -> Any:
            if loading is not None:
                loading.wait()
            return call(tell)

        self._errand = Errand(work, self)
        self._errand.told.connect(self.window.tell)
        self._errand.done.connect(self._on_errand_done)
        self._errand.failed.connect(self._on_errand_failed)
        self._errand.start()

    @Slot(object)
    def _on_errand_done(self, seat: Any) -> None:
        self._errand = None
        self._sit_down(seat)
        self.desktop.backend.timings.note(OPENED, perf_counter() - self._began)

    def _sit_down(self, seat: Any, history: Any = None) -> None:
        """A window at this seat, in the place of the first one, or of one with this history."""
        module = importlib.import_module("app.views.desktop")
        self.desktop = module.Desktop(seat, self._settings_file, self.theme_switch, history=history)
        later = Qt.ConnectionType.QueuedConnection
        self.desktop.signed_out.connect(self._on_signed_out, later)
        self.desktop.demo_unwanted.connect(self._on_demo_unwanted, later)
        self.desktop.switched.connect(self._on_switched, later)
        self.desktop.reopened.connect(self._on_reopened, later)
        self.desktop.show()
        self.window.close()

    @Slot()
    def _on_signed_out(self) -> None:
        """Back to the sign-in; the keyring knows the password no more."""
        desktop, self.desktop = self.desktop, None
        sign_in = importlib.import_module("app.services.sign_in")
        place = desktop.seat.database.url.render_as_string()
        self._place, self._entry = place, None
        if desktop.seat.has_password:
            sign_in.forget(place)
            self.window.show_sign_in(sign_in.way_in(place))
        else:
            self.window.show_choices()
        self._close_desktop(desktop)

    @Slot()
    def _on_switched(self) -> None:
        """Back to the ways in; nothing is forgotten of the workspace that was left."""
        desktop, self.desktop = self.desktop, None
        self._place, self._entry = "", None
        url, workspace = desktop.seat.database.url, desktop.seat.workspace
        place = url.database if desktop.seat.database.is_sqlite else url.render_as_string()
        self.window.show_choices(place or "", workspace.name)
        self._close_desktop(desktop)

    @Slot()
    def _on_reopened(self) -> None:
        """The same person on the same screen, in the language that was chosen meanwhile.

        Words are set when a widget is made; so the windows are made anew, at the same seat.
        """
        desktop, self.desktop = self.desktop, None
        language.use(language.wanted(desktop.window.preferences.value.language))
        before, self.window = self.window, self._first_window()
        before.deleteLater()
        self.window.show_progress(tr("Opening…"))
        history = History.resumed(desktop.window.history)
        self._close_desktop(desktop, keeps_seat=True)
        self._sit_down(desktop.seat, history)

    def _close_desktop(self, desktop: Any, *, keeps_seat: bool = False) -> None:
        self.window.show()  # first: closing the last window would end the program
        desktop.window.close()
        desktop.close(keeps_seat=keeps_seat)
        desktop.window.deleteLater()

    @Slot()
    def _on_demo_unwanted(self) -> None:
        """What uses it ends first; then it is removed, and the ways in stand there as at first."""
        desktop, self.desktop = self.desktop, None
        self.window.show_progress(tr("Removing the demo…"))
        self._close_desktop(desktop)
        self._errand = Errand(lambda _tell: remove_demo(), self)
        self._errand.done.connect(self._on_demo_removed)
        self._errand.failed.connect(self._on_errand_failed)
        self._errand.start()

    @Slot()
    def _on_demo_removed(self) -> None:
        self._errand = None
        self.window.show_choices()
        self.window.show_done(tr("The demo is removed from this computer"))

    @Slot(object)
    def _on_errand_failed(self, error: BaseException) -> None:
        self._errand = None
        if isinstance(error, PasswordError):
            self._ask_password(error)
            return
        if self.window.opening.has_steps:
            self.window.opening.show_error(error)
            return
        self.window.show_choices()
        self.window.show_error(error)

    def _ask_password(self, error: PasswordError) -> None:
        """Nothing was typed yet: only ask; else say that it was not right, and keep the login."""
        sign_in = importlib.import_module("app.services.sign_in")  # who raised it has loaded it
        entry = self._entry
        if entry is None:
            self.window.show_sign_in(sign_in.way_in(self._place))
            return
        way = sign_in.way_in(sign_in.renamed(entry.place, entry.login))
        self.window.show_sign_in(way, error, keeps=entry.keeps)


def remove_demo() -> None:
    """The demo's workspace, runtimes and files; the next start begins as the first one did."""
    folder = demo_folder()
    stage = importlib.import_module("app.services.demo.stage")
    settings = importlib.import_module("app.services.settings_file")
    try:
        stage.remove_for_good(folder)
    finally:  # also where something stays that is none of it
        if not demo_file().exists() and settings.last_workspace() == str(demo_file()):
            settings.forget_workspace()


def open_demo(tell: Tell, making: Making | None, person: str = "", screen: str = "") -> Any:
    """The demo workspace, when it is made; what shows it is loaded meanwhile."""
    if making is not None:
        tell(tr("Making Noorderbank: its people, seven models and 18 months of history."))
        load_parts(screen)
        making.wait()
    return open_place(str(demo_file()), person, screen=screen)


def open_new(name: str) -> Any:
    """A new, empty workspace on this computer."""
    seats = importlib.import_module("app.services.seat")
    return open_place(seats.make_workspace(name), "")


def open_place(
    place: str,
    person: str,
    *,
    last: str = "",
    screen: str = "",
    password: str = "",
    keeps: bool = False,
    is_asked: bool = False,
    tell: Tell | None = None,
) -> Any:
    """The workspace at a path or URL; the window and its first screen are imported on the way."""
    with unwalked():  # to the end: one look in between would walk all that is imported by then
        importlib.import_module("app.services.demo.left_over").remove_left(data_folder())
        seats = importlib.import_module("app.services.seat")
        seat = seats.open_seat(
            place,
            person=person,
            last=last,
            password=password,
            keeps=keeps,
            is_asked=is_asked,
            tell=tell,
        )
        cards = importlib.import_module("app.views.cards")
        wanted = screen or cards.landing(seat.actor.roles)
        if wanted == HOME:
            importlib.import_module("app.views.home_ahead").read_ahead(seat)
        load_parts(wanted)
    return seat


def load_parts(screen: str = "") -> None:
    """Import the window and its first screen."""
    with unwalked():
        importlib.import_module("app.services.seat")
        importlib.import_module("app.views.desktop")
        screens = importlib.import_module("app.views.screen").SCREENS
        cards = importlib.import_module("app.views.cards").CARDS
        screens.get(screen if screen in cards else next(iter(cards)))
        gc.freeze()  # no collection need walk modules while somebody looks at the window
