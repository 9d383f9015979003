"""A background service in a process of its own that kills itself with SIGKILL at chosen points."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.models.database import Database
from app.models.tables.engine import Job
from app.models.tables.life_cycle import EngineInbox
from app.services.background import Background
from app.services.tasks import deploy, roll_back
from app.services.unit_of_work import UnitOfWork
from tests.machine import machine
from tests.releases import DueClock

LEASE_S = 0.1
LONGEST_LIFE_S = 900  # a life takes seconds; on a machine with other work, minutes
NAME = "killed"
IDLE_LOOKS = 4
INBOX_POINTS = ("taken", "correlated", "consumed", "done")  # the last when all is stored

# Forked from a process that has imported everything: a new worker starts in some milliseconds.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.killed_worker"])


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker process is to do.

    `only` is the point, or a part of the points, at which to die; empty: at each once. `journal`
    is the file in which it writes a point before it dies there, or, where it must not die, every
    point it passes.
    """

    url: str
    home: Path
    journal: Path
    kills: bool = True
    only: str = ""
    ahead_s: float = 0.0


class Reaper:
    """Told of every point; dies at those that are due. A point is `effect:deploy#2`: the second
    job of that type; or `consumed:start#2`: the second entry of that kind in the inbox."""

    def __init__(self, orders: Orders, database: Database) -> None:
        self._orders = orders
        self._database = database
        self._job: UUID | None = None
        self._task = ""

    def __call__(self, label: str) -> None:
        point, _, task = label.partition(":")
        if point in INBOX_POINTS:
            self._reach(f"{point}:{task}#{self._entry(task, is_done=point == 'done')}")
            return
        if point == "claim":
            self._task = task
            self._job = self._held_job()
        self.reach_job(point)

    def reach_job(self, point: str) -> None:
        self._reach(f"{point}:{self._name()}")

    def _reach(self, point: str) -> None:
        journal = self._orders.journal
        passed = journal.read_text().split("\n") if journal.exists() else []
        if point in passed:
            return
        is_due = self._orders.kills and self._orders.only in point
        if not is_due and self._orders.kills:
            return
        with journal.open("a") as stream:
            stream.write(point + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        if is_due:
            os.kill(os.getpid(), signal.SIGKILL)

    def _name(self) -> str:
        with self._database.session() as session:
            instance = select(Job.instance_id).where(Job.id == self._job).scalar_subquery()
            same = select(Job.id).where(Job.task_type == self._task, Job.instance_id == instance)
            jobs = list(session.scalars(same.order_by(Job.created_at, Job.id)))
        number = jobs.index(self._job) + 1 if self._job in jobs else 0
        return f"{self._task}#{number}"

    def _entry(self, kind: str, *, is_done: bool) -> int:
        """The number of the entry: how many of its kind are consumed for good, and this one."""
        statement = select(func.count()).where(
            EngineInbox.kind == kind, EngineInbox.consumed_at.is_not(None)
        )
        with self._database.session() as session:
            return session.scalars(statement).one() + (not is_done)

    def _held_job(self) -> UUID | None:
        with self._database.session() as session:
            return session.scalars(
                select(Job.id).where(Job.state == "leased", Job.owner == NAME)
            ).first()


def work(orders: Orders) -> None:
    """Do what is due, then end; or die on the way."""
    database = Database(orders.url, is_durable=False)
    reaper = Reaper(orders, database)
    recorded = deploy.record_step

    def record(
        work: UnitOfWork, deployment_id: UUID, step: str, state: str, facts: Mapping[str, Any]
    ) -> None:
        """Dies when a step is about to begin, and when it was done but nobody knows yet."""
        if state == "started":
            recorded(work, deployment_id, step, state, facts)
            reaper.reach_job(f"{step} begun")
        else:
            reaper.reach_job(f"{step} not recorded")
            recorded(work, deployment_id, step, state, facts)

    deploy.record_step = roll_back.record_step = record
    background = Background(
        database,
        machine(home=orders.home),
        name=NAME,
        clock=DueClock(timedelta(seconds=orders.ahead_s)),
        checkpoint=reaper,
        lease_s=LEASE_S,
    )
    idle = 0
    while idle < IDLE_LOOKS:
        idle = 0 if background.worker.run_once() else idle + 1
        if idle:
            time.sleep(0.02)
    background.close()
    database.close()


def run(orders: Orders) -> int:
    return live(work, orders)


def live(target: Callable[..., None], *arguments: object) -> int:
    """One life of a program; its exit code, -9 where it was killed."""
    process = CONTEXT.Process(target=target, args=arguments)
    process.start()
    process.join(LONGEST_LIFE_S)
    code = process.exitcode
    if code is None:
        process.kill()  # or it outlives its database, and hides why it was late
        process.join()
        raise AssertionError(f"the program did not come to an end in {LONGEST_LIFE_S} s")
    process.close()
    return code
