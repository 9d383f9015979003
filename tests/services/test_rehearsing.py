"""What a sheet to sign on asks the database before anybody signs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.rules.blockers import Blocker
from app.models.tables.execution import Placement
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.rehearsing import rehearse
from app.services.commands.requests import decide
from tests.stories import REASON, ask, register
from tests.workspaces import TestWorkspace

WRITTEN = (Decision, Placement, EngineInbox, AuditEvent)


def kept(session: Session, request_id: UUID) -> tuple[object, ...]:
    """The request's state, and how many rows there are of what a vote writes."""
    asked = select(TransitionRequest.state).where(TransitionRequest.id == request_id)
    counts = [session.scalar(select(func.count()).select_from(one)) for one in WRITTEN]
    return session.scalar(asked), *counts


def vote(bank: TestWorkspace, handle: str, request_id: UUID) -> None:
    signer = bank.signer(handle)
    bank.work(handle).write(decide, request_id, verdict="accept", reason=REASON, signer=signer)


def test_nothing_of_a_vote_that_was_tried_is_kept(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    vote(workspace, "jo", request_id)
    before = workspace.service.read(kept, request_id)
    aisha = workspace.work("aisha")

    for verdict in ("accept", "reject"):
        assert aisha.read(rehearse, request_id, aisha.actor, verdict=verdict) == ()

    assert workspace.service.read(kept, request_id) == before
    vote(workspace, "aisha", request_id)
    assert workspace.service.read(kept, request_id)[0] == "accepted"


def test_what_the_database_alone_refuses_is_said_before_anybody_signs(
    postgres_workspace: TestWorkspace,
) -> None:
    bank = postgres_workspace
    request_id = ask(bank, register(bank))
    with bank.owner_database().session(writes=True) as session:
        session.execute(
            text("DELETE FROM mw.allowed_write WHERE table_name = 'decision' AND action = 'insert'")
        )
    aisha = bank.work("aisha")

    found = aisha.read(rehearse, request_id, aisha.actor, verdict="accept")

    assert found == (Blocker("write.refused"),)


def test_who_votes_meanwhile_is_no_refusal(postgres_workspace: TestWorkspace) -> None:
    bank = postgres_workspace
    request_id = ask(bank, register(bank))
    aisha = bank.work("aisha")
    with bank.work("jo").unit() as other:
        other.session.get(TransitionRequest, request_id, with_for_update=True)
        with aisha.reading() as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))

            found = rehearse(session, request_id, aisha.actor, verdict="accept")

    assert found == ()


def test_who_has_no_key_is_asked_for_one_and_tries_nothing(
    postgres_workspace: TestWorkspace,
) -> None:
    bank = postgres_workspace
    request_id = ask(bank, register(bank))
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE mw.signing_key SET state = 'revoked'"))
    aisha = bank.work("aisha")

    assert aisha.read(rehearse, request_id, aisha.actor, verdict="accept") == ()
