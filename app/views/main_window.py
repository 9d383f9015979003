"""The window: rail, top bar, the screens one at a time, status bar; and which are out of date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from typing_extensions import override

from app.registry import Registry
from app.services.settings_file import forget_workspace
from app.views import notices, safe_text, theme, window_frames
from app.views.actions import ActionRegistry, Blocked
from app.views.backend import Backend
from app.views.badges import Badges
from app.views.built_screens import BuiltScreens
from app.views.cards import CARDS, Card
from app.views.cells import Status
from app.views.command_palette import CommandPalette
from app.views.connection_notice import ConnectionNotice
from app.views.cut_off_notice import CutOffNotice
from app.views.deeds import Deed
from app.views.drafts import FILE as DRAFTS
from app.views.drafts import DraftStore
from app.views.drafts_cell import DraftsCell
from app.views.elsewhere import Elsewhere
from app.views.language import tr
from app.views.late_screens import LateScreens
from app.views.object_windows import ObjectWindows
from app.views.palette_items import Finder
from app.views.pins import Pins
from app.views.places import History, ObjectRef, Place
from app.views.preferences import FILE as PREFERENCES
from app.views.preferences import Preferences, PreferenceStore
from app.views.rail_fold import RailFold
from app.views.reading_order import ReadingWindow
from app.views.screen import SCREENS, Screen
from app.views.shell_actions import go_specs
from app.views.shell_frame import ShellFrame
from app.views.shown_time import use_moment
from app.views.timings import SCREEN
from app.views.undo import KIND as UNDO
from app.views.undo import Offered, UndoStack, show_note
from app.views.unread_places import show_failure
from app.views.widgets.banner import Banner
from app.views.widgets.button import follow_window
from app.views.widgets.lost_database import forget_lost_database
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.status_bar import CellState
from app.views.widgets.toasts import Toasts
from app.views.widgets.view_strip import as_recorded
from app.views.window_commands import WindowCommands
from app.views.window_file import WindowFile
from app.views.window_memory import WindowMemory
from app.views.zones import use_zone, zone_name

_MESSAGE_MS = 8_000
FORGOTTEN = ("window", "session", "visit", "notices", "hints", "read")


@dataclass(frozen=True, slots=True)
class Setup:
    """What the window is told by bootstrap."""

    settings_file: Path
    find: Finder | None = None  # objects for the palette
    screens: Registry[Screen] = SCREENS
    cards: Sequence[Card] = tuple(CARDS.values())  # as the rail lists them
    theme_switch: theme.ThemeSwitch | None = None
    title: str = "Modelward"
    owner: str = ""  # the workspace and the person whose places are kept; empty: nobody yet
    history: History = field(default_factory=History)


class MainWindow(ReadingWindow):
    """Implements `ScreenWindow` for its screens."""

    act_as_requested = Signal(str)  # id of a person of the demo
    view_as_requested = Signal(str)  # handle of a person; empty: as oneself again
    screen_shown = Signal(str)  # its key
    screens_loaded = Signal()  # imported: what one goes to need not be any more
    deed_done = Signal(str)  # a Deed
    status_clicked = Signal(str)  # "service", "db", "drafts", "zone", "person"

    def __init__(self, backend: Backend, setup: Setup) -> None:
        super().__init__()
        self._backend = backend
        self._setup = setup
        self._settings = WindowFile(setup.settings_file)
        self._preferences = PreferenceStore(setup.settings_file.with_name(PREFERENCES), self)
        self._history = setup.history
        self._screens = BuiltScreens(setup.cards, self._make_for_stack)
        self.may_close: Callable[[], bool] = lambda: True  # else it stays, and says why itself
        self._drafts = DraftStore(setup.settings_file.with_name(DRAFTS), self)
        self._memory = WindowMemory(self._settings, setup.owner)
        self._windows = ObjectWindows(self, self._memory, self._make, self._screens.key_of)
        self._late = LateScreens(self, backend, setup.screens)
        self.setWindowTitle(setup.title)
        use_moment(backend.moment)
        self._actions = ActionRegistry(
            self, self.why_no_change, self._why_awaited, lambda: backend.why_no_sheet
        )
        self._undo_stack = UndoStack(backend, self)
        self._build_layout()
        theme.dress(self)
        self._add_actions()
        self._connect_signals()
        self._memory.restore_frame(self)
        self._fold.begin(is_folded=self._memory.is_rail_folded)
        self._apply_preferences(self._preferences.value, frozenset({"keys", "letters", "zone"}))

    @property
    def backend(self) -> Backend:
        return self._backend

    @property
    def actions_registry(self) -> ActionRegistry:
        return self._actions

    @property
    def preferences(self) -> PreferenceStore:
        return self._preferences

    @property
    def theme_switch(self) -> theme.ThemeSwitch | None:
        return self._setup.theme_switch

    @property
    def undo_stack(self) -> UndoStack:
        return self._undo_stack

    @property
    def drafts(self) -> DraftStore:
        return self._drafts

    def why_no_change(self) -> str:
        """Why nothing may be changed now; every act and button that changes something is grey."""
        return self._backend.why_no_change

    @property
    def current_screen(self) -> Screen | None:
        return self._screens.current

    @property
    def current_key(self) -> str:
        return self._screens.current_key

    @property
    def screen_titles(self) -> dict[str, str]:
        return self._screens.titles

    @property
    def history(self) -> History:
        return self._history

    def go(self, screen: str, ref: ObjectRef | None = None, *, filter_text: str = "") -> None:
        self._leave()
        self._history.visit(Place(screen, ref))
        self._show(Place(screen, ref), is_restored=ref is None and not filter_text)
        if filter_text:
            self._screens[screen].apply_filter(filter_text)

    def can_open(self, ref: ObjectRef) -> bool:
        """Whether a screen shows this kind of object."""
        return bool(self._screens.key_of(ref))

    def open_ref(self, ref: ObjectRef) -> None:
        key = self._screens.key_of(ref)
        if key:
            self.go(key, ref)
        else:
            self.refuse(
                tr("Open", "to open it"),
                tr("No screen shows {title} yet.").format(title=ref.title or ref.kind),
            )

    def show_here(self, ref: ObjectRef) -> None:
        self.open_ref(ref)

    def forget_places(self) -> None:
        """As on a computer where nobody has worked yet; the settings stay."""
        self._settings.remove(*FORGOTTEN)
        self._memory.forget()
        self._drafts.forget()
        forget_workspace()

    def open_window(self, ref: ObjectRef) -> None:
        self._windows.open(ref)

    def pins_changed(self) -> None:
        self._pins.read()

    def show_rail(self) -> None:
        """The screens, and below each the views that this person pinned."""
        self.rail.set_entries(self._pins.among(self.rail.entries))
        self.rail.mark(self._screens.current_key)

    def show_view(self, view_id: UUID) -> None:
        """A saved view of the screen in front."""
        screen = self.current_screen
        if screen is not None:
            screen.show_view(view_id)

    def set_crumbs(self, *crumbs: str) -> None:
        before = self.top.breadcrumb.crumbs[:2]
        self.top.breadcrumb.set_crumbs(crumbs)
        if self.top.breadcrumb.crumbs[:2] != before:  # why a key did nothing was said of there
            self.status.message.set_state(CellState(""))
        where = safe_text.one_line(" › ".join(crumbs))
        self.setWindowTitle(f"{where} – {self._setup.title}" if where else self._setup.title)

    def toast(self, text: str, offer: Offered = None, *, kind: str = "") -> None:
        show_note(self, self.toasts, self._undo_stack, text, offer, kind=kind)

    def tell(self, deed: Deed) -> None:
        self.deed_done.emit(str(deed))

    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> Banner:
        return self.banners.show_banner(key, status, title, text, can_close=can_close)

    def clear_banner(self, key: str) -> None:
        self.banners.clear(key)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        show_failure(self.banners, self._backend, error).add_action(tr("Try again"), self.retry)

    def start(self, screen: str = "", *, lands_on: str = "") -> None:
        """Show a screen and read the badges: this one, the last one, or where one lands."""
        was_cut_off = self._memory.begin()
        last = self._memory.last_screen
        wanted = screen or (last if last in self._screens.cards else "")
        self.go(wanted or lands_on or self._screens.first_key)
        if was_cut_off:
            CutOffNotice(self).show(len(self._memory.windows))
        elif self._memory.windows:
            self._late.loaded.connect(self._windows.reopen)
        self._late.begin_soon()
        self._pins.read()
        self._backend.start_feed()
        if self._preferences.problem:
            self.show_banner(
                "preferences",
                Status.WARNING,
                tr("Your settings can't be read"),
                self._preferences.problem,
            )

    def reopen_windows(self) -> None:
        """Those that were open when the last session ended."""
        self._windows.reopen()

    def start_over(self) -> None:
        """As if nobody had worked here yet: nothing of what was restored stays."""
        self.reset_layout()
        self._memory.forget_place()
        for key, screen in self._screens.items():
            self._memory.undress(key, screen)
        self.go(self._screens.first_key)

    def set_owner(self, owner: str) -> None:
        """Somebody else sits at the window: what is in front is theirs to come back to."""
        if owner != self._memory.owner:
            self._keep()
            self._windows.forget_waiting()
            self._memory.set_owner(owner)
            for key, screen in self._screens.items():
                self._memory.arrange(key, screen)
            if self._screens.current_key:
                self._memory.look_at(self._screens.current_key)

    def _keep(self) -> None:
        """Where everything stands, for the next start of who sits here."""
        for key, screen in self._screens.items():
            self._memory.keep_screen(key, screen)
        self._windows.keep()
        self._memory.keep_frame(self, is_rail_folded=self._fold.is_chosen)
        self._memory.write()

    def handle(
        self, action_id: str, callback: Callable[[], object], blocked: Blocked | None = None
    ) -> None:
        """Give one of the window's commands that need a service its meaning (`HANDLED`)."""
        self._commands.handle(action_id, callback, blocked)

    def set_person(self, name: str, role: str) -> None:
        self.status.set_person(name, role)

    def set_service(self, state: CellState) -> None:
        self.status.service.set_state(state)

    def set_database_name(self, name: str) -> None:
        self._connection.set_name(name)

    def set_zone(self, name: str) -> None:
        self.status.zone.set_state(
            CellState(name, tr("Times are shown in {name}").format(name=name))
        )

    def set_notifications(self, count: int) -> None:
        self.top.bell.set_count(count)

    def set_jobs(self, count: int) -> None:
        self.top.jobs.set_count(count)

    def view_as(self, handle: str) -> None:
        """See the app as somebody else sees it; an empty handle leads back."""
        self.view_as_requested.emit(handle)

    def show_viewed(self, name: str, roles: str) -> None:
        """Say whose view this is; without a name it is one's own again."""
        words = tr("You see the app as {name}, {roles}").format(name=name, roles=roles)
        self.viewing.show_words(words if name else "")

    def show_demo_strip(self, people: Sequence[PersonChoice], current: str) -> None:
        self.demo.set_people(people, current)

    def _build_layout(self) -> None:
        self.frame = ShellFrame()
        self.top, self.rail, self.status = self.frame.top, self.frame.rail, self.frame.status
        self.demo, self.banners, self.stack = (
            self.frame.demo,
            self.frame.banners,
            self.frame.stack,
        )
        self.viewing, self.past = self.frame.viewing, self.frame.past
        self.setCentralWidget(self.frame)
        self.setMinimumSize(960, 600)
        self.toasts = Toasts(self, self._screens.room_for_notes)
        self.elsewhere = Elsewhere(self, self._screens)
        self.palette_ = CommandPalette(
            self, self._actions, self._setup.find, self.elsewhere.entries
        )
        self.frame.list_screens(self._screens.cards.values())
        self._connection = ConnectionNotice(self, self._backend)
        self._pins = Pins(self, self._backend)
        self._drafts_cell = DraftsCell(self)
        self._fold = RailFold(self)
        self._badges = Badges(self._backend, self._setup.screens, self.rail.set_badge, self)
        self._message_end = QTimer(self, singleShot=True, interval=_MESSAGE_MS)

    def _add_actions(self) -> None:
        for spec in go_specs(tuple(self._screens.cards.values())):
            key = spec.id.removeprefix("go.")
            self._actions.add(spec, partial(self.go, key))
        self._commands = WindowCommands(self, self._setup.theme_switch)
        self._commands.add_all()
        self._actions.fill_menu_bar(self.menuBar(), lambda: self.current_key)

    def _connect_signals(self) -> None:
        self.rail.chosen.connect(self._on_rail_chosen)
        self.top.back.clicked.connect(partial(self._actions.trigger, "go.back"))
        self.top.forward.clicked.connect(partial(self._actions.trigger, "go.forward"))
        self.top.field.clicked.connect(self._commands.open_palette)
        self.palette_.term_chosen.connect(self._commands.open_term)
        self.top.bell.clicked.connect(partial(self._actions.trigger, "go.notifications"))
        self.top.jobs.clicked.connect(partial(self._actions.trigger, "go.jobs"))
        self.top.breadcrumb.clicked.connect(self._on_breadcrumb_clicked)
        self.demo.person_chosen.connect(self.act_as_requested)
        self.viewing.left.connect(lambda: self.view_as(""))
        self.past.left.connect(lambda: self._backend.look_back(None))
        self._backend.moment_changed.connect(self._on_backend_moment_changed)
        self.status.zone.clicked.connect(self._on_zone_clicked)
        self.status.clicked.connect(self.status_clicked)
        self._actions.refused.connect(self.refuse)
        self._undo_stack.gone.connect(self.toasts.forget)
        self.stack.currentChanged.connect(self.toasts.place_soon)
        self._late.loaded.connect(lambda: self._badges.read(None))
        self._late.loaded.connect(self.screens_loaded)
        self._late.failed.connect(self.show_error)
        self._message_end.timeout.connect(lambda: self.status.message.set_state(CellState("")))
        self._backend.changed.connect(self._on_backend_changed)
        self._preferences.changed.connect(self._apply_preferences)
        self._backend.failed.connect(self.show_error)
        self._backend.returned.connect(self._on_backend_returned)
        self._backend.decider_changed.connect(self._on_backend_decider_changed)
        self._backend.connection_changed.connect(self._on_backend_connection_changed)

    @Slot(object, object)
    def _apply_preferences(self, value: Preferences, names: frozenset[str]) -> None:
        """What the window itself does by the settings; screens look for themselves."""
        switch = self._setup.theme_switch
        if switch is not None:
            choice = theme.Choice(value.theme)
            switch.set_look(
                choice, value.zoom, value.density, value.contrast, has_large_targets=value.targets
            )
        theme.set_flashes(value.flashes)
        theme.set_tables(value.tables)
        notices.set_spoken(value.spoken)
        for registry in (self._actions, *(one.actions_registry for one in self._windows)):
            if "letters" in names:
                registry.set_letters_on(value.letters)
            if "keys" in names:
                registry.set_chosen_keys(value.keys)
        if "zone" in names:
            use_zone(value.zone)
            self.set_zone(zone_name(datetime.now(UTC)))
            self._screens.outdate_the_others()
            self.ask_screen(Screen.refresh)

    @Slot()
    def _on_zone_clicked(self) -> None:
        """From the reader's own zone to UTC and back; Settings has the others."""
        self._preferences.set(zone="" if self._preferences.value.zone else "UTC")

    def _make(self, key: str, shell: Any = None) -> Screen:
        return self._setup.screens.get(key)(shell or self)

    def _make_for_stack(self, key: str) -> Screen:
        screen = self._make(key)
        self.stack.addWidget(screen)
        return screen

    def build_ahead(self) -> bool:
        """One of the screens that nobody has gone to yet; False: they are all there."""
        return self._screens.build_next()

    def copy_link(self, ref: ObjectRef) -> None:
        self._commands.copy_link(ref)

    def _leave(self) -> None:
        screen = self.current_screen
        self.clear_banner(UNDO)  # that something was not undone was read by who goes on
        if screen is not None:
            self._history.remember(screen.place_state(), self.top.breadcrumb.crumbs)
            self._memory.keep_screen(self._screens.current_key, screen)
            self._memory.write()  # now: a session may be cut off

    def _show(self, place: Place, *, is_restored: bool = False) -> None:
        """Put the screen in front, and note how long it kept the window."""
        with self._backend.timings.measured(SCREEN):
            self._put_in_front(place, is_restored=is_restored)

    def _put_in_front(self, place: Place, *, is_restored: bool) -> None:
        """Built now if it never was, fresh if it is stale."""
        key = place.screen
        screen = self._screens.build(key)
        is_new = self._screens.put_in_front(key)
        self.stack.setCurrentWidget(screen)
        self.rail.mark(key)
        if place.ref is None:
            screen.close_object()
        self.set_crumbs(*(place.crumbs or _crumbs(screen, place.ref)))
        if is_new:
            self._memory.dress(key, screen, is_whole=is_restored)
        if place.state is not None:
            screen.restore_state(place.state)
        if place.ref is not None:
            screen.open_object(place.ref)
        screen.turn(0 if place.ref is None else screen.object_pane)
        self._screens.freshen()
        self._memory.look_at(key)
        self._settings.keep({"window/screen": key})  # what the next start imports first
        self._show_history_buttons()
        if not self.palette_.isVisible():
            screen.focus_list()
            screen.focus_seen()
        self.screen_shown.emit(key)

    def _travel(self, step: Callable[[], Place | None]) -> None:
        self._leave()
        place = step()
        if place is not None:
            self._show(place)

    def go_back(self) -> None:
        self._travel(self._history.back)

    def go_forward(self) -> None:
        self._travel(self._history.forward)

    def _show_history_buttons(self) -> None:
        for button, action in ((self.top.back, "go.back"), (self.top.forward, "go.forward")):
            reason = self._actions.reason(action)
            button.set_blocked(reason)
            if not reason:
                button.setToolTip(self._actions.tooltip(action))

    @Slot(str)
    def _on_rail_chosen(self, key: str) -> None:
        if not self._pins.open(key):
            self.go(key)

    @Slot(int)
    def _on_breadcrumb_clicked(self, part: int) -> None:
        if part == 0:
            self.go(self._screens.current_key)
        else:
            self.go_back()

    @Slot(frozenset)
    def _on_backend_changed(self, topics: frozenset[Any]) -> None:
        self._screens.follow(topics, is_seen=self.isVisible())
        self._badges.read(topics)

    @Slot()
    def _on_backend_decider_changed(self) -> None:
        self._drafts_cell.show_count()
        self.status.message.set_state(CellState(""))  # why somebody else's key did nothing
        use_moment(self._backend.moment)  # before anything is shown again
        self._screens.outdate_the_others()
        follow_window(self)
        self.ask_screen(Screen.refresh)
        self._badges.read(None)
        self._pins.read()

    @Slot(object)
    def _on_backend_moment_changed(self, moment: datetime | None) -> None:
        self.past.show_words(as_recorded(moment) if moment is not None else "")

    @Slot()
    def _on_backend_connection_changed(self) -> None:
        follow_window(self)

    @Slot()
    def _on_backend_returned(self) -> None:
        """What could not be read is read now, or when it is looked at again."""
        self._screens.outdate_the_others()
        forget_lost_database(self)
        self.ask_screen(Screen.refresh)

    def retry(self) -> None:
        """Read the screen again (F5)."""
        self.clear_banner("error")
        self.ask_screen(Screen.refresh)

    def turn_to_list(self) -> None:
        screen = self.current_screen
        if screen is not None:
            screen.turn(max(0, screen.object_pane - 1))

    def ask_screen(self, method: Callable[[Screen], object]) -> None:
        screen = self.current_screen
        if screen is not None:
            # By name, so that the screen's own override answers.
            getattr(screen, method.__name__)()

    def _why_awaited(self) -> str:
        return self._screens.current.why_awaited() if self._screens.current is not None else ""

    @Slot(str, str)
    def refuse(self, text: str, reason: str) -> None:
        """Say in the status line, and to readers, why a key did nothing."""
        self.status.message.set_state(CellState(reason, f"{text}: {reason}", Status.WARNING))
        self._message_end.start()
        notices.announce(f"{text}: {reason}", self)

    def reset_layout(self) -> None:
        """As after the first start, whatever was moved: windows, rail, panes and columns."""
        built = [*self._screens.values(), *(one.screen_ for one in self._windows)]
        self._memory.reset_layout(built)
        self._fold.reset()
        if self.isMaximized() or self.isFullScreen():
            self.showNormal()
        window_frames.center(self)
        self._fold.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            # The foot of the Esc ladder: popups and filters took theirs before it came here.
            self.turn_to_list()
            self.ask_screen(Screen.focus_list)
        elif not self.elsewhere.tell(event):
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold.fit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self._keep()
        self._drafts.write()
        self._memory.end()
        self._windows.close_all()
        self._commands.close_guide()
        self._late.wait()
        use_moment(None)
        super().closeEvent(event)


def _crumbs(screen: Screen, ref: ObjectRef | None) -> tuple[str, ...]:
    return (tr(screen.card.title), ref.title or ref.id) if ref is not None else screen.crumbs
