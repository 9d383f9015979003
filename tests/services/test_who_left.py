"""Who left holds nothing open: what they began is not stored."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.errors import AppError, RefusedError
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.organisation import Person
from app.services.commands.accounts import close_account
from app.services.commands.requests import decide
from tests.stories import REASON, ask, register
from tests.workspaces import TestWorkspace

LEFT = "Left the bank on the 1st."


@pytest.fixture
def team(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def close(team: TestWorkspace, handle: str) -> tuple[str, ...]:
    with team.service.reading() as session:
        key = session.scalars(select(Person.id).where(Person.handle == handle)).one()
    return team.work("rosa").write(close_account, key, reason=LEFT).to_do


def vote(team: TestWorkspace, handle: str, request: UUID) -> None:
    team.work(handle).write(
        decide, request, verdict="accept", reason=REASON, signer=team.signer(handle)
    )


def test_a_vote_that_was_held_open_until_its_account_was_closed_is_not_stored(
    team: TestWorkspace,
) -> None:
    request = ask(team, register(team))
    with ExitStack() as stack:
        work = stack.enter_context(team.work("aisha").unit())
        decide(work, request, verdict="accept", reason=REASON, signer=team.signer("aisha"))
        work.flush()
        close(team, "aisha")
        with pytest.raises(RefusedError) as refused:
            stack.close()
    vote(team, "jo", request)

    assert [one.code for one in refused.value.blockers] == ["request.role"]
    with team.service.reading() as session:
        assert len(session.scalars(select(Decision)).all()) == 1
        assert session.get_one(TransitionRequest, request).state == "pending"


def test_whoever_makes_constraints_immediate_is_waited_for(team: TestWorkspace) -> None:
    """Then the question is asked at once; what it has locked stays so until it is stored."""
    request = ask(team, register(team))
    with team.work("aisha").unit() as work:
        work.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        decide(work, request, verdict="accept", reason=REASON, signer=team.signer("aisha"))
        with pytest.raises(AppError, match="Somebody else is writing"):
            close(team, "aisha")
    close(team, "aisha")

    with team.service.reading() as session:
        (vote,) = session.scalars(select(Decision)).all()
        aisha = session.scalars(select(Person).where(Person.handle == "aisha")).one()
        assert aisha.closed_at is not None
        assert vote.decided_at < aisha.closed_at
