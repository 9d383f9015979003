"""What was said about a request, and who still waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.lookups import person_names
from app.models.rules.notes import QUESTION
from app.models.rules.transitions import UNDECIDED
from app.models.tables.governance import RequestNote, TransitionRequest


@dataclass(frozen=True, slots=True)
class NoteRow:
    """`is_answered`: a question to which somebody wrote an answer."""

    id: UUID
    kind: str
    text: str
    person_id: UUID
    person: str
    at: datetime
    answers_id: UUID | None
    is_answered: bool

    @property
    def is_open(self) -> bool:
        return self.kind == QUESTION and not self.is_answered


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question that waits for who asked for the promotion."""

    request: TransitionRequest
    note: RequestNote
    person: str


def list_notes(session: Session, request_id: UUID) -> tuple[NoteRow, ...]:
    """In the order they were written."""
    rows = session.scalars(
        select(RequestNote)
        .where(RequestNote.request_id == request_id)
        .order_by(RequestNote.created_at, RequestNote.id)
    ).all()
    names = person_names(session, (one.created_by for one in rows))
    answered = {one.answers_id for one in rows if one.answers_id is not None}
    return tuple(
        NoteRow(
            one.id,
            one.kind,
            one.text,
            one.created_by,
            names.get(one.created_by, ""),
            one.created_at,
            one.answers_id,
            one.id in answered,
        )
        for one in rows
    )


def list_asked(session: Session, me: UUID) -> tuple[AskedRow, ...]:
    """Of each of my open requests the oldest question that nobody has answered."""
    answer = aliased(RequestNote)
    rows = session.execute(
        select(RequestNote, TransitionRequest)
        .join(TransitionRequest, TransitionRequest.id == RequestNote.request_id)
        .where(
            TransitionRequest.requested_by == me,
            TransitionRequest.state.in_(UNDECIDED),
            RequestNote.kind == QUESTION,
            RequestNote.created_by != me,
            ~exists().where(
                answer.request_id == RequestNote.request_id,  # an index leads there
                answer.answers_id == RequestNote.id,
            ),
        )
        .order_by(RequestNote.created_at, RequestNote.id)
    ).all()
    names = person_names(session, (note.created_by for note, _ in rows))
    first: dict[UUID, tuple[RequestNote, TransitionRequest]] = {}
    for note, request in rows:
        first.setdefault(request.id, (note, request))
    return tuple(
        AskedRow(request, note, names.get(note.created_by, "")) for note, request in first.values()
    )
