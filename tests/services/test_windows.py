"""Nothing is deployed in a window: it waits and says so, and goes on when the window is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, NotReachableError, RefusedError
from app.models.queries.find import find_latest_snapshot
from app.models.queries.gate_check import gate_blockers
from app.models.queries.places import match_places
from app.models.queries.releases import list_known_candidates
from app.models.queries.submission import load_standing
from app.models.queries.windows import find_closings, list_windows, windows_over
from app.models.rules.windows import OVERTAKEN, PASSED, StageFacts, closings, overtaken_by
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import ClosedWindow, Deployment, Runtime, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Snapshot
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.models import add_stage_path
from app.services.commands.processes import submit_emergency
from app.services.commands.roll_backs import ask_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.commands.windows import NewWindow, end_window, plan_window
from app.services.deploying.sequence import ensure_deployed
from app.services.registering import Registration
from app.services.tasks import deploy
from app.services.unit_of_work import InboxKind
from tests.model_folders import Scorer
from tests.releases import MODEL, V1, V2, Bank
from tests.services.test_emergency import released
from tests.services.test_roll_back import V3, release_v2
from tests.stories import register
from tests.workspaces import TestWorkspace

NOWHERE = "http://127.0.0.1:1"
WHY = "The yearly closing of the books."
DONE = "The books are closed already."
ADMINISTRATOR = "root"


def plan(
    workspace: TestWorkspace,
    *,
    by: str,
    begins: timedelta = -timedelta(minutes=1),
    lasts: timedelta = timedelta(minutes=5),
    **what: str,
) -> ClosedWindow:
    since = datetime.now(UTC) + begins
    return workspace.work(by).write(plan_window, NewWindow(since, since + lasts, WHY, **what))


def newest(bank: Bank) -> Deployment:
    with bank.workspace.service.reading() as session:
        found = session.scalars(select(Deployment).order_by(Deployment.number.desc())).first()
    assert found is not None
    return found


def is_for_production(bank: Bank) -> bool:
    return newest(bank).matched_tags["stage"] == "PROD"


def waits(bank: Bank) -> bool:
    return newest(bank).reason != ""


def promote(bank: Bank, folder: Path, scorer: Scorer = V2) -> None:
    promoted(bank, folder, scorer)


def promoted(bank: Bank, folder: Path, scorer: Scorer = V2) -> Registration:
    """A version is accepted for PROD; what is left is to deploy it."""
    registered = bank.submit(bank.register(folder, scorer=scorer))
    task = bank.task(registered, "approve")
    for who in ("aisha", "jo"):
        bank.decide(task, who)
    return registered


def test_a_deployment_waits_for_the_end_of_a_freeze_while_the_old_version_serves(
    bank: Bank, tmp_path: Path
) -> None:
    plan(bank.workspace, by=ADMINISTRATOR, stage="PROD")

    with bank.polled() as poller:
        promote(bank, tmp_path / "v2")
        bank.drive(lambda: waits(bank))
        waiting = newest(bank)
        assert waiting.state == "waiting"
        assert waiting.reason.startswith("PROD is frozen until ")
        assert waiting.reason.endswith(WHY)
        assert bank.serving() == [1]

        bank.drive(lambda: bank.serving() == [2])
    assert poller.saw_only(V1, V2)
    assert newest(bank).id == waiting.id
    assert newest(bank).reason == ""


def test_a_window_that_is_ended_before_its_time_lets_go_what_waits(
    bank: Bank, tmp_path: Path
) -> None:
    window = plan(bank.workspace, by="tom", lasts=timedelta(days=300), runtime="prod-1")
    promote(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))
    assert newest(bank).reason.startswith("Maintenance until ")

    bank.workspace.work("tom").write(end_window, window.id, reason=DONE)

    bank.drive(lambda: bank.serving() == [2])
    assert bank.clock() < datetime.now(UTC) + timedelta(days=1)
    with bank.workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent.tag).where(AuditEvent.object_id == window.id).order_by(AuditEvent.id)
        ).all()
    assert told == ["window.planned", "window.ended"]


def test_a_window_that_begins_while_a_version_is_loaded_holds_the_switch(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was planned before, and begins after the deployment."""
    window = plan(bank.workspace, by="tom", runtime="prod-1", begins=timedelta(days=1))

    def bring(adapter: Any, wanted: Any, record: Any, resume: Any) -> Any:
        def told(step: str, state: str, facts: Any) -> None:
            if (step, state) == ("switch", "started") and is_for_production(bank):
                bank.clock.forward_to(window.starts_at)
            record(step, state, facts)

        return ensure_deployed(adapter, wanted, told, resume)

    monkeypatch.setattr(deploy, "ensure_deployed", bring)
    with bank.polled() as poller:
        promote(bank, tmp_path / "v2")
        bank.drive(lambda: waits(bank))
        waiting = newest(bank)
        assert (waiting.state, bank.serving()) == ("waiting", [1])
        assert waiting.reason.startswith("Maintenance until ")
        bank.drive(lambda: bank.serving() == [2])
    assert poller.saw_only(V1, V2)
    assert bank.clock() >= window.ends_at
    assert (newest(bank).id, newest(bank).reason) == (waiting.id, "")


