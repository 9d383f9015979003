"""An opened review room: lineage, documents, signatures and proof of one file, to be read only.

The lineage is the screen of a workspace over the rows of the room; there is no database, no
service and nobody who signs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.trail.proof_facts import SignedAct, read_proof
from app.services.trail.room_check import PROOF_NAME, RoomDocument, listed_versions
from app.services.trail.room_opening import READER, RoomSeat
from app.texts import role_name, word
from app.views import cells, notices, safe_text, theme
from app.views.actions import ActionRegistry, ActionSpec
from app.views.backend import Backend
from app.views.cells import Status, Text
from app.views.deeds import Deed
from app.views.drafts import DraftStore
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.key_words import (
    elsewhere_words,
    refused_words,
    revoked_words,
    undecided_words,
    without_key_words,
)
from app.views.language import N_, tr
from app.views.panels.lineage_event import digest_label
from app.views.panels.lineage_seal import grouped
from app.views.places import ObjectRef
from app.views.preferences import PreferenceStore
from app.views.screen import SCREENS, Screen
from app.views.theme import FontRole, ThemeSwitch
from app.views.undo import Offered, Undoable, UndoStack
from app.views.widgets.banner import Banner, BannerArea
from app.views.widgets.basics import FactList, Pane, StyledLabel, caption
from app.views.widgets.button import follow_window
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.room import Room
from app.views.widgets.tabs import Hung, Tab, TabBar
from app.views.widgets.toasts import Toasts
from app.views.widgets.view_strip import as_recorded

# What shows and runs nothing; an auditor did not ask for programs.
READABLE = frozenset(
    [".pdf", ".txt", ".md", ".csv", ".json", ".png", ".jpg", ".yml", ".yaml", ".toml"]
)
ELSEWHERE = N_("A review room holds the lineage only; this stands in the workspace.")
DOCUMENTS: list[Column[RoomDocument]] = [
    Column(N_("Document"), lambda row: Text(row.title, is_strong=True), stretches=True),
    Column(N_("Versions"), lambda row: listed_versions(row.versions), width=150),
    Column(N_("Model"), lambda row: Text(row.model), width=180, is_name=True),
    Column("SHA-256", lambda row: Text(row.sha256[:16], is_quiet=True, is_mono=True), width=150,
           tooltip=lambda row: row.sha256),
]  # fmt: skip
SIGNATURES: list[Column[SignedAct]] = [
    Column(N_("When"), lambda row: Text(cells.moment(row.at) if row.at else ""), width=150),
    Column(N_("Person"), lambda row: Text(row.person, is_strong=True), width=200),
    Column(N_("As"), lambda row: Text(role_name(row.role) if row.role else ""), width=140),
    Column(N_("Said"), lambda row: Text(word(row.meaning.lower())), width=150),
    Column(N_("Of"), lambda row: Text(f"{row.subject} {row.target}".strip()), width=200),
    Column(N_("Reason"), lambda row: Text(row.reason), stretches=True),
    Column(N_("Key"), lambda row: Text(row.kid, is_quiet=True, is_mono=True), width=150),
]


class RoomWindow(QWidget):
    """Everything that can be asked of it is answered by the room alone."""

    closed = Signal(object)  # itself

    def __init__(
        self,
        seat: RoomSeat,
        preferences: PreferenceStore,
        theme_switch: ThemeSwitch | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("roomwindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.seat = seat
        self._preferences = preferences
        self._theme_switch = theme_switch
        self._drafts = DraftStore(None, self)
        self._backend = Backend(
            seat.read, _refuse, past_reader=seat.read_past, decider=READER,
            sealed_until=seat.facts.sealed_until, parent=self,
        )  # fmt: skip
        self._actions = ActionRegistry(self, self.why_no_change)
        self._actions.set_chosen_keys(preferences.value.keys)
        self._actions.set_letters_on(preferences.value.letters)
        self._banners = BannerArea()
        self._toasts = Toasts(self)
        self._undo_stack = UndoStack(self._backend, self)  # nothing ever enters it
        self.screen_: Screen = SCREENS.get("lineage")(self)
        proof = read_proof(seat.folder / PROOF_NAME)
        self.acts, self.revoked = proof.acts, proof.revoked
        # A room lists a file for each version that has it; here it is one, whoever has it.
        self.documents = tuple(dict.fromkeys(seat.facts.documents))
        self.tabs = TabBar(tr("Parts of the review room"))
        self._pages = QStackedWidget()
        self._build()
        theme.dress(self)
        self._connect()
        self.resize(1200, 800)
        self._show_what_it_is()
        self.screen_.refresh()

    def _build(self) -> None:
        facts = self.seat.facts
        documents, signatures = len(self.documents), len(self.acts)
        self.tabs.set_tabs(
            [
                Tab(tr("Lineage")),
                Tab(tr("Documents"), documents),
                Tab(tr("Signatures"), signatures),
                Tab(tr("Proof")),
            ]
        )
        pages = (Room(self.screen_), self._documents(), self._signatures(), self._proof())
        for page in pages:
            self._pages.addWidget(page)
        self.tabs.chosen.connect(self._pages.setCurrentIndex)
        above = Pane()  # one sheet with the page below, as tabs are everywhere else
        in_line = QHBoxLayout(above)
        in_line.setContentsMargins(16, 4, 16, 0)
        in_line.addLayout(Hung(self.tabs))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._banners)
        layout.addWidget(above)
        layout.addWidget(self._pages, 1)
        of = facts.model or facts.workspace
        self._title = tr("Review room: {of}").format(of=safe_text.one_line(of))
        self.setWindowTitle(self._title)

    def _connect(self) -> None:
        self._actions.add(ActionSpec("window.close", tr("Close"), ("Ctrl+W",)), self.close)
        self._actions.add(ActionSpec("view.refresh", tr("Refresh"), ("F5",)), self.screen_.refresh)
        self._actions.refused.connect(lambda _text, reason: self.toast(reason))
        self._backend.failed.connect(self.show_error)
        self._backend.moment_changed.connect(self._on_backend_moment_changed)
        follow_window(self)

    def _show_what_it_is(self) -> None:
        """Not to be closed: whoever looks at it knows that it is a copy, of what, as of when."""
        facts = self.seat.facts
        words = tr(
            "It holds {model}, of {workspace}, as sealed until {until}. Made by {person} on {at}."
            " Nothing can be changed here."
        ).format(
            model=facts.model or tr("every model"),
            workspace=facts.workspace,
            until=cells.moment(facts.sealed_until),
            person=facts.made_by,
            at=cells.moment(facts.made_at),
        )
        if self.revoked:
            words += " " + " ".join(map(revoked_words, self.revoked))
        if facts.is_demo:
            words += " " + tr("It is of a demonstration: people and models are made up.")
        title = tr("This is a review room")
        status = Status.WARNING if self.revoked else Status.OK
        self.show_banner("room", status, title, words, can_close=False)

    def _documents(self) -> QWidget:
        model: RowTableModel[RoomDocument] = RowTableModel(
            DOCUMENTS, lambda row: (row.name, row.model, row.title), self
        )
        table = DataTable(model, tr("Documents of the review room"))
        table.setObjectName("roomwindow.documents")
        table.keep_from_edges()
        table.set_empty_state(EmptyState(tr("No documents"), tr("None was kept with the models.")))
        table.opened.connect(self._open_document)
        model.set_rows(self.documents)
        table.mark_ready()
        return table

    def _open_document(self, row: RoomDocument) -> None:
        """With what opens such files on this computer; where one could run, only its folder."""
        path = self.seat.folder / row.name
        shown = path if path.suffix in READABLE else path.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown)))

    def _signatures(self) -> QWidget:
        model: RowTableModel[SignedAct] = RowTableModel(
            SIGNATURES, lambda row: (row.sha256, row.kid, row.at), self
        )
        table = DataTable(model, tr("What people signed"))
        table.setObjectName("roomwindow.signatures")
        table.keep_from_edges()
        table.set_empty_state(
            EmptyState(tr("No signatures"), tr("Nobody signed anything that this room is of."))
        )
        model.set_rows(sorted(self.acts, key=lambda one: (one.at is None, one.at)))
        table.mark_ready()
        return table

    def _proof(self) -> QWidget:
        facts, verdict = self.seat.facts, self.seat.verdict
        signer = verdict.signer or tr("the sealing key of the log")
        ended = "\n".join(map(revoked_words, self.revoked))
        lines = FactList(label_width=170)
        mono = FontRole.MONO
        lines.set_facts(
            (
                (tr("Checked"), tr("Events, their words and decisions are what the trail sealed;"
                    " the rest is as its maker signed it.")),
                (tr("Events"), tr("{count}, of {size} of the log").format(
                    count=grouped(facts.events), size=grouped(facts.head_size))),
                (tr("Signatures of people"), tr("{count}, all hold").format(
                    count=grouped(verdict.report.signatures))),
                *([(tr("Without a signature"), without_key_words(verdict.report.without_key))]
                  if verdict.report.without_key else []),
                *([(tr("Refused"), refused_words(len(verdict.report.refused)))]
                  if verdict.report.refused else []),
                *([(tr("Not told here"), undecided_words(len(verdict.report.undecided)))]
                  if verdict.report.undecided else []),
                *([(tr("Signed elsewhere"), elsewhere_words(len(verdict.report.elsewhere)))]
                  if verdict.report.elsewhere else []),
                (tr("Decisions on customers"), self._decisions()),
                (tr("Signed by"), signer),
                (tr("With the key"), StyledLabel(verdict.kid, mono, can_copy=True)),
                (tr("Revoked keys"), StyledLabel(ended, wraps=True) if ended else tr("none of"
                    " those that signed here")),
                (tr("Sealed until"), cells.moment(facts.sealed_until)),
                (tr("Log"), StyledLabel(facts.log, mono, can_copy=True)),
                (tr("Sealing keys"), StyledLabel(
                    ", ".join(verdict.report.sealing_keys), mono, can_copy=True)),
                (tr("Root of the tree"), digest_label(facts.head_root)),
            )
        )  # fmt: skip
        words = tr(
            "Log, keys and root are as good as where you have them from: ask for them by another"
            " way than this file, and compare. The file proof.zip in the room is checked without"
            " Modelward, too."
        )
        page = Pane()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 16, 16, 18)
        layout.setSpacing(14)
        layout.addWidget(lines)
        layout.addWidget(caption(words, wraps=True))
        layout.addStretch()
        return page

    def _decisions(self) -> str:
        facts = self.seat.facts
        if not facts.records:
            return tr("none in this room")
        start = cells.moment(facts.start) if facts.start else tr("the beginning")
        until = cells.moment(facts.until) if facts.until else tr("the last seal")
        return tr("{count}, from {start} to {until}, each led to the event of its import").format(
            count=grouped(facts.records), start=start, until=until
        )

    # What a screen may ask of the window around it

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
    def undo_stack(self) -> UndoStack:
        return self._undo_stack

    @property
    def theme_switch(self) -> ThemeSwitch | None:
        return self._theme_switch

    def why_no_change(self) -> str:
        return self._backend.why_no_change

    @property
    def current_screen(self) -> Screen:
        return self.screen_

    @property
    def drafts(self) -> DraftStore:
        """Nothing is written here."""
        return self._drafts

    def go(self, screen: str, ref: ObjectRef | None = None, *, filter_text: str = "") -> None:
        self.toast(tr(ELSEWHERE))

    def open_ref(self, ref: ObjectRef) -> None:
        """Lineage, events and decisions on customers are here; everything else is elsewhere."""
        if ref.kind in self.screen_.card.kinds:
            self.tabs.choose(0)
            self.screen_.open_object(ref)
        else:
            self.toast(tr(ELSEWHERE))

    def show_here(self, ref: ObjectRef) -> None:
        self.open_ref(ref)

    def open_window(self, ref: ObjectRef) -> None:
        self.open_ref(ref)

    def view_as(self, handle: str) -> None:
        self.toast(tr(ELSEWHERE))

    def forget_places(self) -> None:
        """Nothing of a room is remembered on this computer."""

    def pins_changed(self) -> None:
        """There is no rail."""

    def set_crumbs(self, *crumbs: str) -> None:
        """The title says which room this is; which model, the screen itself."""

    def toast(self, text: str, offer: Offered = None, *, kind: str = "") -> None:
        """Nothing is stored in a room, so nothing undone."""
        self._toasts.show_toast(text, None if isinstance(offer, Undoable) else offer, kind=kind)

    def tell(self, deed: Deed) -> None:
        """Nobody is guided through a room."""

    def show_banner(
        self, key: str, status: Status, title: str, text: str = "", *, can_close: bool = True
    ) -> Banner:
        return self._banners.show_banner(key, status, title, text, can_close=can_close)

    def clear_banner(self, key: str) -> None:
        self._banners.clear(key)

    def show_error(self, error: BaseException) -> None:
        wording = notices.word(error)
        self.show_banner("error", Status.CRITICAL, wording.title, wording.text)

    def _on_backend_moment_changed(self, moment: datetime | None) -> None:
        if moment is None:
            self.clear_banner("past")
        else:
            self.show_banner("past", Status.WARNING, as_recorded(moment), can_close=False)
        self.screen_.refresh()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing of the room lies unlocked on this computer afterwards."""
        self._backend.close()
        self.seat.close()
        self.closed.emit(self)
        super().closeEvent(event)


def _refuse(*_: Any) -> Any:
    raise RuntimeError("nothing is written into a room")
