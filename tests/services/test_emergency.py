"""The emergency path: fewer people decide in time, a second role reviews it, loud until then."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.errors import InputError, RefusedError
from app.models.queries.events import load_event_rows
from app.models.queries.find import find_stage
from app.models.queries.needs import list_needs
from app.models.queries.routing import emergency_in_force
from app.models.rules.emergency import emergency_from
from app.models.tables.execution import Placement
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services.approvals import open_approval
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.requests import decide, find_draft, open_request, request_transition
from app.services.emergencies import is_any_to_tell, tell_reviews
from app.services.scanning.findings import ScanReport
from app.services.scheduler import Scheduler
from app.services.tasks import scan
from app.services.unit_of_work import UnitOfWork
from app.texts import event
from tests.processes import Stage
from tests.releases import V2, Bank
from tests.services.engine_tasks import TASKS
from tests.services.test_routes_of_life_cycles import COMPLIANCE, RISK, begin, pinned, said
from tests.services.test_who_left import wait_until
from tests.stories import Registered, change_role, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

REASON = "Fraud wave since 02:00; the old version lets it pass."
SEEN = "The usual checks were done since."
VOTE = "Limits were looked at by telephone."


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {one.code for one in refused.value.blockers}


def ask_for_emergency(workspace: TestWorkspace, made: Registered, *, by: str = "tom") -> UUID:
    """Asked by an operator, pinned by the service by the policy in force."""
    asked = workspace.work(by).write(
        request_transition, made.version_id, stage="PROD", documents="https://docs.example/1",
        reason=REASON, is_emergency=True,
    )  # fmt: skip
    pin(workspace, made, asked.id)
    return asked.id


def pin(workspace: TestWorkspace, made: Registered, request_id: UUID) -> None:
    with workspace.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        draft = work.get(TransitionRequest, request_id)
        assert find_draft(work, made.version_id, draft.stage_id, draft.service_tag) is draft
        found = emergency_in_force(work.session, model, "PROD")
        assert found is not None
        open_request(
            work, version_id=made.version_id, snapshot_id=made.snapshot_id,
            stage_id=draft.stage_id, service_tag=draft.service_tag, requested_by=draft.requested_by,
            slots=found[1].slots, instance_id=uuid4(), route_table_id=found[0], emergency=found[1],
        )  # fmt: skip


def vote(workspace: TestWorkspace, handle: str, request_id: UUID) -> None:
    workspace.work(handle).write(
        decide, request_id, verdict="accept", reason=VOTE, signer=workspace.signer(handle)
    )


def released(workspace: TestWorkspace) -> tuple[Registered, UUID]:
    made = register(workspace)
    request_id = ask_for_emergency(workspace, made)
    vote(workspace, "aisha", request_id)
    return made, request_id


def review_of(workspace: TestWorkspace, request_id: UUID) -> Finding:
    with workspace.service.reading() as session:
        found = session.get_one(Finding, request_id)
        session.expunge(found)
        return found


def close(workspace: TestWorkspace, handle: str, finding_id: UUID) -> None:
    workspace.work(handle).write(
        move_finding, finding_id, state="closed", reason=SEEN, signer=workspace.signer(handle)
    )


def is_late(team: TestWorkspace, request_id: UUID) -> bool:
    with team.service.reading() as session:
        due = select(TransitionRequest.due_at < func.clock_timestamp())
        return bool(session.scalar(due.where(TransitionRequest.id == request_id)))


def test_a_vote_that_was_held_open_until_it_was_too_late_is_not_stored(
    postgres_workspace: TestWorkspace,
) -> None:
    team = postgres_workspace
    request_id = ask_for_emergency(team, register(team))
    soon = "clock_timestamp() + interval '3 seconds'"
    tamper(team, f"UPDATE {{schema}}transition_request SET due_at = {soon}")

    with ExitStack() as stack:
        work = stack.enter_context(team.work("aisha").unit())
        decide(work, request_id, verdict="accept", reason=VOTE, signer=team.signer("aisha"))
        work.flush()
        wait_until(lambda: is_late(team, request_id))
        with pytest.raises(RefusedError) as refused:
            stack.close()

    assert codes(refused) == {"emergency.late"}
    with team.service.reading() as session:
        assert session.scalars(select(Decision)).all() == []


def test_one_vote_is_enough_and_leaves_a_review_that_is_due(workspace: TestWorkspace) -> None:
    before = datetime.now(UTC)
    made, request_id = released(workspace)

    review = review_of(workspace, request_id)
    with workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        promised = session.scalars(select(Placement.state)).all()

    assert (request.state, request.is_emergency, promised) == ("accepted", True, ["promised"])
    assert request.due_at is not None
    assert timedelta(hours=23) < request.due_at - before < timedelta(hours=25)
    assert (review.kind, review.severity, review.state) == ("emergency", "high", "open")
    assert (review.version_id, review.detail) == (made.version_id, REASON)
    assert review.due_at is not None
    assert timedelta(days=2, hours=23) < review.due_at - before < timedelta(days=3, hours=1)


def test_the_trail_says_that_it_was_an_emergency(workspace: TestWorkspace) -> None:
    _, request_id = released(workspace)

    with workspace.service.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == request_id).order_by(AuditEvent.id)
        ).all()
    accepted = next(one for one in events if one.tag == "request.accepted")
    opened = next(one for one in events if one.tag == "finding.open")
    assert accepted.facts["is_emergency"] is True
    assert accepted.facts["review_days"] == 3
    assert opened.facts["kind"] == "emergency"
    with workspace.service.reading() as session:
        (row,) = load_event_rows(session, [accepted])
    assert event(row.tag, row.words).startswith("let cc-fraud v1 enter PROD as an emergency")


@pytest.mark.parametrize("handle", ["tom", "sanne", "aisha"])
def test_who_asked_built_or_decided_does_not_review_it(
    workspace: TestWorkspace, handle: str
) -> None:
    """Even with a role that reviews."""
    _, request_id = released(workspace)
    change_role(workspace, handle, "validator")

    with pytest.raises(RefusedError) as refused:
        close(workspace, handle, request_id)

    assert "four_eyes.own_work" in codes(refused)


def test_the_role_that_decided_does_not_review_and_a_second_one_does(
    workspace: TestWorkspace,
) -> None:
    _, request_id = released(workspace)
    change_role(workspace, "lin", "risk_officer")  # as aisha decided

    with pytest.raises(RefusedError) as refused:
        close(workspace, "lin", request_id)
    close(workspace, "jo", request_id)

    assert codes(refused) == {"emergency.reviewer"}
    assert review_of(workspace, request_id).state == "closed"


def test_the_asker_decides_nothing_themselves(workspace: TestWorkspace) -> None:
    request_id = ask_for_emergency(workspace, register(workspace))
    change_role(workspace, "tom", "risk_officer")

    with pytest.raises(RefusedError) as refused:
        vote(workspace, "tom", request_id)

    assert codes(refused) == {"four_eyes.own_work"}


def test_who_may_ask_where_and_why_is_the_policys_say(workspace: TestWorkspace) -> None:
    made = register(workspace)
    ask = {"documents": "https://docs.example/1", "is_emergency": True}

    for handle, stage, reason, code in (
        ("mark", "PROD", "short", "reason.short"),
        ("tom", "SIT", REASON, "emergency.none"),
    ):
        with pytest.raises(RefusedError) as refused:
            workspace.work(handle).write(
                request_transition, made.version_id, stage=stage, reason=reason, **ask
            )
        assert code in codes(refused)
    change_role(workspace, "piet", "validator")  # asks in the usual way, not in this one
    with pytest.raises(RefusedError) as refused:
        workspace.work("piet").write(
            request_transition, made.version_id, stage="PROD", reason=REASON, **ask
        )
    assert codes(refused) == {"emergency.asker"}


def test_an_emergency_is_loud_until_it_is_reviewed(workspace: TestWorkspace) -> None:
    made, request_id = released(workspace)
    now = datetime.now(UTC)
    late = now + timedelta(days=4)

    told = [alert_at(workspace, now), alert_at(workspace, late)]
    reviewers = {handle: needs(workspace, handle, late) for handle in ("jo", "mark", "aisha")}
    close(workspace, "jo", request_id)

    assert told == [("open", "high"), ("open", "critical")]
    assert reviewers == {
        "jo": [("review_emergency", True)], "mark": [("review_emergency", True)], "aisha": [],
    }  # fmt: skip
    assert alert_at(workspace, late) == ("resolved", "critical")
    assert needs(workspace, "jo", late) == []
    assert made.model_id


def alert_at(workspace: TestWorkspace, now: datetime) -> tuple[str, str]:
    """What the service makes of it at this time; a second look changes nothing."""
    assert workspace.service.read(is_any_to_tell, now)
    assert workspace.service.write(tell_reviews, now) == 1
    assert not workspace.service.read(is_any_to_tell, now)
    with workspace.service.reading() as session:
        alert = session.scalars(select(Alert)).one()
        return alert.state, alert.severity


def needs(workspace: TestWorkspace, handle: str, now: datetime) -> list[tuple[str, bool]]:
    work = workspace.work(handle)
    found = work.read(list_needs, work.actor.id, now=now)
    return [(one.action, one.is_overdue) for one in found if one.kind == "finding"]


# What another client may try, past Python's rules: both databases refuse it with this code.


def test_an_emergency_is_accepted_in_its_time_only(workspace: TestWorkspace) -> None:
    request_id = ask_for_emergency(workspace, register(workspace))
    with workspace.service.unit() as work:
        work.get(TransitionRequest, request_id).due_at = datetime.now(UTC) - timedelta(minutes=1)

    with pytest.raises(RefusedError) as refused:
        vote(workspace, "aisha", request_id)

    assert codes(refused) == {"emergency.late"}


def pin_badly(
    work: UnitOfWork, request_id: UUID, roles: list[str] | None, days: int | None
) -> None:
    request = work.get(TransitionRequest, request_id)
    if roles is not None:
        request.review_roles = roles
    request.review_days, request.state = days, "pending"
    work.flush()


def test_an_emergency_without_a_review_is_never_pinned(workspace: TestWorkspace) -> None:
    made = register(workspace)
    asked = workspace.work("tom").write(
        request_transition, made.version_id, stage="PROD", documents="https://docs.example/1",
        reason=REASON, is_emergency=True,
    )  # fmt: skip
    for roles, days in ((None, 3), (["compliance"], None), ([], 3), (["compliance"], 31)):
        with pytest.raises(RefusedError) as refused:
            workspace.service.write(pin_badly, asked.id, roles, days)
        assert codes(refused) == {"emergency.unreviewed"}


def test_nobody_makes_calls_off_or_puts_off_the_review_by_hand(workspace: TestWorkspace) -> None:
    made, request_id = released(workspace)

    def forge(work: UnitOfWork) -> None:
        work.add(
            Finding(
                model_id=made.model_id, version_id=made.version_id, kind="emergency",
                severity="low", title="Reviewed long ago",
            )
        )  # fmt: skip

    def put_off(work: UnitOfWork) -> None:
        finding = work.get(Finding, request_id)
        finding.due_at = datetime.now(UTC) + timedelta(days=300)
        work.flush()

    def disguise(work: UnitOfWork) -> None:
        work.get(Finding, request_id).kind = "review"
        work.flush()

    def close_directly(work: UnitOfWork) -> None:
        work.get(Finding, request_id).state = "closed"
        work.flush()

    tried = (
        ("jo", forge, {"emergency.forged"}),
        ("jo", put_off, {"write.column", "database.no_right"}),
        ("jo", disguise, {"write.column", "database.no_right", "emergency.forged"}),
        ("aisha", close_directly, {"four_eyes.own_work"}),
    )
    for handle, attempt, allowed in tried:
        with pytest.raises(RefusedError) as refused:
            workspace.work(handle).write(attempt)
        assert codes(refused) <= allowed, attempt.__name__
    with pytest.raises(InputError):
        workspace.work("jo").write(
            add_finding, made.version_id, NewFinding("Reviewed", "low", kind="emergency")
        )


def test_a_usual_request_does_not_become_an_emergency(workspace: TestWorkspace) -> None:
    made = register(workspace)
    asked = workspace.work("sanne").write(
        request_transition, made.version_id, stage="PROD", documents="https://docs.example/1"
    )

    def turn(work: UnitOfWork) -> None:
        work.get(TransitionRequest, asked.id).is_emergency = True
        work.flush()

    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(turn)

    assert codes(refused) <= {"write.column", "database.no_right"}


def test_several_rows_of_the_policy_give_the_strictest_of_each() -> None:
    row = {"askers": "operator|architect", "roles": "compliance", "needed": 1, "rank": 0,
           "hours": 24, "review_roles": "validator|risk_officer", "review_days": 5}  # fmt: skip
    stricter = row | {"askers": "operator", "roles": "risk_officer", "hours": 8,
                      "review_roles": "validator", "review_days": 2}  # fmt: skip

    found = emergency_from([row, stricter])

    assert found is not None
    assert (found.askers, found.review_roles) == ({"operator"}, {"validator"})
    assert (found.time, found.review_days, len(found.slots)) == (timedelta(hours=8), 2, 2)
    assert emergency_from([]) is None
    for broken in ({"hours": 0}, {"review_days": 31}, {"review_roles": ""}, {"askers": ""}):
        with pytest.raises(InputError):
            emergency_from([row | broken])


# Through a life cycle, whatever that itself says of who decides.


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS, openers={"approve": open_approval})


def test_the_life_cycle_pins_an_emergency_by_the_policy(stage: Stage) -> None:
    bank = stage.workspace
    made = register(bank)
    asked = bank.work("tom").write(
        request_transition, made.version_id, stage="PROD", documents="https://docs.example/1",
        reason=REASON, is_emergency=True,
    )  # fmt: skip

    begin(stage, made, [RISK, COMPLIANCE], service_tag=asked.service_tag)

    assert (said(stage), pinned(stage)) == ([], [["compliance", "risk_officer"]])
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, asked.id)
        task = session.scalars(select(UserTask)).one()
        assert (request.state, request.review_days) == ("pending", 3)
        assert set(request.review_roles or ()) == {"compliance", "risk_officer", "validator"}
        assert task.due_at == request.due_at


def test_a_draft_by_somebody_who_may_not_ask_stops_its_life_cycle(stage: Stage) -> None:
    """Written past Python's rules: the service asks the policy again."""
    bank = stage.workspace
    made = register(bank)
    with bank.service.reading() as session:
        (tag,) = session.get_one(RegisteredModel, made.model_id).service_tags
    change_role(bank, "piet", "validator")

    def draft(work: UnitOfWork) -> None:
        model = work.get(RegisteredModel, made.model_id)
        target = find_stage(work.session, model, "PROD")
        work.add(
            TransitionRequest(
                model_id=model.id, version_id=made.version_id, stage_id=target.id,
                service_tag=tag, reason=REASON, is_emergency=True,
            )
        )  # fmt: skip

    bank.work("piet").write(draft)
    begin(stage, made, [RISK, COMPLIANCE], service_tag=tag)

    (message,) = said(stage)
    assert "An emergency is asked for by" in message
    assert pinned(stage) == []


