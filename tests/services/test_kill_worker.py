"""kill -9 of the worker at every point of On Model Changed: nothing is lost, nothing done twice.

Points of its jobs and of what people send it: an entry of the inbox is taken, correlated with the
step that waits for it, and consumed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.bpmn.xml_io import parse
from app.models.queries.deployments import BACK
from app.models.tables.engine import ProcessInstance, StepRun
from app.models.tables.execution import Deployment, DeploymentStep, Placement, Stage
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.inventory import Asset, ModelDocument, Snapshot, TrainingRecord
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.models.tables.monitoring import Monitor, MonitorRun, ReferenceProfile, TestResult
from app.models.tables.trail import AuditEvent
from app.services.commands.models import NewModel
from app.services.commands.roll_backs import ask_roll_back
from app.services.commands.windows import NewWindow, plan_window
from app.services.library import TEMPLATES
from app.services.registering import Registration, register_data
from tests.killed_worker import INBOX_POINTS, LEASE_S, Orders, run
from tests.model_folders import USELESS, Scorer, people
from tests.releases import MODEL, OPEN, V1, V2, Bank, Poller

KILLED = -9
WINDOW = timedelta(minutes=20)
POINTS = ("claim", "effect", "settled")
TASKS = {
    "take_snapshot": 2, "check_completeness": 2, "train": 1, "scan": 1, "run_tests": 2,
    "judge": 2, "find_runtime": 2, "deploy": 2, "attach_monitors": 2, "next_stage": 1,
}  # fmt: skip
STEPS = ("verify", "transport", "load", "smoke", "switch", "confirm", "clean_up")
IN_A_STEP = ("begun", "not recorded")  # of a deployment: killed before and after its effect
OWN_TESTS = {"tidy_up", "remind"}  # no release takes all ways at once
EXPECTED = {
    f"{point}:{task}#{number}"
    for task, times in TASKS.items()
    for point in POINTS
    for number in range(1, times + 1)
} | {
    f"{step} {place}:deploy#{number}"
    for step in STEPS
    for place in IN_A_STEP
    for number in range(1, TASKS["deploy"] + 1)
}
SENT = {"start", "request_closed"}  # by people, in every release


@dataclass
class Outcome:
    points: list[str]
    end: dict[str, Any]
    lives: int


def submit(bank: Bank, folder: Path) -> Registration:
    """Data and a label: the life cycle with most steps. 500 rows leave enough to test on."""
    rows = people(500, 5)
    lines = [f"{a:.3f},{b:.3f},{'yes' if a > 52 else 'no'}" for a, b in rows]
    data = folder / "data.csv"
    data.write_text("\n".join(["income,age,late", *lines]) + "\n")
    registered = register_data(
        bank.workspace.work("sanne"), bank.settings, data, NewModel(name=MODEL), label="late"
    )
    return bank.submit(registered)


def live_through(
    bank: Bank,
    registered: Registration,
    orders: Orders,
    act: Callable[[UserTask], None],
    *,
    timeout_s: float = 900,
) -> Outcome:
    """Start workers until the life cycle has ended; each dies at a point that is due."""
    end = time.monotonic() + timeout_s
    lives = 0
    while bank.instance(registered, must=False) in (None, "active"):
        assert time.monotonic() < end, bank.describe()
        for task in bank.tasks(registered):
            if task.state in OPEN:
                act(task)
        code = run(orders)
        lives += 1
        assert code in (0, KILLED), f"the worker ended with {code}"
        if code == KILLED:
            time.sleep(LEASE_S)  # the next life finds the lease of the last one expired
    while run(orders) == KILLED:  # it died after the very last step
        time.sleep(LEASE_S)
    return Outcome(passed(orders), end_state(bank, registered), lives)


def end_state(bank: Bank, registered: Registration) -> dict[str, Any]:
    """All that is left of a release, but for ids, times and attempts."""
    version = registered.version_id
    with bank.workspace.service.reading() as session:
        instance = session.scalars(
            select(ProcessInstance).where(ProcessInstance.version_id == version)
        ).one()

        def count(*columns: Any, where: Any) -> Counter[Any]:
            return Counter(tuple(row) for row in session.execute(select(*columns).where(where)))

        runs = select(MonitorRun.id).where(MonitorRun.version_id == version)
        deployments = select(Deployment.id).where(Deployment.version_id == version)
        return {
            "instance": (instance.state, instance.outcome),
            "steps": count(
                StepRun.node_id, StepRun.state, StepRun.outcome,
                where=StepRun.instance_id == instance.id,
            ),
            "tasks": count(
                UserTask.node_id, UserTask.state, UserTask.outcome,
                where=UserTask.version_id == version,
            ),
            "requests": count(
                TransitionRequest.state, where=TransitionRequest.version_id == version
            ),
            "decisions": count(Decision.verdict, Decision.role, where=Decision.id.is_not(None)),
            "placements": count(
                Placement.stage_kind, Placement.state, where=Placement.model_id.is_not(None)
            ),
            "deployments": count(
                Stage.name, Deployment.state,
                where=(Deployment.version_id == version) & (Stage.id == Deployment.stage_id),
            ),
            "deployment steps": count(
                DeploymentStep.step, DeploymentStep.state,
                where=DeploymentStep.deployment_id.in_(deployments),
            ),
            "snapshots": count(Snapshot.sequence, where=Snapshot.version_id == version),
            "profiles": count(ReferenceProfile.kind, where=ReferenceProfile.rows > 0),
            "assets": count(
                Asset.role, Asset.replaced_by.is_(None), where=Asset.version_id == version
            ),
            "documents": count(ModelDocument.kind, where=ModelDocument.version_id == version),
            "training": count(TrainingRecord.algorithm, where=TrainingRecord.version_id == version),
            "findings": count(
                Finding.kind, Finding.state, where=Finding.version_id == version
            ),
            "runs": count(
                MonitorRun.kind, MonitorRun.state, MonitorRun.verdict,
                where=MonitorRun.version_id == version,
            ),
            "results": count(
                TestResult.test, TestResult.feature, TestResult.verdict,
                where=TestResult.run_id.in_(runs),
            ),
            "monitors": count(Monitor.name, Monitor.version, where=Monitor.is_paused.is_not(None)),
            "inbox": count(
                EngineInbox.kind, EngineInbox.result, where=EngineInbox.consumed_at.is_not(None)
            ),
            "events": count(AuditEvent.tag, where=AuditEvent.version_id == version),
            "open": bank.left_open(),
        }  # fmt: skip


def approve(bank: Bank) -> Callable[[UserTask], None]:
    def act(task: UserTask) -> None:
        assert task.kind == "approve", bank.describe()
        with bank.workspace.service.reading() as session:
            request = session.get_one(TransitionRequest, task.request_id)
        if request.state == "accepted":
            return  # the worker died before it read of it
        for who in ("aisha", "jo"):
            bank.decide(task, who)

    return act


def orders_of(bank: Bank, folder: Path, **more: Any) -> Orders:
    database = bank.workspace.login_url("service")
    return Orders(database, bank.settings.home, folder / "journal", **more)


def check_served(poller: Poller) -> None:
    """Every request was answered: by version 1, then for good by the new one."""
    assert poller.failures == []
    first = float(V1.score(poller.ROW)[0])
    answers = [abs(score - first) < 1e-5 for score in poller.scores]
    assert answers == sorted(answers, reverse=True)
    assert answers[0]
    assert not answers[-1]
    assert len({round(score, 6) for score in poller.scores}) == 2


def undisturbed(bank: Bank, folder: Path) -> Outcome:
    folder.mkdir()
    orders = orders_of(bank, folder, kills=False)
    return live_through(bank, submit(bank, folder), orders, approve(bank))


def test_every_kind_of_task_in_the_shipped_life_cycles_has_its_worker_killed() -> None:
    shipped = {
        node.task_type
        for template in TEMPLATES
        for process in parse(template.read(), template.key).processes.values()
        for node in process.nodes.values()
        if node.task_type
    }

    assert shipped == TASKS.keys() | OWN_TESTS
    assert not TASKS.keys() & OWN_TESTS


@pytest.mark.slow
def test_a_worker_killed_once_at_every_point_leaves_the_same_end_state(
    bank: Bank, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """One release; its worker is killed at each point in turn, and begun again."""
    name = "sqlite" if bank.workspace.is_sqlite else "postgresql"
    with copy_of(request, name, tmp_path / "calm") as calm:
        wanted = undisturbed(calm, tmp_path / "undisturbed")
    registered = submit(bank, tmp_path)

    bank.background.watch_once()  # the runtimes go back to version 1, as this bank says
    with bank.polled() as poller:
        found = live_through(bank, registered, orders_of(bank, tmp_path), approve(bank))
        seen = len(poller.scores)
        bank.drive(lambda: len(poller.scores) > seen + 2)

    with capsys.disabled():
        passed = ", ".join(found.points)
        sys.stdout.write(f"\n  {name}: killed at {len(found.points)} points: {passed}")
    assert EXPECTED - set(found.points) == set()
    assert set(found.points) == set(wanted.points)
    killed = {one.partition("#")[0] for one in found.points}
    assert {f"{point}:{kind}" for point in INBOX_POINTS for kind in SENT} <= killed
    assert found.lives > len(EXPECTED)
    assert different(found.end, wanted.end) == {}
    assert set(found.end["deployments"].values()) == {1}
    check_served(poller)


def different(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}


def copy_of(request: pytest.FixtureRequest, name: str, folder: Path) -> Any:
    folder.mkdir()
    fixture = "sqlite_released" if name == "sqlite" else "postgres_released"
    return request.getfixturevalue(fixture).open(folder)


@pytest.mark.slow
def test_a_worker_killed_while_a_release_waits_for_a_window_deploys_it_once_after_it(
    bank: Bank, tmp_path: Path
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    frozen = NewWindow(since, since + WINDOW, "The yearly closing of the books.", stage="PROD")
    bank.workspace.work("root").write(plan_window, frozen)
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    held = replace(orders_of(bank, tmp_path), only="deploy#2")
    act = approve(bank)
    points = [f"{point}:deploy#2" for point in POINTS]

    with bank.polled() as poller:
        end = time.monotonic() + 900
        while passed(held) != points or run(held) == KILLED:
            assert time.monotonic() < end, bank.describe()
            for task in bank.tasks(registered):
                if task.state in OPEN:
                    act(task)
            run(held)
            time.sleep(LEASE_S)
        while_closed = prod_states(bank)
        assert poller.saw_only(V1)
        after = Orders(
            held.url, held.home, tmp_path / "after", only="deploy#2", ahead_s=WINDOW.total_seconds()
        )
        found = live_through(bank, registered, after, act)

    assert while_closed == ["waiting"]
    assert {*found.points} >= {*points}
    assert prod_states(bank) == ["deployed"]
    assert set(found.end["deployments"].values()) == {1}
    assert bank.serving() == [2]


def passed(orders: Orders) -> list[str]:
    return orders.journal.read_text().splitlines() if orders.journal.exists() else []


def prod_states(bank: Bank) -> list[str]:
    """Of the deployments to production under way or done, without the first version's."""
    with bank.workspace.service.reading() as session:
        rows = session.scalars(select(Deployment).order_by(Deployment.number)).all()
    mine = [one for one in rows if one.matched_tags["stage"] == "PROD"]
    return [one.state for one in mine[1:]]


