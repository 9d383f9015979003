"""Questions about a request, their answers and other words: beside the decision, in the trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.approval_detail import RequestDetail
from app.models.queries.request_notes import NoteRow
from app.models.rules.notes import ANSWER, COMMENT, QUESTION
from app.services.commands.notes import write_note
from app.texts import blocker, person_name
from app.views import cells, safe_text
from app.views.backend import Backend
from app.views.cells import State, Status
from app.views.dialogs.sheet import Sheet
from app.views.language import listed, tr
from app.views.panels.approvals_list import title_of
from app.views.panels.approvals_votes import others_who_may
from app.views.panels.home_words import clock
from app.views.panels.parts import ScrollColumn
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.reason_box import ReasonBox
from app.views.widgets.scrim import open_sheet
from app.views.widgets.tabs import Tab
from app.views.widgets.wrap import wrapping_row

_SHOWN = 60  # letters of a question, where one chooses what to answer
_TOLD = 200  # letters of a message that has not been read
UNREAD = "unread"  # the button that leads to what others said meanwhile


@dataclass(frozen=True, slots=True)
class Saying:
    """What may be said: `answers` is the question that it answers."""

    kind: str
    words: str
    answers: UUID | None = None


def open_questions(notes: Sequence[NoteRow]) -> list[NoteRow]:
    return [one for one in notes if one.is_open]


def notes_tab(notes: Sequence[NoteRow]) -> Tab:
    """How many questions there are, and whether one waits for an answer."""
    waits = Status.WAITING if open_questions(notes) else None
    return Tab(tr("Questions"), sum(one.kind == QUESTION for one in notes) or None, waits)


def unread_notes(notes: Sequence[NoteRow], me: UUID, reached: int) -> list[NoteRow]:
    """What others said after the first `reached`, and after this person's own last words."""
    mine = max((n for n, one in enumerate(notes, 1) if one.person_id == me), default=0)
    return [one for one in notes[max(reached, mine) :] if one.person_id != me]


def unread_words(notes: Sequence[NoteRow], now: datetime) -> tuple[str, str]:
    """How many there are, and the last of them."""
    last = notes[-1]
    said = tr("{person}, {when}: “{words}”").format(
        person=person_name(last.person),
        when=clock(last.at, now),
        words=safe_text.one_line(last.text, _TOLD),
    )
    return tr("%n message(s) you have not read", "", len(notes)), said


def unread_button(notes: Sequence[NoteRow]) -> list[tuple[str, Button, str]]:
    """Beside the buttons with which one decides; none where everything was read."""
    if not notes:
        return []
    words = tr("%n message(s) you have not read", "", len(notes))
    return [(UNREAD, Button(words, kind=Kind.LINK, icon="message-square", keys="7"), "")]


def sayings(detail: RequestDetail, me: UUID) -> list[Saying]:
    """What this person may say, the likeliest first: the answer that is waited for, a question."""
    asked = [one for one in open_questions(detail.notes) if one.person_id != me]
    answers = [
        Saying(
            ANSWER,
            tr("Answer to {person}: {question}").format(
                person=one.person, question=safe_text.one_line(one.text, _SHOWN)
            ),
            one.id,
        )
        for one in asked
    ]
    is_mine = detail.row.asked_by_id == me
    question = Saying(QUESTION, tr("Question to {person}").format(person=detail.row.asked_by))
    others = [name.partition(" (")[0] for name in others_who_may(detail, me)]
    comment = Saying(
        COMMENT,
        tr("A word to {people}").format(people=listed(others))
        if is_mine and others
        else tr("A word to everybody who has to do with it"),
    )
    return [*answers, comment] if is_mine else [question, *answers, comment]


def note_button(detail: RequestDetail, me: UUID, held: str) -> tuple[str, Button, str]:
    """For the bar below the evidence; `held`: why nothing may be changed now."""
    first = sayings(detail, me)[0]
    words = {QUESTION: tr("Ask…"), ANSWER: tr("Answer…"), COMMENT: tr("Write…")}[first.kind]
    made = Button(words, kind=Kind.QUIET, icon="message-square", keys="C", changes=True)
    return "note", made, held or "\n".join(map(blocker, detail.note_blockers))


