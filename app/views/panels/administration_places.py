"""Connections: made here, tried in steps, paused; and when each was used last."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app import texts
from app.models.queries.administration import ConnectionRow
from app.models.queries.connection_use import ConnectionUse, load_connection_use
from app.models.queries.lookups import UnitRef
from app.models.queries.releases import RuntimeRow, load_runtime
from app.models.rules.pauses import RUNTIME, STORE
from app.services.connecting import RECORDS, add_store
from app.services.trying_connections import Step, try_database, try_records, try_store
from app.texts import told, word
from app.views.backend import Backend
from app.views.cells import State, Status, Text, moment
from app.views.errand import Errand
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_connecting import PlaceSheet, RecordsSheet, StoreSheet
from app.views.panels.administration_words import STEPS, capital
from app.views.panels.connecting import Making, ask_runtime
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.parts import ScrollColumn
from app.views.panels.pause_sheet import turn_connection, turn_words
from app.views.panels.pause_words import pause_words
from app.views.panels.runtimes_dialogs import AddRuntimeSheet
from app.views.widgets.basics import StateChip, StyledLabel, caption, pane_title, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.panes import Panes
from app.views.widgets.scrim import open_sheet

DATABASE = "database"


RUNTIME_STATES = {
    "ready": Status.OK,
    "busy": Status.WARNING,
    "draining": Status.WAITING,
    "unreachable": Status.CRITICAL,
}


def _kind(one: ConnectionRow) -> str:
    return tr("Decision records") if one.kind == RECORDS else capital(word(one.kind))


def _connection_state(one: ConnectionRow) -> State | str:
    if one.pause is not None:
        return State(Status.WAITING, tr("paused"))
    if not one.state:
        return ""
    return State(RUNTIME_STATES.get(one.state, Status.UNKNOWN), word(one.state))


def _where(one: ConnectionRow) -> str:
    """A built-in runtime has no address: the service begins it on its own computer."""
    is_beside = one.kind == RUNTIME and not one.detail
    return tr("beside the background service") if is_beside else one.detail


CONNECTIONS: list[Column[ConnectionRow]] = [
    Column(N_("Kind"), _kind, key="kind", width=130),
    Column(N_("Name"), lambda c: Text(c.name, is_strong=True), key="name", width=180, is_name=True),
    Column(N_("State"), _connection_state, key="state", width=112),
    Column(N_("Where"), _where, key="detail", stretches=True),
]


class ConnectionsPage(QWidget):
    """Each connection can be tried, in steps with their times; and paused, for a reason."""

    test_button: Button  # of the connection that is shown
    pause_button: Button
    place_button: Button  # of a store
    changed = Signal(str)  # what was done, in words
    secret_wanted = Signal(str)  # its name

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._errand: Errand | None = None
        self._tried: dict[str, tuple[Step, ...]] = {}
        self._running = ""
        self._use: ConnectionUse | None = None
        self._units: tuple[UnitRef, ...] = ()
        self._made = ""  # is tried as soon as it stands in the list
        self._model = RowTableModel(CONNECTIONS, _key, self)
        self.table = page_table(self._model, tr("Connections"), "administration.connections")
        self.area = ScrollColumn(tr("Connection"), margins=(16, 14, 16, 16))
        self.add_button = Button(tr("Add a connection…"), has_menu=True, changes=True)
        self.add_button.setObjectName("administration.connect")
        self.add_button.clicked.connect(self._open_kinds)
        left = QWidget()
        layout = page_column(left)
        layout.addWidget(row(None, self.add_button))
        layout.addWidget(self.table, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("List"), tr("Details"))
        panes = Panes(left, self.area, names=names, sizes=(0, 380), margin=0)
        panes.turn_by(self.table.opened, 1)
        outer.addWidget(panes)
        self.table.current_changed.connect(lambda _row: self._on_chosen())
        self.table.opened.connect(lambda _row: self.test())

    def show_rows(self, rows: Sequence[ConnectionRow]) -> None:
        self._model.set_rows(rows)
        self.table.mark_ready()
        self.table.select_first()
        self._show()
        made, self._made = self._made, ""
        if made and self.table.select_key(made):
            self.test()

    def show_units(self, units: tuple[UnitRef, ...]) -> None:
        """Those where this person may add runtimes and stores."""
        self._units = units

    # Making

    @Slot()
    def _open_kinds(self) -> None:
        menu = QMenu(self)
        for words, call in (
            (tr("Runtime…"), self.add_runtime),
            (tr("Store…"), self.add_store),
            (tr("Database of an application…"), self.add_records),
        ):
            menu.addAction(words).triggered.connect(partial(self._made_by, call))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def _made_by(self, call: Callable[[], ConfirmSheet], _checked: object = None) -> None:
        call()

    def add_runtime(self) -> ConfirmSheet:
        def done(sheet: ConfirmSheet) -> None:
            assert isinstance(sheet, AddRuntimeSheet)
            name = sheet.new_runtime().name
            self._on_made(RUNTIME, lambda: name, sheet)

        return ask_runtime(self._backend, self._units, self, done)

    def add_store(self) -> ConfirmSheet:
        sheet = StoreSheet(self._units, self)

        def write(then: Any, on_error: Any) -> None:
            self._backend.run(then, add_store, **sheet.row(), on_error=on_error)

        making = Making(
            self._backend, sheet, partial(self._on_made, STORE, lambda: sheet.row()["name"])
        )
        sheet.confirmed.connect(lambda _reason: making.go(sheet.here(), write))
        open_sheet(sheet, draft=("", "add_store"))
        return sheet

    def add_records(self) -> ConfirmSheet:
        sheet = RecordsSheet(self)
        making = Making(
            self._backend, sheet, partial(self._on_made, RECORDS, lambda: sheet.name.text().strip())
        )
        sheet.confirmed.connect(lambda _reason: making.go(sheet.here()))
        open_sheet(sheet, draft=("", "add_records"))
        return sheet

    def map_store(self, one: ConnectionRow) -> ConfirmSheet:
        """Say where a store is on this computer."""
        folder = str(self._backend.settings.store_place(one.name))
        sheet = PlaceSheet(one.name, folder, self)
        making = Making(self._backend, sheet, partial(self._on_made, STORE, lambda: one.name))
        sheet.confirmed.connect(lambda _reason: making.go(sheet.here()))
        open_sheet(sheet, draft=(str(one.id), "map_store"))
        return sheet

    def _on_made(self, kind: str, name: Callable[[], str], sheet: ConfirmSheet) -> None:
        said = name()
        self._made = f"{kind}:{said}"
        sheet.accept()
        self.changed.emit(tr("{name} is kept, and is being tried").format(name=said))

    def _on_chosen(self) -> None:
        one: ConnectionRow | None = self.table.current_row()
        self._show()
        if one is not None and one.id is not None:
            self._backend.read(self._on_use_read, load_connection_use, one.kind, one.name, one.id)

    def _on_use_read(self, use: ConnectionUse) -> None:
        self._use = use
        self._show()

    def steps_of(self, one: ConnectionRow) -> tuple[Step, ...]:
        return self._tried.get(_key(one), ())

    @Slot()
    def test(self) -> None:
        """Ask it now, away from the window's thread; one at a time."""
        one: ConnectionRow | None = self.table.current_row()
        if one is None or self._running or one.pause is not None:
            return
        self._running = _key(one)
        self._show()
        take, fail = partial(self._take, self._running), partial(self._fail, self._running)
        if one.kind == DATABASE:
            self._backend.read_once(take, try_database, on_error=fail)
        elif one.kind == "runtime":
            self._backend.read_once(partial(self._try_runtime, self._running), load_runtime, one.id,
                               on_error=fail)  # fmt: skip
        else:
            try_it = try_records if one.kind == RECORDS else try_store
            self._start(self._running, partial(try_it, self._backend.settings, one.name))

    def _try_runtime(self, key: str, runtime: RuntimeRow) -> None:
        # Outside any transaction: a runtime may take its time.
        settings = self._backend.settings

        def try_it() -> Any:
            # In the thread: what speaks to runtimes brings heavy libraries along.
            module = importlib.import_module("app.services.trying_runtimes")
            return module.try_runtime(settings, runtime)

        self._start(key, try_it)

    def _start(self, key: str, call: Any) -> None:
        self._errand = Errand(lambda _tell: call(), self)
        self._errand.done.connect(partial(self._take, key))
        self._errand.failed.connect(partial(self._fail, key))
        self._errand.start()

    def _take(self, key: str, steps: tuple[Step, ...]) -> None:
        self._errand = None
        self._running = ""
        self._tried[key] = steps
        self._show()

    def _fail(self, key: str, error: BaseException) -> None:
        self._take(key, (Step("answer", False, said=str(error)),))

    def _show(self) -> None:
        one: ConnectionRow | None = self.table.current_row()
        column = self.area.start_over((one.kind, one.id) if one else None)
        if one is None:
            column.addStretch()
            return
        self.test_button = Button(tr("Test", "to test it"), kind=Kind.PRIMARY, icon="play")
        self.test_button.setObjectName("administration.test")
        self.test_button.clicked.connect(self.test)
        self.test_button.set_blocked(self._why_no_test(one))
        head = [pane_title(one.name), None, self.test_button]
        if one.id is not None:
            self.pause_button = self._pause_button(one)
            head.insert(2, self.pause_button)
        column.addWidget(row(*head))
        if one.detail:
            column.addWidget(caption(one.detail, wraps=True))
        for line in self._here_lines(one):
            column.addWidget(line)
        if one.pause is not None:
            column.addWidget(StyledLabel(pause_words(one.pause), wraps=True, can_copy=True))
        use = self._use
        if use is not None and (use.kind, use.name) == (one.kind, one.name):
            for said in use_lines(use):
                column.addWidget(caption(said, wraps=True))
        steps = self.steps_of(one)
        if not steps:
            column.addWidget(caption(tr("Not tried since this window opened.")))
        for step in steps:
            column.addWidget(step_line(step))
            if step.said:
                column.addWidget(caption(told(step.said), wraps=True))
        column.addStretch()

    def _here_lines(self, one: ConnectionRow) -> list[QWidget]:
        """What this computer alone knows of it, and where that is changed."""
        found: list[QWidget] = []
        if one.kind == STORE:
            folder = self._backend.settings.store_place(one.name)
            here = tr("On this computer: {folder}")
            found.append(caption(here.format(folder=folder), wraps=True))
            self.place_button = Button(tr("Change its folder here…"), kind=Kind.LINK)
            self.place_button.setObjectName("administration.place")
            self.place_button.clicked.connect(lambda _on: self.map_store(one))
            found.append(row(self.place_button))
        if one.secret:
            found.append(caption(tr("Its secret: {name}").format(name=one.secret), wraps=True))
            to_secret = Button(tr("Show it under Secrets"), kind=Kind.LINK)
            to_secret.setObjectName("administration.to_secret")
            to_secret.clicked.connect(lambda _on: self.secret_wanted.emit(one.secret))
            found.append(row(to_secret))
        return found

    def _why_no_test(self, one: ConnectionRow) -> str:
        if one.pause is not None:
            return pause_words(one.pause)
        return tr("It is being tried.") if self._running else ""

    def _pause_button(self, one: ConnectionRow) -> Button:
        words = turn_words(is_paused=one.pause is not None)
        button = Button(words, icon="pause", kind=Kind.QUIET, changes=True)
        button.setObjectName("administration.pause")
        button.set_blocked("\n".join(map(texts.blocker, one.blockers)))
        button.clicked.connect(lambda _on: self.turn(one))
        return button

    def turn(self, one: ConnectionRow) -> ConfirmSheet:
        """Pause a connection, or let it go on."""
        assert one.id is not None
        which, is_paused = (one.kind, one.id, one.name), one.pause is not None
        return turn_connection(self._backend, self, which, self._on_turned, is_paused=is_paused)

    def _on_turned(self, sheet: ConfirmSheet, said: str) -> None:
        sheet.accept()
        self.changed.emit(said)