@pytest.mark.slow
def test_a_worker_killed_while_it_tidies_up_leaves_nothing_open(bank: Bank, tmp_path: Path) -> None:
    registered = bank.register(tmp_path / "v2", scorer=Scorer(USELESS))
    bank.submit(registered)

    def reject(task: UserTask) -> None:
        bank.complete(task, "reject", by="aisha")

    with bank.polled() as poller:
        orders = replace(orders_of(bank, tmp_path), only="tidy_up")
        found = live_through(bank, registered, orders, reject)

    assert found.points == [f"{point}:tidy_up#1" for point in POINTS]
    assert found.end["instance"] == ("completed", "REJECTED")
    assert bank.left_open() == {}
    assert bank.serving() == [1]
    assert poller.saw_only(V1)


@pytest.mark.slow
def test_a_worker_killed_while_it_reminds_asks_once_and_escalates_once(
    bank: Bank, tmp_path: Path
) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", without=("model_card.md",)))
    task = bank.task(registered, "supply")
    points = []

    for number, state in ((1, "created"), (2, "escalated")):
        later = number * timedelta(days=1, seconds=5)
        orders = replace(
            orders_of(bank, tmp_path), only=f"remind#{number}", ahead_s=later.total_seconds()
        )
        while run(orders) == KILLED:
            time.sleep(LEASE_S)
        points += [f"{point}:remind#{number}" for point in POINTS]
        with bank.workspace.service.reading() as session:
            reminded = session.get_one(UserTask, task.id)
        assert orders.journal.read_text().splitlines() == points
        assert reminded.state == state
        assert reminded.reason.startswith(f"Reminder {number}:")

    bank.complete(task, "withdraw", by="sanne")
    assert bank.end(registered) == "WITHDRAWN"
    with bank.workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent.tag).where(AuditEvent.object_id == task.id).order_by(AuditEvent.id)
        ).all()
        steps = session.scalars(
            select(StepRun.state).where(StepRun.node_id == "remind_owner")
        ).all()
    assert told == ["task.created", "task.changed", "task.escalated", "task.completed"]
    assert steps == ["done", "done"]
    assert bank.left_open() == {}


