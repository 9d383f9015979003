"""Questions about a request and their answers: who hears of them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from app.errors import RefusedError
from app.models.queries.approval_detail import load_request
from app.models.queries.approvals import count_mine, list_inbox
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.queries.notices import Notice, list_notices
from app.models.queries.request_notes import list_notes
from app.models.tables.governance import RequestNote
from app.services.commands.notes import write_note
from app.services.commands.requests import decide
from tests.stories import REASON, ask, register
from tests.workspaces import TestWorkspace

WORDS = "Why is the false positive rate higher than before?"
REPLY = "The new region has no history yet; see the model card, chapter 4."


def needs_of(workspace: TestWorkspace, handle: str) -> list[NeedRow]:
    work = workspace.work(handle)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.kind == "question"]


def notes_told(workspace: TestWorkspace, handle: str) -> list[Notice]:
    work = workspace.work(handle)
    found = work.read(list_notices, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.kind == "note"]


def asked(workspace: TestWorkspace) -> tuple[UUID, UUID]:
    """A request of sanne's, and jo's question about it."""
    request_id = ask(workspace, register(workspace))
    note = workspace.work("jo").write(write_note, request_id, kind="question", text=WORDS)
    return request_id, note.id


def mine_of(workspace: TestWorkspace, person: str) -> list[tuple[UUID, str]]:
    """What the inbox says needs them, and the rail counts."""
    me, now = workspace.work(person).actor.id, datetime.now(UTC)
    with workspace.work(person).reading() as session:
        found = list_inbox(session, me, now=now)
        assert count_mine(session, me, now=now) == len(found)
    return [(one.id, one.why.code) for one in found]


def test_a_question_is_on_the_home_of_who_asked_until_it_is_answered(
    workspace: TestWorkspace,
) -> None:
    request_id, question_id = asked(workspace)

    [need] = needs_of(workspace, "sanne")
    assert (need.id, need.asked_by, need.action) == (request_id, "Jo Vermeer", "answer")
    assert need.why.params["question"] == WORDS
    assert needs_of(workspace, "jo") == []
    assert mine_of(workspace, "sanne") == [(request_id, "home.question")]

    workspace.work("sanne").write(
        write_note, request_id, kind="answer", text=REPLY, answers_id=question_id
    )

    assert needs_of(workspace, "sanne") == []
    assert mine_of(workspace, "sanne") == []
    first, second = workspace.work("jo").read(list_notes, request_id)
    assert (first.person, first.is_answered) == ("Jo Vermeer", True)
    assert (second.person, second.answers_id, second.text) == (
        "Sanne de Vries",
        question_id,
        REPLY,
    )


def test_both_hear_of_it_and_who_may_vote_does_too(workspace: TestWorkspace) -> None:
    request_id, question_id = asked(workspace)

    [told] = notes_told(workspace, "sanne")
    assert told.event.facts["request_id"] == str(request_id)
    assert told.event.texts["text"] == WORDS
    assert len(notes_told(workspace, "aisha")) == 1  # the other vote is hers
    assert notes_told(workspace, "jo") == []
    assert notes_told(workspace, "tom") == []

    workspace.work("sanne").write(
        write_note, request_id, kind="answer", text=REPLY, answers_id=question_id
    )

    [answer] = notes_told(workspace, "jo")
    assert answer.event.words["kind"] == "answer"


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("remark", WORDS, "note.kind"),
        ("question", "  ", "note.text"),
        ("answer", REPLY, "note.answer"),
    ],
)
def test_what_is_no_note_is_refused(
    workspace: TestWorkspace, kind: str, text: str, code: str
) -> None:
    request_id = ask(workspace, register(workspace))

    with pytest.raises(RefusedError) as refused:
        workspace.work("jo").write(write_note, request_id, kind=kind, text=text)

    assert [one.code for one in refused.value.blockers] == [code]


def test_an_answer_belongs_to_a_question_of_the_same_request(workspace: TestWorkspace) -> None:
    _, question_id = asked(workspace)
    other = ask(workspace, register(workspace, name="hmrm"))

    for kind in ("answer", "comment"):
        with pytest.raises(RefusedError) as refused:
            workspace.work("sanne").write(
                write_note, other, kind=kind, text=REPLY, answers_id=question_id
            )
        assert [one.code for one in refused.value.blockers] == ["note.answer"]


def test_nobody_asks_in_anothers_name(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    jo, tom = workspace.work("jo"), workspace.work("tom")
    forged = {
        "id": uuid4(), "unit_id": workspace.unit_id, "request_id": request_id,
        "kind": "question", "text": WORDS, "created_by": jo.actor.id,
    }  # fmt: skip

    with pytest.raises(RefusedError), tom.unit() as work:
        work.session.execute(insert(RequestNote).values(forged))


def test_after_the_decision_what_was_said_stays_as_it_was(workspace: TestWorkspace) -> None:
    request_id, question_id = asked(workspace)
    for handle in ("aisha", "jo"):
        workspace.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer(handle)
        )

    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(
            write_note, request_id, kind="answer", text=REPLY, answers_id=question_id
        )

    assert [one.code for one in refused.value.blockers] == ["request.closed"]
    assert needs_of(workspace, "sanne") == []  # it waits for nobody any more
    sanne = workspace.work("sanne")
    detail = sanne.read(load_request, request_id, sanne.actor.id, now=datetime.now(UTC))
    assert [one.code for one in detail.note_blockers] == ["request.closed"]


def test_who_only_reads_asks_nothing(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    lin = workspace.work("lin")

    detail = lin.read(load_request, request_id, lin.actor.id, now=datetime.now(UTC))

    assert [one.code for one in detail.note_blockers] == ["write.refused"]
