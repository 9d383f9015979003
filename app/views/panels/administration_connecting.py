"""Sheets of the administration that make a store or a database known, and keep a secret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.models.queries.lookups import UnitRef
from app.models.rules.secret_names import RUNTIME_SECRETS
from app.services.bound_secrets import is_bound
from app.services.connecting import OnThisComputer
from app.services.kept_by_hand import KEPT_BY_HAND, SecretEntry
from app.services.record_tables import secret_name
from app.views import theme
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import caption
from app.views.widgets.fields import Choice
from app.views.widgets.form import form


class StoreSheet(ConfirmSheet):
    """A store: its name for everybody, its folder for this computer."""

    def __init__(self, units: Iterable[UnitRef], parent: QWidget) -> None:
        self._units = list(units)
        self.name = line(tr("Name"), "administration.store.name", "scores")
        self.unit = Choice(
            tr("Unit"), [one.name for one in self._units], keys=[one.key for one in self._units]
        )
        self.unit.setObjectName("administration.store.unit")
        self.about = line(tr("What is kept there"), "administration.store.about")
        hint = tr("a folder of this computer; empty: one that Modelward makes")
        self.folder = line(tr("Folder here"), "administration.store.folder", hint)
        super().__init__(
            tr("Add a store"),
            tr("Add the store"),
            parent,
            minimum_reason=0,
            body=form(
                (
                    (tr("Name"), self.name),
                    (tr("Unit"), self.unit),
                    (tr("What is kept there"), self.about),
                    (tr("Folder here"), self.folder),
                )
            ),
            consequences=(
                tr("Everybody sees the name; where the folder is, each computer says for itself."),
            ),
        )
        self.name.textChanged.connect(self._judge)
        self._judge()
        self.name.setFocus()

    @Slot()
    def _judge(self, _text: str = "") -> None:
        if not self._units:
            self.set_blocked(tr("Operators and administrators of a unit add its stores."))
            return
        self.set_blocked("" if self.name.text().strip() else tr("Give it a name."))

    def row(self) -> dict[str, str]:
        """What the workspace stores."""
        return {
            "name": self.name.text().strip(),
            "unit": self._units[max(0, self.unit.currentIndex())].key,
            "description": self.about.text().strip(),
        }

    def here(self) -> OnThisComputer:
        folder = self.folder.text().strip()
        return OnThisComputer(store=(self.row()["name"], folder) if folder else None)


class PlaceSheet(ConfirmSheet):
    """Where a store lies on this computer; nobody else is told."""

    def __init__(self, name: str, folder: str, parent: QWidget) -> None:
        self._name = name
        self.folder = line(tr("Folder here"), "administration.place.folder")
        self.folder.setText(folder)
        super().__init__(
            tr("Where is {name} on this computer?").format(name=name),
            tr("Keep it"),
            parent,
            minimum_reason=0,
            body=form(((tr("Folder here"), self.folder),)),
            consequences=(
                tr("No file is moved. This window reads there at once."),
                tr("A background service on this computer does so at its next step."),
            ),
        )
        self.folder.textChanged.connect(self._judge)
        self._judge()

    @Slot()
    def _judge(self, _text: str = "") -> None:
        self.set_blocked("" if self.folder.text().strip() else tr("Say which folder."))

    def here(self) -> OnThisComputer:
        return OnThisComputer(store=(self._name, self.folder.text().strip()))


class RecordsSheet(ConfirmSheet):
    """The database of an application, whose decision records are read, never written."""

    def __init__(self, parent: QWidget) -> None:
        self.name = line(tr("Name"), "administration.records.name", "desk")
        hint = "postgresql://reader@desk.bank.example/decisions"
        self.address = line(tr("Address"), "administration.records.address", hint)
        self.password = secret_line(tr("Password"), "administration.records.password")
        super().__init__(
            tr("Add an application's database"),
            tr("Add the database"),
            parent,
            minimum_reason=0,
            body=form(
                (
                    (tr("Name"), self.name),
                    (tr("Address"), self.address),
                    (tr("Password"), self.password),
                )
            ),
            consequences=(
                tr("It is known to this computer alone, and read by a login that can't write."),
                tr("Its password is kept as a secret of this computer, apart from the address."),
            ),
        )
        for field in (self.name, self.address):
            field.textChanged.connect(self._judge)
        self._judge()
        self.name.setFocus()

    @Slot()
    def _judge(self, _text: str = "") -> None:
        is_whole = self.name.text().strip() and self.address.text().strip()
        self.set_blocked("" if is_whole else tr("Give it a name and an address."))

    def here(self) -> OnThisComputer:
        name, value = self.name.text().strip(), self.password.text()
        secret = SecretEntry(secret_name(name), value, is_new=True) if value.strip() else None
        return OnThisComputer(database=(name, self.address.text().strip()), secret=secret)


class SecretSheet(ConfirmSheet):
    """A value for a name: typed or pasted here, shown never again."""

    def __init__(
        self,
        parent: QWidget,
        *,
        name: str = "",
        server: str = "",
        units: Sequence[str] = (),
        place: str = "",
        is_new: bool = True,
    ) -> None:
        """A value for `name`, or for one that is typed.

        Args:
            place: where it will be kept, in words; empty: there is no safe place.
            is_new: this computer keeps none of that name yet.
        """
        self._is_old, self._place = not is_new, place
        self.name = line(tr("Name"), "administration.secret.name", "mlflow.prod")
        self.name.setText(name)
        self.name.setReadOnly(bool(name))
        self.value = secret_line(tr("Value"), "administration.secret.value")
        self.server = line(
            tr("For the server"), "administration.secret.server", "https://host/path"
        )
        self.server.setText(server)
        self.unit = Choice(tr("Of the unit"), [tr("every unit"), *units], keys=["", *units])
        self.unit.setObjectName("administration.secret.unit")
        if name and len(units) == 1:
            self.unit.setCurrentIndex(1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            form(
                (
                    (tr("Name"), self.name),
                    (tr("Value"), self.value),
                    (tr("For the server"), self.server),
                    (tr("Of the unit"), self.unit),
                )
            )
        )
        self._note = caption(
            tr("A token goes to that address and below, for runtimes of that unit, and nowhere."),
            wraps=True,
        )
        column.addWidget(self._note)
        title = tr("Keep a secret")
        if name:
            title = tr("Keep the secret {name}").format(name=name)
        if self._is_old:
            title = tr("Replace the secret {name}").format(name=name)
        super().__init__(
            title,
            tr("Replace it") if self._is_old else tr("Keep it"),
            parent,
            minimum_reason=0,
            body=body,
            consequences=self._follows(),
        )
        for field in (self.name, self.value, self.server):
            field.textChanged.connect(self._judge)
        self._judge()
        (self.value if name else self.name).setFocus()

    def _follows(self) -> tuple[str, ...]:
        if not self._place:
            return (
                tr("Unlock the keyring of the operating system; or name a file with a passphrase "
                   "in MODELWARD_PASSPHRASE_FILE, and an encrypted file takes its place."),
            )  # fmt: skip
        where = tr("It is kept in: {place}. No workspace and no log gets it.")
        ends = (tr("The value that was kept until now is lost."),) if self._is_old else ()
        return (where.format(place=self._place), *ends)

    @Slot()
    def _judge(self, _text: str = "") -> None:
        name = self.name.text().strip()
        self.server.setEnabled(is_bound(name))
        self.unit.setEnabled(name.startswith(RUNTIME_SECRETS))
        self.set_blocked(self._why_not(name))

    def _why_not(self, name: str) -> str:
        if not self._place:
            return tr("This computer has no safe place for a secret.")
        if not name.startswith(KEPT_BY_HAND) or name in KEPT_BY_HAND:
            return tr("A name begins with “runtime.”, “mlflow.” or “database.”.")
        if not self.value.text().strip():
            return tr("Type or paste the value.")
        if is_bound(name) and not self.server.text().strip():
            return tr("Say for which server the token is.")
        return ""

    def here(self) -> OnThisComputer:
        name = self.name.text().strip()
        return OnThisComputer(
            secret=SecretEntry(
                name,
                self.value.text(),
                self.server.text().strip() if is_bound(name) else "",
                str(self.unit.currentData() or "") if name.startswith(RUNTIME_SECRETS) else "",
                is_new=not self._is_old,
            )
        )


def line(name: str, object_name: str, hint: str = "") -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(object_name)
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setFixedHeight(theme.px(30))
    return field


def secret_line(name: str, object_name: str) -> QLineEdit:
    """What is typed is not shown, and no draft keeps it."""
    field = line(name, object_name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
