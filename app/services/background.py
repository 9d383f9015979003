"""The background service: engine, jobs, calendars and runtimes, put together.

The same in the window's threads (embedded workspace), as `modelward service`, and in tests.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from app.config import Settings
from app.errors import NotReachableError
from app.models.database import Clock, Database, real_clock
from app.models.queries.roll_backs import roll_back_key
from app.models.rules.blockers import require
from app.models.rules.names import shown_words
from app.models.rules.tasks import reason_blockers
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Monitor
from app.services.approvals import close_approval, open_approval, take_evidence
from app.services.commands.challenges import queue_comparison
from app.services.commands.ended_runtimes import take_off_ended
from app.services.commands.reproductions import queue_reproduction
from app.services.commands.retiring import retire_version
from app.services.commands.tidying import tidy_cancelled
from app.services.engine.engine import Engine
from app.services.engine.inbox import Checkpoint
from app.services.engine.wishes import (
    ChallengeWish,
    DeploymentWish,
    MonitorWish,
    ReproduceWish,
    read_wish,
)
from app.services.evidence_watch import EvidenceWatch
from app.services.jobs import enqueue
from app.services.overtaking import make_way
from app.services.pauses import heeding
from app.services.retired_runtimes import OutlivingWatch, RetiredRuntimes
from app.services.rules_watch import RulesWatch
from app.services.runtime_watch import RuntimeWatch
from app.services.scheduler import Scheduler, queue_run
from app.services.serving_watch import ServingWatch
from app.services.start_facts import present_facts, start_facts
from app.services.sweeper import Sweeper
from app.services.trail.held_trail import note_service
from app.services.trail.keeper import SealKeeper
from app.services.unit_of_work import InboxKind, UnitOfWork, Work
from app.services.use_watch import UseWatch
from app.services.watchdog import Watchdog
from app.services.worker import Worker
from app.services.workspace import SERVICE_HANDLE

log = logging.getLogger(__name__)

SCHEDULE_S = 1.0
WATCH_S = 5.0
SWEEP_S = 30.0
USE_S = 5.0
RULES_S = 60.0


class Background:
    """One service on one database. Any number may run, in threads or processes."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        name: str,
        clock: Clock = real_clock,
        checkpoint: Checkpoint | None = None,
        lease_s: float = 30.0,
    ) -> None:
        self.name = name
        self._database = database.sibling(is_durable=False)
        self._clock = clock
        handle = SERVICE_HANDLE if database.is_sqlite else None
        self.work = Work.of(self._database, handle)
        self.work.read(note_service)
        settings = heeding(settings, self.work.read)
        self._scheduler = Scheduler(self.work, clock)
        self._watch = RuntimeWatch(self.work, settings, clock)
        self._retired = RetiredRuntimes(self.work, settings)
        self._sweeper = Sweeper(self.work, settings)
        self._seals = SealKeeper(database, settings, handle)
        self.rules = RulesWatch(
            self.work, settings.home, lambda: self.stop(wait=False), every_s=RULES_S
        )
        self._watchdog = Watchdog(self.work, name)
        engine = Engine(
            openers={"approve": open_approval},
            closers={"approve": close_approval},
            clock=clock,
            start_facts=start_facts,
            present_facts=present_facts,
            on_cancelled=tidy_cancelled,
            on_overtaken=make_way,
        )
        self.worker = Worker(
            self.work,
            engine,
            name=name,
            settings=settings,
            others={
                InboxKind.EVIDENCE: take_evidence,
                InboxKind.RUN_MONITOR: self._run_monitor,
                InboxKind.ROLL_BACK: self._roll_back,
                InboxKind.RETIRE_VERSION: retire_version,
                InboxKind.RUNTIME_ENDED: take_off_ended,
                InboxKind.REPRODUCE: self._reproduce,
                InboxKind.COMPARE_VERSIONS: self._compare_versions,
            },
            periodic=[
                (SCHEDULE_S, self._scheduler.run_once),
                (SWEEP_S, self._sweeper.run_once),
                (USE_S, UseWatch(self.work).run_once),
                (USE_S, EvidenceWatch(self.work).run_once),
                (USE_S, ServingWatch(self.work).run_once),
                (USE_S, OutlivingWatch(self.work).run_once),
            ],
            lease_s=lease_s,
            checkpoint=checkpoint,
        )
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def run(self) -> None:
        """Work in this thread until `stop`; each watch and the seal have their own.

        It also ends where a rule of the database is changed: `rules.found` says what.
        """
        beside = [threading.Thread(target=self._keep_watch, name="runtime watch", daemon=True)]
        runs = {
            "seal of the trail": self._seals.run,
            "rules": self.rules.run,
            "watchdog": self._watchdog.run,
        }
        for name, run in runs.items():
            beside.append(
                threading.Thread(target=run, args=[self._stopping], name=name, daemon=True)
            )
        for thread in beside:
            thread.start()
        try:
            self.worker.run()
        finally:
            self._stopping.set()
            for thread in beside:
                thread.join()
            self.close()

    def start(self) -> None:
        """Work in a thread of its own."""
        thread = threading.Thread(target=self._run_quietly, name="background service", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """End after the present step. May be called from any thread."""
        self._stopping.set()
        self.worker.stop()
        if wait:
            for thread in self._threads:
                thread.join()

    @property
    def is_running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def poke(self) -> None:
        self.worker.poke()

    def watch_once(self) -> int:
        """Look at the runtimes now, and end those that are retired; how many answered."""
        answered = self._watch.run_once()
        self._retired.run_once()
        return answered

    def schedule_once(self) -> int:
        """Take up every calendar now; how many fires were due."""
        return self._scheduler.run_once()

    def seal_once(self) -> int:
        """Seal what was committed; how many events."""
        return self._seals.run_once()

    def settle(
        self, is_done: Callable[[], bool], *, timeout_s: float = 60.0, when_idle: bool = False
    ) -> bool:
        """Work in this thread until `is_done`, or nothing came of it in time: False.

        Args:
            when_idle: ask only where nothing is due any more, not after each step.
        """
        end = time.monotonic() + timeout_s
        while True:
            has_worked = when_idle and self.worker.run_due()
            if not has_worked and is_done():
                return True
            if time.monotonic() > end:
                return False
            if not has_worked and not self.worker.run_due():
                time.sleep(0.002)

    def is_inbox_empty(self) -> bool:
        """Nothing that people asked for waits to be taken up."""
        with self.work.reading() as session:
            waiting = select(EngineInbox.id).where(EngineInbox.consumed_at.is_(None)).limit(1)
            return session.scalars(waiting).first() is None

    def close(self) -> None:
        """Give back connections after `settle`."""
        self._seals.close()
        self._database.close()

    def _run_quietly(self) -> None:
        try:
            self.run()
        except Exception:
            log.exception("the background service %s ended", self.name)

    def _keep_watch(self) -> None:
        while True:
            try:
                self.watch_once()
            except NotReachableError as error:
                log.warning("%s", error.message)
            except Exception:
                log.exception("the watch over runtimes broke")
            if self._stopping.wait(WATCH_S):
                return

    def _run_monitor(self, work: UnitOfWork, row: EngineInbox) -> str | None:
        wish = read_wish(MonitorWish, row.payload)
        monitor = work.get(Monitor, wish.monitor_id)
        now: datetime = self._clock()
        queue_run(work, monitor.id, now, now)
        return None

    def _reproduce(self, work: UnitOfWork, row: EngineInbox) -> str | None:
        wish = read_wish(ReproduceWish, row.payload)
        queue_reproduction(
            work,
            row.id,
            version_id=wish.version_id,
            snapshot_id=wish.snapshot_id,
            what=wish.what,
            now=self._clock(),
        )
        return None

    def _compare_versions(self, work: UnitOfWork, row: EngineInbox) -> str | None:
        wish = read_wish(ChallengeWish, row.payload)
        queue_comparison(
            work, row.id, wish.version_id, wish.snapshot_id, wish.champion_id, self._clock()
        )
        return None

    def _roll_back(self, work: UnitOfWork, row: EngineInbox) -> str | None:
        wish = read_wish(DeploymentWish, row.payload)
        deployment = work.get(Deployment, wish.deployment_id)
        require(reason_blockers(wish.reason))
        key = roll_back_key(deployment.id, row.id)
        inputs = {
            "deployment_id": str(deployment.id),
            "reason": shown_words(wish.reason),
            "asked_id": str(row.id),
        }
        enqueue(work, "roll_back", inputs, self._clock(), key)
        return None
