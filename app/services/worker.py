"""The background service: takes due jobs and what people want, one after the other."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Update, bindparam, select, update

from app.config import Settings
from app.errors import AppError, InputError, NotReachableError, PausedError, RefusedError
from app.models.rules.pauses import LOOK_S
from app.models.tables.base import UtcDateTime, mw_now
from app.models.tables.organisation import ServiceInstance
from app.registry import Registry
from app.services import jobs
from app.services.clock_watch import ClockWatch, WrongClockError, check_clock
from app.services.engine.engine import Engine
from app.services.engine.inbox import INBOX, Checkpoint, Inbox, InboxHandler
from app.services.engine.statements import JOB
from app.services.engine.timer_starts import TimerStarts
from app.services.jobs import ClaimedJob
from app.services.lease_keeper import LeaseKeeper
from app.services.task_inputs import build_inputs
from app.services.task_types import TASK_TYPES, Later, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork, Work
from app.texts import in_full

log = logging.getLogger(__name__)

LEASE_S = 30.0
IDLE_S = 0.5  # the longest pause before looking again
BUSY_INBOX_S = 0.05  # how often a busy worker looks into the inbox
HOUSEKEEPING_S = 2.0  # expired leases, timer starts
HEARTBEAT_S = 10.0
STEP_TRIES = 5
BROKE = "The step broke inside the service."
SEE_LOG = "The log of the service has the details."

_work_due = select(
    select(INBOX.c.id).where(INBOX.c.consumed_at.is_(None)).exists().label("inbox"),
    select(JOB.c.id)
    .where(JOB.c.state == "queued", JOB.c.due_at <= bindparam("now", type_=UtcDateTime()))
    .exists()
    .label("job"),
)

_expired = select(JOB.c.id).where(JOB.c.state == "leased", JOB.c.lease_until < mw_now()).limit(1)

T = TypeVar("T")


@dataclass
class Periodic:
    """Something done every `every_s` seconds, beside jobs."""

    every_s: float
    act: Callable[[], object]
    due_at: float = field(default=0.0)  # monotonic


class Worker:
    """One lane of work: one job at a time. Several, in threads or processes, share a database.

    Args:
        work: of the service's person; on SQLite with connections that are not durable.
        name: of this lane, unique in the workspace; leases carry it.
        task_work: what handlers read and write with; default `work`.
        others: inbox kinds that are not the engine's.
        periodic: (seconds, function) pairs, called in this lane's thread.
        checkpoint: tests only: told "claim:<type>", "effect:<type>", "settled:<type>"; and of
            inbox rows, see `Inbox`.
    """

    def __init__(
        self,
        work: Work,
        engine: Engine,
        *,
        name: str,
        settings: Settings | None = None,
        task_work: Work | None = None,
        tasks: Registry[TaskHandler] = TASK_TYPES,
        others: Mapping[str, InboxHandler] | None = None,
        periodic: Sequence[tuple[float, Callable[[], object]]] = (),
        lease_s: float = LEASE_S,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.name = name
        self.engine = engine
        self.steps_done = 0
        self._work = work
        self._task_work = task_work or work
        self._settings = settings or Settings()
        self._tasks = tasks
        self._inbox = Inbox(engine, others, checkpoint)
        self._timer_starts = TimerStarts(engine)
        self._lease_s = lease_s
        self._checkpoint = checkpoint
        self._held: ClaimedJob | None = None
        self._present: tuple[str, float] | None = None  # a task type, and since when
        self._inbox_at = 0.0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._keeper = LeaseKeeper(work, lease_s)
        self._clock = ClockWatch(work, engine.clock)
        self._periodic = [
            Periodic(min(HOUSEKEEPING_S, lease_s), self._keep_house),
            *(Periodic(every_s, act) for every_s, act in periodic),
        ]

    @property
    def present_step(self) -> tuple[str, float] | None:
        """The type of the task that is being done, and for how many seconds. From any thread."""
        present = self._present
        return None if present is None else (present[0], time.monotonic() - present[1])

    def run(self) -> None:
        """Work until `stop`. Refuses to begin when its clock is not the database's.

        Raises:
            AppError: the clocks differ by more than five seconds.
        """
        check_clock(self._work, self.engine.clock)
        self._register()
        heartbeat = Periodic(HEARTBEAT_S, self._beat, time.monotonic() + HEARTBEAT_S)
        self._periodic.append(heartbeat)
        self._keeper.start()
        pause = 0.0
        try:
            while not self._stopping.is_set():
                pause = 0.0 if self._try_once() else min(IDLE_S, pause + 0.05)
                if pause:
                    self._wake.wait(pause)
                    self._wake.clear()
        finally:
            self._keeper.stop()
            self._periodic.remove(heartbeat)
            self._leave()

    def stop(self) -> None:
        """End `run` after the present step. May be called from any thread."""
        self._stopping.set()
        self._wake.set()

    def poke(self) -> None:
        """There is something new: look now. May be called from any thread."""
        self._inbox_at = 0.0
        self._wake.set()

    def run_once(self) -> bool:
        """Take one thing that is due and finish it; False when nothing was due."""
        if self._held is None:
            self._do_periodic()
        if self._held is None and self._is_inbox_due():
            self._inbox_at = time.monotonic() + BUSY_INBOX_S
            if self._take_one():
                self._inbox_at = 0.0
                return True
        job = self._held or self._claim()
        self._held = None
        if job is not None:
            self._do(job)
            return True
        return self._take_one()

    def run_due(self) -> bool:
        """`run_once` where a look says that something is due: an idle lane writes nothing."""
        if self._held is None and not self._is_anything_due():
            self._do_periodic()
            return False
        return self.run_once()

    def _take_one(self) -> bool:
        """Take one wish of a person (start, outcome, message, …); False where none waits."""
        is_taken = self._inbox.take_one(self._work)
        self.steps_done += is_taken
        return is_taken

    def _try_once(self) -> bool:
        """The edge: whatever breaks is logged, and the loop goes on."""
        try:
            self._clock.look()
            return self.run_due()
        except (NotReachableError, WrongClockError) as error:
            log.warning("%s", error.message)
        except Exception:
            log.exception("the worker %s broke off a step", self.name)
        self._held = None
        self._stopping.wait(IDLE_S)
        return False

    def _is_anything_due(self) -> bool:
        with self._work.reading() as session:
            row = session.execute(_work_due, {"now": self.engine.clock()}).one()
        return bool(row.inbox or row.job)

    # Jobs

    def _claim(self) -> ClaimedJob | None:
        with self._work.unit() as unit:
            return jobs.claim(unit, self.name, self.engine.clock(), self._lease_s)

    def _do(self, job: ClaimedJob) -> None:
        if job.kind == "task":
            self._do_task(job)
        else:
            self._fire(job)
        self.steps_done += 1

    def _fire(self, job: ClaimedJob) -> None:
        """Do the engine's own job."""
        try:
            self._step(lambda unit: self.engine.fire(unit, job))
        except AppError:
            raise
        except Exception:
            log.exception("job %s (%s) broke", job.id, job.kind)
            self._fail(job, AppError(BROKE, hint=SEE_LOG), is_final=True)

    def _do_task(self, job: ClaimedJob) -> None:
        self._tell("claim", job)
        context = self._context(job)
        try:
            handler, inputs = self._handler(job)
        except InputError as error:
            self._fail(job, error, is_final=True)  # trying again would change nothing
            return
        self._present = job.task_type, time.monotonic()
        try:
            with self._keeper.holding(job):
                outcome = _outcome(handler, inputs, context)
        except AppError as error:
            self._fail(job, error, is_final=error.is_final)
        except Exception:
            log.exception("job %s (%s) broke", job.id, job.task_type)
            self._fail(job, AppError(BROKE, hint=SEE_LOG))
        else:
            self._tell("effect", job)
            self._settle(job, outcome, context.work_folder)
        finally:
            self._present = None
        self._tell("settled", job)

    def _handler(self, job: ClaimedJob) -> tuple[TaskHandler, Any]:
        """Who does the job, and with which inputs."""
        if job.attempt > jobs.CLAIM_LIMIT:
            raise InputError(
                f"This was taken up {jobs.CLAIM_LIMIT} times and never came to an end.",
                hint="Look into the logs of the service from those times before retrying.",
            )
        handler = self._tasks.create(job.task_type)
        return handler, build_inputs(handler.Inputs, job.inputs)

    def _context(self, job: ClaimedJob) -> TaskContext:
        return TaskContext(
            key=job.key,
            read=self._task_work.read,
            write=self._task_work.write,
            work_folder=self._settings.work_folder / job.key,
            clock=self.engine.clock,
            instance_id=str(job.instance_id or ""),
            attempt=job.attempt,
            is_last=job.attempts_left <= 1,
            state=job.memory,
            settings=self._settings,
        )

    def _settle(self, job: ClaimedJob, outcome: Outcome, folder: Path) -> None:
        """Move the token and take the next job in the same transaction: one commit a step."""
        try:
            is_mine = self._step(lambda unit: self.engine.settle(unit, job, outcome))
        except AppError:
            raise  # the database is not to be had: the lease ends, and the job is taken up again
        except Exception:
            log.exception("job %s (%s) could not be settled", job.id, job.task_type)
            self._fail(job, AppError(BROKE, hint=SEE_LOG), is_final=True)
            return
        if not is_mine:
            log.warning("job %s (%s) was no longer ours", job.id, job.task_type)
        elif folder.exists() and not _is_later(outcome):
            shutil.rmtree(folder, ignore_errors=True)

    def _step(self, act: Callable[[UnitOfWork], T]) -> T:
        """One step and the next claim, tried again when others hold its rows too long."""
        for tries_left in reversed(range(STEP_TRIES)):
            try:
                with self._work.unit() as unit:
                    found = act(unit)
                    self._held = self._next(unit)
                return found
            except AppError as error:
                self._held = None
                if isinstance(error, NotReachableError) or not tries_left:
                    raise
                log.info("tried again: %s", error.message)
            except Exception:
                self._held = None
                raise
        raise AssertionError("the last try returns or raises")

    def _next(self, unit: UnitOfWork) -> ClaimedJob | None:
        """The next job, unless something else has its turn: leases must not wait for that."""
        is_periodic_due = any(time.monotonic() >= each.due_at for each in self._periodic)
        if self._stopping.is_set() or is_periodic_due or self._is_inbox_due():
            return None
        return jobs.claim(unit, self.name, self.engine.clock(), self._lease_s)

    def _is_inbox_due(self) -> bool:
        return time.monotonic() >= self._inbox_at

    def _fail(self, job: ClaimedJob, error: AppError, *, is_final: bool = False) -> None:
        is_worded = not isinstance(error, RefusedError) or error.hint
        message = error.message if is_worded else in_full(error)  # else it says codes alone
        with self._work.unit() as unit:
            self.engine.fail(unit, job, message, error.hint, is_final=is_final)

    def _tell(self, point: str, job: ClaimedJob) -> None:
        if self._checkpoint is not None:
            self._checkpoint(f"{point}:{job.task_type}")

    # Beside jobs

    def _do_periodic(self) -> None:
        now = time.monotonic()
        for each in self._periodic:
            if now >= each.due_at:
                each.due_at = now + each.every_s
                each.act()

    def _keep_house(self) -> None:
        """Take over what other workers left, and start what a timer start makes due."""
        with self._work.reading() as session:
            is_expired = session.execute(_expired).scalar()
        if is_expired:
            with self._work.unit() as unit:
                jobs.take_over_expired(unit)
        self._timer_starts.fire_due(self._work)

    def _register(self) -> None:
        row = {
            "name": self.name,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "stopped_at": None,
            "steps_done": self.steps_done,
            "held_by": "",
            "held_since": None,
        }
        with self._work.unit() as unit:
            service = unit.session.get(ServiceInstance, self.name)
            if service is None:
                unit.add(ServiceInstance(**row))
            else:
                values = {**row, "started_at": mw_now(), "seen_at": mw_now()}
                unit.session.execute(_service(self.name).values(**values))

    def _beat(self) -> None:
        with self._work.unit() as unit:
            statement = _service(self.name)
            unit.session.execute(statement.values(seen_at=mw_now(), steps_done=self.steps_done))

    def _leave(self) -> None:
        """Give back what is held, and say that this service has stopped."""
        held, self._held = self._held, None
        try:
            with self._work.unit() as unit:
                if held is not None:
                    jobs.put_back(unit, held, self.engine.clock(), memory=held.memory)
                values = {"stopped_at": mw_now(), "steps_done": self.steps_done}
                unit.session.execute(_service(self.name).values(**values))
        except AppError as error:
            log.warning("could not sign off: %s", error.message)


def _outcome(handler: TaskHandler, inputs: Any, context: TaskContext) -> Outcome:
    """What a connection is paused for waits: no attempt is spent, and nothing has failed."""
    try:
        return handler.run(inputs, context)
    except PausedError as error:
        return Later(LOOK_S, error.message, context.state)


def _is_later(outcome: Outcome) -> bool:
    return isinstance(outcome, Later)


def _service(name: str) -> Update:
    return update(ServiceInstance).where(ServiceInstance.name == name)
