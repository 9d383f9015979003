"""Make a review room: what it holds and leaves out, its passphrase, the signature, the file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from app.errors import InputError, quoted
from app.models.queries.lookups import whole_number
from app.services.trail.locked_file import MINIMUM_PASSPHRASE
from app.services.trail.room import Room
from app.services.trail.room_making import RoomAsked, RoomSize, make_signed_room, measure_room
from app.texts import told
from app.views import cells, theme
from app.views.backend import Backend
from app.views.dialogs.decision_dialog import Asked
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.opening_outside import open_place
from app.views.panels.lineage_proof import SIGN, SignedExport
from app.views.screen import ScreenWindow
from app.views.theme import FontRole
from app.views.typed_day import parse_moment, past_until
from app.views.widgets.basics import FactList, StyledLabel, caption
from app.views.widgets.fields import Choice
from app.views.widgets.file_place import FilePlace
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.scrim import open_sheet

SUFFIX = ".mwroom"
_DEBOUNCE_MS = 250


class RoomSheet(Sheet):
    """What the room holds; says how many events and decisions that are."""

    def __init__(
        self,
        backend: Backend,
        model: tuple[UUID, str],
        parent: QWidget,
        *,
        folder: Path | None = None,
    ) -> None:
        self.measured: RoomSize | None = None
        self._problem = ""
        self._reading: RoomAsked | None = None  # what is being measured
        super().__init__("room", tr("Make a review room"), tr("Sign…"), parent)
        self._backend = backend
        self._model = model
        self.scope = Choice(
            tr("Room of"),
            (tr("Model {name}").format(name=model[1]), tr("Everything in the workspace")),
            keys=("model", "workspace"),
        )
        self.scope.setObjectName("room.scope")
        self.has_decisions = QCheckBox(tr("With the decisions on customers"))
        self.has_decisions.setObjectName("room.decisions")
        self.has_decisions.setChecked(True)
        self.version = self._field(tr("Version"), "room.version", tr("every version, or 3"))
        self.start = MomentEdit(parent=self)
        self._name(self.start, tr("From"), "room.from", tr("the beginning, or 2026-03-01"))
        self.until = MomentEdit(parent=self)
        self._name(self.until, tr("Until"), "room.until", tr("the last seal, or 2026-03-01"))
        self.passphrase = self._secret(tr("Passphrase"), "room.passphrase")
        self.again = self._secret(tr("Once more"), "room.again")
        where, kinds = tr("Where the review room goes"), tr("Review rooms (*.mwroom)")
        self.place = FilePlace("room.file", where, SUFFIX, kinds, folder=folder)
        self.place.propose(model[1])
        self.words = StyledLabel("", wraps=True)
        self.words.setObjectName("room.size")
        self._build()
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._read)
        self.scope.currentIndexChanged.connect(self._on_scope_changed)
        self.place.changed.connect(self.update_verb)
        self.has_decisions.toggled.connect(lambda _on: self._on_changed())
        for edit in (self.version, self.start, self.until):
            edit.textChanged.connect(lambda _text: self._on_changed())
        for edit in (self.passphrase, self.again):
            edit.textChanged.connect(lambda _text: self.update_verb())
        self._read()
        self.update_verb()
        self.scope.setFocus()

    def _field(self, name: str, object_name: str, hint: str) -> QLineEdit:
        edit = QLineEdit(self)
        self._name(edit, name, object_name, hint)
        return edit

    def _name(self, edit: QLineEdit, name: str, object_name: str, hint: str) -> None:
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(theme.px(28))

    def _secret(self, name: str, object_name: str) -> QLineEdit:
        edit = self._field(name, object_name, "")
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        return edit

    def _build(self) -> None:
        first, second = self._grid(), self._grid()
        self._add_row(first, tr("Room of"), self.scope)
        first.addWidget(self.has_decisions, first.rowCount(), 1)
        self._add_row(first, tr("Of version"), self.version)
        self._add_row(first, tr("Decided from"), self.start)
        self._add_row(first, tr("Until"), self.until)
        self._add_row(second, tr("Passphrase"), self.passphrase)
        self._add_row(second, tr("Once more"), self.again)
        self._add_row(second, tr("File"), self.place)
        self.body.addLayout(first)
        self.body.addWidget(
            caption(tr("A day alone counts whole, to its end; a time itself is not included."))
        )
        self.body.addWidget(self.words)
        words = tr(
            "It holds the lineage of the whole time, documents, signatures, the proof and the"
            " verifier. Left out are the models themselves, the data of customers, logins, and how"
            " machines are reached."
        )
        self.body.addWidget(caption(words, wraps=True))
        self.body.addLayout(second)
        words = tr(
            "Nobody can open the room without the passphrase, you neither. Give it to the auditor"
            " by another way than the file."
        )
        self.body.addWidget(caption(words, wraps=True))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, self._names_width())
        grid.setColumnStretch(1, 1)
        return grid

    def _names_width(self) -> int:
        """One column of names for both grids."""
        longest = StyledLabel(tr("Decided from"), FontRole.CAPTION_MEDIUM)
        return max(theme.px(130), longest.sizeHint().width())

    def _add_row(self, grid: QGridLayout, name: str, field: QWidget) -> None:
        label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
        label.setBuddy(field)
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)

    @override
    def lacks(self) -> str:
        if self._problem:
            return self._problem
        if self.measured is None:
            return tr("Counting the events.")
        if not self.measured.size.events:
            return tr("Nothing of this is sealed yet.")
        if len(self.passphrase.text()) < MINIMUM_PASSPHRASE:
            return tr("A passphrase has at least {count} characters.").format(
                count=MINIMUM_PASSPHRASE
            )
        if self.passphrase.text() != self.again.text():
            return tr("The two passphrases are different.")
        return self.place.lacks()

    def asked(self) -> RoomAsked:
        """What was chosen.

        Raises:
            InputError: a field holds no time or no number, or the end lies before the beginning.
        """
        model_id, name = self._model if self.scope.currentIndex() == 0 else (None, "")
        if not self.has_decisions.isChecked():
            return RoomAsked(model_id, name)
        start, until = parse_moment(self.start.text()), past_until(self.until.text())
        if start is not None and until is not None and until <= start:
            raise InputError(tr("The end of a period lies after its beginning."))
        text = self.version.text().strip().removeprefix("v")
        version = whole_number(text) if text and model_id is not None else None
        if text and model_id is not None and version is None:
            raise InputError(tr("“{text}” is no number of a version.").format(text=quoted(text)))
        return RoomAsked(model_id, name, True, version, start, until)

    @Slot(int)
    def _on_scope_changed(self, chosen: int) -> None:
        self.place.propose(self._model[1] if chosen == 0 else "workspace")
        self._on_changed()

    def _on_changed(self) -> None:
        self.measured = self._reading = None
        for edit in (self.version, self.start, self.until):
            edit.setEnabled(self.has_decisions.isChecked())
        if self.scope.currentIndex() != 0:
            self.version.setEnabled(False)
        self._delay.start()
        self.update_verb()

    @Slot()
    def _read(self) -> None:
        try:
            asked = self.asked()
        except InputError as error:
            self._on_no_size(error)
            return
        self._reading = asked
        self._backend.read(self._on_measured, measure_room, asked, on_error=self._on_no_size)

    def _on_no_size(self, error: BaseException) -> None:
        if isinstance(error, InputError):
            self._problem = told(error.message)
            self.words.setText("")
            self.update_verb()
        else:
            self.show_problem(error)

    def _on_measured(self, size: RoomSize) -> None:
        if size.asked != self._reading:
            return  # something else was chosen meanwhile, and will be measured
        self.measured, self._problem = size, ""
        events = tr("%n sealed event(s)", "", size.size.events)
        decisions = tr("%n decision(s) on customers", "", size.size.records)
        self.words.setText(f"{events}, {decisions}.")
        self.update_verb()


class RoomExport(SignedExport):
    """A review room."""

    def __init__(self, shell: ScreenWindow, home: QWidget) -> None:
        super().__init__(shell, home)
        self.sheet: RoomSheet | None = None

    def open(self, model: tuple[UUID, str]) -> None:
        sheet = RoomSheet(self._shell.backend, model, self._home.window(), folder=self._folder)
        sheet.submitted.connect(lambda: self._on_sheet_submitted(sheet))
        sheet.finished.connect(self._on_sheet_finished)
        self.sheet = sheet
        open_sheet(sheet, draft=(str(model[0]), "make_room"))

    def _on_sheet_finished(self, _code: int) -> None:
        self.sheet = None

    def _on_sheet_submitted(self, sheet: RoomSheet) -> None:
        path, size, passphrase = sheet.place.path, sheet.measured, sheet.passphrase.text()
        if size is None:
            return
        words = sheet.words.text()
        self._folder = path.parent
        self._step_aside(sheet)
        self.sign(path, size, words, passphrase)

    def sign(self, path: Path, size: RoomSize, size_words: str, passphrase: str) -> None:
        """Ask for the signature under the room that will lie at `path`."""
        self._sign(
            lambda person: asked_room(path, size, size_words, person),
            make_signed_room,
            path,
            size.wanted,
            passphrase,
        )

    @override
    def show_made(self, made: Room) -> None:
        self.exported.emit(made)
        open_sheet(RoomDone(made, self._home.window()))


def asked_room(path: Path, size: RoomSize, size_words: str, person: str) -> Asked:
    """What is signed, before it is made."""
    wanted, decisions = size.wanted, size.wanted.decisions
    period = tr("none")
    if decisions is not None:
        period = tr("{start} to {until}").format(
            start=_when(decisions.start, tr("the beginning")),
            until=_when(decisions.until, tr("the last seal")),
        )
    return Asked(
        title=tr("Sign: review room"),
        facts=(
            (tr("Room of"), wanted.model_name or tr("everything in the workspace")),
            (tr("Decisions on customers"), period),
            (tr("Holds"), size_words),
            (tr("File"), StyledLabel(str(path), FontRole.MONO, wraps=True)),
        ),
        verb=tr(SIGN),
        person=person,
        role="",
        consequence=tr("The trail keeps who made the room, with the digest of the file."),
        minimum_reason=0,
    )


def _when(at: datetime | None, words: str) -> str:
    return words if at is None else cells.moment(at)


class RoomDone(Sheet):
    """Where the room lies, and how an auditor opens it."""

    def __init__(self, made: Room, parent: QWidget) -> None:
        super().__init__(
            "roomdone",
            tr("The review room is made"),
            tr("Open the folder"),
            parent,
            back=tr("Close"),
            changes=False,
        )
        self._made = made
        facts = FactList(label_width=96)
        facts.set_facts(
            (
                (tr("File"), StyledLabel(str(made.path), FontRole.MONO, wraps=True, can_copy=True)),
                (tr("Holds"), tr("%n event(s)", "", made.proof.events)),
                ("", tr("%n decision(s) on customers", "", made.records)),
                ("", tr("%n document(s)", "", made.documents)),
                (tr("Signed with"), tr("key {kid}").format(kid=made.proof.signed_by)),
            )
        )
        self.body.addWidget(facts)
        words = tr(
            "Modelward opens it on any computer, without a workspace: File > Open a review room."
            " Without Modelward it can't be unlocked; for that, export a proof."
        )
        self.body.addWidget(caption(words, wraps=True))
        self.submitted.connect(self._open_folder)
        self.update_verb()

    def _open_folder(self) -> None:
        if open_place(self._made.path.parent, self.errors):
            self.accept()
