"""Integrations: what this product works together with, its state here, its use; and a try."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.integrations import (
    ABSENT,
    AWAY,
    CLOSED,
    GIT,
    KEYRING,
    MLFLOW,
    PART,
    READY,
    RECORDS,
    RUNTIME,
    STORE,
    TRIED_HERE,
    UNSEEN,
    UNUSED,
    Integration,
    try_integration,
)
from app.services.trying_connections import Step
from app.texts import told
from app.views.backend import Backend
from app.views.cells import Number, State, Status, Text, moment
from app.views.errand import Errand
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_places import page_column, page_table, step_line
from app.views.panels.administration_words import PLACES
from app.views.panels.parts import ScrollColumn
from app.views.widgets.basics import StyledLabel, caption, pane_title, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.panes import Panes

# Of each kind: its name, what it is for, and where it is set up.
WORDS: dict[str, tuple[str, str, str]] = {
    MLFLOW: (
        N_("MLflow server"),
        N_("Versions are registered from its registry and its runs; files are downloaded."),
        N_("Which server is said in Register…, with MLflow server as the source."),
    ),
    GIT: (
        N_("Git"),
        N_("Versions are registered from a commit of a repository on this computer."),
        N_("Which repository is said in Register…, with Git repository as the source."),
    ),
    RUNTIME: (
        N_("Runtimes"),
        N_("They serve versions; the service brings files there and asks how they are."),
        N_("Each has a line under Connections."),
    ),
    STORE: (
        N_("Stores of files"),
        N_("Folders in which files of models and data of monitors are kept."),
        N_("Each has a line under Connections."),
    ),
    RECORDS: (
        N_("Databases of applications"),
        N_("Decision records are read from them, by a login that can't write."),
        N_("Each computer knows its own, under Connections."),
    ),
    KEYRING: (
        N_("Keyring"),
        N_("It keeps the values of secrets and signing keys of this computer."),
        N_("Its entries are named under Secrets."),
    ),
}
RUNTIME_KINDS = {
    "embedded": N_("Built-in runtime"),
    "oip": N_("Runtimes by Open Inference Protocol"),
}
STATES: dict[str, tuple[Status, str]] = {
    READY: (Status.OK, N_("ready")),
    PART: (Status.WARNING, N_("some are away")),
    AWAY: (Status.CRITICAL, N_("away")),
    CLOSED: (Status.WARNING, N_("not from this computer")),
    ABSENT: (Status.WARNING, N_("not on this computer")),
    UNUSED: (Status.UNKNOWN, N_("not used")),
    UNSEEN: (Status.UNKNOWN, N_("not looked at yet")),
}
_WHY = {
    PART: N_("Some of the runtimes do not answer: see Runtimes."),
    UNSEEN: N_("The background service asks them how they are; it has not yet."),
    AWAY: N_("None of these runtimes answers now: see Runtimes."),
    ABSENT: N_("The program or its place is missing on this computer."),
}


def name_of(one: Integration) -> str:
    if one.kind == RUNTIME:
        return tr(RUNTIME_KINDS.get(one.address, one.address))
    return tr(WORDS[one.kind][0])


def _state(one: Integration) -> State:
    status, words = STATES[one.state]
    return State(status, tr(words))


def _last(one: Integration) -> str:
    return moment(one.last_at) if one.last_at is not None else ""


def _name(one: Integration) -> Text:
    where = one.address if one.kind == MLFLOW else ""
    return Text(name_of(one), where, is_strong=True)


COLUMNS: list[Column[Integration]] = [
    Column(N_("Integration"), _name, key="name", stretches=True, is_name=True),
    Column(N_("State here"), _state, key="state", width=170),
    Column(N_("In use"), lambda o: Number(o.count) if o.count else "", key="n", width=80,
           is_number=True, drop_below=420),
    Column(N_("Last used"), _last, key="last", width=140, drop_below=540),
]  # fmt: skip


class IntegrationsPage(QWidget):
    """One line each, used or not; what has lines of its own is tried there."""

    try_button: Button  # of the one that is shown, where it is tried here
    place_button: Button  # elsewhere its lines are
    page_wanted = Signal(str)  # of the administration

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._errand: Errand | None = None
        self._running = ""
        self._tried: dict[str, tuple[Step, ...]] = {}
        self._model = RowTableModel(COLUMNS, lambda o: o.key, self)
        self.table = page_table(self._model, tr("Integrations"), "administration.integrations")
        self.area = ScrollColumn(tr("Integration"), margins=(16, 14, 16, 16))
        left = QWidget()
        layout = page_column(left)
        layout.addWidget(self.table, 1)
        layout.addWidget(
            caption(
                tr(
                    "This is all that Modelward works together with. It sends nothing by mail, to "
                    "tickets or to a chat, and calls no host that this computer's list lacks."
                ),
                wraps=True,
            )
        )
        outer = page_column(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panes = Panes(left, self.area, names=(tr("List"), tr("Details")), sizes=(0, 380), margin=0)
        panes.turn_by(self.table.opened, 1)
        outer.addWidget(panes)
        self.table.current_changed.connect(lambda _row: self._show())
        self.table.opened.connect(lambda _row: self.try_it())

    def show_rows(self, rows: Sequence[Integration]) -> None:
        self._model.set_rows(rows)
        self.table.mark_ready()
        self.table.select_first()
        self._show()

    def steps_of(self, one: Integration) -> tuple[Step, ...]:
        return self._tried.get(one.key, ())

    def why_no_try(self, one: Integration) -> str:
        if self._running:
            return tr("It is being tried.")
        if one.kind == MLFLOW and not one.address:
            return tr("No version came from such a server yet, so none is known to be asked.")
        return ""

    def try_it(self) -> None:
        """Ask it now, away from the window's thread; one at a time."""
        one: Integration | None = self.table.current_row()
        if one is None or one.kind not in TRIED_HERE or self.why_no_try(one):
            return
        self._running = one.key
        self._show()
        settings = self._backend.settings
        self._errand = Errand(lambda _tell: try_integration(settings, one), self)
        self._errand.done.connect(partial(self._take, one.key))
        self._errand.failed.connect(partial(self._fail, one.key))
        self._errand.start()

    def _take(self, key: str, steps: tuple[Step, ...]) -> None:
        self._errand, self._running = None, ""
        self._tried[key] = steps
        self._show()

    def _fail(self, key: str, error: BaseException) -> None:
        self._take(key, (Step("answer", False, said=str(error)),))

    def _show(self) -> None:
        one: Integration | None = self.table.current_row()
        column = self.area.start_over((one.kind, name_of(one)) if one else None)
        if one is None:
            column.addStretch()
            return
        head: list[QWidget | None] = [pane_title(name_of(one)), None]
        if one.kind in TRIED_HERE:
            self.try_button = Button(tr("Test", "to test it"), kind=Kind.PRIMARY, icon="play")
            self.try_button.setObjectName("administration.try")
            self.try_button.set_blocked(self.why_no_try(one))
            self.try_button.clicked.connect(lambda _on: self.try_it())
            head.append(self.try_button)
        column.addWidget(row(*head))
        for line in lines_of(one):
            column.addWidget(StyledLabel(line, wraps=True, can_copy=True))
        column.addWidget(caption(tr(WORDS[one.kind][2]), wraps=True))
        self._add_place(one)
        if one.kind in TRIED_HERE:
            self._add_steps(one)
        column.addStretch()

    def _add_place(self, one: Integration) -> None:
        if one.kind in (MLFLOW, GIT):
            return
        words = tr("Show them under Connections"), "connections"
        if one.kind == KEYRING:
            words = tr("Show them under Secrets"), "secrets"
        self.place_button = Button(words[0], kind=Kind.LINK)
        self.place_button.setObjectName("administration.to_place")
        self.place_button.clicked.connect(lambda _on: self.page_wanted.emit(words[1]))
        self.area.column.addWidget(row(self.place_button))

    def _add_steps(self, one: Integration) -> None:
        steps = self.steps_of(one)
        if not steps:
            self.area.column.addWidget(caption(tr("Not tried since this window opened.")))
        for step in steps:
            self.area.column.addWidget(step_line(step))
            if step.said:
                said = tr(PLACES[step.said]) if step.said in PLACES else told(step.said)
                self.area.column.addWidget(caption(said, wraps=True))


def lines_of(one: Integration) -> list[str]:
    """What it is for, why it is as it is, and what used it."""
    lines = [tr(WORDS[one.kind][1])]
    if one.address and one.kind == MLFLOW:
        lines.append(one.address)
    if one.state == CLOSED:
        lines.append(_why_closed(one))
    elif one.state in _WHY:
        lines.append(tr(_WHY[one.state]))
    if one.used_by:
        names = ", ".join(one.used_by)
        if one.count > len(one.used_by):
            more = one.count - len(one.used_by)
            names = tr("{names} and %n more", "", more).format(names=names)
        lines.append(names)
    if one.last_at is not None:
        lines.append(tr("Last used: {when}").format(when=moment(one.last_at)))
    return lines


def _why_closed(one: Integration) -> str:
    if one.kind == MLFLOW:
        return tr("This computer may not call it: modelward runtime allow names its host.")
    return tr("Another computer read them; this one knows no such database.")