def test_a_switch_that_was_begun_is_ended_though_a_window_begins(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[ClosedWindow] = []

    def bring(*args: Any) -> Any:
        result = ensure_deployed(*args)
        if is_for_production(bank) and not begun:  # it has switched, and its answer is lost
            begun.append(plan(bank.workspace, by="tom", runtime="prod-1"))
            raise NotReachableError("Nobody answers.")
        return result

    monkeypatch.setattr(deploy, "ensure_deployed", bring)
    promote(bank, tmp_path / "v2")
    bank.drive(lambda: bank.serving() == [2])

    assert bank.clock() < begun[0].ends_at
    assert (newest(bank).state, newest(bank).reason) == ("deployed", "")


def test_what_serves_is_mended_and_rolled_back_while_a_release_waits(
    bank: Bank, tmp_path: Path
) -> None:
    second = release_v2(bank, tmp_path / "v2")
    freeze = plan(bank.workspace, by=ADMINISTRATOR, lasts=timedelta(days=300), stage="PROD")
    promote(bank, tmp_path / "v3", scorer=V3)
    bank.drive(lambda: waits(bank))
    waiting = newest(bank)

    with bank.workspace.service.reading() as session:
        known = list_known_candidates(session, waiting.runtime_id)
        awaited = session.get_one(Snapshot, waiting.snapshot_id).model_sha256
    assert not known.busy_services  # what is gone from the runtime is brought back
    assert (waiting.service_tag, awaited) in known.digests

    bank.workspace.work("tom").write(
        ask_roll_back, second, reason=DONE, signer=bank.workspace.signer("tom")
    )
    bank.drive(lambda: bank.serving() == [1])

    bank.workspace.work(ADMINISTRATOR).write(end_window, freeze.id, reason=DONE)
    bank.drive(lambda: bank.serving() == [3])
    with bank.workspace.service.reading() as session:
        left = session.get_one(Deployment, waiting.id)
        assert (left.state, left.reason) == ("failed", OVERTAKEN)
    assert newest(bank).id != waiting.id


def in_an_emergency(bank: Bank, version_id: UUID) -> None:
    bank.workspace.work("tom").write(
        submit_emergency, version_id, stage="PROD", reason="Fraud wave since 02:00."
    )


def deployments_of(bank: Bank, version_id: UUID) -> list[tuple[str, str]]:
    """State and reason of each into PROD, the oldest first."""
    with bank.workspace.service.reading() as session:
        rows = session.scalars(
            select(Deployment)
            .where(Deployment.version_id == version_id)
            .order_by(Deployment.number)
        )
        found = [one for one in rows if one.matched_tags["stage"] == "PROD"]
        return [(one.state, one.reason) for one in found]


def test_an_emergency_takes_the_place_of_what_waits_and_nothing_is_deployed_twice(
    bank: Bank, tmp_path: Path
) -> None:
    plan(bank.workspace, by=ADMINISTRATOR, lasts=timedelta(days=300), stage_kind="production")
    second = promoted(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))
    waiting = newest(bank)
    assert waiting.reason.startswith("Every stage of the kind production is frozen until ")

    tom = bank.workspace.work("tom")
    standing = tom.read(load_standing, second.version_id, tom.actor.id)
    assert standing.way.is_waiting
    assert standing.emergency is not None

    in_an_emergency(bank, second.version_id)
    task = bank.task(second, "approve")
    bank.decide(task, "aisha")

    with bank.workspace.service.reading() as session:
        asked = session.get_one(TransitionRequest, task.request_id)
        run = session.get_one(ProcessInstance, waiting.instance_id)
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == waiting.id).order_by(AuditEvent.id)
        ).all()
    assert asked.is_emergency
    assert (bank.end(second), bank.serving(), bank.left_open()) == ("DEPLOYED", [2], {})
    assert bank.clock() < datetime.now(UTC) + timedelta(days=1)
    why = overtaken_by(asked.number)
    assert deployments_of(bank, second.version_id) == [("failed", why), ("deployed", "")]
    assert run.state == "cancelled"
    assert told[-1].tag == "deployment.failed"


