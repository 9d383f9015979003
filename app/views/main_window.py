"""The window: rail, top bar, the screens one at a time, status bar; and which are out of date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.registry import Registry
from app.views import notices, theme
from app.views.actions import ActionRegistry, Blocked
from app.views.backend import Backend, Connection
from app.views.cells import Status
from app.views.command_palette import CommandPalette, Finder
from app.views.dialogs.shortcut_sheet import ShortcutSheet
from app.views.object_window import ObjectWindow
from app.views.places import History, ObjectRef, Place
from app.views.screen import SCREENS, Badge, Screen, in_rail_order
from app.views.shell_actions import HANDLED, WORK, go_specs
from app.views.widgets.banner import Banner, BannerArea
from app.views.widgets.basics import Divider, Pane
from app.views.widgets.demo_strip import DemoStrip
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.rail import Rail, RailEntry
from app.views.widgets.status_bar import CellState, StatusBar
from app.views.widgets.toasts import Toasts
from app.views.widgets.top_bar import TopBar

_MESSAGE_MS = 8_000
_MINIMUM_VISIBLE = 100


@dataclass(frozen=True, slots=True)
class Setup:
    """What the window is told by bootstrap."""

    settings_file: Path
    find: Finder | None = None  # objects for the palette
    screens: Registry[Screen] = SCREENS
    theme_switch: theme.ThemeSwitch | None = None
    title: str = "Modelward"


class MainWindow(QMainWindow):
    """Implements `ScreenWindow` for its screens."""

    act_as_requested = Signal(str)  # id of a person of the demo
    status_clicked = Signal(str)  # "service", "db", "drafts", "zone", "person"

    def __init__(self, backend: Backend, setup: Setup) -> None:
        super().__init__()
        self._backend = backend
        self._setup = setup
        self._settings = QSettings(str(setup.settings_file), QSettings.Format.IniFormat)
        self._history = History()
        self._screens: dict[str, Screen] = {}
        self._stale: set[str] = set()
        self._order = in_rail_order(setup.screens)
        self._classes = dict(self._order)
        for key, cls in self._order:
            cls.key = key
        self._current = ""
        self._handlers: dict[str, tuple[Callable[[], object], Blocked]] = {}
        self._windows: list[ObjectWindow] = []
        self.setWindowTitle(setup.title)
        self._actions = ActionRegistry(self)
        self._build_layout()
        self._add_actions()
        self._connect_signals()
        self._restore()

    @property
    def backend(self) -> Backend:
        return self._backend

    @property
    def actions_registry(self) -> ActionRegistry:
        return self._actions

    @property
    def current_screen(self) -> Screen | None:
        return self._screens.get(self._current)

    @property
    def current_key(self) -> str:
        return self._current

    @property
    def history(self) -> History:
        return self._history

    def go(self, screen: str, ref: ObjectRef | None = None) -> None:
        self._leave()
        self._history.visit(Place(screen, ref))
        self._show(Place(screen, ref))

    def open_ref(self, ref: ObjectRef) -> None:
        key = self._screen_of(ref)
        if key:
            self.go(key, ref)

    def open_window(self, ref: ObjectRef) -> None:
        key = self._screen_of(ref)
        if not key:
            return
        window = ObjectWindow(partial(self._make, key), ref, self)
        window.closed.connect(self._on_object_window_closed)
        self._windows.append(window)
        offset = 28 * len(self._windows)
        window.move(self.x() + offset, self.y() + offset)
        window.show()

    def set_crumbs(self, *crumbs: str) -> None:
        self.top.breadcrumb.set_crumbs(crumbs)
        self.setWindowTitle(f"{crumbs[-1]} – {self._setup.title}" if crumbs else self._setup.title)

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self.toasts.show_toast(text, undo)

    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> Banner:
        return self.banners.show_banner(key, status, title, text, can_close=can_close)

    def clear_banner(self, key: str) -> None:
        self.banners.clear(key)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        wording = notices.word(error)
        banner = self.show_banner("error", Status.CRITICAL, wording.title, wording.text)
        banner.add_action("Try again", self._retry)

    def start(self, screen: str = "") -> None:
        """Show the first screen and read the badges."""
        last = str(self._settings.value("window/screen", "") or "")
        wanted = screen or (last if last in self._classes else "")
        if self._order:
            self.go(wanted or self._order[0][0])
        self._read_badges(None)
        self._backend.start_feed()

    def handle(
        self, action_id: str, callback: Callable[[], object], blocked: Blocked | None = None
    ) -> None:
        """Give one of the window's commands that need a service its meaning (`HANDLED`)."""
        self._handlers[action_id] = (callback, blocked or (lambda: ""))

    def set_person(self, name: str, role: str) -> None:
        self.status.set_person(name, role)

    def set_service(self, state: CellState) -> None:
        self.status.service.set_state(state)

    def set_database_name(self, name: str) -> None:
        self._database_name = name
        self._show_connection(self._backend.connection)

    def set_zone(self, name: str) -> None:
        self.status.zone.set_state(CellState(name, f"Times are shown in {name}"))

    def set_notifications(self, count: int) -> None:
        self.top.bell.set_count(count)

    def set_jobs(self, count: int) -> None:
        self.top.jobs.set_count(count)

    def show_demo_strip(self, people: Sequence[PersonChoice], current: str) -> None:
        self.demo.set_people(people, current)
        self.demo.show()

    def _build_layout(self) -> None:
        self._database_name = "database"
        self.top, self.rail, self.status = TopBar(), Rail(), StatusBar()
        self.demo, self.banners, self.stack = DemoStrip(), BannerArea(), QStackedWidget()
        self.stack.setObjectName("screens")
        self.demo.hide()
        content = Pane()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.banners)
        inside.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(Divider(is_vertical=True))
        middle.addWidget(content, 1)
        central = QWidget()
        outer = QVBoxLayout(central)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Divider())
        outer.addWidget(self.demo)
        outer.addWidget(self.top)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(central)
        self.setMinimumSize(960, 600)
        self.toasts = Toasts(self)
        self.palette_ = CommandPalette(self, self._actions, self._setup.find)
        self.rail.set_entries([self._rail_entry(key, cls) for key, cls in self._order])
        self._message_end = QTimer(self, singleShot=True, interval=_MESSAGE_MS)

    def _rail_entry(self, key: str, cls: type[Screen]) -> RailEntry:
        keys = f"G {cls.letter.upper()}" if cls.letter else ""
        return RailEntry(key, cls.title, cls.icon, cls.group, keys)

    def _add_actions(self) -> None:
        for spec in go_specs(self._order):
            key = spec.id.removeprefix("go.")
            self._actions.add(spec, partial(self.go, key))
        callbacks = self._callbacks()
        rules: dict[str, Blocked] = {
            "go.back": lambda: (
                "" if self._history.can_go_back else "There is nothing to go back to."
            ),
            "go.forward": lambda: (
                "" if self._history.can_go_forward else "There is nothing to go forward to."
            ),
            "view.theme": lambda: (
                "" if self._setup.theme_switch else "The theme is fixed in this session."
            ),
        }
        for spec in WORK:
            if spec.id in HANDLED:
                do = partial(self._do_handled, spec.id)
                self._actions.add(spec, do, blocked=partial(self._why_not_handled, spec.id))
            else:
                self._actions.add(spec, callbacks[spec.id], blocked=rules.get(spec.id))
        self.menuBar().setFixedHeight(theme.px(26))
        self._actions.fill_menu_bar(self.menuBar())

    def _callbacks(self) -> dict[str, Callable[[], object]]:
        return {
            "palette.open": self._open_palette,
            "go.back": lambda: self._travel(self._history.back),
            "go.forward": lambda: self._travel(self._history.forward),
            "edit.undo": self.toasts.undo_last,
            "edit.link": self._copy_link,
            "edit.filter": lambda: self._ask_screen(Screen.focus_filter),
            "view.refresh": self._retry,
            "view.detail": lambda: self._ask_screen(Screen.toggle_detail),
            "view.rail": lambda: self.rail.set_folded(not self.rail.is_folded),
            "view.full_screen": self._toggle_full_screen,
            "view.theme": self._toggle_theme,
            "view.zoom_in": lambda: self._zoom(1),
            "view.zoom_out": lambda: self._zoom(-1),
            "view.zoom_reset": lambda: self._zoom(0),
            "view.reset": self._reset_layout,
            "pane.next": lambda: self._step_pane(1),
            "pane.previous": lambda: self._step_pane(-1),
            "actions.menu": self._open_actions_menu,
            "help.keys": self._open_keys,
            "window.close": self.close,
            "app.quit": theme.application().closeAllWindows,
        }

    def _connect_signals(self) -> None:
        self.rail.chosen.connect(self.go)
        self.top.back.clicked.connect(partial(self._actions.trigger, "go.back"))
        self.top.forward.clicked.connect(partial(self._actions.trigger, "go.forward"))
        self.top.field.clicked.connect(self._open_palette)
        self.top.bell.clicked.connect(partial(self._actions.trigger, "go.notifications"))
        self.top.jobs.clicked.connect(partial(self._actions.trigger, "go.jobs"))
        self.top.breadcrumb.clicked.connect(self._on_breadcrumb_clicked)
        self.demo.person_chosen.connect(self.act_as_requested)
        cells = {
            "service": self.status.service,
            "db": self.status.database,
            "drafts": self.status.drafts,
            "zone": self.status.zone,
            "person": self.status.person,
        }
        for name, cell in cells.items():
            cell.clicked.connect(lambda _checked, name=name: self.status_clicked.emit(name))
        self._actions.refused.connect(self._on_actions_refused)
        self._message_end.timeout.connect(lambda: self.status.message.set_state(CellState("")))
        self._backend.changed.connect(self._on_backend_changed)
        self._backend.failed.connect(self.show_error)
        self._backend.connection_changed.connect(self._show_connection)
        self._backend.decider_changed.connect(self._on_backend_decider_changed)

    def _make(self, key: str, shell: Any = None) -> Screen:
        return self._classes[key](shell or self)

    def _screen_of(self, ref: ObjectRef) -> str:
        return next((key for key, cls in self._order if ref.kind in cls.kinds), "")

    def _leave(self) -> None:
        screen = self.current_screen
        if screen is not None:
            self._history.remember(screen.place_state(), self.top.breadcrumb.crumbs)

    def _show(self, place: Place) -> None:
        """Put the screen in front, built now if it never was, fresh if it is stale."""
        key = place.screen
        is_new = key not in self._screens
        if is_new:
            self._screens[key] = self._make(key)
            self.stack.addWidget(self._screens[key])
        screen = self._screens[key]
        self._current = key
        self.stack.setCurrentWidget(screen)
        self.rail.mark(key)
        self.set_crumbs(*(place.crumbs or (screen.title, *_title(place.ref))))
        if place.state is not None:
            screen.restore_state(place.state)
        if place.ref is not None:
            screen.open_object(place.ref)
        if is_new or key in self._stale:
            self._stale.discard(key)
            screen.refresh()
        self._settings.setValue("window/screen", key)
        self._show_history_buttons()
        if not self.palette_.isVisible():
            screen.focus_list()

    def _travel(self, step: Callable[[], Place | None]) -> None:
        self._leave()
        place = step()
        if place is not None:
            self._show(place)

    def _show_history_buttons(self) -> None:
        for button, action in ((self.top.back, "go.back"), (self.top.forward, "go.forward")):
            reason = self._actions.reason(action)
            button.set_blocked(reason)
            if not reason:
                button.setToolTip(self._actions.tooltip(action))

    @Slot(int)
    def _on_breadcrumb_clicked(self, part: int) -> None:
        if part == 0:
            self.go(self._current)
        else:
            self._travel(self._history.back)

    @Slot(frozenset)
    def _on_backend_changed(self, topics: frozenset[Any]) -> None:
        for key, screen in self._screens.items():
            if not topics & screen.topics:
                continue
            if key == self._current and self.isVisible():
                screen.refresh()
            else:
                self._stale.add(key)
        self._read_badges(topics)

    @Slot()
    def _on_backend_decider_changed(self) -> None:
        self._stale = set(self._screens) - {self._current}
        self._ask_screen(Screen.refresh)
        self._read_badges(None)

    def _read_badges(self, topics: frozenset[Any] | None) -> None:
        for key, cls in self._order:
            if cls.badge_query is not None and (topics is None or topics & cls.topics):
                # Each in its own partial: they must not make one another stale.
                then = partial(self._set_badge, key)
                self._backend.read(
                    then, cls.badge_query, self._backend.decider, on_error=_ignore_badge
                )

    def _set_badge(self, key: str, value: Any) -> None:
        badge = value if isinstance(value, Badge) else Badge(int(value or 0))
        self.rail.set_badge(key, badge)

    def _retry(self) -> None:
        self.clear_banner("error")
        self._ask_screen(Screen.refresh)

    def _ask_screen(self, method: Callable[[Screen], object]) -> None:
        screen = self.current_screen
        if screen is not None:
            # By name, so that the screen's own override answers.
            getattr(screen, method.__name__)()

    @Slot(object)
    def _show_connection(self, connection: Connection) -> None:
        name = self._database_name
        if not connection.is_online:
            since = f"{connection.since.astimezone():%H:%M}" if connection.since else "just now"
            text = f"{name} · offline since {since}, read-only"
            self.status.database.set_state(CellState(text, status=Status.CRITICAL))
            banner = self.show_banner(
                "offline",
                Status.WARNING,
                f"Offline since {since}",
                "Lists show what was read last. Changes can't be stored until it is back.",
                can_close=False,
            )
            banner.add_action("Reconnect now", self._backend.reconnect_now)
            return
        if "offline" in self.banners.keys:
            self.clear_banner("offline")
            self.toast("Connected again")
            self._ask_screen(Screen.refresh)
        latency = connection.latency_s
        if connection.is_slow:
            text = f"{name} · slow {latency:.1f} s"
            self.status.database.set_state(CellState(text, status=Status.WARNING))
            return
        shown = f"{name} · {latency * 1000:.0f} ms" if latency else name
        self.status.database.set_state(CellState(shown, icon="database"))

    def _do_handled(self, action_id: str) -> None:
        if action_id in self._handlers:
            self._handlers[action_id][0]()

    def _why_not_handled(self, action_id: str) -> str:
        if action_id not in self._handlers:
            return "This workspace does not offer it."
        return self._handlers[action_id][1]()

    def _open_palette(self) -> None:
        if self.palette_.isVisible():
            self.palette_.close_palette()
        else:
            self.palette_.open(self._current)

    def _copy_link(self) -> None:
        place = self._history.current
        if place is not None and place.ref is not None:
            theme.application().clipboard().setText(place.ref.link)
            self.toast(f"Link copied: {place.ref.link}")
        else:
            self._on_actions_refused("Copy link", "Open an object first.")

    def _open_keys(self) -> None:
        titles = {key: cls.title for key, cls in self._order}
        ShortcutSheet(self._actions.entries(self._current), titles, self).open()

    def _open_actions_menu(self) -> None:
        menu = self._actions.context_menu(self._current, self)
        if menu.isEmpty():
            self._on_actions_refused("Actions", "There is nothing to do with what is selected.")
            return
        focused = theme.application().focusWidget() or self
        menu.popup(focused.mapToGlobal(focused.rect().topLeft()))

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _toggle_theme(self) -> None:
        if self._setup.theme_switch is not None:
            self._setup.theme_switch.toggle()

    def _zoom(self, steps: int) -> None:
        if self._setup.theme_switch is not None:
            self._setup.theme_switch.zoom_by(steps)

    def _panes(self) -> list[QWidget]:
        screen = self.current_screen
        panes = [self.rail.main, *(screen.panes() if screen else []), self.status.service]
        return [pane for pane in panes if pane.isVisible() and pane.isEnabled()]

    def _step_pane(self, step: int) -> None:
        panes = self._panes()
        focused = theme.application().focusWidget()
        here = [
            n for n, p in enumerate(panes) if focused and (p is focused or p.isAncestorOf(focused))
        ]
        place = (here[0] + step) % len(panes) if here else 0
        panes[place].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, str)
    def _on_actions_refused(self, text: str, reason: str) -> None:
        self.status.message.set_state(CellState(reason, f"{text}: {reason}", Status.WARNING))
        self._message_end.start()
        notices.announce(f"{text}: {reason}", self)

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        visible = any(
            screen.availableGeometry().intersected(self.frameGeometry()).width() >= _MINIMUM_VISIBLE
            for screen in QGuiApplication.screens()
        )
        if not visible:
            self._center()
        folded = self._settings.value("window/rail_folded", False)
        self.rail.set_folded(str(folded).lower() == "true")

    def _center(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(1440, area.width()), min(900, area.height()))
        self.move(area.center() - self.rect().center())

    def _reset_layout(self) -> None:
        self._settings.remove("window")
        self.rail.set_folded(False)
        self._center()

    def _on_object_window_closed(self, window: ObjectWindow) -> None:
        if window in self._windows:
            self._windows.remove(window)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            # The foot of the Esc ladder: popups and filters took theirs before it came here.
            self._ask_screen(Screen.focus_list)
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.rail.set_folded(self.rail.is_folded)
        super().changeEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("window/rail_folded", self.rail.is_folded)
        self._settings.sync()
        for window in list(self._windows):
            window.close()
        super().closeEvent(event)


def _title(ref: ObjectRef | None) -> tuple[str, ...]:
    return (ref.title or ref.id,) if ref is not None else ()


def _ignore_badge(_error: BaseException) -> None:
    """A badge that can't be read keeps its last number; the screen itself tells what is wrong."""
