"""Noorderbank at work: a deployed version 1, real runtimes, a service, and people with tasks."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import requests
from sqlalchemy import func, select

from app.config import Settings
from app.models.tables.engine import (
    EventSubscription,
    Incident,
    Job,
    ProcessInstance,
    Token,
)
from app.models.tables.execution import Deployment, Placement, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services.background import Background
from app.services.commands.models import NewModel
from app.services.commands.processes import submit
from app.services.commands.requests import decide
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.tasks import complete_task
from app.services.registering import Registration, register_path
from app.services.runtime_access import runtime_folder
from app.services.runtime_process import RuntimeProcess, find_running, stop
from tests.machine import machine
from tests.model_folders import Scorer, request_body, write_folder
from tests.postgres import PostgresServer
from tests.workspaces import Mould, TestWorkspace

MODEL = "credit"
LOOKS = 5
ANSWER_S = 20.0
RUNTIMES = (("sit-1", "SIT"), ("prod-1", "PROD"))
REASON = "Looked at it together with the team."
OPEN = ("created", "claimed", "escalated")
LIVE = ("active", "incident", "suspended")
V1 = Scorer((0.24, 0.11, -16.4))
V2 = Scorer((0.26, 0.09, -16.6))


class DueClock:
    """The service's clock: real, but it can be put forward to what is due."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward_to(self, moment: datetime) -> None:
        self.ahead = max(self.ahead, moment - datetime.now(UTC) + timedelta(seconds=0.01))


@dataclass
class Poller:
    """Asks the model in production all the time, as its applications do."""

    process: RuntimeProcess
    scores: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _has_answer: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    ROW = np.array([[55.0, 42.0]])

    def start(self) -> None:
        """Returns when the first answer is there: what follows may be quicker than a question."""
        self._thread = threading.Thread(target=self._run, name="poller", daemon=True)
        self._thread.start()
        assert self._has_answer.wait(ANSWER_S), "production does not answer"

    def stop(self) -> None:
        self._stopping.set()
        assert self._thread is not None
        self._thread.join()

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {self.process.token}"
            while not self._stopping.wait(0.04):
                self._ask(session)

    def _ask(self, session: requests.Session) -> None:
        url = f"{self.process.url}/v2/models/{MODEL}/infer"
        try:
            answer = session.post(url, json=request_body(self.ROW), timeout=5)
            answer.raise_for_status()
            self.scores.append(answer.json()["outputs"][0]["data"][0])
        except requests.RequestException as error:
            self.failures.append(str(error))
        self._has_answer.set()

    def saw_only(self, *scorers: Scorer) -> bool:
        """Every request was answered, by one of these in this order."""
        wanted = [float(one.score(self.ROW)[0]) for one in scorers]
        places = [
            next((n for n, w in enumerate(wanted) if abs(w - s) < 1e-5), -1) for s in self.scores
        ]
        return not self.failures and -1 not in places and places == sorted(places) and bool(places)


