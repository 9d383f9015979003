"""The worker survives kill -9 at every point, a long stop, wrong clocks and broken parts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.errors import AppError
from app.models.bpmn.graph import MultiInstance, NodeKind
from app.models.database import Database
from app.models.tables.engine import Job, ProcessInstance, StepRun, Token, Variable
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import ServiceInstance
from app.registry import Registry
from app.services import jobs, lease_keeper
from app.services.clock_watch import check_clock
from app.services.engine.definitions import Definitions
from app.services.engine.engine import Engine
from app.services.engine.starting import StartRequest
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import InboxKind, UnitOfWork, Work
from app.services.worker import Worker
from app.services.workspace import SERVICE_HANDLE
from tests.processes import Library, Stage, line, node
from tests.services.crash_worker import (
    KEY,
    LABELS,
    LEASE_S,
    POINTS,
    RECEIVING,
    SENDING,
    TYPES,
    Nothing,
    crashing,
    parse,
    receiving,
    waiting,
)
from tests.services.engine_tasks import TASKS
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

ROOT = Path(__file__).parents[2]


def start(workspace: TestWorkspace, engine: Engine, template_id: UUID) -> UUID:
    with workspace.service.unit() as work:
        return engine.start(work, StartRequest(template_id, workspace.unit_id, uuid4().hex))


def spawn(
    action: str, workspace: TestWorkspace, folder: Path, by: str = "service"
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.services.crash_worker", action]
    return subprocess.Popen(
        [*command, workspace.login_url(by), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CRASH_FOLDER": str(folder)},
    )


def history(work: Work, instance_id: UUID) -> list[tuple[str, str, str]]:
    with work.reading() as session:
        steps = session.scalars(select(StepRun).where(StepRun.instance_id == instance_id))
        return sorted((step.node_id, step.state, step.flow_id) for step in steps)


def test_kill_9_at_every_point_changes_nothing_but_attempts(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    template_id = library.publish(crashing())
    engine = Engine(definitions=Definitions(parse))
    instance_id = start(workspace, engine, template_id)
    for name in ("killed", "keyed"):
        (tmp_path / name).mkdir()

    assert spawn("crash", workspace, tmp_path).wait(timeout=120) == 0

    assert sorted(point.name for point in (tmp_path / "killed").iterdir()) == sorted(POINTS)
    work = workspace.service
    with work.reading() as session:
        states = session.execute(select(Job.task_type, Job.state)).all()
        tokens = session.scalars(select(Token)).all()
        variables = set(session.scalars(select(Variable.name)))
    assert sorted(states) == sorted((each, "succeeded") for each in TYPES)
    assert tokens == []
    assert {f"did_{each}" for each in TYPES} <= variables
    nodes = [node_id for node_id, _, _ in history(work, instance_id)]
    assert nodes == sorted(["start", "end", "split", "join", "join", *TYPES])
    keyed = sorted(path.name.split()[0] for path in (tmp_path / "keyed").iterdir())
    assert keyed == sorted(TYPES)
    raw = (tmp_path / "raw").read_text().split()
    assert sorted(set(raw)) == keyed
    assert len(raw) == 2 * len(TYPES)  # killed once after the effect, before it was settled


def test_kill_9_around_a_message_loses_none_and_gives_none_twice(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """While it arrives, when it is stored, taken, correlated, consumed; and of what it starts."""
    template_id = Library(workspace).publish(receiving())
    engine = Engine(definitions=Definitions(parse))
    instance_id = start(workspace, engine, template_id)
    for name in ("killed", "keyed"):
        (tmp_path / name).mkdir()

    assert spawn("send", workspace, tmp_path, by="tom").wait(timeout=120) == 0
    with workspace.service.reading() as session:
        stored = session.scalars(select(EngineInbox)).all()
    assert [row.consumed_at for row in stored] == [None, None]  # the first try left nothing
    assert spawn("receive", workspace, tmp_path).wait(timeout=120) == 0

    killed = sorted(point.name for point in (tmp_path / "killed").iterdir())
    assert killed == sorted((*SENDING, *RECEIVING))
    work = workspace.service
    with work.reading() as session:
        results = sorted(session.scalars(select(EngineInbox.result)))
        unread = session.scalars(select(EngineInbox.id).where(EngineInbox.consumed_at.is_(None)))
        assert unread.all() == []
        assert session.scalars(select(Token)).all() == []
        instance = session.get_one(ProcessInstance, instance_id)
    # Who did not know that the first was stored sent a second, which is told to have found nobody.
    assert results == ["", f"Nobody waits for the message “{LABELS}” with the key “{KEY}”."]
    assert (instance.state, instance.outcome) == ("completed", "DONE")
    nodes = [node_id for node_id, _, _ in history(work, instance_id)]
    assert nodes == ["end", "one", "start", "wait"]
    assert len(list((tmp_path / "keyed").iterdir())) == 1


JOBS, KILLS = 200, 12


def test_two_services_killed_twelve_times_in_the_middle_deliver_each_of_200_once(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """F1: whoever is killed has begun to deliver, and may have; by its key it counts once."""
    for name in ("keyed", "at work"):
        (tmp_path / name).mkdir()
    with workspace.service.unit() as unit:
        for number in range(JOBS):
            jobs.enqueue(unit, "deliver", {}, datetime.now(UTC), f"delivery {number}")
    flock = spawn("flock", workspace, tmp_path)
    try:
        for number in range(KILLS):
            wait_for(lambda number=number: calls(tmp_path) > number * JOBS // (2 * KILLS))
            kill_one_at_work(tmp_path)
        wait_for(lambda: not left(workspace), seconds=120)
    finally:
        (tmp_path / "over").touch()
        ended = flock.wait(timeout=60)

    effective = {one.name for one in (tmp_path / "keyed").iterdir()}
    with workspace.service.reading() as session:
        done = session.execute(select(Job.state, Job.fence)).all()
    assert ended == 0
    assert [state for state, _ in done] == ["succeeded"] * JOBS
    assert effective == set((tmp_path / "raw").read_text().split())
    assert len(effective) == JOBS
    assert sum(fence for _, fence in done) == calls(tmp_path) >= JOBS + KILLS


def calls(folder: Path) -> int:
    raw = folder / "raw"
    return len(raw.read_text().split()) if raw.exists() else 0


def kill_one_at_work(folder: Path) -> None:
    """kill -9, certainly in the middle: it is stopped first, and then looked at."""
    while True:
        for mark in (folder / "at work").iterdir():
            pid = int(mark.name)
            os.kill(pid, signal.SIGSTOP)
            is_at_work = mark.exists() and mark.stat().st_size > 0  # it has called
            os.kill(pid, signal.SIGKILL if is_at_work else signal.SIGCONT)
            if is_at_work:
                mark.unlink()
                return
        time.sleep(0.002)


def left(workspace: TestWorkspace) -> int:
    with workspace.service.reading() as session:
        waiting_for = select(Job.id).where(Job.state != "succeeded")
        return len(session.scalars(waiting_for).all())


QUICK: Registry[TaskHandler] = Registry("test task", "app.services.commands")


@QUICK.register("wait")
class Quick(TaskHandler):
    label = "Do it at once"
    Inputs = Nothing

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return Done({"given": "in time"})


def test_a_worker_stopped_past_its_lease_changes_nothing_when_it_goes_on(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    template_id = library.publish(waiting())
    engine = Engine(definitions=Definitions(parse))
    instance_id = start(workspace, engine, template_id)
    stopped = spawn("once", workspace, tmp_path)
    wait_for((tmp_path / "started").exists)
    os.kill(stopped.pid, signal.SIGSTOP)

    other = Worker(workspace.service, engine, name="other", tasks=QUICK, lease_s=LEASE_S)
    wait_for(lambda: other.run_once() and state(workspace, instance_id) == "completed")
    (tmp_path / "go").touch()
    os.kill(stopped.pid, signal.SIGCONT)

    assert stopped.wait(timeout=30) == 0
    with workspace.service.reading() as session:
        assert session.scalars(select(Variable.value).where(Variable.name == "given")).all() == [
            "in time"
        ]
        job = session.scalars(select(Job)).one()
    assert (job.owner, job.state, job.fence) == ("other", "succeeded", 2)
    assert [node_id for node_id, _, _ in history(workspace.service, instance_id)] == [
        "end",
        "start",
        "wait",
    ]


def state(workspace: TestWorkspace, instance_id: UUID) -> str:
    with workspace.service.reading() as session:
        return session.get_one(ProcessInstance, instance_id).state


def wait_for(condition: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


# In one process


@pytest.fixture
def stage(sqlite_workspace: TestWorkspace) -> Stage:
    return Stage(sqlite_workspace, TASKS)


def in_thread(worker: Worker) -> threading.Thread:
    thread = threading.Thread(target=worker.run)
    thread.start()
    return thread


def test_a_running_worker_wakes_at_once_and_signs_off(workspace: TestWorkspace) -> None:
    stage = Stage(workspace, TASKS)
    stage.library.publish(line("quick", node("give", NodeKind.SERVICE, task_type="give")))
    thread = in_thread(stage.worker)
    try:
        time.sleep(0.6)
        asked = time.monotonic()
        row = stage.tell("sanne", InboxKind.START, template_key="quick")
        stage.worker.poke()
        wait_for(lambda: consumed(stage, row))
        waited = time.monotonic() - asked
    finally:
        stage.worker.stop()
        thread.join(10)

    assert waited < 2
    with stage.work.reading() as session:
        service = session.get_one(ServiceInstance, "w1")
    assert service.pid == os.getpid()
    assert service.stopped_at is not None
    assert service.seen_at >= service.started_at


def consumed(stage: Stage, row: UUID) -> bool:
    with stage.work.reading() as session:
        return session.get_one(EngineInbox, row).consumed_at is not None


def test_a_long_task_keeps_its_lease(sqlite_workspace: TestWorkspace) -> None:
    slow: Registry[TaskHandler] = Registry("test task", "app.services.commands")

    @slow.register("wait")
    class Slow(TaskHandler):
        label = "Slow"
        Inputs = Nothing

        def run(self, inputs: Any, context: TaskContext) -> Outcome:
            time.sleep(1.2)
            return Done({"attempt": context.attempt})

    stage = Stage(sqlite_workspace, slow)
    workers = [stage.new_worker(name, slow, lease_s=0.3) for name in ("a", "b")]
    threads = [in_thread(worker) for worker in workers]
    try:
        instance_id = stage.start(waiting())
        wait_for(lambda: stage.instance(instance_id).state == "completed")
    finally:
        for worker, thread in zip(workers, threads, strict=True):
            worker.stop()
            thread.join(10)

    with stage.work.reading() as session:
        job = session.scalars(select(Job)).one()
    assert (job.fence, job.state) == (1, "succeeded")


def test_a_wrong_clock_is_refused_but_not_in_a_demo(sqlite_workspace: TestWorkspace) -> None:
    work = sqlite_workspace.service

    def ahead() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=60)

    with pytest.raises(AppError, match="60 seconds"):
        check_clock(work, ahead)
    tamper(sqlite_workspace, "UPDATE workspace SET is_demo = true")
    check_clock(work, ahead)


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_jumps_makes_nothing_due_until_it_is_right(
    workspace: TestWorkspace, days: int, caplog: pytest.LogCaptureFixture
) -> None:
    """F6, while the service runs: with a clock a day ahead, tomorrow's work would be due."""
    jump = timedelta()
    engine = Engine(clock=lambda: datetime.now(UTC) + jump)
    worker = Worker(workspace.service, engine, name="w", tasks=QUICK)
    tomorrow = enqueue_at(workspace, "tomorrow", timedelta(hours=12))
    thread = in_thread(worker)
    try:
        first = enqueue_at(workspace, "first")
        wait_for(lambda: job_state(workspace, first) == "succeeded")
        jump = timedelta(days=days)
        wait_for(lambda: "clock of this machine differs" in caplog.text)
        second = enqueue_at(workspace, "second")
        time.sleep(1.5)
        while_wrong = [job_state(workspace, one) for one in (second, tomorrow)]
        jump = timedelta()
        wait_for(lambda: job_state(workspace, second) == "succeeded")
    finally:
        worker.stop()
        thread.join(10)

    assert while_wrong == ["queued", "queued"]
    assert job_state(workspace, tomorrow) == "queued"


