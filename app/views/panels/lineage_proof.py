"""Export a proof: what it holds and leaves out, the signature, the file, how it is checked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from app.errors import AppError, CancelledError, InputError
from app.services.placed_file import require_free
from app.services.signing_session import Entry
from app.services.trail.export import Exported, Wanted
from app.services.trail.proof_facts import read_proof
from app.services.trail.proof_words import load_proof_words
from app.services.trail.proving import ProofSize, measure_proof, prove
from app.services.unit_of_work import Work
from app.texts import told
from app.views import cells, notices, theme
from app.views.backend import Backend
from app.views.cells import Status
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.dialogs.sheet import Sheet
from app.views.language import N_, tr
from app.views.long_task import LongTask
from app.views.opening_outside import open_place
from app.views.panels.event_words import event_words
from app.views.panels.lineage_event import digest_label
from app.views.panels.lineage_moment import typed
from app.views.panels.lineage_seal import grouped
from app.views.panels.signing import Signing, Way
from app.views.proof_pdf import pdf_beside, write_proof_pdf
from app.views.screen import ScreenWindow
from app.views.theme import FontRole
from app.views.typed_day import parse_moment, past_until
from app.views.widgets.basics import FactList, StyledLabel, caption
from app.views.widgets.fields import Choice
from app.views.widgets.file_place import FilePlace
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.scrim import open_sheet

log = logging.getLogger(__name__)

SIGN = N_("Sign and export")
_DEBOUNCE_MS = 250


class ProofSheet(Sheet):
    """What the proof is of; says how many events that are, and how many stay out."""

    def __init__(
        self,
        backend: Backend,
        model: tuple[UUID, str],
        until: datetime | None,
        record: tuple[UUID, str] | None,
        parent: QWidget,
        *,
        folder: Path | None = None,
    ) -> None:
        self._size: ProofSize | None = None
        self._problem = ""
        super().__init__("proof", tr("Export proof"), tr("Sign…"), parent)
        self._backend = backend
        self._model = model
        self._record = record
        self._until = until  # the field prints it to the minute
        self.scope = Choice(
            tr("Proof of"),
            (tr("Model {name}").format(name=model[1]), tr("Everything in the workspace")),
            keys=("model", "workspace"),
        )
        self.scope.setObjectName("proof.scope")
        self.start = self._field(tr("From"), "proof.from", tr("the beginning, or 2026-03-01"))
        self.until = self._field(tr("Until"), "proof.until", tr("the last seal, or 2026-03-01"))
        if until is not None:
            self.until.setText(typed(until))
        self.redacted = QCheckBox(tr("Leave out reasons, names and signed documents"))
        self.redacted.setObjectName("proof.redacted")
        self.measure = StyledLabel("", wraps=True)
        self.measure.setObjectName("proof.size")
        where, kinds = tr("Where the proof goes"), tr("Proofs (*.zip)")
        self.place = FilePlace("proof.file", where, ".zip", kinds, folder=folder)
        self.place.propose(f"{model[1]}-proof")
        self._build()
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._read)
        self.scope.currentIndexChanged.connect(self._on_scope_changed)
        for edit in (self.start, self.until):
            edit.textChanged.connect(lambda _text: self._on_changed())
        self.place.changed.connect(self.update_verb)
        self.update_verb()
        self._read()
        self.scope.setFocus()

    def _field(self, name: str, object_name: str, hint: str) -> QLineEdit:
        edit = MomentEdit(parent=self)
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(theme.px(28))
        return edit

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        fields = (
            (tr("Proof of"), self.scope),
            (tr("From"), self.start),
            (tr("Until"), self.until),
            (tr("File"), self.place),
        )
        for n, (name, field) in enumerate(fields):
            label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
            label.setBuddy(field)
            grid.addWidget(label, n, 0)
            grid.addWidget(field, n, 1)
        self.body.addLayout(grid)
        self.body.addWidget(
            caption(tr("A day alone counts whole, to its end; a time itself is not included."))
        )
        if self._record is not None:
            told = tr("With the record of decision {id}, led to the event that sealed it.")
            self.body.addWidget(StyledLabel(told.format(id=self._record[1]), wraps=True))
        self.body.addWidget(self.redacted)
        self.body.addWidget(self.measure)
        words = tr(
            "A redacted proof can be checked just the same: what is left out stays as its salted"
            " digest."
        )
        self.body.addWidget(caption(words, wraps=True))

    def lacks(self) -> str:
        if self._problem:
            return self._problem
        if self._size is None:
            return tr("Counting the events.")
        return self.place.lacks() if self._size.events else tr("Nothing of this is sealed yet.")

    def wanted(self) -> Wanted:
        """What was chosen.

        Raises:
            InputError: a field holds no time, or the end lies before the beginning.
        """
        start, until = parse_moment(self.start.text()), self._until
        if until is None or self.until.text() != typed(until):
            until = past_until(self.until.text())
        if start is not None and until is not None and until <= start:
            raise InputError(tr("The end of a proof lies after its beginning."))
        model_id, name = self._model if self.scope.currentIndex() == 0 else (None, "")
        records = () if self._record is None else (self._record[0],)
        return Wanted(model_id, name, start, until, self.redacted.isChecked(), records)

    @property
    def size_words(self) -> str:
        return self.measure.text()

    @Slot(int)
    def _on_scope_changed(self, chosen: int) -> None:
        self.place.propose(f"{self._model[1] if chosen == 0 else 'trail'}-proof")
        self._on_changed()

    def _on_changed(self) -> None:
        self._size = None
        self._delay.start()
        self.update_verb()

    @Slot()
    def _read(self) -> None:
        try:
            wanted = self.wanted()
        except InputError as error:
            self._problem = told(error.message)
            self.measure.setText("")
            self.update_verb()
            return
        self._problem = ""
        self._backend.read(self._on_measured, measure_proof, wanted, on_error=self.show_problem)

    def _on_measured(self, size: ProofSize) -> None:
        self._size = size
        held = tr("%n sealed event(s) in the file", "", size.events)
        left = tr("%n sealed event(s) left out", "", size.excluded)
        self.measure.setText(f"{held}, {left}.")
        self.update_verb()


class SignedExport(QObject):
    """From a signed sheet to the file on disk; one at a time. Subclasses say what is written."""

    exported = Signal(object)  # what was made

    def __init__(self, shell: ScreenWindow, home: QWidget) -> None:
        super().__init__(home)
        self._shell = shell
        self._home = home
        self._signing = Signing(shell.backend, home)
        self.dialog: DecisionDialog | None = None
        self._task: LongTask | None = None
        self._folder: Path | None = None  # of the last one: the next is proposed there
        self._asked: Sheet | None = None  # what was chosen in it is being signed

    def _step_aside(self, sheet: Sheet) -> None:
        """What was chosen in the sheet is signed next."""
        self._asked = sheet
        sheet.step_aside()

    def _end_asked(self, end: Callable[[Sheet], object]) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            end(asked)

    def _sign(self, asked: Callable[[str], Asked], task: Callable[..., Any], *given: Any) -> None:
        """Ask for the signature under what `task(work, *given, …)` will write."""

        def ask(way: Way) -> None:
            if way.refusal is not None:
                self._end_asked(Sheet.step_back)
                self._shell.show_error(way.refusal)
                return
            me = self._shell.backend.decider
            dialog = DecisionDialog(way.ask(asked(me.full_name)), self._home.window())
            dialog.goes_on = False
            dialog.reason.hide()
            dialog.adjustSize()
            dialog.signed.connect(lambda answer: self._begin(way, answer, task, given))
            dialog.rejected.connect(self._on_dialog_rejected)
            self.dialog = dialog
            open_sheet(dialog, draft=("", task.__name__))

        self._signing.prepare(ask)

    def _begin(
        self, way: Way, answer: Signed, task: Callable[..., Any], given: tuple[Any, ...]
    ) -> None:
        begun = self._shell.backend.begin(
            task,
            *given,
            person=self._shell.backend.decider.id,
            settings=self._shell.backend.settings,
            session=way.session,
            entry=Entry(answer.user_id, answer.password),
        )
        begun.progressed.connect(self._on_task_progressed)
        begun.done.connect(self._on_task_done)
        begun.failed.connect(self._on_task_failed)
        self._task = begun

    @Slot()
    def _on_dialog_rejected(self) -> None:
        """Who closes the sheet stops what runs under it."""
        self.dialog = None
        if self._task is not None:
            self._task.cancel()
        else:
            self._end_asked(Sheet.step_back)

    @Slot(int, int)
    def _on_task_progressed(self, done: int, total: int) -> None:
        if self.dialog is not None:
            words = tr("{done} of {total} events").format(done=grouped(done), total=grouped(total))
            self.dialog.sign_button.setText(words)

    @Slot(object)
    def _on_task_done(self, made: object) -> None:
        """Also where it was stopped too late: the file is there, and the trail knows."""
        self._task = None
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog = None
        self._end_asked(Sheet.accept)
        self.show_made(made)

    @Slot(object)
    def _on_task_failed(self, error: BaseException) -> None:
        self._task = None
        if self.dialog is not None:
            self.dialog.sign_button.setText(tr(SIGN))
            self.dialog.fail(error)
            return
        self._end_asked(Sheet.step_back)
        if not isinstance(error, CancelledError):
            self._shell.show_error(error)

    def show_made(self, made: Any) -> None:
        raise NotImplementedError


class ProofExport(SignedExport):
    """A proof of the trail."""

    def __init__(self, shell: ScreenWindow, home: QWidget) -> None:
        super().__init__(shell, home)
        self.sheet: ProofSheet | None = None

    def open(
        self,
        model: tuple[UUID, str],
        until: datetime | None,
        record: tuple[UUID, str] | None = None,
    ) -> None:
        """Ask what the proof is to be of. `record`: of a decision that it holds too, and its id."""
        backend, parent = self._shell.backend, self._home.window()
        sheet = ProofSheet(backend, model, until, record, parent, folder=self._folder)
        sheet.submitted.connect(lambda: self._on_sheet_submitted(sheet))
        sheet.finished.connect(self._on_sheet_finished)
        self.sheet = sheet
        open_sheet(sheet, draft=(str(record[0] if record else model[0]), "prove"))

    def _on_sheet_finished(self, _code: int) -> None:
        self.sheet = None

    def _on_sheet_submitted(self, sheet: ProofSheet) -> None:
        path, wanted, words = sheet.place.path, sheet.wanted(), sheet.size_words
        self._folder = path.parent
        self._step_aside(sheet)
        self.sign(path, wanted, words)

    def sign(self, path: Path, wanted: Wanted, size_words: str) -> None:
        """Ask for the signature under the proof that will lie at `path`."""
        self._sign(
            lambda person: asked_proof(path, wanted, size_words, person),
            prove_with_page,
            path,
            wanted,
        )

    @override
    def show_made(self, made: Proof) -> None:
        self.exported.emit(made.made)
        open_sheet(ProofDone(made, self._home.window()))


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is made and told in the trail; `no_page`: why none for people is beside it."""

    made: Exported
    no_page: BaseException | None = None