@pytest.mark.slow
def test_a_worker_killed_while_it_rolls_back_ends_with_the_old_version(
    bank: Bank, tmp_path: Path
) -> None:
    registered = bank.register(tmp_path / "v2", scorer=V2)
    assert bank.release(bank.submit(registered)) == "DEPLOYED"
    with bank.workspace.service.reading() as session:
        deployment = session.scalars(
            select(Deployment.id)
            .where(Deployment.version_id == registered.version_id)
            .order_by(Deployment.number.desc())
        ).first()
    assert deployment is not None

    with bank.polled() as poller:
        bank.workspace.work("tom").write(
            ask_roll_back,
            deployment,
            reason="Complaints about scores.",
            signer=bank.workspace.signer("tom"),
        )
        orders = replace(orders_of(bank, tmp_path), only="roll_back")
        while run(orders) == KILLED:
            time.sleep(LEASE_S)
        seen = len(poller.scores)
        bank.drive(lambda: len(poller.scores) > seen + 2)

    entry = [f"{point}:roll_back#1" for point in INBOX_POINTS]
    inside = [f"{BACK}{step} {place}" for step in STEPS for place in IN_A_STEP]
    points = [f"{point}:roll_back#0" for point in ("claim", *inside, "effect", "settled")]
    assert orders.journal.read_text().splitlines() == [*entry, *points]
    assert bank.serving() == [1]
    assert bank.left_open() == {}
    assert poller.saw_only(V2, V1)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_a_worker_killed_at_one_point_alone_leaves_the_same_end_state(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same for each point by itself: a release for every point."""
    with copy_of(request, name, tmp_path / "calm") as calm:
        wanted = undisturbed(calm, tmp_path / "undisturbed")
    for number, point in enumerate(wanted.points):
        with copy_of(request, name, tmp_path / f"bank {number}") as bank, bank.polled() as poller:
            folder = tmp_path / f"release {number}"
            folder.mkdir()
            orders = replace(orders_of(bank, folder), only=point)
            found = live_through(bank, submit(bank, folder), orders, approve(bank))

            assert found.points == [point]
            assert different(found.end, wanted.end) == {}, point
            assert poller.failures == []