def enqueue_at(workspace: TestWorkspace, key: str, later: timedelta = timedelta()) -> UUID:
    with workspace.service.unit() as unit:
        return jobs.enqueue(unit, "wait", {}, datetime.now(UTC) + later, key)


def job_state(workspace: TestWorkspace, job_id: UUID) -> str:
    with workspace.service.reading() as session:
        return session.get_one(Job, job_id).state


def test_an_inbox_row_that_breaks_is_given_up_and_the_next_is_taken(stage: Stage) -> None:
    def break_down(work: UnitOfWork, row: EngineInbox) -> str:
        raise ZeroDivisionError("secret")

    worker = stage.new_worker("w2", TASKS, others={InboxKind.RUN_MONITOR: break_down})
    broken = stage.tell(SERVICE_HANDLE, InboxKind.RUN_MONITOR, monitor_id="1")
    unknown = stage.tell(SERVICE_HANDLE, InboxKind.ROLL_BACK, deployment_id="1")
    while worker.run_once():
        pass

    with stage.work.reading() as session:
        assert "secret" not in session.get_one(EngineInbox, broken).result
        assert "log" in session.get_one(EngineInbox, broken).result
        assert "does not know" in session.get_one(EngineInbox, unknown).result


def test_other_inbox_kinds_are_handed_on_and_their_answer_is_kept(stage: Stage) -> None:
    asked = []

    def roll_back(work: UnitOfWork, row: EngineInbox) -> str:
        asked.append(row.payload["deployment_id"])
        return "Rolled back."

    worker = stage.new_worker("w2", TASKS, others={InboxKind.ROLL_BACK: roll_back})
    row = stage.tell(SERVICE_HANDLE, InboxKind.ROLL_BACK, deployment_id="7")
    while worker.run_once():
        pass

    assert asked == ["7"]
    with stage.work.reading() as session:
        assert session.get_one(EngineInbox, row).result == "Rolled back."