def prove_with_page(work: Work, path: Path, wanted: Wanted, **given: Any) -> Proof:
    """The proof for machines, and beside it a page for people that says the same.

    Raises:
        InputError: something lies at either place.
    """
    require_free(pdf_beside(path))
    made = prove(work, path, wanted, **given)
    subject = wanted.model_name or tr("everything in the workspace")
    try:
        facts = read_proof(path)
        words = work.read(load_proof_words, facts, wanted, cells.moment, event_words)
        write_proof_pdf(facts, subject, pdf_beside(path), words)
    except Exception as error:
        log.warning("no page beside the proof", exc_info=error)
        return Proof(made, error)
    return Proof(made)


def asked_proof(path: Path, wanted: Wanted, size_words: str, person: str) -> Asked:
    """What is signed, before it is made."""
    start = cells.moment(wanted.start) if wanted.start else tr("the beginning")
    until = cells.moment(wanted.until) if wanted.until else tr("the last seal")
    left_out = tr("reasons, names, signed documents") if wanted.is_redacted else tr("nothing")
    return Asked(
        title=tr("Sign: proof of the trail"),
        facts=(
            (tr("Proof of"), wanted.model_name or tr("everything in the workspace")),
            (tr("Time"), tr("{start} to {until}").format(start=start, until=until)),
            (tr("Holds"), size_words),
            (tr("Redacted"), left_out),
            (tr("File"), StyledLabel(str(path), FontRole.MONO, wraps=True)),
        ),
        verb=tr(SIGN),
        person=person,
        role="",
        consequence=tr("The trail keeps who exported what, with the digest of the file."),
        minimum_reason=0,
    )