def test_an_emergency_for_what_waits_no_more_is_taken_back_and_its_run_goes_on(
    bank: Bank, tmp_path: Path
) -> None:
    window = plan(bank.workspace, by=ADMINISTRATOR, lasts=timedelta(days=300), stage="PROD")
    second = promoted(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))

    in_an_emergency(bank, second.version_id)
    bank.workspace.work(ADMINISTRATOR).write(end_window, window.id, reason=DONE)
    with bank.workspace.service.unit() as work:  # its job was quicker than the inbox
        work.get(Deployment, newest(bank).id).state = "deploying"

    assert (bank.end(second), bank.serving(), bank.left_open()) == ("DEPLOYED", [2], {})
    assert deployments_of(bank, second.version_id) == [("deployed", "")]
    with bank.workspace.service.reading() as session:
        said = session.scalars(select(EngineInbox.result).where(EngineInbox.kind == "start")).all()
        states = session.scalars(
            select(TransitionRequest.state).where(TransitionRequest.is_emergency)
        ).all()
    assert said.count(PASSED) == 1
    assert states == ["withdrawn"]


def test_a_start_ends_no_run_of_another_version(bank: Bank, tmp_path: Path) -> None:
    plan(bank.workspace, by=ADMINISTRATOR, lasts=timedelta(days=300), stage="PROD")
    promoted(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))
    waiting = newest(bank)
    other = bank.register(tmp_path / "v3", scorer=V3)
    with bank.workspace.work("tom").unit() as work:
        work.tell_engine(
            InboxKind.START, waiting.unit_id, template_key="on-model-changed",
            version_id=str(other.version_id), overtakes=str(waiting.instance_id),
        )  # fmt: skip
    bank.background.settle(lambda: True, timeout_s=30, when_idle=True)

    assert bank.instance(other, must=False) is None
    assert newest(bank).state == "waiting"


@pytest.mark.parametrize(
    ("lasts", "chosen"), [(timedelta(hours=6), "prod-1"), (timedelta(days=30), "prod-2")]
)
def test_a_release_waits_where_it_serves_for_a_day_and_else_takes_what_is_open(
    bank: Bank, tmp_path: Path, lasts: timedelta, chosen: str
) -> None:
    new = NewRuntime("prod-2", "bank", url=NOWHERE, stage_tags=("PROD",), service_tags=(MODEL,))
    other = bank.workspace.work("tom").write(add_runtime, new)
    bank.workspace.service.write(record_look, other.id, is_live=True)
    plan(bank.workspace, by="tom", lasts=lasts, runtime="prod-1")
    with bank.workspace.service.reading() as session:
        first = session.scalars(select(Runtime).where(Runtime.name == "prod-1")).one()
    bank.workspace.service.write(record_look, first.id, is_live=False)  # down, for its maintenance
    registered = bank.register(tmp_path / "v2", scorer=V2)

    with bank.workspace.service.reading() as session:
        snapshot = find_latest_snapshot(session, registered.version_id)
        assert snapshot is not None
        at = datetime.now(UTC)
        found = match_places(session, snapshot.id, "PROD", MODEL, at=at).to_use(at)
    assert found[0].runtime.name == chosen


@pytest.fixture
def placed(workspace: TestWorkspace) -> Runtime:
    new = NewRuntime(
        "prod-1", "bank", url=NOWHERE, stage_tags=("PROD",), service_tags=("cc-fraud",)
    )
    row = workspace.work("tom").write(add_runtime, new)
    workspace.service.write(record_look, row.id, is_live=True)
    return row