def test_a_killing_job_is_not_taken_up_for_ever(stage: Stage) -> None:
    instance_id = stage.start(line("p", node("give", NodeKind.SERVICE, task_type="give")))
    with stage.work.unit() as work:
        work.session.execute(update(Job).values(attempt=20))
    stage.drain()

    assert stage.instance(instance_id).state == "incident"


def test_periodic_work_is_called(sqlite_workspace: TestWorkspace) -> None:
    called: list[int] = []
    stage = Stage(sqlite_workspace, TASKS)
    worker = stage.new_worker("w2", TASKS, periodic=[(3600, lambda: called.append(1))])
    worker.run_once()
    worker.run_once()

    assert called == [1]


def test_two_services_share_one_database(workspace: TestWorkspace, second_work: Work) -> None:
    stage = Stage(workspace, TASKS)
    steps = [node(f"t{n}", NodeKind.SERVICE, task_type="give") for n in range(3)]
    template_id = stage.library.publish(line("shared", *steps))
    other = Worker(second_work, stage.engine, name="w2", tasks=TASKS)
    instances = [stage.start_again(template_id) for _ in range(15)]
    run_both(
        stage.worker,
        other,
        lambda: all(stage.instance(i).state == "completed" for i in instances),
    )

    with stage.work.reading() as session:
        jobs = session.scalars(select(Job)).all()
    assert len(jobs) == 45
    assert {job.state for job in jobs} == {"succeeded"}
    assert {job.fence for job in jobs} == {1}
    for instance_id in instances:
        assert len(history(stage.work, instance_id)) == 5


