"""Secrets: named by the workspace, kept by each computer, replaced here, and never shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.secret_states import SecretsHere, SecretState
from app.texts import told
from app.views.backend import Backend
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_connecting import SecretSheet
from app.views.panels.administration_places import page_column, page_table
from app.views.panels.administration_words import PLACES
from app.views.panels.connecting import Making
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scrim import open_sheet


def _secret_state(one: SecretState) -> State:
    if one.problem:
        return State(Status.WARNING, told(one.problem))
    if one.place:
        return State(Status.OK, tr(PLACES.get(one.place, one.place)))
    return State(Status.UNKNOWN, tr("not on this computer"))


def _secret_use(one: SecretState) -> str:
    pattern = {
        "runtime": tr("runtime {names}"),
        "database": tr("database {names}"),
    }.get(one.kind, tr("signing key of {names}"))
    return pattern.format(names=", ".join(one.used_by))


SECRETS: list[Column[SecretState]] = [
    Column(
        N_("Reference"), lambda s: Text(s.name, is_mono=True), key="name", width=200, is_name=True
    ),
    Column(N_("Used for"), _secret_use, key="use", stretches=True),
    Column(N_("On this computer"), _secret_state, key="state", width=200),
]


class SecretsPage(QWidget):
    changed = Signal(str)  # what was done, in words

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._here = SecretsHere((), "", ())
        self._model = RowTableModel(SECRETS, lambda s: s.name, self)
        self.table = page_table(self._model, tr("Secrets"), "administration.secrets")
        self.table.set_empty_state(
            EmptyState(tr("No secret is named"), tr("Runtimes and signing keys name theirs here."))
        )
        self.replace_button = Button(tr("Replace…"))
        self.replace_button.setObjectName("administration.secrets.replace")
        self.replace_button.clicked.connect(lambda _on: self.replace())
        self.keep_button = Button(tr("Keep a secret…"))
        self.keep_button.setObjectName("administration.secrets.keep")
        self.keep_button.clicked.connect(lambda _on: self.keep())
        layout = page_column(self)
        said = StyledLabel(
            tr(
                "The workspace knows secrets by name only. Their values lie on each computer "
                "and are never shown, only replaced."
            ),
            is_secondary=True,
            wraps=True,
        )
        head = QHBoxLayout()
        head.addWidget(said, 1)
        head.addWidget(self.replace_button)
        head.addWidget(self.keep_button)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.table.current_changed.connect(lambda _row: self._judge())
        self.table.opened.connect(lambda _row: self.replace())
        self._judge()

    def show_secrets(self, here: SecretsHere) -> None:
        self._here = here
        self._model.set_rows(here.rows)
        self.table.mark_ready()
        self.table.select_first()
        self._judge()

    def _judge(self) -> None:
        self.replace_button.set_blocked(self.why_not_replace())

    def why_not_replace(self) -> str:
        one: SecretState | None = self.table.current_row()
        if one is None:
            return tr("Choose a secret first.")
        if one.kind == "decision":
            return tr("A signing key is not replaced by hand: its owner proposes a new one.")
        if one.is_given:
            return tr("It is given when the program starts; replace it where that is set up.")
        return ""

    def replace(self) -> SecretSheet | None:
        """Another value for the name that is chosen."""
        one: SecretState | None = self.table.current_row()
        if one is None or self.why_not_replace():
            return None
        units = (one.unit,) if one.unit else ()
        return self._open(
            SecretSheet(
                self, name=one.name, server=one.server, units=units or self._here.units,
                place=self._place, is_new=not one.place,
            ),
            tr("{name} is replaced").format(name=one.name),
        )  # fmt: skip

    def keep(self) -> SecretSheet:
        """A value for a name that nothing here has yet, for example MLflow's token."""
        sheet = SecretSheet(self, units=self._here.units, place=self._place)
        return self._open(sheet, tr("The secret is kept"))

    @property
    def _place(self) -> str:
        found = self._here.keeps_in
        return tr(PLACES.get(found, found)) if found else ""

    def _open(self, sheet: SecretSheet, said: str) -> SecretSheet:
        def done(stored: ConfirmSheet) -> None:
            stored.accept()
            self.changed.emit(said)

        making = Making(self._backend, sheet, done)
        sheet.confirmed.connect(lambda _reason: making.go(sheet.here()))
        open_sheet(sheet, draft=(sheet.name.text(), "keep_secret"))
        return sheet