# With real parts: the version serves after one vote, and what is due stays due.


def test_an_emergency_release_serves_after_one_vote_and_its_review_outlives_a_scan(
    bank: Bank, tmp_path: Path
) -> None:
    second = bank.register(tmp_path / "v2", scorer=V2)
    workspace = bank.workspace
    asked = workspace.work("tom").write(
        request_transition, second.version_id, stage="PROD", documents="https://docs.example/2",
        reason=REASON, is_emergency=True,
    )  # fmt: skip
    bank.submit(second)

    task = bank.task(second, "approve")
    assert task.request_id == asked.id
    assert set(task.roles) == {"compliance", "risk_officer"}
    bank.decide(task, "aisha")

    assert (bank.end(second), bank.serving(), bank.left_open()) == ("DEPLOYED", [2], {})
    review = review_of(workspace, asked.id)
    assert review.snapshot_id is not None
    workspace.service.write(
        scan._keep, review.snapshot_id, review.model_id, review.version_id, ScanReport((), 0),
        block_from="high",
    )  # fmt: skip
    assert review_of(workspace, asked.id).state == "open"
    Scheduler(workspace.service, bank.clock).run_once()
    with workspace.service.reading() as session:
        assert "emergency release" in {one.rule[:17] for one in session.scalars(select(Alert))}