def run_both(one: Worker, other: Worker, is_done: Any) -> None:
    threads = [in_thread(worker) for worker in (one, other)]
    try:
        wait_for(is_done)
    finally:
        for worker, thread in zip((one, other), threads, strict=True):
            worker.stop()
            thread.join(10)


@pytest.fixture
def second_work(workspace: TestWorkspace) -> Iterator[Work]:
    """The connections of a second service process."""
    database = Database(workspace.login_url("service"))
    yield Work.of(database, "service")
    database.close()


def test_two_services_share_the_branches_of_one_instance(
    workspace: TestWorkspace, second_work: Work
) -> None:
    stage = Stage(workspace, TASKS)
    many = MultiInstance(collection="numbers", element_variable="number")
    step = node("give", NodeKind.SERVICE, task_type="give", multi_instance=many,
                inputs={"value": "${number}"})  # fmt: skip
    instance_id = stage.start(line("wide", step, node("last", NodeKind.TASK)),
                              numbers=list(range(40)))  # fmt: skip
    other = Worker(second_work, stage.engine, name="w2", tasks=TASKS)
    run_both(stage.worker, other, lambda: stage.instance(instance_id).state == "completed")

    done = [node_id for node_id, _, _ in history(stage.work, instance_id)]
    assert done.count("give") == 40
    assert done.count("last") == 1
    with stage.work.reading() as session:
        jobs = session.scalars(select(Job)).all()
    assert {(job.state, job.fence) for job in jobs} == {("succeeded", 1)}


