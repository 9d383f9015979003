"""Sign a decision: what, with which meaning and reason, as whom, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.texts import role_name
from app.views import theme
from app.views.cells import Status
from app.views.dialogs.surface import Paper, fit_height, paint_sheet, sheet_title
from app.views.language import tr
from app.views.notices import announce
from app.views.sheet_changes import Changed
from app.views.sheet_drafts import KeepingDialog, home_of
from app.views.sheet_fields import keep_none
from app.views.theme import FontRole
from app.views.widgets.banner import Banner, BannerArea, show_begun, show_changed, show_stored
from app.views.widgets.basics import (
    Avatar,
    Card,
    Divider,
    FactList,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.foot import Foot
from app.views.widgets.reason_box import ReasonBox
from app.views.widgets.segments import Segments
from app.views.zones import zone

LABEL_WIDTH, CARD_MARGIN = 88, 16
_CLOCK_MS = 1_000  # a time to the minute is never older than that


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dialog asks to be signed.

    Args:
        title: of the dialog: "Sign: approve promotion".
        facts: what is signed: ("You sign", widget or words), ("Digest", …), ("Covers", …).
        verb: on the button: "Sign and approve".
        meanings: to choose from; empty when Y or N has said it already.
        person: full name of who signs; `role` in which role, empty: in each that they hold.
        consequence: what happens then, in one sentence.
        can_undo: False prints "This cannot be undone".
        needs_password: ask for it; the handle is asked too on the first signature of a session.
        user_id: as it will be checked.
        reason_label: what the words are; empty: the reason.
        body: what is shown of it below the facts.
        why_not: why the person at the window can't sign it, as a sentence; empty: they can.
        refusal: words on a button that says no instead, and what it does; None: there is none.
        signature: with what it will be signed, by name; None: that is not asked here.
    """

    title: str
    facts: tuple[tuple[str, object], ...]
    verb: str
    person: str
    role: str
    consequence: str
    meanings: tuple[str, ...] = ()
    recent_reasons: tuple[str, ...] = ()
    minimum_reason: int = 10
    is_danger: bool = False
    can_undo: bool = False
    needs_password: bool = False
    is_first_signature: bool = False
    user_id: str = ""
    reason_label: str = ""
    body: QWidget | None = None
    why_not: str = ""
    refusal: tuple[str, Callable[[], object]] | None = None
    signature: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """What was entered. Has no repr: it may hold a passphrase."""

    reason: str
    meaning: str = ""
    user_id: str = ""
    password: str = ""