class ProofDone(Sheet):
    """Where the proof lies, and how somebody without the product checks it."""

    def __init__(self, proof: Proof, parent: QWidget) -> None:
        super().__init__(
            "proofdone",
            tr("The proof is made"),
            tr("Open the folder"),
            parent,
            back=tr("Close"),
            changes=False,
        )
        made = self._made = proof.made
        page = tr("no page") if proof.no_page else pdf_beside(made.path).name
        command = f"modelward-verify {made.path.name}"
        facts = FactList(label_width=96)
        facts.set_facts(
            (
                (tr("File"), StyledLabel(str(made.path), FontRole.MONO, wraps=True, can_copy=True)),
                (tr("To read"), StyledLabel(page, can_copy=not proof.no_page)),
                (tr("Holds"), tr("%n event(s)", "", made.events)),
                (tr("Left out"), tr("%n sealed event(s)", "", made.excluded)),
                (tr("Not sealed yet"), tr("%n event(s)", "", made.unsealed)),
                (tr("Signed with"), tr("key {kid}").format(kid=made.signed_by)),
                ("SHA-256", digest_label(made.sha256)),
                (tr("To check it"), StyledLabel(command, FontRole.MONO, wraps=True, can_copy=True)),
            )
        )
        self.body.addWidget(facts)
        words = tr(
            "The PDF says what the proof holds; README.html in the file how it is checked without"
            " the product. modelward-verify comes with Modelward, and is one file that needs only"
            " Python and cryptography. Whoever checks it gets that from elsewhere than from you."
        )
        if proof.no_page:
            self._tell_no_page(proof.no_page)
            words = tr(
                "README.html in the file says how it is checked without the product."
                " modelward-verify comes with Modelward, and is one file that needs only Python and"
                " cryptography. Whoever checks it gets that from elsewhere than from you."
            )
        self.body.addWidget(caption(words, wraps=True))
        self.submitted.connect(self._open_folder)
        self.update_verb()

    def _tell_no_page(self, error: BaseException) -> None:
        is_expected = isinstance(error, AppError)
        why = notices.word(error).text if is_expected else tr("Help > Show log has the details.")
        self.errors.show_banner(
            "page",
            Status.WARNING,
            tr("The PDF is missing"),
            tr("The proof itself is whole, and the trail has it. {why}").format(why=why),
        )

    def _open_folder(self) -> None:
        if open_place(self._made.path.parent, self.errors):
            self.accept()
