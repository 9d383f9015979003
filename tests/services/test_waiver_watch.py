"""A waiver that is over under what serves stays loud until it is mended, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.models.queries.find import find_stage
from app.models.queries.governance import count_needed
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.queries.notices import list_notices
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.waivers import ask_waiver
from app.services.scheduler import Scheduler
from app.texts import why
from tests.services.test_waivers import RULE, WHY, failing, pass_its_day, states, vote, waive
from tests.stories import Registered, ask, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace


def deploy(workspace: TestWorkspace, made: Registered, runtime_id: UUID) -> None:
    request_id = ask(workspace, made)
    for handle in ("aisha", "jo"):
        vote(workspace, handle, request_id)
    with workspace.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        deployment_id = begin_deployment(
            work, snapshot_id=made.snapshot_id, runtime_id=runtime_id,
            stage_id=find_stage(work.session, model, "PROD").id, service_tag="cc-fraud",
            request_id=request_id,
        ).id  # fmt: skip
    workspace.service.write(complete_deployment, deployment_id)


def runtime(workspace: TestWorkspace) -> UUID:
    new = NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
    return workspace.work("tom").write(add_runtime, new).id


def serving(workspace: TestWorkspace) -> tuple[Registered, UUID]:
    """In production by a waiver that is over by now; and on which runtime."""
    made, runtime_id = failing(workspace), runtime(workspace)
    waive(workspace, made.version_id, RULE)
    deploy(workspace, made, runtime_id)
    pass_its_day(workspace)
    return made, runtime_id


def sweep(workspace: TestWorkspace) -> None:
    for _ in range(2):
        Scheduler(workspace.service, lambda: datetime.now(UTC)).run_once()


def alerts(workspace: TestWorkspace) -> list[Alert]:
    with workspace.service.reading() as session:
        return list(session.scalars(select(Alert).order_by(Alert.number)))


def needs(workspace: TestWorkspace, handle: str) -> list[NeedRow]:
    work = workspace.work(handle)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.kind == "waiver"]


def told(workspace: TestWorkspace, handle: str) -> list[str]:
    work = workspace.work(handle)
    found = work.read(list_notices, work.actor.id, now=datetime.now(UTC))
    return [one.event.tag for one in found if one.kind == "alert"]


def test_it_stays_with_owner_and_granter_and_is_one_alert(workspace: TestWorkspace) -> None:
    serving(workspace)

    sweep(workspace)

    assert states(workspace) == ["expired"]
    for handle in ("sanne", "aisha"):
        (need,) = needs(workspace, handle)
        assert (need.action, need.title, need.is_overdue) == ("renew", RULE, True)
        said = "The waiver ended on 2026-01-01; the version serves on without it."
        assert why(need.why) == said
        work = workspace.work(handle)
        assert work.read(count_needed, work.actor.id) == 1
    assert needs(workspace, "jo") == []
    (alert,) = alerts(workspace)
    assert (alert.state, alert.severity, alert.times) == ("open", "critical", 1)
    assert alert.title == f"{RULE} failed, and its waiver is over"
    assert alert.detail.startswith(f"Waiver 1 let {RULE} pass until 2026-01-01; version 1 serves")
    assert told(workspace, "aisha") == ["waiver.expired"]
    assert told(workspace, "tom") == ["alert.open"]
    assert set(told(workspace, "sanne")) == {"alert.open", "waiver.expired"}
    assert told(workspace, "jo") == []


def test_a_new_waiver_ends_it(workspace: TestWorkspace) -> None:
    made, _ = serving(workspace)
    sweep(workspace)

    waive(workspace, made.version_id, RULE)
    sweep(workspace)

    assert [one.state for one in alerts(workspace)] == ["resolved"]
    assert [one.is_overdue for one in needs(workspace, "aisha")] == [False]  # of the new one
    assert told(workspace, "aisha") == []


def test_another_version_in_its_place_ends_it(workspace: TestWorkspace) -> None:
    _, runtime_id = serving(workspace)
    sweep(workspace)

    deploy(workspace, register(workspace, content=b"v2"), runtime_id)
    sweep(workspace)

    assert [one.state for one in alerts(workspace)] == ["resolved"]
    assert needs(workspace, "aisha") == needs(workspace, "sanne") == []


def test_of_two_that_ended_one_after_the_other_the_last_is_told(workspace: TestWorkspace) -> None:
    made, _ = serving(workspace)
    sweep(workspace)
    waive(workspace, made.version_id, RULE)
    pass_its_day(workspace)

    sweep(workspace)

    assert [one.number for one in needs(workspace, "aisha")] == [2]
    assert [(one.rule, one.state) for one in alerts(workspace)] == [
        ("waiver over 1", "resolved"), ("waiver over 2", "open"),
    ]  # fmt: skip


def test_one_that_nobody_granted_is_not_missed(workspace: TestWorkspace) -> None:
    made, _ = serving(workspace)
    until = datetime.now(UTC) + timedelta(days=30)
    workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=until
    )
    tamper(workspace, "UPDATE {schema}waiver SET expires_at = '2026-01-02 00:00:00.000000'")

    sweep(workspace)

    assert states(workspace) == ["expired", "expired"]
    assert [one.rule for one in alerts(workspace)] == ["waiver over 1"]


def test_outside_production_nothing_alarms(workspace: TestWorkspace) -> None:
    serving(workspace)
    tamper(workspace, "UPDATE {schema}placement SET stage_kind = 'test'")

    sweep(workspace)

    assert alerts(workspace) == []


def test_what_does_not_serve_is_nobodys_need(workspace: TestWorkspace) -> None:
    made = failing(workspace)
    waive(workspace, made.version_id, RULE)
    pass_its_day(workspace)

    sweep(workspace)

    assert states(workspace) == ["expired"]
    assert alerts(workspace) == []
    assert needs(workspace, "aisha") == needs(workspace, "sanne") == []
