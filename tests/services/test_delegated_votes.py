"""To hand an approval on gives nobody a vote: four eyes are two people, whoever had the task."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.lookups import now as clock
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.services.commands.requests import decide
from app.services.commands.tasks import delegate_task, hand_over, take_back_task
from app.services.scheduler import Scheduler
from tests.stories import REASON, ask, change_role, register
from tests.workspaces import TestWorkspace

ROLES = ["compliance", "risk_officer"]
RISK, COMPLIANCE = (1, "risk_officer"), (2, "compliance")


def approval(bank: TestWorkspace) -> tuple[UUID, UUID]:
    """A request that waits for risk and compliance, and its task."""
    made = register(bank)
    request_id = ask(bank, made)
    with bank.service.unit() as work:
        task = UserTask(
            id=uuid4(), unit_id=bank.unit_id, instance_id=uuid4(), token_id=uuid4(),
            node_id="approve", name="Approve", kind="approve", roles=ROLES,
            outcomes=["accepted", "rejected"], request_id=request_id, model_id=made.model_id,
            version_id=made.version_id,
        )  # fmt: skip
        return request_id, work.add(task).id


def hand(bank: TestWorkspace, task_id: UUID, by: str, to: str) -> None:
    bank.work(by).write(delegate_task, task_id, bank.work(to).actor.id)


def vote(bank: TestWorkspace, request_id: UUID, by: str) -> set[str]:
    """The codes with which the command refuses it; empty: it is stored."""
    signer = bank.signer(by)
    try:
        bank.work(by).write(decide, request_id, verdict="accept", reason=REASON, signer=signer)
    except RefusedError as error:
        return {one.code for one in error.blockers}
    return set()


def by_sql(bank: TestWorkspace, request_id: UUID, by: str, slot: tuple[int, str]) -> str:
    """The code with which the database refuses a vote that somebody's own client writes."""
    with bank.service.reading() as session:
        seen = session.get_one(TransitionRequest, request_id).evidence_digest
    row = Decision(
        request_id=request_id, verdict="accept", slot=slot[0], role=slot[1], reason=REASON,
        seen_digest=seen,
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused, bank.work(by).unit() as work:
        work.add(row)
    return refused.value.blockers[0].code


def voters(bank: TestWorkspace, request_id: UUID) -> tuple[str, list[tuple[UUID, str]]]:
    """Where the request stands, and who decided in which role."""
    with bank.service.reading() as session:
        rows = session.execute(
            select(Decision.decided_by, Decision.role)
            .where(Decision.request_id == request_id)
            .order_by(Decision.decided_at)
        )
        state = session.get_one(TransitionRequest, request_id).state
        return state, [(person, role) for person, role in rows]


def test_who_was_handed_an_approval_votes_once_and_in_a_role_of_their_own(
    workspace: TestWorkspace,
) -> None:
    """From one to the next and on: what the others may decide stays theirs."""
    request_id, task_id = approval(workspace)
    change_role(workspace, "eva", "risk_officer")
    hand(workspace, task_id, "aisha", "jo")
    hand(workspace, task_id, "jo", "eva")
    hand(workspace, task_id, "eva", "jo")

    as_who_gave_it = by_sql(workspace, request_id, "jo", RISK)
    first = vote(workspace, request_id, "jo")
    again = [vote(workspace, request_id, "jo"), {by_sql(workspace, request_id, "jo", COMPLIANCE)}]
    between = voters(workspace, request_id)
    second = vote(workspace, request_id, "eva")

    jo, eva = (workspace.work(one).actor.id for one in ("jo", "eva"))
    assert (as_who_gave_it, first, second) == ("request.role", set(), set())
    assert again == [{"four_eyes.twice"}] * 2
    assert between == ("pending", [(jo, "compliance")])
    assert voters(workspace, request_id) == (
        "accepted", [(jo, "compliance"), (eva, "risk_officer")],
    )  # fmt: skip


def test_who_was_handed_an_approval_and_lost_the_role_decides_nothing(
    workspace: TestWorkspace,
) -> None:
    request_id, task_id = approval(workspace)
    hand(workspace, task_id, "aisha", "jo")
    change_role(workspace, "jo", "data_scientist")  # she still reads it, and decides elsewhere
    change_role(workspace, "jo", "compliance", action="end")

    refused = [
        vote(workspace, request_id, "jo"),
        {by_sql(workspace, request_id, "jo", COMPLIANCE)},
        {by_sql(workspace, request_id, "jo", (2, "data_scientist"))},
    ]

    assert refused == [{"request.role"}] * 3
    assert voters(workspace, request_id) == ("pending", [])


def test_that_who_gave_it_lost_the_role_takes_no_vote_from_who_has_it(
    workspace: TestWorkspace,
) -> None:
    request_id, task_id = approval(workspace)
    hand(workspace, task_id, "aisha", "jo")
    change_role(workspace, "aisha", "data_scientist")
    change_role(workspace, "aisha", "risk_officer", action="end")

    assert vote(workspace, request_id, "aisha") == {"request.role"}
    assert by_sql(workspace, request_id, "aisha", RISK) == "request.role"
    assert vote(workspace, request_id, "jo") == set()
    assert voters(workspace, request_id)[0] == "pending"


@pytest.mark.parametrize("end", ["taken back", "its day is over"])
def test_after_a_delegation_has_ended_everybody_has_their_own_vote_and_no_more(
    workspace: TestWorkspace, end: str
) -> None:
    request_id, task_id = approval(workspace)
    aisha, jo = workspace.work("aisha"), workspace.work("jo")
    until = aisha.read(clock) + timedelta(days=1)
    handed = aisha.write(hand_over, task_id, jo.actor.id, until=until)
    if end == "taken back":
        aisha.write(take_back_task, handed)
    else:
        Scheduler(workspace.service, lambda: until + timedelta(minutes=1)).run_once()
    with workspace.service.reading() as session:
        held_by = session.get_one(UserTask, task_id).assignee_id

    found = [vote(workspace, request_id, one) for one in ("jo", "jo", "aisha")]

    assert held_by == (None if end == "taken back" else aisha.actor.id)
    assert found == [set(), {"four_eyes.twice"}, set()]
    assert voters(workspace, request_id)[0] == "accepted"
