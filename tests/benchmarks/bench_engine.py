"""The process engine: instances per second, two workers beside each other, waiting instances.

    python -m tests.benchmarks.bench_engine --json [--quick]

Every step is a commit that survives kill -9. The worker runs in a process of its own; on
PostgreSQL the figures hold the server's work on the same machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from app.models.bpmn.graph import NodeKind, ProcessDefinition, TimerKind
from app.models.database import Database
from app.models.tables.engine import Job, ProcessInstance, StepRun
from app.models.upgrade import upgrade_rules
from app.registry import Registry
from app.services.engine.definitions import Definitions, parse_bpmn
from app.services.engine.engine import Engine
from app.services.engine.starting import StartRequest
from app.services.start_facts import present_facts, start_facts
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import Work
from app.services.worker import Worker
from tests.benchmarks.rows import Row, print_rows, row
from tests.governance_kit import use_case
from tests.postgres import PostgresServer
from tests.processes import Library, line, node, timer
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace, make_workspace

STEPS = 10
SLEEP_S = 0.05
TASKS: Registry[TaskHandler] = Registry("bench task", "app.services.commands")


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@TASKS.register("nothing")
class DoNothing(TaskHandler):
    label = "Do nothing"
    Inputs = Nothing

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return Done({})


@dataclass(frozen=True, slots=True)
class Handed:
    is_regulated: bool = False


@TASKS.register("asking")
class DoNothingForAModel(TaskHandler):
    label = "Do nothing, told how the model is used"
    Inputs = Handed

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return Done({})


@TASKS.register("sleep")
class Sleep(TaskHandler):
    label = "Wait for 50 ms"
    Inputs = Nothing

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        time.sleep(SLEEP_S)
        return Done({})


def ten(task_type: str, **inputs: str) -> ProcessDefinition:
    steps = [
        node(f"t{n}", NodeKind.SERVICE, task_type=task_type, inputs=inputs) for n in range(STEPS)
    ]
    return line(task_type, *steps)


def asking() -> ProcessDefinition:
    """The same where each step is handed how the model is used now."""
    return ten("asking", is_regulated="${is_regulated}")


def pause() -> ProcessDefinition:
    return line("pause", node("wait", NodeKind.CATCH, event=timer(TimerKind.DURATION, "PT3S")))


def parse(data: bytes) -> Mapping[str, ProcessDefinition]:
    hand_made = {each.id: each for each in (ten("nothing"), asking(), ten("sleep"), pause())}
    return parse_bpmn(data) if data.startswith(b"<") else hand_made


def engine() -> Engine:
    """As the service runs it: a run is told of its model at the start, and where it asks."""
    return Engine(
        definitions=Definitions(parse), start_facts=start_facts, present_facts=present_facts
    )


# Children


def work_as_child(url: str, name: str, go: Path) -> None:
    """A service process: waits for the file `go`, works until it is killed or gets a line."""
    work = Work.of(Database(url, is_durable=False), "service")
    worker = Worker(work, engine(), name=name, tasks=TASKS)
    while not go.exists():
        time.sleep(0.005)
    thread = threading.Thread(target=worker.run)
    thread.start()
    before = time.process_time()
    print("ready", flush=True)
    sys.stdin.readline()
    print(time.process_time() - before, flush=True)
    worker.stop()
    thread.join()


class Child:
    def __init__(self, workspace: TestWorkspace, name: str, go: Path) -> None:
        url = workspace.login_url("service")
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "--child", url, name, str(go)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> float:
        """CPU seconds since it was ready."""
        printed, _ = self._process.communicate("\n", timeout=30)
        return float(printed)


# Measuring


def publish(workspace: TestWorkspace, definition: ProcessDefinition) -> UUID:
    return Library(workspace).publish(definition)


def start_all(
    workspace: TestWorkspace, template_id: UUID, count: int, made: Registered | None = None
) -> list[UUID]:
    """As many runs, of this version where there is one: by a named event, so beside each other."""
    database = Database(workspace.login_url("service"), is_durable=False)
    work, moving = Work.of(database, "service"), engine()
    unit_id = workspace.unit_id
    found = []
    of_model = {} if made is None else {
        "model_id": made.model_id, "version_id": made.version_id, "start_node": "start",
    }  # fmt: skip
    for _ in range(count):
        request = StartRequest(template_id, unit_id, uuid4().hex, **of_model)
        with work.unit() as unit:
            found.append(moving.start(unit, request))
    database.close()
    return found


def running(workspace: TestWorkspace) -> int:
    with workspace.service.reading() as session:
        statement = select(func.count()).where(ProcessInstance.state == "active")
        return session.scalar(statement) or 0


def throughput(workspace: TestWorkspace, template_id: UUID, count: int, made: Registered) -> float:
    """Instances per second of one worker, starts included."""
    database = Database(workspace.login_url("service"), is_durable=False)
    worker = Worker(Work.of(database, "service"), engine(), name="bench", tasks=TASKS)
    worker.run_once()
    begun = time.perf_counter()
    start_all(workspace, template_id, count, made)
    while worker.run_once():
        pass
    took = time.perf_counter() - begun
    database.close()
    assert running(workspace) == 0
    with workspace.service.reading() as session:
        steps = session.scalar(select(func.count()).select_from(StepRun)) or 0
    assert steps % (STEPS + 2) == 0
    return count / took


def beside(
    workspace: TestWorkspace, template_id: UUID, count: int, workers: int, folder: Path
) -> float:
    """Instances per second with tasks of 50 ms."""
    start_all(workspace, template_id, count)
    go = folder / uuid4().hex
    children = [Child(workspace, f"{go.name} {n}", go) for n in range(workers)]
    time.sleep(2.5)  # they import
    go.touch()
    for child in children:
        child.wait_until_ready()
    begun = time.perf_counter()
    while running(workspace):
        time.sleep(0.02)
    took = time.perf_counter() - begun
    for child in children:
        child.stop()
    return count / took


def add_waiting(workspace: TestWorkspace, template_id: UUID, count: int) -> None:
    """Instances that wait for a timer in a year, loaded by the owner past all triggers."""
    database = workspace.owner_database()
    with database.session(writes=True) as session:
        connection = session.connection()
        values = {"n": count, "template": template_id.hex, "unit": workspace.unit_id.hex}
        if workspace.is_sqlite:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            series = "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM s WHERE i < :n) "
            key, schema, source = "printf('%032x', i + {})", "", "s"
            year = "datetime('now', '+1 year')"
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            series, schema, source = "", "mw.", "generate_series(1, :n) AS s(i)"
            key = "lpad(to_hex(i + {}), 32, '0')::uuid"
            year = "now() + interval '1 year'"
        instance, token, job = (key.format(n * 1_000_000) for n in (1, 2, 3))
        person = f"(SELECT id FROM {schema}person WHERE handle = 'service')"
        for statement in (
            f"INSERT INTO {schema}process_instance (id, unit_id, template_id, business_key, title,"
            " start_key, state, outcome, reason, revision, number, recorded_by)"
            f" SELECT {instance}, :unit, :template, 'w' || i, 'waiting', 'w' || i, 'active', '',"
            f" '', 1, 1000 + i, {person} FROM {source}",
            f"INSERT INTO {schema}token (id, instance_id, node_id, name, flow_id, state)"
            f" SELECT {token}, {instance}, 'wait', '', '', 'waiting' FROM {source}",
            f"INSERT INTO {schema}job (id, instance_id, token_id, kind, node_id, task_type, inputs,"
            " memory, state, due_at, owner, fence, attempt, attempts_left, note)"
            f" SELECT {job}, {instance}, {token}, 'timer', 'wait', '', '{{}}', '{{}}', 'queued',"
            f" {year}, '', 0, 0, 3, '' FROM {source}",
        ):
            connection.execute(text(_cast(series + statement, workspace)), values)
        if workspace.is_sqlite:
            upgrade_rules(connection)
        else:
            connection.exec_driver_sql("SET session_replication_role = origin")


def _cast(statement: str, workspace: TestWorkspace) -> str:
    if workspace.is_sqlite:
        return statement
    return statement.replace(":unit", "CAST(:unit AS uuid)").replace(
        ":template", "CAST(:template AS uuid)"
    )


def idle_cost(workspace: TestWorkspace, folder: Path, seconds: float) -> float:
    """Share of a core that one service takes with nothing due, the server's part included."""
    go = folder / uuid4().hex
    go.touch()
    child = Child(workspace, f"idle {go.name}", go)
    child.wait_until_ready()
    time.sleep(2)
    before = _server_cpu_s(workspace)
    begun = time.monotonic()
    time.sleep(seconds)
    server = _server_cpu_s(workspace) - before
    took = time.monotonic() - begun
    return (child.stop() * took / (took + 2) + server) / took


