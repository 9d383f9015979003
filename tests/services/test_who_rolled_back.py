"""Whose wish a roll back was done on, where more than one person asked for it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app import texts
from app.errors import AppError, RefusedError
from app.models.queries.events import load_event_rows
from app.models.queries.roll_backs import RolledBack, load_rolled_back
from app.models.tables.execution import Deployment
from app.models.tables.trail import AuditEvent
from app.services.commands.roll_backs import (
    ask_roll_back,
    begin_roll_back,
    settle_roll_back,
    stop_roll_back,
)
from tests.stories import change_role, put_in_production, register
from tests.workspaces import TestWorkspace

TOMS = "Drift is high since the switch."
LINS = "Something else entirely is wrong."


@pytest.fixture
def deployment(workspace: TestWorkspace) -> UUID:
    for content in (b"1", b"2"):
        put_in_production(workspace, register(workspace, content=content))
    change_role(workspace, "lin", "operator")
    newest = select(Deployment.id).order_by(Deployment.number.desc()).limit(1)
    return workspace.service.read(lambda session: session.scalars(newest).one())


def ask(workspace: TestWorkspace, who: str, deployment: UUID, reason: str) -> UUID:
    return workspace.work(who).write(
        ask_roll_back, deployment, reason=reason, signer=workspace.signer(who)
    )


def failed(workspace: TestWorkspace, deployment: UUID) -> UUID:
    """A roll back that Tom asked for; gives his wish."""
    asked = ask(workspace, "tom", deployment, TOMS)
    workspace.service.write(begin_roll_back, deployment, asked)
    workspace.service.write(stop_roll_back, deployment)
    return asked


def told(workspace: TestWorkspace, deployment: UUID) -> RolledBack:
    with workspace.work("jo").reading() as session:
        found = load_rolled_back(session, session.get_one(Deployment, deployment))
    assert found is not None
    return found


def test_who_asks_while_it_is_done_for_somebody_else_is_not_named_for_it(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    asked = ask(workspace, "tom", deployment, TOMS)
    workspace.service.write(begin_roll_back, deployment, asked)
    ask(workspace, "lin", deployment, LINS)
    workspace.service.write(settle_roll_back, deployment, reason=TOMS)

    found = told(workspace, deployment)

    assert (found.by, found.reason) == ("Tom Bakker", TOMS)
    with workspace.work("jo").reading() as session:
        event = session.scalars(
            select(AuditEvent).where(
                AuditEvent.object_id == deployment, AuditEvent.tag == "deployment.rolled_back"
            )
        ).one()
        (row,) = load_event_rows(session, [event])
    assert event.facts["asked_id"] == str(asked)
    assert "as Tom Bakker asked: " in texts.event(row.tag, row.words)


def test_who_asked_for_what_ended_it_is_named_with_their_own_reason(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    begun = ask(workspace, "tom", deployment, TOMS)
    workspace.service.write(begin_roll_back, deployment, begun)
    taken_up = ask(workspace, "lin", deployment, LINS)
    workspace.service.write(begin_roll_back, deployment, taken_up)
    workspace.service.write(settle_roll_back, deployment, reason=LINS, asked_id=taken_up)

    found = told(workspace, deployment)

    assert (found.by, found.reason) == ("Lin Chen", LINS)


def test_nobody_is_named_for_a_roll_back_that_failed(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    failed(workspace, deployment)

    with workspace.service.reading() as session:
        serving = session.get_one(Deployment, deployment)
        assert (serving.state, serving.asked_id) == ("deployed", None)


def test_a_word_on_which_it_failed_is_no_word_for_another_try(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    asked = failed(workspace, deployment)

    with pytest.raises(RefusedError) as refused:
        workspace.service.write(begin_roll_back, deployment, asked)

    assert [one.code for one in refused.value.blockers] == ["deployment.asked_again"]
    anew = ask(workspace, "lin", deployment, LINS)
    workspace.service.write(begin_roll_back, deployment, anew)
    workspace.service.write(settle_roll_back, deployment, reason=LINS, asked_id=anew)
    assert told(workspace, deployment).by == "Lin Chen"


def test_a_word_on_which_it_failed_does_not_go_on_with_what_others_began(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    asked = failed(workspace, deployment)
    anew = ask(workspace, "lin", deployment, LINS)
    workspace.service.write(begin_roll_back, deployment, anew)

    with pytest.raises(RefusedError) as refused:
        workspace.service.write(begin_roll_back, deployment, asked)

    assert [one.code for one in refused.value.blockers] == ["deployment.asked_again"]


def test_nothing_is_settled_that_another_service_gave_up(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    asked = failed(workspace, deployment)

    with pytest.raises(AppError, match="is deployed since: its roll back was given up"):
        workspace.service.write(settle_roll_back, deployment, reason=TOMS, asked_id=asked)

    with workspace.service.reading() as session:
        assert session.get_one(Deployment, deployment).state == "deployed"


def test_it_goes_back_from_version_to_version_as_often_as_people_ask(
    workspace: TestWorkspace, deployment: UUID
) -> None:
    def newest() -> UUID:
        last = select(Deployment.id).order_by(Deployment.number.desc()).limit(1)
        return workspace.service.read(lambda session: session.scalars(last).one())

    def back(row: UUID, why: str) -> None:
        asked = ask(workspace, "tom", row, why)
        workspace.service.write(begin_roll_back, row, asked)
        workspace.service.write(settle_roll_back, row, reason=why, asked_id=asked)

    put_in_production(workspace, register(workspace, content=b"3"))
    back(newest(), "First to the second version.")
    back(deployment, "Then to the first version.")
    put_in_production(workspace, register(workspace, content=b"4"))
    failed(workspace, newest())
    back(newest(), "To the first version again.")

    with workspace.service.reading() as session:
        states = session.scalars(select(Deployment.state).order_by(Deployment.number)).all()
    assert states == ["deployed", "rolled_back", "rolled_back", "rolled_back"]