def use_lines(use: ConnectionUse) -> list[str]:
    """What uses it, when it was used last, and what failed of late."""
    names = ", ".join(use.used_by)
    if use.count > len(use.used_by):
        names = tr("{names} and %n more", "", use.count - len(use.used_by)).format(names=names)
    lines = [tr("Used by: {names}").format(names=names) if names else tr("Nothing uses it now.")]
    if use.last_at is not None:
        lines.append(tr("Last used: {when}").format(when=moment(use.last_at)))
    if use.tried:
        counts = tr("{failed} of the last %n deployment(s) failed.", "", use.tried)
        lines.append(counts.format(failed=use.failed))
    if use.last_error_at is not None:
        why = told(use.last_error) if use.last_error else tr("no reason was recorded")
        pattern = tr("Last failure, {when}: {why}")
        lines.append(pattern.format(when=moment(use.last_error_at), why=why))
    return lines


def step_line(step: Step) -> QWidget:
    status = {True: Status.OK, False: Status.CRITICAL, None: Status.UNKNOWN}[step.is_good]
    words = {True: tr("fine"), False: tr("failed"), None: tr("left out")}[step.is_good]
    took = f"{step.took_ms:.0f} ms" if step.is_good is not None else ""
    return row(
        StyledLabel(tr(STEPS.get(step.code, step.code))),
        None,
        caption(took),
        StateChip(State(status, words)),
    )


def _key(one: ConnectionRow) -> str:
    return f"{one.kind}:{one.name}"


def page_column(holder: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 12, 16, 12)
    layout.setSpacing(8)
    return layout


def page_table(model: RowTableModel[Any], name: str, object_name: str) -> DataTable:
    table = DataTable(model, name)
    table.expect_rows()
    table.setObjectName(object_name)
    table.allow_sorting()
    return table