def _server_cpu_s(workspace: TestWorkspace) -> float:
    """CPU seconds of the server's processes that serve the worker; zero on SQLite."""
    if workspace.is_sqlite:
        return 0.0
    with workspace.owner_database().session() as session:
        statement = "SELECT pid FROM pg_stat_activity WHERE usename = 'nb_service'"
        pids = session.execute(text(statement)).scalars().all()
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def timer_delay(workspace: TestWorkspace, template_id: UUID, folder: Path) -> float:
    """How many seconds after its due time a timer has been taken, among the waiting ones."""
    go = folder / uuid4().hex
    go.touch()
    child = Child(workspace, f"timer {go.name}", go)
    child.wait_until_ready()
    (instance_id,) = start_all(workspace, template_id, 1)
    while True:
        with workspace.service.reading() as session:
            instance = session.get_one(ProcessInstance, instance_id)
            job = session.scalars(select(Job).where(Job.instance_id == instance_id)).one()
        if instance.ended_at is not None:
            break
        time.sleep(0.05)
    child.stop()
    delay: timedelta = instance.ended_at - job.due_at
    return delay.total_seconds()


def wait_for_the_disk(workspace: TestWorkspace) -> None:
    """As in earnest: the tests' server does not wait, a real one does."""
    with workspace.owner_database().engine.connect() as raw:
        connection = raw.execution_options(isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = on")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    time.sleep(0.5)


# Rows


@dataclass(frozen=True)
class Sizes:
    instances: int = 200
    beside: int = 12
    waiting: int = 100_000
    idle_s: float = 60.0


QUICK = Sizes(30, 4, 10_000, 10.0)
TINY = Sizes(2, 1, 50, 1.0)


def measure(name: str, workspace: TestWorkspace, folder: Path, sizes: Sizes) -> Iterator[Row]:
    is_sqlite = workspace.is_sqlite
    count = sizes.instances
    nothing = publish(workspace, ten("nothing"))
    asked = publish(workspace, asking())
    made = register(workspace)
    use_case(workspace, made.model_id)
    for each in (nothing, asked):
        throughput(workspace, each, 5, made)
    rate = throughput(workspace, nothing, count, made)
    wanted = 60 if is_sqlite else 40
    yield row(
        f"{name}: instances of {STEPS} service tasks, one worker",
        f"≥ {wanted}/s" + (", aim 100/s" if is_sqlite else ""),
        f"{rate:.0f}/s",
        rate >= wanted,
        f"{count} instances, {count * STEPS} tasks",
    )
    told = throughput(workspace, asked, count, made)
    yield row(
        f"{name}: … each handed how its model is used now", "–",
        f"{told / rate:.2f} × of that ({told:.0f}/s)", None,
        f"{count} instances, {count * STEPS} tasks",
    )  # fmt: skip
    sleep = publish(workspace, ten("sleep"))
    few = sizes.beside
    one = beside(workspace, sleep, few, 1, folder)
    two = beside(workspace, sleep, few, 2, folder)
    wanted_ratio = 0.9 if is_sqlite else 1.6
    yield row(
        f"{name}: two workers against one, tasks of 50 ms",
        f"≥ {wanted_ratio} ×",
        f"{two / one:.2f} × ({one:.2f}/s and {two:.2f}/s)",
        two / one >= wanted_ratio,
        f"{few} instances each",
    )
    pausing = publish(workspace, pause())
    waiting = sizes.waiting
    add_waiting(workspace, pausing, waiting)
    share = idle_cost(workspace, folder, sizes.idle_s)
    yield row(
        f"{name}: a service with waiting instances",
        "≤ 2 % of a core",
        f"{share:.2%}",
        share <= 0.02,
        f"{waiting} waiting instances",
    )
    delay = timer_delay(workspace, pausing, folder)
    yield row(
        f"{name}: a due timer among them", "within 2 s", f"{delay:.2f} s", delay <= 2,
        f"{waiting} waiting instances",
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="smaller counts, for a first look")
    parser.add_argument("--tiny", action="store_true", help="a few, to see that it runs")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--child", nargs=3)
    given = parser.parse_args()
    if given.child:
        work_as_child(given.child[0], given.child[1], Path(given.child[2]))
        return
    sizes = TINY if given.tiny else QUICK if given.quick else Sizes()
    kinds = [given.only] if given.only else ["sqlite", "postgresql"]
    print_rows(measure_all(kinds, sizes), as_json=given.json)


def measure_all(kinds: Sequence[str], sizes: Sizes) -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("SQLite", "PostgreSQL"):
            if name.lower() not in kinds:
                continue
            place = folder / name
            place.mkdir()
            server = None
            if name == "PostgreSQL":
                server = stack.enter_context(PostgresServer(place / "server"))
            with make_workspace(place, server) as workspace:
                if server is not None:
                    wait_for_the_disk(workspace)
                yield from measure(name, workspace, place, sizes)


if __name__ == "__main__":
    main()
