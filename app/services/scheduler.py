"""Turns the calendars of monitors into jobs, and missing runs into alerts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from app.models.database import Clock
from app.models.queries.monitor_facts import (
    MonitorFacts,
    list_scheduled,
    load_monitor,
    served_at,
)
from app.models.tables.monitoring import Expectation, MonitorSchedule
from app.services.calendars import Misfire, Schedule, due_fires, next_fires
from app.services.commands.monitors import raise_alert
from app.services.jobs import enqueue
from app.services.tasks.run_monitor import run_key
from app.services.unit_of_work import UnitOfWork, Work

MEET_WITHIN = timedelta(hours=1)  # what a run may take before its silence is an alert


class Scheduler:
    """Called by the worker every few seconds; each fire becomes one job, whoever is faster."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def run_once(self) -> int:
        """Queue every fire that is due; how many there were."""
        now = self._clock()
        queued = 0
        for monitor_id, last, upcoming in self._work.read(list_scheduled):
            if upcoming is None or upcoming <= now:
                queued += self._work.write(_queue_due, monitor_id, last, now)
        self._work.write(_watch_silence, now)
        return queued


def schedule_of(facts: MonitorFacts) -> Schedule:
    return Schedule(
        facts.cron, zone=facts.zone, calendar=facts.calendar, misfire=Misfire(facts.misfire)
    )


def _queue_due(work: UnitOfWork, monitor_id: UUID, last: datetime | None, now: datetime) -> int:
    facts = load_monitor(work.session, monitor_id)
    schedule = schedule_of(facts)
    row = work.session.get(MonitorSchedule, monitor_id, with_for_update=True)
    if row is None:
        row = MonitorSchedule(monitor_id=monitor_id, last_fire_at=now)
        work.session.add(row)
    queued = 0
    if last is not None and row.last_fire_at == last:
        fires = due_fires(schedule, last, now)
        for fire in fires:
            queue_run(work, monitor_id, fire.at, now)
        queued = len(fires)
        row.last_fire_at = now
    row.next_fire_at = next(iter(next_fires(schedule, now, 1)), None)
    work.flush()
    return queued


def queue_run(work: UnitOfWork, monitor_id: UUID, fire_at: datetime, now: datetime) -> None:
    """One job and one expectation for a fire of a monitor."""
    key = run_key(monitor_id, fire_at)
    inputs = {"monitor_id": str(monitor_id), "fire_at": fire_at.isoformat()}
    enqueue(work, "run_monitor", inputs, now, key)
    facts = load_monitor(work.session, monitor_id)
    present = work.session.scalars(select(Expectation.id).where(Expectation.run_key == key))
    if present.first() is None and served_at(work.session, facts, fire_at) is not None:
        work.add(
            Expectation(
                id=uuid4(),
                unit_id=facts.unit_id,
                monitor_id=monitor_id,
                run_key=key,
                due_at=fire_at + MEET_WITHIN,
            )
        )


def _watch_silence(work: UnitOfWork, now: datetime) -> None:
    """A run that should have ended and did not is an alert itself."""
    missed = work.session.scalars(
        select(Expectation).where(
            Expectation.due_at < now,
            Expectation.met_at.is_(None),
            Expectation.missed_at.is_(None),
        )
    ).all()
    for expectation in missed:
        facts = load_monitor(work.session, expectation.monitor_id)
        served = served_at(work.session, facts, expectation.due_at)
        if served is not None:
            raise_alert(
                work,
                model_id=facts.model_id,
                version_id=served.version_id,
                monitor_id=facts.id,
                run_id=None,
                rule="silence",
                title=f"{facts.name} did not run",
                severity="high",
                detail=f"Expected by {expectation.due_at.isoformat()}.",
            )
        expectation.missed_at = now
        work.flush()
