"""An open workspace in its window: backend, person, service thread, change feed, palette."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.config import data_folder
from app.errors import InputError, NotReachableError
from app.models.queries.hint_work import list_idle_hints
from app.models.queries.listing_organisation import PersonRow
from app.models.queries.status import Status as ServiceStatus
from app.models.queries.status import load_status
from app.models.rules.roles import Role
from app.services.demo.making import FILE as DEMO_FILE
from app.services.demo.making import demo_folder
from app.services.log_file import log_folder
from app.services.seat import DEMO_PERSON, Seat
from app.services.trail.rules_witness import RulesNotice
from app.services.unit_of_work import Actor, in_role, load_actor
from app.texts import role_name, told
from app.views import safe_text, theme
from app.views.backend import Backend
from app.views.cards import landing
from app.views.cells import Status
from app.views.closing import Closing
from app.views.collector import Collector
from app.views.errand import Errand
from app.views.held_keys import HeldKeys
from app.views.hints import Hints
from app.views.hold_up_notice import HoldUpNotice
from app.views.language import tr
from app.views.lock import Holder, Lock
from app.views.main_window import MainWindow, Setup
from app.views.notice_watch import NoticeWatch
from app.views.opening_outside import open_place
from app.views.panels.as_of_sheet import AsOfSheet
from app.views.panels.inventory_drop import DropCatcher
from app.views.panels.palette_finder import PaletteFinder
from app.views.panels.remove_demo import ask_remove_demo
from app.views.places import History
from app.views.preferences import LOCKED
from app.views.read_marks import ReadMarks
from app.views.room_opener import RoomOpener
from app.views.screen import Screen
from app.views.screens_ahead import ScreensAhead
from app.views.service_thread import ServiceThread
from app.views.service_words import last_known, other_services, service_cell
from app.views.trail_notice import LATE, STOPPED, TrailNotice
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet
from app.views.window_file import WindowFile

_STATE_MS = 3_000
RULES = "schema"  # the banner's key
APPROVERS = frozenset({Role.COMPLIANCE, Role.RISK_OFFICER})  # by the demo's approval route
LAST_VISIT = "modelward.last_visit"  # a property of the application; Home looks there


def roles_of(person: PersonRow) -> str:
    """ "Operator, ModelOps engineer"; one role where several units give the same."""
    names = dict.fromkeys(role_name(each.role) for each in person.roles)
    words = ", ".join(names) or tr("no role")
    return words[:1].upper() + words[1:]


def _demo_roles(person: PersonRow) -> str:
    """Who looks for somebody who may approve need not know by which role one may."""
    roles = roles_of(person)
    if any(each.role in APPROVERS for each in person.roles):
        return tr("{roles}, approver").format(roles=roles)
    return roles


class Desktop(QObject):
    """Owns the backend and the service of one window."""

    signed_out = Signal()
    demo_unwanted = Signal()  # it is to be removed from this computer
    switched = Signal()  # to another workspace, which is still to be chosen
    reopened = Signal()  # the same seat wants another window: its words are of another language

    def __init__(
        self,
        seat: Seat,
        settings_file: Path,
        theme_switch: theme.ThemeSwitch | None = None,
        *,
        drives: bool = True,
        builds_ahead: bool = True,
        history: History | None = None,
    ) -> None:
        """`drives`: run the service of an embedded workspace here, from the start.

        `builds_ahead`: build the screens that were not gone to yet while the person pauses.
        `history`: where the person was in the window before, which this one takes the place of.
        """
        super().__init__()
        self._drives = drives and seat.runs_service
        self.seat = seat
        self._settings = WindowFile(settings_file)
        self.backend = Backend(
            seat.read,
            self._write,
            past_reader=seat.read_past,
            beside=seat.beside,
            change_feed=seat.changes,
            pulse=seat.wait_for_change,
            decider=seat.actor,
            settings=seat.settings,
            parent=self,
        )
        for step in seat.steps:
            self.backend.timings.note(step.code, step.took_ms / 1_000)
        self._finder = PaletteFinder(self.backend)
        setup = Setup(
            settings_file,
            self._finder,
            theme_switch=theme_switch,
            title=f"{seat.workspace.name} – Modelward",
            owner=self._owner,
            history=history or History(),
        )
        self.window = MainWindow(self.backend, setup)
        self._finder.window = self.window
        HeldKeys(self.backend, self.window)
        self.drops = DropCatcher(self.window, self._take_drop, self)
        self.rooms = RoomOpener(self.window, self.window.preferences, self.window.theme_switch)
        self.service = ServiceThread(seat, self)
        self._trail = TrailNotice(self.window, self.backend, seat.settings.home)
        self._hold_up = HoldUpNotice(self.window, self.backend)
        self.closing = Closing(self.window, self.backend, self.service)
        self._collector = Collector(self, is_working=lambda: bool(self.backend.long_tasks))
        self._ahead = ScreensAhead(self.window, self._collector.idle_s, self)
        if builds_ahead:
            self.window.screens_loaded.connect(self._ahead.start)
        self.window.preferences.workspace = str(seat.workspace.log_id)
        self.window.preferences.marks = ReadMarks(self._settings, str(seat.workspace.log_id))
        self.window.drafts.open(str(seat.workspace.log_id))
        self.lock = Lock(
            self._holder,
            seat.opens_by,
            idle_s=self._collector.idle_s,
            minutes=lambda: self.window.preferences.lock_minutes,
            parent=self,
        )
        self.lock.changed.connect(self._keep_locked)
        self._notices = NoticeWatch(
            self.backend,
            self.window,
            self._settings,
            self._seen_place,
            is_silent=lambda: self.lock.is_locked,
        )
        self._state: ServiceStatus | None = None
        self._state_timer = QTimer(self, interval=_STATE_MS)
        self._is_closed = False
        self._wanted_person = ""
        self._wanted_role: Role | None = None
        self._hints = Hints(
            self.window,
            self._settings,
            self._hints_place(),
            act_as=self.act_as if seat.workspace.is_demo and seat.can_change_person else None,
            name_of=self._name_of,
            find_idle=list_idle_hints,
        )
        self._connect_signals()
        self._add_handlers()
        self._keep_locked(False)
        self._show_person()
        self._show_service()
        self.window.set_database_name(seat.database.name)
        self._rules = Errand(lambda _tell: self.seat.rules, self)
        self._rules.done.connect(self._show_rules_notice)
        self._rules.failed.connect(self.backend.failed)
        self._rules.start()

    def _show_rules_notice(self, rules: RulesNotice) -> None:
        """Not to be closed: every number here rests on the rules."""
        if self._is_closed:
            return
        if rules.stopping:
            title, text = tr("The rules were changed by hand"), told(rules.sentence)
            self.window.show_banner(RULES, Status.CRITICAL, title, text, can_close=False)
        elif rules.sentence:
            title, text = tr("The server lets people do what nobody needs"), told(rules.sentence)
            self.window.show_banner(RULES, Status.WARNING, title, text)

    def show(self, screen: str = "") -> None:
        """First the window, then its contents, then the service."""
        self.window.show()
        self.window.start(screen, lands_on=landing(self.seat.actor.roles))
        if self._drives:
            self.service.start_soon()
        self._state_timer.start()
        self._read_state()
        self._trail.start()
        if not self.seat.database.is_sqlite:
            self._hold_up.start()
        self._notices.start()
        self._collector.start()
        self.lock.start()

    def close(self, *, keeps_seat: bool = False) -> None:
        """Stop the service thread and give back the connections; runtimes live on.

        Those of a demo end with the window that ran its service: nobody is there to end them.

        Args:
            keeps_seat: another window sits down there.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._rules.wait()
        self.rooms.close()
        self._state_timer.stop()
        self.lock.stop()
        self._ahead.stop()
        self._collector.stop()
        self._trail.stop()
        self._hold_up.stop()
        self._notices.stop()
        if not keeps_seat:  # else the visit goes on
            self._settings.keep({self._visit: datetime.now(UTC).isoformat()})
        self.window.drafts.write()
        self._remember()
        self.service.stop(wait=True)
        self.backend.close()
        if keeps_seat:
            return
        self.seat.close()
        if self._drives and self.seat.workspace.is_demo and self.seat.database.is_sqlite:
            stage = import_module("app.services.demo.stage")  # late: it is rare and large
            stage.end_runtimes(Path(self.seat.database.url.database or "").parent)
        if self.window.preferences.value.forgets:
            self.window.forget_places()

    def _write(self, command: Any, args: Any, kwargs: Any) -> Any:
        result = self.seat.write(command, args, kwargs)
        self.service.poke()
        with suppress(NotReachableError):  # it is stored all the same: the feed tells the rest
            self.backend.notify(self.seat.own_changes())
        return result

    def _connect_signals(self) -> None:
        self.window.act_as_requested.connect(self.act_as)
        self.window.view_as_requested.connect(self.view_as)
        self.window.status_clicked.connect(self._on_window_status_clicked)
        self.backend.busy_changed.connect(self._on_backend_busy_changed)
        self.backend.connection_changed.connect(self._show_service)
        self.service.changed.connect(self._show_service)
        self._state_timer.timeout.connect(self._read_state)
        self.window.screen_shown.connect(self._on_window_screen_shown)

    def _take_drop(self, *paths: Path) -> None:
        """Whatever screen is in front: Inventory has the sheet."""
        self.window.go("inventory")
        inventory: Any = self.window.current_screen
        inventory.actions_.take_drop(*paths)

    @Slot(str)
    def _on_window_screen_shown(self, key: str) -> None:
        if key == "notifications":
            self._notices.mark_seen()

    def _add_handlers(self) -> None:
        self.window.handle("work.next", self._finder.open_next)
        self.window.handle("view.leave", self._leave_view, self._why_no_view)
        self.window.handle("view.as_of", self._ask_as_of)
        self.window.handle("view.now", lambda: self.backend.look_back(None), self._why_now)
        self.window.handle("app.room", self.rooms.choose)
        self.window.handle("app.lock", self.lock.lock)
        self.window.handle("app.remove_demo", self._ask_remove_demo, self._why_no_remove)
        leave = self.closing.leave
        self.window.handle("app.switch", lambda: leave(self.switched.emit), self._why_no_switch)
        self.window.handle("app.reopen", lambda: leave(self.reopened.emit), self._why_no_switch)
        self.window.handle(
            "app.sign_out", lambda: leave(self.signed_out.emit), self._why_no_sign_out
        )
        self.window.handle("help.hints", self._hints.begin)
        self.window.handle("help.log", self._open_log, self._why_no_log)

    def _why_no_sign_out(self) -> str:
        """What is being stored belongs to who stores it."""
        if self.seat.database.is_sqlite:
            return tr("A workspace in a file has no logins.")
        return self._why_no_switch()

    def _why_no_switch(self) -> str:
        return tr("Something is being stored.") if self.backend.running_commands else ""

    def _why_no_remove(self) -> str:
        """Only what "Explore the demo" made, and where it was made."""
        is_there = self.seat.database.url.database == str(demo_folder() / DEMO_FILE)
        if not is_there or not self.seat.workspace.is_demo:
            return tr("This is not the demo that this computer made.")
        return self._why_no_switch()

    def _ask_remove_demo(self) -> None:
        leave = self.closing.leave
        ask_remove_demo(demo_folder(), self.window, lambda: leave(self.demo_unwanted.emit))

    def _keep_locked(self, is_locked: bool) -> None:
        """Whoever closes a locked window is asked for the password at the next start."""
        if is_locked:
            self._settings.keep({LOCKED: True})
        else:
            self._settings.remove(LOCKED)

    def _holder(self) -> Holder:
        """Who may open the locked window, and how."""
        name = self.seat.actor.full_name
        if self.seat.database.is_sqlite:
            why = tr(
                "This workspace is a file for one person, without logins: whoever sits at this "
                "computer can go on. Lock the computer's own session too."
            )
        elif not self.seat.has_password:
            why = tr(
                "Your login came in without a password (certificate, ticket or trust): the server "
                "is asked for it again. Lock the computer's own session too."
            )
        else:
            why = ""
        return Holder(name, why)

    def _open_log(self) -> None:
        open_place(log_folder(data_folder()), self.window)

    def _why_no_log(self) -> str:
        return "" if log_folder(data_folder()).is_dir() else tr("There is no log yet.")

    @Slot(str)
    def act_as(self, handle: str) -> None:
        """Somebody else of this workspace sits at the window; what is being written ends first."""
        self._leave_view()
        self._wanted_person, self._wanted_role = handle, None
        self._change_person()

    def act_in(self, role: Role | None) -> None:
        """In one of this person's roles only, or in all of them again."""
        self._leave_view()
        self._wanted_person, self._wanted_role = self.seat.actor.handle, role
        self._change_person()

    def _own_roles(self) -> list[Role]:
        """Those of who sits here, as they were when the workspace was opened."""
        row = next((one for one in self.seat.people if one.id == self.seat.actor.id), None)
        return sorted({Role(one.role) for one in row.roles}) if row else []

    @Slot(str)
    def view_as(self, handle: str) -> None:
        """See the app as somebody else; the seat, and with it what may be read, stays one's own."""
        if not handle:
            self._leave_view()
        elif Role.ADMINISTRATOR not in self.seat.actor.roles:
            self.window.refuse(
                tr("View as"), tr("Only an administrator sees the app as somebody else.")
            )
        else:
            self.backend.read_now(self._on_viewed_read, load_actor, handle)

    def _on_viewed_read(self, actor: Actor) -> None:
        roles = ", ".join(sorted({role_name(str(one)) for one in actor.roles})) or tr("no role")
        self.backend.view_as(actor)
        self.window.show_viewed(actor.full_name, roles)

    def _leave_view(self) -> None:
        self.backend.stop_viewing()
        self.window.show_viewed("", "")

    def _why_no_view(self) -> str:
        return "" if self.backend.is_viewing else tr("You see the app as yourself.")

    def _ask_as_of(self) -> None:
        sheet = AsOfSheet(self.backend.moment, self.window)
        sheet.chosen.connect(self.backend.look_back)
        open_sheet(sheet)

    def _why_now(self) -> str:
        return "" if self.backend.moment is not None else tr("You see the workspace as it is.")

    def _change_person(self) -> None:
        if self._wanted_person and not self.backend.running_commands:
            self.backend.read_now(self._on_actor_read, load_actor, self._wanted_person)

    @Slot(int)
    def _on_backend_busy_changed(self, running: int) -> None:
        if not running:
            self._change_person()

    def _on_actor_read(self, actor: Actor) -> None:
        # A command acts as whoever sits here when it runs: so none may be under way.
        if actor.handle != self._wanted_person or self.backend.running_commands:
            return
        role, self._wanted_person, self._wanted_role = self._wanted_role, "", None
        is_same = actor.id == self.seat.actor.id
        try:
            taken = actor if role is None else in_role(actor, role)
        except InputError as error:  # it has ended since
            self.window.show_error(error)
            return
        self.seat.take(taken)
        self._show_person()
        self.backend.set_decider(taken)
        self._remember()
        who = tr("{full_name}, {role}").format(full_name=actor.full_name, role=self._role_words())
        said = who if is_same else actor.full_name
        self.window.toast(tr("You act as {full_name} now").format(full_name=said), kind="person")
        self.window.ask_screen(Screen.focus_list)  # its letters, not the choice of people

    def _show_person(self) -> None:
        actor = self.seat.actor
        self.window.set_owner(self._owner)
        theme.application().setProperty(LAST_VISIT, str(self._settings.value(self._visit) or ""))
        self.window.set_person(actor.full_name, self._role_words())
        if self.seat.workspace.is_demo and self.seat.can_change_person:
            self.window.show_demo_strip(self._choices(), actor.handle)

    def _name_of(self, handle: str) -> str:
        return next((one.full_name for one in self.seat.people if one.handle == handle), handle)

    def _role_words(self) -> str:
        """ "Operator, ModelOps engineer"; of who chose one: "Operator only"."""
        actor = self.seat.actor
        if actor.chosen is not None:
            words = role_name(actor.chosen)
            return tr("{role} only").format(role=words[:1].upper() + words[1:])
        row = next((one for one in self.seat.people if one.id == actor.id), None)
        return roles_of(row) if row else tr("no role")

    def _choices(self) -> list[PersonChoice]:
        people = [
            PersonChoice(one.handle, one.full_name, _demo_roles(one)) for one in self.seat.people
        ]
        return sorted(people, key=lambda one: (one.id != DEMO_PERSON, one.name))

    @property
    def _owner(self) -> str:
        """Whose places, layouts and windows are kept on this computer."""
        return f"{self.seat.workspace.log_id}/{self.seat.actor.handle}"

    @property
    def _visit(self) -> str:
        """Where the end of this person's last visit is kept."""
        return f"visit/{self.seat.workspace.log_id}/{self.seat.actor.handle}"

    def _seen_place(self) -> str:
        """Where the newest notice that this person has seen is kept."""
        return f"notices/{self.seat.workspace.log_id}/{self.seat.actor.handle}"

    def _hints_place(self) -> str:
        """Where the progress of the hints is kept; on a demo one person plays all parts."""
        place = f"hints/{self.seat.workspace.log_id}"
        return place if self.seat.can_change_person else f"{place}/{self.seat.actor.handle}"

    def _remember(self) -> None:
        url = self.seat.database.url
        is_file = self.seat.database.is_sqlite
        place = (url.database or "") if is_file else url.render_as_string()
        self._settings.keep({"session/place": place, "session/person": self.seat.actor.handle})

    def _read_state(self) -> None:
        self.backend.read_now(self._on_state_read, load_status, on_error=_wait_for_the_next)

    def _on_state_read(self, state: ServiceStatus) -> None:
        if self._is_closed:
            return  # answered on the way out
        self._state = state
        if self.service.broken_rules and RULES not in self.window.banners.keys:
            self._show_rules_notice(RulesNotice(*[self.service.broken_rules] * 2))
        self.window.set_jobs(state.jobs_due)
        self._show_service()

    @Slot()
    def _show_service(self) -> None:
        if self._is_closed:
            return
        cell = service_cell(self._state, self.service if self.seat.runs_service else None)
        # Of its own service this window knows all the same that it stopped, or just starts.
        is_own = self.seat.runs_service and cell.status is not Status.OK
        is_known = is_own or self.backend.connection.is_online
        self.window.set_service(cell if is_known else last_known(cell))
        self._show_service_banner()

    def _show_service_banner(self) -> None:
        stopped = self._drives and not (
            self.service.is_running
            or self.service.is_starting
            or other_services(self._state, runs_one=True)
        )
        has_banner = STOPPED in self.window.banners.keys
        if stopped and self._state_timer.isActive() and not has_banner:
            banner = self.window.show_banner(
                STOPPED,
                Status.WARNING,
                tr("Nothing is being driven"),
                tr(
                    "Life cycles, deployments and monitors wait until the service runs again, and "
                    "what happens meanwhile is sealed only then."
                ),
            )
            self.window.clear_banner(LATE)
            banner.add_action(tr("Start service"), self.service.start)
        elif not stopped and has_banner:
            self.window.clear_banner(STOPPED)

    @Slot(str)
    def _on_window_status_clicked(self, cell: str) -> None:
        if cell == "service" and self.seat.runs_service:
            self._open_service_menu()
        elif cell == "person":
            self._open_person_menu()
        elif cell == "db":
            self._open_database_menu()

    def _open_service_menu(self) -> None:
        menu = QMenu(self.window)
        start = menu.addAction(tr("Start service"))
        start.setEnabled(not self.service.is_running and not self.service.is_starting)
        start.triggered.connect(self.service.start)
        stop = menu.addAction(tr("Stop service after the present step"))
        stop.setEnabled(self.service.is_running)
        stop.triggered.connect(lambda _checked: self.service.stop())
        self._popup(menu, self.window.status.service)

    def _open_database_menu(self) -> None:
        """Which workspace this is, and the ways from it."""
        menu = QMenu(self.window)
        url = self.seat.database.url
        place = (url.database or "") if self.seat.database.is_sqlite else url.render_as_string()
        title = menu.addAction(safe_text.one_line(place).replace("&", "&&"))
        title.setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("Reconnect now")).triggered.connect(
            lambda _checked: self.backend.reconnect_now()
        )
        menu.addAction(self.window.actions_registry.action("app.switch"))
        self._popup(menu, self.window.status.database)

    def _open_person_menu(self) -> None:
        """Which role to act in, where there are several, and as whom, where that can be chosen."""
        menu = QMenu(self.window)
        choice = QActionGroup(menu)
        roles = self._own_roles()
        if len(roles) > 1:
            for role in (None, *roles):
                words = (
                    tr("Act in all your roles")
                    if role is None
                    else tr("Act as {role} only").format(role=role_name(role))
                )
                action = menu.addAction(words.replace("&", "&&"))
                action.setCheckable(True)
                action.setActionGroup(choice)
                action.setChecked(self.seat.actor.chosen is role)
                action.triggered.connect(partial(self.act_in, role))
            menu.addSeparator()
        for one in self._choices() if self.seat.can_change_person else ():
            text = safe_text.one_line(f"{one.name} · {one.role}").replace("&", "&&")
            menu.addAction(text).triggered.connect(partial(self.act_as, one.id))
        for command in ("app.lock", "app.sign_out"):
            menu.addAction(self.window.actions_registry.action(command))
        self._popup(menu, self.window.status.person)

    def _popup(self, menu: QMenu, cell: Any) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        above = cell.mapToGlobal(cell.rect().topLeft())
        above.setY(above.y() - menu.sizeHint().height())
        menu.popup(above)


def _wait_for_the_next(_error: BaseException) -> None:
    """The connection cell tells already; the next look comes by itself."""