class DecisionDialog(KeepingDialog):
    """Sheet-modal; stays open, with everything typed, until the decision is stored.

    Connect `signed` to the command; call `accept()` when it is done, `fail(error)` when it isn't.
    """

    signed = Signal(object)  # Signed

    def __init__(self, asked: Asked, parent: QWidget) -> None:
        super().__init__(parent)
        self._asked = asked
        self._is_running = False
        self.setObjectName("sign")
        self.setWindowTitle(asked.title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(580))
        self._build()
        self._update()
        self.reason.setFocus()

    def _build(self) -> None:
        asked = self._asked
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(sheet_title(asked.title))
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        layout.addWidget(self.errors)
        self._paper = Paper(asked.title, spacing=14)
        layout.addWidget(self._paper)
        asks = self._paper.column
        asks.addWidget(self._signed_card())
        if asked.body is not None:
            asks.addWidget(asked.body)
        self.meaning: Segments | None = None
        if asked.meanings:
            asks.addLayout(self._meaning_row(asked.meanings))
        self.reason = ReasonBox(
            asked.reason_label, minimum=asked.minimum_reason, recent=asked.recent_reasons
        )
        self.reason.edit.setObjectName("sign.reason")
        self.reason.changed.connect(self._update)
        self.reason.submitted.connect(self._submit)
        asks.addWidget(self.reason)
        self.user_id = self._field(tr("Handle"), "sign.user", asked.user_id)
        self.password = self._field(tr("Passphrase"), "sign.password", "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.user_id.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        if asked.needs_password:
            asks.addLayout(self._password_row())
        asks.addWidget(self._as_whom())
        layout.addWidget(Divider())
        layout.addWidget(self._foot())

    def _signed_card(self) -> QWidget:
        card = Card(is_alternate=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(CARD_MARGIN, 12, CARD_MARGIN, 12)
        self._signed = FactList(label_width=LABEL_WIDTH)
        self._signed.set_facts(self._asked.facts)
        inside.addWidget(self._signed)
        return card

    def _meaning_row(self, meanings: Sequence[str]) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setSpacing(6)
        layout.addWidget(StyledLabel(tr("Meaning of this signature"), FontRole.CAPTION_MEDIUM))
        self.meaning = Segments(tr("Meaning of this signature"), meanings)
        self.meaning.setObjectName("sign.meaning")
        layout.addWidget(self.meaning)
        return layout

    def _field(self, name: str, object_name: str, text: str) -> QLineEdit:
        edit = QLineEdit(text, self)
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setFixedHeight(theme.px(30))
        edit.setVisible(self._asked.needs_password)
        edit.textChanged.connect(self._update)
        keep_none(edit)
        return edit

    def _password_row(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.setSpacing(12)
        fields = [(tr("Passphrase"), self.password)]
        if self._asked.is_first_signature:
            fields.insert(0, (tr("Handle"), self.user_id))
        else:
            self.user_id.hide()
        for name, edit in fields:
            column = QVBoxLayout()
            column.setSpacing(5)
            label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
            label.setBuddy(edit)
            column.addWidget(label)
            column.addWidget(edit)
            layout.addLayout(column)
        return layout

    def _as_whom(self) -> QWidget:
        asked = self._asked
        who = row(
            Avatar(asked.person, is_self=True),
            StyledLabel(asked.person, FontRole.STRONG),
            StyledLabel(asked.role or self._held(), is_secondary=True),
            spacing=6,
        )
        facts = FactList(label_width=LABEL_WIDTH)
        self._at, self._at_utc = StyledLabel(""), caption("")
        self._at.setObjectName("sign.at")
        self._show_time()
        clock = QTimer(self, interval=_CLOCK_MS)
        clock.timeout.connect(self._show_time)
        clock.start()
        at = row(self._at, self._at_utc)
        # Below the reason: at a large zoom that is in sight with what the sheet is about.
        signature = (asked.signature,) if asked.signature is not None else ()
        facts.set_facts(
            ((tr("Recorded as"), who), (tr("At"), at), *signature, (tr("Then"), asked.consequence))
        )
        # Below those of the card, whose margin no zoom makes wider.
        names = max(self._signed.names_width(), facts.names_width() - CARD_MARGIN)
        self._signed.set_names_width(names)
        facts.set_names_width(names + CARD_MARGIN)
        return facts

    def _held(self) -> str:
        """The roles in which the person at the window acts."""
        home = home_of(self)
        decider = home.backend.decider if home is not None else None
        return ", ".join(sorted(map(role_name, getattr(decider, "roles", ()))))

    @Slot()
    def _show_time(self) -> None:
        """Who reads for long signs at a later minute than the one at which this opened."""
        now = datetime.now(UTC)
        local = now.astimezone(zone())
        note = tr("the database sets the second")
        if local.utcoffset():
            note = tr("{time} UTC, the database sets the second").format(time=f"{now:%H:%M}")
        self._at.setText(f"{local:%Y-%m-%d %H:%M %Z}")
        self._at_utc.setText(note)

    def _foot(self) -> Foot:
        self._hint = caption(self._asked.why_not or self._consequences(), wraps=True)
        self._hint.setObjectName("sign.hint")
        self.cancel_button = Button(tr("Cancel"), keys="Esc")
        self.cancel_button.setObjectName("sign.cancel")
        self.cancel_button.clicked.connect(self.reject)
        kind = Kind.DANGER if self._asked.is_danger else Kind.PRIMARY
        self.sign_button = Button(
            self._asked.verb, kind=kind, icon="pencil", keys="Ctrl+Enter", changes=True
        )
        self.sign_button.setObjectName("sign.accept")
        self.sign_button.clicked.connect(self._submit)
        return Foot(self._hint, row(*self._refusal(), None, self.cancel_button, self.sign_button))

    def _refusal(self) -> tuple[Button, ...]:
        """Apart from the two that every sheet has."""
        if self._asked.refusal is None:
            return ()
        words, refuse = self._asked.refusal
        button = Button(words, changes=True)
        button.setObjectName("sign.refuse")
        button.clicked.connect(self.reject)
        button.clicked.connect(lambda _on: refuse())
        return (button,)

    @property
    @override
    def is_running(self) -> bool:
        return self._is_running

    def lacks(self) -> str:
        """What is still missing, as a sentence; empty when it can be signed."""
        if self._asked.why_not or self.is_stored_elsewhere:
            return self._asked.why_not or tr("The decision is being stored.")
        if self.reason.lacks():
            return self.reason.lacks()
        if self._asked.needs_password and self._asked.is_first_signature and not self._user():
            return tr("Enter your handle.")
        if self._asked.needs_password and not self.password.text():
            return tr("Enter the passphrase.")
        if self._is_running:
            return tr("The decision is being stored.")
        return ""

    def _user(self) -> str:
        return self.user_id.text().strip()

    def warn(self, error: BaseException) -> Banner:
        """Say what stands against it already; the cursor stays where it is."""
        return self.errors.show_error("sign", error)

    def tell(self, words: str) -> None:
        """Say what was done meanwhile from here."""
        self.errors.show_banner("told", Status.OK, words)

    @override
    def fail(self, error: BaseException) -> None:
        """Say what went wrong, keep every word typed."""
        if self.tell_left(error):
            return
        self._is_running = False
        self.warn(error)
        self._update()
        if self._asked.needs_password:
            self.password.setFocus()
            self.password.selectAll()  # what is typed now replaces it
        else:
            self.reason.edit.setFocus()

    @override
    def show_begun(self, begin_anew: Callable[[], object]) -> None:
        show_begun(self.errors, begin_anew)

    @override
    def show_changed(self, changed: Changed, put_in: Callable[[], object]) -> None:
        show_changed(self.errors, changed, put_in)

    @override
    def show_stored(self) -> None:
        show_stored(self.errors)

    @override
    def update_verb(self) -> None:
        self._update()
        if self.is_stored_elsewhere:
            self._hint.setText(self.lacks())

    @Slot()
    def _update(self) -> None:
        self.sign_button.set_blocked(self.lacks())
        if not self.lacks():
            self._hint.setText(self._consequences())

    def _consequences(self) -> str:
        return "" if self._asked.can_undo else tr("This cannot be undone")

    @Slot()
    def _submit(self) -> None:
        if self._is_running:  # Ctrl+Enter in the passphrase: the field says it, then the dialog
            return
        if self.lacks():
            self._hint.setText(self.lacks())
            announce(self.lacks(), self)
            return
        self._is_running = True
        self._update()
        self.errors.clear("sign")
        meaning = self.meaning.current_text if self.meaning else ""
        answer = Signed(self.reason.text, meaning, self.user_id.text(), self.password.text())
        self.signed.emit(answer)

    @override
    def event(self, event: QEvent) -> bool:
        """What went wrong comes in later, and must cut no words."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            fit_height(self, self._paper)
        return done

    @override
    def showEvent(self, event: QShowEvent) -> None:
        fit_height(self, self._paper)  # before it finds its place, which follows from its height
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if ctrl or self.lacks():
                self._submit()  # which says what is missing
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)
