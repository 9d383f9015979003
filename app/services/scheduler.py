"""Turns the calendars of monitors into jobs, and missing runs into alerts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.database import Clock
from app.models.queries.monitor_facts import (
    MonitorFacts,
    list_scheduled,
    load_monitor,
    served_at,
)
from app.models.queries.regulated import is_regulated
from app.models.tables.base import mw_now
from app.models.tables.governance import Waiver
from app.models.tables.monitoring import Expectation, MonitorSchedule
from app.services.calendars import Misfire, Schedule, due_fires, next_fires
from app.services.commands.attestations import is_any_to_open, open_due
from app.services.commands.monitors import SILENCE, raise_alert
from app.services.emergencies import is_any_to_tell, tell_reviews
from app.services.jobs import enqueue
from app.services.tasks.run_monitor import run_key
from app.services.unit_of_work import InboxKind, UnitOfWork, Work

MEET_WITHIN = timedelta(hours=1)  # what a run may take before its silence is an alert


class Scheduler:
    """Called by the worker every few seconds; each fire becomes one job, whoever is faster."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._known: dict[UUID, int] = {}  # row_version whose calendar the next fire is of

    def run_once(self) -> int:
        """Queue every fire that is due; how many there were."""
        now = self._clock()
        queued = 0
        for one in self._work.read(list_scheduled):
            is_changed = self._known.get(one.id) != one.row_version
            if is_changed or one.next_fire_at is None or one.next_fire_at <= now:
                queued += self._work.write(_queue_due, one.id, one.last_fire_at, now)
                self._known[one.id] = one.row_version
        if self._work.read(_is_anything_missed, now):
            self._work.write(_watch_silence, now)
        if self._work.read(_is_any_waiver_over):
            self._work.write(_end_waivers)
        if self._work.read(is_any_to_open, now):
            self._work.write(open_due, now)
        if self._work.read(is_any_to_tell, now):
            self._work.write(tell_reviews, now)
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
    facts = load_monitor(work.session, monitor_id)
    inputs = {
        "monitor_id": str(monitor_id),
        "fire_at": fire_at.isoformat(),
        "is_regulated": is_regulated(work.session, facts.model_id, facts.service_tag),
    }
    enqueue(work, "run_monitor", inputs, now, key)
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


def _missed(now: datetime) -> Select[Expectation]:
    return select(Expectation).where(
        Expectation.due_at < now,
        Expectation.met_at.is_(None),
        Expectation.missed_at.is_(None),
    )


def _is_anything_missed(session: Session, now: datetime) -> bool:
    return session.scalars(_missed(now).limit(1)).first() is not None


def _over() -> Select[Waiver]:
    return select(Waiver).where(
        Waiver.state.in_(("asked", "granted")), Waiver.expires_at <= mw_now()
    )


def _is_any_waiver_over(session: Session) -> bool:
    return session.scalars(_over().limit(1)).first() is not None


def _end_waivers(work: UnitOfWork) -> None:
    """A waiver covers nothing after its day; who is deciding gets new evidence."""
    for waiver in work.session.scalars(_over()).all():
        was_granted = waiver.state == "granted"
        waiver.state = "expired"
        work.flush()
        if was_granted:
            version = str(waiver.version_id)
            work.tell_engine(InboxKind.EVIDENCE, waiver.unit_id, version_id=version)


def _watch_silence(work: UnitOfWork, now: datetime) -> None:
    """A run that should have ended and did not is an alert itself."""
    missed = work.session.scalars(_missed(now)).all()
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
                rule=SILENCE,
                title=f"{facts.name} did not run",
                severity="high",
                detail=f"Expected by {expectation.due_at.isoformat()}.",
            )
        expectation.missed_at = now
        work.flush()