class NotesPanel(ScrollColumn):
    """What was said, in its order; a question that waits has its button."""

    answer_asked = Signal(object)  # NoteRow

    def __init__(self, detail: RequestDetail, now: datetime, blocked: str) -> None:
        super().__init__(tr("Questions"), margins=(0, 12, 8, 12))
        self.setObjectName("approvals.notes")
        self.buttons: list[Button] = []
        self.show_notes(detail, now, blocked)

    def show_notes(self, detail: RequestDetail, now: datetime, blocked: str) -> None:
        column = self.start_over(detail.row.id)
        self.buttons = []
        if not detail.notes:
            words = tr(
                "Nobody has asked anything. C asks who wants the promotion; it is told to them on "
                "Home, and everything that is said stands in the trail."
            )
            column.addWidget(StyledLabel(words, is_secondary=True, wraps=True))
        for one in detail.notes:
            column.addWidget(self._said(one, detail.notes, now, blocked))
        column.addStretch()

    def _said(self, one: NoteRow, notes: Sequence[NoteRow], now: datetime, blocked: str) -> QWidget:
        holder = QWidget()
        holder.setObjectName("approvals.note")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 2, 0, 8)
        layout.setSpacing(2)
        when = caption(clock(one.at, now))
        when.setToolTip(cells.moment_in_full(one.at))
        who = StyledLabel(person_name(one.person), FontRole.STRONG)
        did = caption(_did(one, notes))
        parts: list[QWidget | None] = [who, did, when]
        if one.is_open:
            parts.append(StateChip(State(Status.WAITING, tr("waits for an answer"))))
        layout.addWidget(wrapping_row(*parts, spacing=8))
        layout.addWidget(StyledLabel(one.text, wraps=True, can_copy=True))
        if one.is_open:
            answer = Button(tr("Answer…"), kind=Kind.LINK, changes=True)
            answer.setAccessibleName(tr("Answer {person}").format(person=one.person))
            answer.set_blocked(blocked)
            answer.clicked.connect(partial(self._ask_answer, one))
            self.buttons.append(answer)
            layout.addWidget(wrapping_row(answer))
        holder.setAccessibleName(f"{who.text()} {did.text()} {when.text()}: {one.text}")
        return holder

    def _ask_answer(self, one: NoteRow, _checked: object = None) -> None:
        self.answer_asked.emit(one)


def _did(one: NoteRow, notes: Sequence[NoteRow]) -> str:
    if one.kind == QUESTION:
        return tr("asks")
    if one.kind != ANSWER:
        return tr("writes")
    asked = next((each for each in notes if each.id == one.answers_id), None)
    return tr("answers {person}").format(person=asked.person if asked else "")


class NoteSheet(Sheet):
    """What is said, as what; `text` and `chosen` once `submitted`."""

    def __init__(
        self, detail: RequestDetail, me: UUID, parent: QWidget, answers: UUID | None = None
    ) -> None:
        title = tr("About {what}").format(what=title_of(detail.row))
        super().__init__("note", title, tr("Send"), parent)
        self._sayings = sayings(detail, me)
        self.choice = Choice(
            tr("What it is"),
            [one.words for one in self._sayings],
            keys=[f"{one.kind} {one.answers or ''}" for one in self._sayings],
        )
        self.choice.setObjectName("note.kind")
        meant = (n for n, one in enumerate(self._sayings) if answers and one.answers == answers)
        self.choice.setCurrentIndex(next(meant, 0))
        self.body.addWidget(form(((tr("What it is"), self.choice),)))
        self.reason = ReasonBox(tr("Your words"), minimum=1)
        self.reason.edit.setObjectName("note.text")
        self.reason.changed.connect(self.update_verb)
        self.reason.submitted.connect(self._submit)
        self.body.addWidget(self.reason)
        words = tr("It is kept in the trail as it is sent. The day by which it is due stays.")
        self.body.addWidget(caption(words, wraps=True))
        self.update_verb()
        self.reason.setFocus()

    @property
    def chosen(self) -> Saying:
        return self._sayings[max(0, self.choice.currentIndex())]

    @override
    def lacks(self) -> str:
        return "" if self.reason.is_enough else tr("Write what you want to ask or say.")


def open_note(
    backend: Backend,
    home: QWidget,
    detail: RequestDetail,
    done: Callable[[str], object],
    *,
    answers: UUID | None = None,
    about: str = "",
) -> NoteSheet:
    """Ask, answer or write, over the window of `home`; `done` hears what is to be told of it.

    Args:
        about: what it begins with, where nothing was begun before.
    """
    sheet = NoteSheet(detail, backend.decider.id, home.window(), answers)
    sheet.reason.set_text(about)

    def stored(said: Saying, _note: object) -> None:
        sheet.accept()
        done(_told(said))

    def send() -> None:
        said = sheet.chosen
        backend.run(
            partial(stored, said), write_note, detail.row.id,
            kind=said.kind, text=sheet.reason.text, answers_id=said.answers,
            on_error=sheet.fail,
        )  # fmt: skip

    sheet.submitted.connect(send)
    open_sheet(sheet, draft=(str(detail.row.id), "note"))
    sheet.reason.edit.moveCursor(QTextCursor.MoveOperation.End)
    return sheet


def _told(said: Saying) -> str:
    if said.kind == QUESTION:
        return tr("Asked: it is told to them, and stands under Questions")
    if said.kind == ANSWER:
        return tr("Answered: it is told to who asked")
    return tr("Written: it is told to them")
