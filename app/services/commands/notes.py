"""What people say about a request: a question, its answer, another word. It stays as written."""

from __future__ import annotations

from uuid import UUID

from app.models.rules.blockers import require
from app.models.rules.notes import NoteFacts, note_blockers
from app.models.rules.rights import write_blockers
from app.models.tables.governance import RequestNote, TransitionRequest
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


def write_note(
    work: UnitOfWork,
    request_id: UUID,
    *,
    kind: str,
    text: str,
    answers_id: UUID | None = None,
) -> RequestNote:
    """Say something about a request that is still open.

    Args:
        answers_id: the question about the same request that this answers.
    Raises:
        RefusedError: it was decided meanwhile, or there are no words, or no such question.
    """
    request = work.get(TransitionRequest, request_id)
    said = clean_reason(text)
    require(write_blockers("request_note", "insert", work.roles_in(request.unit_id)))
    answered = ""
    if answers_id is not None:
        asked = work.get(RequestNote, answers_id)
        answered = asked.kind if asked.request_id == request_id else "of another request"
    require(note_blockers(NoteFacts(kind, said, request.state, answered)))
    return work.add(RequestNote(request_id=request_id, kind=kind, text=said, answers_id=answers_id))
