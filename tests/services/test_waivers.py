"""A waiver covers a failed rule until its day and no longer, swept or not, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries import as_of as past
from app.models.queries.as_of import look_back
from app.models.queries.evidence import failed_rules, granted_waivers, unwaived_rules
from app.models.queries.evidence_rows import list_result_rows
from app.models.queries.find import find_latest_snapshot, find_stage
from app.models.queries.gate_check import gate_blockers
from app.models.queries.listing_processes import list_unfinished
from app.models.queries.listing_tasks import list_waivers
from app.models.queries.lookups import now
from app.models.tables.execution import Deployment, DeploymentStep
from app.models.tables.governance import TransitionRequest, Waiver
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent, AuditText
from app.services.commands.deployments import UnwaivedError, begin_deployment
from app.services.commands.monitors import finish_run, start_run
from app.services.commands.requests import decide
from app.services.commands.runtimes import NewRuntime, add_runtime, find_runtime
from app.services.commands.waivers import ask_waiver, ask_waivers, grant_waiver
from app.services.registering import Registration
from app.services.scheduler import Scheduler
from app.services.unit_of_work import InboxKind
from tests.model_folders import USELESS, Scorer
from tests.releases import REASON, V1, Bank
from tests.stories import Registered, ask, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

RULE = "psi:income"
WHY = "The shift is the new tariff; seen by risk."
LET = "Until the next release it may; risk looks again then."


def failing(workspace: TestWorkspace, *features: str) -> Registered:
    """A version whose last release test failed on one rule, or on these features."""
    made = register(workspace)
    with workspace.service.unit() as work:
        now = work.now()
        run = start_run(
            work, run_key="release of a test", kind="release", model_id=made.model_id,
            version_id=made.version_id, snapshot_id=made.snapshot_id, fire_at=now,
        )  # fmt: skip
        failed = {"test": "psi", "statistic": 0.41, "threshold": "< 0.25", "verdict": "FAIL"}
        results = [{**failed, "feature": one} for one in features or ("income",)]
        finish_run(work, run.id, results=results, verdict="FAIL")
    return made


def waive(workspace: TestWorkspace, version_id: UUID, *rules: str) -> None:
    """Asked for by the author, granted and signed by a risk officer, for a month."""
    until = datetime.now(UTC) + timedelta(days=30)
    for rule in rules:
        asked = workspace.work("sanne").write(
            ask_waiver, version_id, rule=rule, reason=WHY, expires_at=until
        )
        workspace.work("aisha").write(
            grant_waiver, asked.id, reason=LET, signer=workspace.signer("aisha")
        )


def pass_its_day(workspace: TestWorkspace) -> None:
    """As a month later; nobody has looked since."""
    tamper(
        workspace,
        "UPDATE {schema}waiver SET expires_at = '2026-01-01 00:00:00.000000'"
        " WHERE state = 'granted'",
    )


def states(workspace: TestWorkspace) -> list[str]:
    with workspace.service.reading() as session:
        return list(session.scalars(select(Waiver.state).order_by(Waiver.number)))


def gate(workspace: TestWorkspace, made: Registered) -> dict[str, object]:
    """What the gate says of the tests."""
    found = workspace.work("sanne").read(gate_blockers, made.version_id, "PROD")
    return next((dict(one.params) for one in found if one.code == "gate.verdict"), {})


def vote(workspace: TestWorkspace, handle: str, request_id: UUID) -> None:
    workspace.work(handle).write(
        decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer(handle)
    )


def test_another_for_the_same_rule_is_refused_until_it_prolongs_the_one_in_force(
    workspace: TestWorkspace,
) -> None:
    made = failing(workspace, "income", "age")
    sanne, until = workspace.work("sanne"), datetime.now(UTC) + timedelta(days=30)
    both = {"rules": [RULE, "psi:age"], "reason": WHY, "expires_at": until}
    asked = sanne.write(ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=until)

    with pytest.raises(RefusedError) as waiting:
        sanne.write(ask_waivers, made.version_id, **both)
    workspace.work("aisha").write(
        grant_waiver, asked.id, reason=LET, signer=workspace.signer("aisha")
    )
    with pytest.raises(RefusedError) as covering:
        sanne.write(ask_waivers, made.version_id, **both)
    later = {**both, "expires_at": until + timedelta(days=1)}
    rows = sanne.write(ask_waivers, made.version_id, **later)

    assert [one.code for one in waiting.value.blockers] == ["waiver.waits"]
    assert [one.code for one in covering.value.blockers] == ["waiver.covers"]
    assert [(one.test, one.feature) for one in rows] == [("psi", "income"), ("psi", "age")]
    assert states(workspace) == ["granted", "asked", "asked"]  # of what was refused, nothing


def test_past_its_day_a_waiver_covers_nothing_though_nobody_swept_it(
    workspace: TestWorkspace,
) -> None:
    made = failing(workspace)
    waive(workspace, made.version_id, RULE)
    request_id = ask(workspace, made)
    vote(workspace, "aisha", request_id)
    before = gate(workspace, made)
    with workspace.service.reading() as session:
        shown_before = [one.waiver_number for one in list_result_rows(session, made.snapshot_id)]
    pass_its_day(workspace)

    with pytest.raises(RefusedError) as closing:
        vote(workspace, "jo", request_id)

    with workspace.service.reading() as session:
        assert unwaived_rules(session, made.snapshot_id) == [RULE]
        assert granted_waivers(session, made.snapshot_id) == []
        shown = [one.waiver_number for one in list_result_rows(session, made.snapshot_id)]
        request = session.get_one(TransitionRequest, request_id)
    assert states(workspace) == ["granted"]  # so the day alone says it
    assert (before, gate(workspace, made)) == ({}, {"verdict": "FAIL", "failed": [RULE]})
    assert (shown_before, shown) == ([1], [None])
    assert {one.code for one in closing.value.blockers} == {"request.evidence_changed"}
    assert request.state == "pending"


def test_the_sweep_ends_what_is_past_its_day_and_has_the_evidence_pinned_anew(
    workspace: TestWorkspace,
) -> None:
    made = failing(workspace)
    waive(workspace, made.version_id, RULE)
    workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=WHY,
        expires_at=datetime.now(UTC) + timedelta(days=30),
    )  # fmt: skip
    sweep = Scheduler(workspace.service, lambda: datetime.now(UTC)).run_once
    told = select(EngineInbox.payload).where(EngineInbox.kind == InboxKind.EVIDENCE)

    sweep()
    in_time = states(workspace)
    with workspace.service.reading() as session:
        before = len(session.scalars(told).all())
    pass_its_day(workspace)
    sweep()
    sweep()

    with workspace.service.reading() as session:
        payloads = session.scalars(told.order_by(EngineInbox.created_at)).all()
    assert in_time == ["granted", "asked"]
    assert states(workspace) == ["expired", "asked"]
    assert [one["version_id"] for one in payloads[before:]] == [str(made.version_id)]


@pytest.mark.parametrize("is_swept", [False, True], ids=["unswept", "swept"])
def test_an_accepted_request_is_not_deployed_once_its_waiver_is_past_its_day(
    workspace: TestWorkspace, is_swept: bool
) -> None:
    made = failing(workspace)
    waive(workspace, made.version_id, RULE)
    request_id = ask(workspace, made)
    for handle in ("aisha", "jo"):
        vote(workspace, handle, request_id)
    new = NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
    runtime_id = workspace.work("tom").write(add_runtime, new).id
    pass_its_day(workspace)
    if is_swept:
        Scheduler(workspace.service, lambda: datetime.now(UTC)).run_once()

    def begin() -> str:
        with workspace.service.unit() as work:
            model = work.get(RegisteredModel, made.model_id)
            return begin_deployment(
                work, snapshot_id=made.snapshot_id, runtime_id=runtime_id,
                stage_id=find_stage(work.session, model, "PROD").id, service_tag="cc-fraud",
                request_id=request_id,
            ).state  # fmt: skip

    with pytest.raises(UnwaivedError, match=RULE):
        begin()
    with workspace.service.reading() as session:
        begun = session.scalars(select(Deployment.id)).all()
    waive(workspace, made.version_id, RULE)

    assert begun == []
    assert states(workspace) == ["expired" if is_swept else "granted", "granted"]
    assert begin() == "deploying"


# The life cycle


def submit_waived(bank: Bank, folder: Path) -> Registration:
    """A release that failed its limits, and whose failed rules were all waived."""
    registered = bank.submit(bank.register(folder, scorer=Scorer(USELESS)))
    task = bank.task(registered, "review_results")
    waive(bank.workspace, registered.version_id, *task.facts["failed"])
    bank.complete(task, "waive", by="aisha")
    return registered


def evidence_of(bank: Bank, request_id: UUID | None) -> str:
    with bank.workspace.service.reading() as session:
        return session.get_one(TransitionRequest, request_id).evidence_digest


def test_a_waiver_that_ends_under_a_release_stops_it_with_one_task_for_those_who_deploy(
    bank: Bank, tmp_path: Path
) -> None:
    registered = submit_waived(bank, tmp_path / "v2")
    approval = bank.task(registered, "approve")
    rules = failed_of(bank, registered)
    bank.decide(approval, "aisha")
    seen = evidence_of(bank, approval.request_id)

    pass_its_day(bank.workspace)
    bank.drive(lambda: evidence_of(bank, approval.request_id) != seen)  # swept, and told
    assert set(states(bank.workspace)) == {"expired"}
    waive(bank.workspace, registered.version_id, *rules)
    bank.drive(lambda: bank.left_open().get("inbox") is None)
    assert bank.workspace.work("jo").read(list_unfinished) == []  # new evidence is no failure
    for who in ("aisha", "jo"):
        bank.decide(approval, who)
    pass_its_day(bank.workspace)

    task = bank.task(registered, "review_deployment")
    assert set(task.roles) == {"operator", "mlops_engineer"}
    assert f"no waiver in force passes {', '.join(rules)}." in task.facts["error"]
    with bank.polled() as poller:
        bank.complete(task, "retry", by="tom")
        again = bank.task(registered, "review_deployment")
        assert poller.saw_only(V1)
    waive(bank.workspace, registered.version_id, *rules)
    bank.complete(again, "retry", by="tom")

    assert bank.end(registered) == "DEPLOYED"
    assert bank.serving() == [2]
    assert bank.left_open() == {}


def failed_of(bank: Bank, registered: Registration) -> list[str]:
    """The rules that failed, in the order in which they are named."""
    with bank.workspace.service.reading() as session:
        snapshot = find_latest_snapshot(session, registered.version_id)
        return failed_rules(session, snapshot.id) if snapshot else []


def test_a_waiver_that_ends_while_a_deployment_is_under_way_stops_it_before_its_switch(
    bank: Bank, tmp_path: Path
) -> None:
    registered = submit_waived(bank, tmp_path / "v2")
    approval = bank.task(registered, "approve")
    for who in ("aisha", "jo"):
        bank.decide(approval, who)
    with bank.workspace.service.unit() as work:  # begun by a service that was killed after it
        request = work.get(TransitionRequest, approval.request_id)
        assert request.snapshot_id is not None
        begun = begin_deployment(
            work, snapshot_id=request.snapshot_id, runtime_id=find_runtime(work, "prod-1").id,
            stage_id=request.stage_id, service_tag=request.service_tag, request_id=request.id,
        ).id  # fmt: skip
    pass_its_day(bank.workspace)

    with bank.polled() as poller:
        task = bank.task(registered, "review_deployment")
        assert poller.saw_only(V1)

    with bank.workspace.service.reading() as session:
        steps = session.scalars(
            select(DeploymentStep.step).where(DeploymentStep.deployment_id == begun)
        ).all()
        assert session.get_one(Deployment, begun).state == "failed"
    assert "no waiver in force passes" in task.facts["error"]
    assert set(steps) == {"verify", "transport", "load", "smoke"}
    assert bank.serving() == [1]


def test_nothing_is_waived_for_longer_than_a_year(workspace: TestWorkspace) -> None:
    made = failing(workspace)
    long = datetime.now(UTC) + timedelta(days=367)

    with pytest.raises(RefusedError) as by_command:
        workspace.work("sanne").write(
            ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=long
        )
    with pytest.raises(RefusedError) as by_hand, workspace.work("sanne").unit() as work:
        work.add(
            Waiver(
                model_id=made.model_id, version_id=made.version_id,
                snapshot_id=made.snapshot_id, test="psi", reason=WHY, expires_at=long,
            )
        )  # fmt: skip

    for refused in (by_command, by_hand):
        assert [one.code for one in refused.value.blockers] == ["waiver.long"]


def test_at_an_instant_a_waiver_covers_what_it_covered_then(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever became of it since; and its day ends it, at whatever instant one looks."""
    monkeypatch.setattr(past, "require_settled", lambda *_: None)  # of days that are to come
    made = failing(workspace)
    nobody_asked = clock(workspace)
    asked = workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=WHY,
        expires_at=nobody_asked + timedelta(days=30),
    )  # fmt: skip
    before = clock(workspace)
    workspace.work("aisha").write(
        grant_waiver, asked.id, reason=LET, signer=workspace.signer("aisha")
    )
    granted = clock(workspace)

    def at(moment: datetime) -> tuple[list[str], list[str], list[int | None]]:
        """States in the list, what still stops the release, which waiver a result shows."""
        with workspace.work("jo").reading() as session:
            look_back(session, moment)
            return (
                [one.state for one in list_waivers(session)],
                unwaived_rules(session, made.snapshot_id),
                [one.waiver_number for one in list_result_rows(session, made.snapshot_id)],
            )

    assert at(nobody_asked) == ([], [RULE], [None])
    assert at(before) == (["asked"], [RULE], [None])
    assert at(granted) == (["granted"], [], [1])
    assert at(granted + timedelta(days=29)) == (["granted"], [], [1])
    assert at(granted + timedelta(days=31)) == (["granted"], [RULE], [None])