class Bank:
    """A workspace with runtimes and one service that works when it is told to."""

    def __init__(self, workspace: TestWorkspace, settings: Settings) -> None:
        self.workspace = workspace
        self.settings = settings
        self.clock = DueClock()
        self.background = Background(
            workspace.database("service"), settings, name="test", clock=self.clock
        )

    def close(self) -> None:
        self.background.close()

    # People

    def register(self, folder: Path, *, by: str = "sanne", **options: Any) -> Registration:
        write_folder(folder, **options)
        new = NewModel(name=MODEL)
        return register_path(self.workspace.work(by), self.settings, folder, new)

    def submit(
        self, registered: Registration, *, by: str = "sanne", **variables: Any
    ) -> Registration:
        self.workspace.work(by).write(submit, registered.version_id, variables=variables)
        return registered

    def complete(self, task: UserTask, outcome: str, *, by: str, reason: str = REASON) -> None:
        self.workspace.work(by).write(complete_task, task.id, outcome=outcome, reason=reason)

    def decide(self, task: UserTask, by: str, verdict: str = "accept", **more: Any) -> None:
        assert task.request_id is not None
        self.workspace.work(by).write(
            decide,
            task.request_id,
            verdict=verdict,
            reason=REASON,
            signer=self.workspace.signer(by),
            **more,
        )

    # The service

    def drive(self, is_done: Callable[[], bool], *, timeout_s: float = 60) -> None:
        """Let the service work until `is_done`, putting its clock forward to retries."""
        end = time.monotonic() + timeout_s
        idle = 0
        while not is_done():
            assert time.monotonic() < end, f"nothing came of it: {self.describe()}"
            idle = 0 if self.background.worker.run_once() else idle + 1
            if idle > 3:
                self._wait()

    def _wait(self) -> None:
        statement = select(func.min(Job.due_at)).where(Job.state == "queued", Job.kind == "task")
        with self.workspace.service.reading() as session:
            due = session.scalar(statement)
        if due is not None and due - self.clock() > timedelta(seconds=0.5):
            self.clock.forward_to(due)
        time.sleep(0.02)

    def task(self, registered: Registration, node: str) -> UserTask:
        """The one open task of this step; the service works until it is there."""
        found: list[UserTask] = []

        def is_there() -> bool:
            found[:] = [t for t in self.tasks(registered) if t.node_id == node and t.state in OPEN]
            return bool(found) or self.instance(registered, must=False) not in (None, *LIVE)

        self.drive(is_there)
        assert len(found) == 1, f"no task {node}: {self.describe()}"
        return found[0]

    def end(self, registered: Registration) -> str:
        """The outcome of the release; the service works until it has one."""
        self.drive(lambda: self.instance(registered, must=False) not in (None, *LIVE))
        with self.workspace.service.reading() as session:
            return session.scalars(self._instances(registered)).one().outcome

    def release(self, registered: Registration) -> str:
        """Through both stages with the two acceptances that production asks for."""
        task = self.task(registered, "approve")
        for who in ("aisha", "jo"):
            self.decide(task, who)
        return self.end(registered)

    # What there is

    def _instances(self, registered: Registration) -> Any:
        return (
            select(ProcessInstance)
            .where(ProcessInstance.version_id == registered.version_id)
            .order_by(ProcessInstance.number.desc())
            .limit(1)
        )

    def instance(self, registered: Registration, *, must: bool = True) -> str | None:
        """The state of the newest life cycle of this version."""
        with self.workspace.service.reading() as session:
            found = session.scalars(self._instances(registered)).first()
        assert found is not None or not must
        return found.state if found else None

    def tasks(self, registered: Registration) -> list[UserTask]:
        with self.workspace.service.reading() as session:
            return list(
                session.scalars(
                    select(UserTask)
                    .where(UserTask.version_id == registered.version_id)
                    .order_by(UserTask.number)
                )
            )

    def left_open(self) -> dict[str, int]:
        """What a release that is over must not leave behind, by kind; empty when all is well."""
        counted = {
            "tasks": select(func.count()).select_from(UserTask).where(UserTask.state.in_(OPEN)),
            "jobs": select(func.count())
            .select_from(Job)
            .where(Job.instance_id.is_not(None), Job.state.in_(("queued", "leased", "suspended"))),
            "tokens": select(func.count()).select_from(Token),
            "subscriptions": select(func.count()).select_from(EventSubscription),
            "requests": select(func.count())
            .select_from(TransitionRequest)
            .where(TransitionRequest.state.in_(("draft", "pending"))),
            "promises": select(func.count())
            .select_from(Placement)
            .where(Placement.state == "promised"),
            "incidents": select(func.count()).select_from(Incident).where(Incident.state == "open"),
            "inbox": select(func.count())
            .select_from(EngineInbox)
            .where(EngineInbox.consumed_at.is_(None)),
            "deployments": select(func.count())
            .select_from(Deployment)
            .where(Deployment.state.in_(("requested", "matching", "deploying", "retrying"))),
        }
        with self.workspace.service.reading() as session:
            found = {name: session.scalar(one) or 0 for name, one in counted.items()}
        return {name: count for name, count in found.items() if count}

    def serving(self, stage: str = "PROD") -> list[int]:
        """The versions that are in place in a stage, by the database."""
        with self.workspace.service.reading() as session:
            return list(
                session.scalars(
                    select(ModelVersion.version)
                    .join(Placement, Placement.version_id == ModelVersion.id)
                    .join(Stage, Stage.id == Placement.stage_id)
                    .where(Placement.state == "in_place", Stage.name == stage)
                )
            )

    def describe(self) -> str:
        with self.workspace.service.reading() as session:
            instances = [
                (i.title, i.state, i.outcome) for i in session.scalars(select(ProcessInstance))
            ]
            incidents = [
                (i.node_id, i.message, i.hint)
                for i in session.scalars(select(Incident).where(Incident.state == "open"))
            ]
            tasks = [(t.node_id, t.state, t.facts) for t in session.scalars(select(UserTask))]
            inbox = [(i.kind, i.result) for i in session.scalars(select(EngineInbox)) if i.result]
        return f"{instances} {incidents} {tasks} {inbox}"

    def process(self, name: str = "prod-1") -> RuntimeProcess:
        found = find_running(runtime_folder(self.settings, name))
        assert found is not None
        return found

    @contextmanager
    def polled(self) -> Iterator[Poller]:
        """Production is asked all the while."""
        poller = Poller(self.process())
        poller.start()
        try:
            yield poller
        finally:
            poller.stop()