def test_two_services_take_each_inbox_row_once_and_in_order(
    workspace: TestWorkspace, second_work: Work
) -> None:
    stage = Stage(workspace, TASKS)
    taken: list[int] = []

    def take(work: UnitOfWork, row: EngineInbox) -> str:
        taken.append(row.payload["number"])
        return ""

    others = {InboxKind.RUN_MONITOR: take}
    rows = [stage.tell("tom", InboxKind.RUN_MONITOR, number=n) for n in range(30)]
    one, other = (
        Worker(work, stage.engine, name=name, tasks=TASKS, others=others)
        for name, work in (("w1", stage.work), ("w2", second_work))
    )
    run_both(one, other, lambda: all(consumed(stage, row) for row in rows))

    assert taken == list(range(30))


def test_a_hanging_task_loses_its_lease(
    sqlite_workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_keeper, "HANDLER_LIMIT_S", 0.0)
    stage = Stage(sqlite_workspace, TASKS)
    stage.start(line("p", node("give", NodeKind.SERVICE, task_type="give")))
    with stage.work.unit() as work:
        job = jobs.claim(work, "w", datetime.now(UTC), 0.3)
    assert job is not None
    keeper = lease_keeper.LeaseKeeper(stage.work, 0.3)
    keeper.start()
    try:
        with keeper.holding(job):
            time.sleep(0.6)
    finally:
        keeper.stop()

    with stage.work.unit() as work:
        assert jobs.take_over_expired(work) == 1


def test_what_is_being_done_is_told_while_it_is_done_and_not_after(
    workspace: TestWorkspace,
) -> None:
    told: list[tuple[str, float] | None] = []

    def look(point: str) -> None:
        if point.startswith("effect"):
            told.append(worker.present_step)

    engine = Engine()
    worker = Worker(workspace.service, engine, name="w", tasks=QUICK, checkpoint=look)
    first = enqueue_at(workspace, "first")
    assert worker.present_step is None
    wait_for(lambda: worker.run_once() and job_state(workspace, first) == "succeeded")

    assert [one is not None and one[1] >= 0 for one in told] == [True]
    assert worker.present_step is None