def clock(workspace: TestWorkspace) -> datetime:
    """The database's time, after everything so far."""
    with workspace.service.reading() as session:
        return now(session)


def asked_for(workspace: TestWorkspace) -> UUID:
    made = failing(workspace)
    until = datetime.now(UTC) + timedelta(days=30)
    row = workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=until
    )
    return row.id


def decided(workspace: TestWorkspace, waiver_id: UUID) -> Waiver:
    with workspace.service.reading() as session:
        return session.get_one(Waiver, waiver_id)


@pytest.mark.parametrize("granted", [True, False])
def test_who_grants_or_refuses_says_why(workspace: TestWorkspace, granted: bool) -> None:
    waiver_id = asked_for(workspace)
    aisha, signer = workspace.work("aisha"), workspace.signer("aisha")

    with pytest.raises(RefusedError) as without:
        aisha.write(grant_waiver, waiver_id, reason="fine", granted=granted, signer=signer)
    aisha.write(grant_waiver, waiver_id, reason=f" {LET} ", granted=granted, signer=signer)

    row, tag = decided(workspace, waiver_id), "waiver.granted" if granted else "waiver.refused"
    assert [one.code for one in without.value.blockers] == ["reason.short"]
    assert (row.state, row.remark, row.reason) == (tag.partition(".")[2], LET, WHY)
    said = [text for _, name, text in trail_texts(workspace, tag) if name == "remark"]
    assert said == [LET]


def test_what_the_granter_said_is_signed(workspace: TestWorkspace) -> None:
    waiver_id = asked_for(workspace)
    signer = workspace.signer("aisha")
    workspace.work("aisha").write(grant_waiver, waiver_id, reason=LET, signer=signer)

    said = json.loads(decided(workspace, waiver_id).document or "{}")
    assert (said["reason"], said["remark"], said["meaning"]) == (WHY, LET, "Granted")


def trail_texts(workspace: TestWorkspace, tag: str) -> list[tuple[int, str, str]]:
    statement = (
        select(AuditText.event_id, AuditText.name, AuditText.value)
        .join(AuditEvent, AuditEvent.id == AuditText.event_id)
        .where(AuditEvent.tag == tag)
    )
    with workspace.service.reading() as session:
        return [(row[0], row[1], row[2]) for row in session.execute(statement)]