def answered_by(settings: Settings, runtime: str) -> tuple[float, np.ndarray[Any, Any]]:
    """What an application gets from the model there, and what it sent."""
    process = find_running(runtime_folder(settings, runtime))
    assert process is not None
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{process.url}/v2/models/{MODEL}/infer",
            json=request_body(Poller.ROW),
            headers={"Authorization": f"Bearer {process.token}"},
            timeout=5,
        )
    answer.raise_for_status()
    return float(answer.json()["outputs"][0]["data"][0]), Poller.ROW


def see_runtimes(background: Background) -> None:
    """Both have answered; on a busy machine only a later look may find them all."""
    assert any(background.watch_once() == len(RUNTIMES) for _ in range(LOOKS))


class ReleasedMould:
    """A bank whose version 1 is deployed in SIT and PROD, made once; tests get copies of it.

    The runtimes are shared by the tests of one process: the watch brings them back to what the
    copied database says, which is version 1.
    """

    def __init__(self, folder: Path, server: PostgresServer | None, mould: Mould) -> None:
        self._server = server
        self._secrets = mould.secrets
        self.settings = machine(home=folder / "home")
        folder.mkdir(parents=True, exist_ok=True)
        self.url = mould.copy(folder)
        workspace = TestWorkspace(self.url, is_sqlite=server is None, folder=folder)
        for name, stage in RUNTIMES:
            runtime_folder(self.settings, name).mkdir(parents=True)
            runtime = NewRuntime(name, "bank", stage_tags=(stage,), service_tags=(MODEL,))
            workspace.work("tom").write(add_runtime, runtime)
        bank = Bank(workspace, self.settings)
        try:
            see_runtimes(bank.background)
            first = bank.register(folder / "v1", scorer=V1)
            assert bank.release(bank.submit(first)) == "DEPLOYED"
            assert bank.left_open() == {}
        finally:
            bank.close()
            workspace.close()

    def close(self) -> None:
        """End every runtime that was started here; a test may have added one of its own."""
        for folder in self.settings.runtimes_folder.iterdir():
            stop(folder)

    @contextmanager
    def open(self, folder: Path) -> Iterator[Bank]:
        if self._server is not None:
            url = self._server.copy_database(self.url)
        else:
            url = str(folder / "bank.db")
            shutil.copyfile(self.url, url)
        workspace = TestWorkspace(
            url, is_sqlite=self._server is None, folder=folder, secrets=self._secrets
        )
        bank = Bank(workspace, self.settings)
        try:
            see_runtimes(bank.background)
            yield bank
        finally:
            bank.close()
            workspace.close()