def test_a_freeze_of_a_kind_closes_what_another_path_calls_otherwise(
    workspace: TestWorkspace, placed: Runtime
) -> None:
    stages = (("Try", "staging", False), ("Live", "production", True))
    root = workspace.work("root")
    root.write(add_stage_path, unit="bank", name="Quick", stages=stages)
    plan(workspace, by=ADMINISTRATOR, stage_kind="production")
    plan(workspace, by=ADMINISTRATOR, stage="quick/try")
    with workspace.service.reading() as session:
        rows = list_windows(session)
        live, tried = (
            StageFacts(one.id, one.name, one.kind)
            for name in ("Live", "Try")
            for one in session.scalars(select(Stage).where(Stage.name == name))
        )
        prod, sit = (
            StageFacts(one.id, one.name, one.kind)
            for name in ("PROD", "SIT")
            for one in session.scalars(select(Stage).where(Stage.name == name))
        )
        windows = windows_over(session, workspace.unit_id, at=datetime.now(UTC))
    closed = {
        one.name: [each.kind for each in closings(windows, placed.id, one, at=datetime.now(UTC))]
        for one in (live, tried, prod, sit)
    }
    assert closed == {
        "Live": ["frozen_kind"],
        "Try": ["frozen"],
        "PROD": ["frozen_kind"],
        "SIT": [],
    }
    assert [(one.stage_kind, one.stage, one.stage_path) for one in rows] == [
        ("production", "", ""), ("", "Try", "Quick"),
    ]  # fmt: skip


def test_a_name_that_two_paths_have_is_asked_for_with_its_path(workspace: TestWorkspace) -> None:
    stages = (("PROD", "production", True),)
    workspace.work("root").write(add_stage_path, unit="bank", name="Quick", stages=stages)

    with pytest.raises(InputError) as refused:
        plan(workspace, by=ADMINISTRATOR, stage="PROD")
    made = plan(workspace, by=ADMINISTRATOR, stage="Quick/PROD")

    assert "Quick/PROD" in refused.value.hint
    (row,) = workspace.work("sanne").read(list_windows)
    assert (row.id, row.stage, row.stage_path) == (made.id, "PROD", "Quick")
    with pytest.raises(InputError):
        plan(workspace, by=ADMINISTRATOR, stage="Nowhere")
    with pytest.raises(RefusedError) as both:
        plan(workspace, by=ADMINISTRATOR, stage="Quick/PROD", stage_kind="production")
    assert [one.code for one in both.value.blockers] == ["window.stage"]


def test_an_emergency_release_passes_and_no_other(
    workspace: TestWorkspace, placed: Runtime
) -> None:
    plan(workspace, by=ADMINISTRATOR)  # every stage
    urgent, _ = released(workspace)
    other = register(workspace, content=b"v2")
    at = datetime.now(UTC)
    asked = (placed.id, "PROD", "cc-fraud")

    with workspace.service.reading() as session:
        assert not find_closings(session, urgent.snapshot_id, *asked, at=at)
        found = find_closings(session, other.snapshot_id, *asked, at=at)
        rules = {
            rule.rule: rule
            for match in match_places(session, other.snapshot_id, "PROD", "cc-fraud").after_fix
            for rule in match.rules
        }
        codes = {one.code for one in gate_blockers(session, other.version_id, "PROD")}
    assert [one.window.reason for one in found] == [WHY]
    assert rules["freeze_window"].found.startswith("Every stage is frozen until ")
    assert "window.frozen_all" in codes
    assert "gate.runtime" not in codes


def test_operators_plan_maintenance_and_administrators_freezes(
    workspace: TestWorkspace, placed: Runtime
) -> None:
    with pytest.raises(RefusedError) as refused:
        plan(workspace, by="tom", stage="PROD")
    with pytest.raises(RefusedError):
        plan(workspace, by="sanne", runtime="prod-1")
    freeze = plan(workspace, by=ADMINISTRATOR, stage="prod")
    with pytest.raises(RefusedError):
        workspace.work("tom").write(end_window, freeze.id, reason=DONE)
    plan(workspace, by="tom", runtime="prod-1", begins=timedelta(days=1))

    assert {one.code for one in refused.value.blockers} == {"window.freeze"}
    rows = workspace.work("sanne").read(list_windows)
    assert [(one.state, one.stage, one.runtime) for one in rows] == [
        ("in force", "PROD", ""), ("planned", "", "prod-1"),
    ]  # fmt: skip
    workspace.work(ADMINISTRATOR).write(end_window, freeze.id, reason=DONE)
    assert [one.state for one in workspace.work("sanne").read(list_windows, is_all=True)] == [
        "planned", "ended",
    ]  # fmt: skip
