"""While a connection is paused nothing is asked of it; what needs it waits and says why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.config import Settings
from app.errors import AppError, PausedError, RefusedError
from app.models.queries.administration import list_connections
from app.models.queries.alerts import count_runtimes
from app.models.queries.find import find_stage
from app.models.queries.pauses import find_pause, list_pauses
from app.models.queries.releases import list_live_runtimes, load_runtime
from app.models.queries.runtimes import load_runtime_row
from app.models.rules.pauses import RUNTIME, STORE
from app.models.tables.engine import Incident, Job
from app.models.tables.execution import Deployment, Runtime, Store
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Expectation
from app.models.tables.trail import AuditEvent
from app.registry import Registry
from app.services import jobs, runtime_watch
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    describe_store,
)
from app.services.commands.pauses import pause_connection, resume_connection
from app.services.commands.people import add_unit
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, retire_runtime
from app.services.engine.engine import Engine
from app.services.pauses import heeding
from app.services.runtime_access import reach
from app.services.runtime_watch import RuntimeWatch
from app.services.scheduler import Scheduler
from app.services.stores import absent_stores
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork
from app.services.worker import Worker
from tests.machine import machine
from tests.releases import Bank
from tests.services.engine_tasks import TestClock
from tests.services.test_windows import promote
from tests.stories import register
from tests.workspaces import TestWorkspace

WHY = "Its disk is replaced today."
DONE = "The new disk is in place."
LAKE, MODEL_TAG = "lake", "cc-fraud"


def add_store(bank: TestWorkspace, name: str = LAKE) -> UUID:
    def add(work: UnitOfWork) -> Store:
        return work.add(Store(unit_id=bank.unit_id, name=name))

    return bank.work("tom").write(add).id


@pytest.mark.parametrize("name", ["data", "scoring", LAKE])
def test_what_other_units_use_is_recorded_and_so_paused_above_them_alone(
    workspace: TestWorkspace, name: str
) -> None:
    tom = workspace.work("tom")
    tom.write(add_data_source, unit="bank", name="Scores", kind="files", store=LAKE)
    cards = workspace.work("root").write(add_unit, key="cards", name="Cards", parent="bank").id

    with pytest.raises(RefusedError) as refused:
        tom.write(lambda work: work.add(Store(unit_id=cards, name=name)))
    assert [one.code for one in refused.value.blockers] == ["store.unit"]

    tom.write(pause_connection, STORE, add_store(workspace, name), reason=WHY)
    assert workspace.service.read(find_pause, STORE, name).reason == WHY
    tom.write(lambda work: work.add(Store(unit_id=cards, name="cards-lake")))


def add_far(bank: TestWorkspace) -> UUID:
    new = NewRuntime("far", "bank", kind="oip", url="https://far.example:8080")
    return bank.work("tom").write(add_runtime, new).id


def tags(bank: TestWorkspace, key: UUID) -> list[str]:
    with bank.service.reading() as session:
        statement = select(AuditEvent.tag).where(AuditEvent.object_id == key)
        return list(session.scalars(statement.order_by(AuditEvent.id)))


@pytest.mark.parametrize("kind", [RUNTIME, STORE])
def test_who_paused_a_connection_when_and_why_is_told_whatever_is_changed_meanwhile(
    workspace: TestWorkspace, kind: str
) -> None:
    key = add_far(workspace) if kind == RUNTIME else add_store(workspace)
    tom, root, service = (workspace.work(one) for one in ("tom", "root", "service"))
    tom.write(pause_connection, kind, key, reason=WHY)
    (paused,) = tom.read(list_pauses)
    if kind == RUNTIME:
        service.write(record_look, key, is_live=True)
        service.write(record_look, key, is_live=False, reason="It does not answer.")
    else:
        root.write(describe_store, key, description="Scores of the bank.")

    (same,) = tom.read(list_pauses)

    assert same == paused
    assert (same.by, same.reason) == ("Tom Bakker", WHY)
    assert same.sentence == f"{same.name} is paused by Tom Bakker on {same.since}: {WHY}"
    root.write(resume_connection, kind, key, reason=DONE)
    assert tom.read(list_pauses) == ()
    root.write(pause_connection, kind, key, reason="And another disk.")
    (again,) = tom.read(list_pauses)
    assert (again.by, again.reason) == ("Ada Root", "And another disk.")
    assert again.at > paused.at
    told = [one for one in tags(workspace, key) if one.endswith(("paused", "resumed"))]
    assert told == [f"{kind}.paused", f"{kind}.resumed", f"{kind}.paused"]


@pytest.mark.parametrize("kind", [RUNTIME, STORE])
def test_only_who_may_change_a_connection_pauses_it_and_with_a_reason(
    workspace: TestWorkspace, kind: str
) -> None:
    key = add_far(workspace) if kind == RUNTIME else add_store(workspace)

    def refused(by: str, command: Any, reason: str) -> set[str]:
        with pytest.raises(RefusedError) as error:
            workspace.work(by).write(command, kind, key, reason=reason)
        return {one.code for one in error.value.blockers}

    assert refused("sanne", pause_connection, WHY) == {"pause.role"}
    assert refused("service", pause_connection, WHY) == {"pause.role"}
    assert refused("tom", pause_connection, "Because.") == {"pause.reason"}
    assert refused("tom", resume_connection, WHY) == {"pause.reworded"}
    workspace.work("tom").write(pause_connection, kind, key, reason=WHY)
    assert refused("root", pause_connection, DONE) == {"pause.reworded"}
    assert refused("sanne", resume_connection, DONE) == {"pause.role"}


def test_a_retired_runtime_is_not_paused(workspace: TestWorkspace) -> None:
    key = add_far(workspace)
    tom = workspace.work("tom")
    tom.write(retire_runtime, key, reason="It is sold.", signer=workspace.signer("tom"))

    with pytest.raises(RefusedError) as refused:
        tom.write(pause_connection, RUNTIME, key, reason=WHY)

    assert {one.code for one in refused.value.blockers} == {"pause.retired"}


def test_a_paused_store_is_not_touched_and_the_person_reads_why(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    key, work = add_store(workspace), workspace.work("sanne")
    settings = heeding(Settings(home=tmp_path), work.read)
    assert settings.store_folder(LAKE) == tmp_path / "stores" / LAKE
    assert [one for one in work.read(absent_stores, settings) if LAKE in one]

    workspace.work("tom").write(pause_connection, STORE, key, reason=WHY)

    with pytest.raises(PausedError, match=r"lake is paused by Tom Bakker on .*\+00:00: Its disk"):
        settings.store_folder(LAKE)
    assert settings.store_place(LAKE) == tmp_path / "stores" / LAKE
    assert settings.store_folder("other")
    assert not [one for one in work.read(absent_stores, settings) if LAKE in one]
    workspace.work("tom").write(resume_connection, STORE, key, reason=DONE)
    assert settings.store_folder(LAKE)


@pytest.mark.parametrize("name", ["", ".", "../home", "/etc", "./lake", "c:\\lake", "lake."])
def test_the_name_of_a_store_leads_to_no_other_folder(name: str, tmp_path: Path) -> None:
    settings = machine(home=tmp_path)

    with pytest.raises(AppError, match="is no name of a store"):
        settings.store_folder(name)
    assert replace(settings, stores={name: "/mnt/lake"}).store_folder(name) == Path("/mnt/lake")


def test_nobody_looks_at_a_paused_runtime_nor_counts_it_as_lost(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = add_far(workspace)
    workspace.service.write(record_look, key, is_live=True)
    workspace.work("tom").write(pause_connection, RUNTIME, key, reason=WHY)
    asked: list[str] = []
    monkeypatch.setattr(runtime_watch, "reach", lambda _, runtime: asked.append(runtime.name))

    answered = RuntimeWatch(workspace.service, machine(home=tmp_path)).run_once()

    (runtime,) = workspace.service.read(list_live_runtimes)
    shown = workspace.work("tom").read(load_runtime_row, key)
    (case,) = [one for one in workspace.work("root").read(list_connections) if one.kind == RUNTIME]
    counted = workspace.work("tom").read(count_runtimes)
    assert (answered, asked, runtime.state) == (0, [], "ready")
    assert (shown.health, shown.reason) == ("paused", runtime.pause and runtime.pause.sentence)
    assert case.pause == runtime.pause
    assert (counted.ready, counted.troubled, counted.unreachable) == (0, 0, 0)


def test_one_that_is_paused_after_it_was_read_is_asked_nothing_either(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    key = add_far(workspace)
    before = workspace.service.read(load_runtime, key)
    workspace.work("tom").write(pause_connection, RUNTIME, key, reason=WHY)
    after = workspace.service.read(load_runtime, key)

    for row, settings in (
        (after, machine(home=tmp_path)),
        (before, heeding(Settings(home=tmp_path), workspace.service.read)),
    ):
        with pytest.raises(PausedError, match="far is paused by Tom Bakker"), reach(settings, row):
            raise AssertionError("it was reached")


READERS: Registry[TaskHandler] = Registry("test task", "app.services.commands")


@READERS.register("read_lake")
class ReadLake(TaskHandler):
    label = "Read a lake"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        pass

    def run(self, _: Any, context: TaskContext) -> Outcome:
        return Done({"folder": str(context.settings.store_folder(LAKE))})


def test_work_of_the_service_waits_for_a_store_and_nothing_has_failed(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    key = add_store(workspace)
    service, tom, clock = workspace.service, workspace.work("tom"), TestClock()
    worker = Worker(
        service, Engine(clock=clock), name="w", tasks=READERS,
        settings=heeding(Settings(home=tmp_path), service.read),
    )  # fmt: skip
    with service.unit() as unit:
        job_id = jobs.enqueue(unit, "read_lake", {}, clock(), "read it")

    def job() -> Job:
        with service.reading() as session:
            return session.get_one(Job, job_id)

    left = job().attempts_left
    tom.write(pause_connection, STORE, key, reason=WHY)
    for _ in range(jobs.CLAIM_LIMIT + 2):  # as often as would end it, were it an attempt
        assert worker.run_once()
        assert (job().state, job().attempts_left) == ("queued", left)
        clock.pass_by(minutes=2)
    pause = tom.read(find_pause, STORE, LAKE)
    assert pause is not None
    assert job().note == pause.sentence
    tom.write(resume_connection, STORE, key, reason=DONE)
    worker.run_once()

    assert job().state == "succeeded"


def expect_a_run(bank: TestWorkspace, due_at: datetime) -> UUID:
    """Of a monitor that reads the lake."""
    registered = register(bank)
    with bank.work("tom").unit() as work:
        source = add_data_source(work, unit="bank", name="scores", kind="files", store=LAKE)
        model = work.get(RegisteredModel, registered.model_id)
        stage = find_stage(work.session, model, "PROD")
        new = NewMonitor("PSI", MODEL_TAG, stage.id, source.id, cron="0 6 * * *")
        monitor_id = add_monitor(work, registered.model_id, new).id
    with bank.service.unit() as work:
        one = Expectation(
            id=uuid4(), unit_id=bank.unit_id, monitor_id=monitor_id, run_key="k", due_at=due_at
        )
        work.add(one)
        return one.id


def test_a_run_that_waits_for_a_store_is_not_told_to_be_missing(workspace: TestWorkspace) -> None:
    key, tom, clock = add_store(workspace), workspace.work("tom"), TestClock()
    tom.write(pause_connection, STORE, key, reason=WHY)
    expected = expect_a_run(workspace, clock.now)
    scheduler = Scheduler(workspace.service, clock)

    def is_missed() -> bool:
        scheduler.run_once()
        with workspace.service.reading() as session:
            return session.get_one(Expectation, expected).missed_at is not None

    clock.pass_by(days=2)
    assert not is_missed()
    tom.write(resume_connection, STORE, key, reason=DONE)
    clock.now = datetime.now(UTC) + timedelta(minutes=1)  # within what a run may take
    assert not is_missed()
    clock.pass_by(hours=2)
    assert is_missed()


def newest(bank: Bank) -> Deployment:
    with bank.workspace.service.reading() as session:
        found = session.scalars(select(Deployment).order_by(Deployment.number.desc())).first()
    assert found is not None
    return found


def test_a_deployment_waits_for_a_paused_runtime_while_what_serves_serves_on(
    bank: Bank, tmp_path: Path
) -> None:
    with bank.workspace.service.reading() as session:
        key = session.scalars(select(Runtime.id).where(Runtime.name == "prod-1")).one()
    tom = bank.workspace.work("tom")
    tom.write(pause_connection, RUNTIME, key, reason=WHY)

    with bank.polled() as poller:
        promote(bank, tmp_path / "v2")
        bank.drive(lambda: newest(bank).reason != "")
        waiting = newest(bank)
        assert waiting.state == "waiting"
        assert waiting.reason.startswith("prod-1 is paused since ")
        assert waiting.reason.endswith(WHY)
        for _ in range(5):
            bank.clock.forward_to(bank.clock() + timedelta(minutes=2))
            bank.background.worker.run_once()
        assert (newest(bank).id, newest(bank).state) == (waiting.id, "waiting")
        assert bank.serving() == [1]

        tom.write(resume_connection, RUNTIME, key, reason=DONE)
        bank.drive(lambda: bank.serving() == [2])
    assert not poller.failures
    assert (newest(bank).id, newest(bank).reason) == (waiting.id, "")
    with bank.workspace.service.reading() as session:
        assert session.scalars(select(Incident.id)).all() == []
