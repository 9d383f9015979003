"""Turns the calendars of monitors into jobs, and missing runs into alerts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, not_, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import InputError, NotReachableError
from app.models.database import Clock
from app.models.queries.monitor_facts import (
    MonitorFacts,
    Scheduled,
    Served,
    list_scheduled,
    load_monitor,
    served_at,
)
from app.models.queries.regulated import is_regulated
from app.models.rules.monitors import SILENCE
from app.models.tables.base import mw_now
from app.models.tables.execution import DataSource, Store
from app.models.tables.governance import Waiver
from app.models.tables.monitoring import Expectation, Monitor, MonitorSchedule
from app.services.calendars import Misfire, Schedule, due_fires, next_fires
from app.services.commands.attestations import is_any_to_open, open_due
from app.services.commands.monitors import key_of_run
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.tasks import (
    give_back,
    is_any_handed_back,
    is_any_left,
    release_left,
)
from app.services.emergencies import is_any_to_tell, tell_reviews
from app.services.jobs import enqueue
from app.services.one_by_one import one_by_one
from app.services.unit_of_work import InboxKind, UnitOfWork, Work
from app.services.waiver_watch import is_any_lapse_to_tell, tell_lapses

T = TypeVar("T")
log = logging.getLogger(__name__)
MEET_WITHIN = timedelta(hours=1)  # what a run may take before its silence is an alert


class Scheduler:
    """Called by the worker every few seconds; each fire becomes one job, whoever is faster."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._known: dict[UUID, int] = {}  # row_version whose calendar the next fire is of
        self._broken: dict[UUID, int] = {}  # row_version whose calendar can't be followed

    def run_once(self) -> int:
        """Queue every fire that is due; how many there were. No duty stops another one.

        Raises:
            NotReachableError: the database does not answer.
        """
        now = self._clock()
        queued = 0
        for one in self._work.read(list_scheduled):
            queued += self._queue(one, now)
        for is_due, duty in _DUTIES:
            if self._ask(is_due, now):
                self._try(duty, now)
        return queued

    def _queue(self, one: Scheduled, now: datetime) -> int:
        """Its fires; one that can't be followed is told once, and never stops the others."""
        if self._broken.get(one.id) == one.row_version:
            return 0
        is_changed = self._known.get(one.id) != one.row_version
        if not (is_changed or one.next_fire_at is None or one.next_fire_at <= now):
            return 0
        if not self._is_followed(one, now):
            return 0
        queued = self._try(_queue_due, one.id, one.last_fire_at, now)
        if queued is None:
            return 0  # the next look tries again
        self._known[one.id] = one.row_version
        return queued

    def _is_followed(self, one: Scheduled, now: datetime) -> bool:
        """Whether its schedule can be read; one that never can is given up, and told."""
        try:
            schedule_of(self._work.read(load_monitor, one.id))
        except NotReachableError:
            raise
        except OperationalError:  # the database was busy: that says nothing of the monitor
            log.exception("monitor %s could not be read now", one.id)
            return False
        except (InputError, ValueError) as error:
            log.warning("monitor %s can't be scheduled: %s", one.id, error)
            said = str(error)
        except Exception:  # whatever somebody wrote into it
            log.exception("monitor %s can't be read", one.id)
            said = "What is written in it can't be read."
        else:
            return True
        self._broken[one.id] = one.row_version
        self._try(_tell_broken, one.id, said, now)
        return False

    def _ask(self, is_due: Callable[[Session, datetime], bool], now: datetime) -> bool:
        """Whether there is something to do: what can't be read stops no other duty."""
        try:
            return self._work.read(is_due, now)
        except NotReachableError:
            raise
        except Exception:
            log.exception("%s broke off", is_due.__name__.strip("_"))
            return False

    def _try(self, command: Callable[..., T], *arguments: object) -> T | None:
        """What the command gives; None where it breaks, and nothing but a line in the log."""
        try:
            return self._work.write(command, *arguments)
        except NotReachableError:
            raise
        except Exception:
            log.exception("%s broke off", command.__name__.strip("_"))
            return None


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
    key = key_of_run(monitor_id, fire_at)
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
        not_(_waits_for_a_store(now)),
    )


def _waits_for_a_store(now: datetime) -> ColumnElement[bool]:
    """What it reads lies in a store that is paused, or goes on since less than a run may take."""
    goes_on = Store.recorded_from.between(now - MEET_WITHIN, now)
    return (
        select(Monitor.id)
        .join(DataSource, DataSource.id == Monitor.data_source_id)
        .join(Store, Store.name == DataSource.store)
        .where(Monitor.id == Expectation.monitor_id, or_(Store.is_paused, goes_on))
        .exists()
    )


def _is_anything_missed(session: Session, now: datetime) -> bool:
    return session.scalars(_missed(now).limit(1)).first() is not None


def _over() -> Select[Waiver]:
    return select(Waiver).where(
        Waiver.state.in_(("asked", "granted")), Waiver.expires_at <= mw_now()
    )


def _is_any_waiver_over(session: Session, _now: datetime) -> bool:
    return session.scalars(_over().limit(1)).first() is not None


def _end_waivers(work: UnitOfWork, _now: datetime) -> None:
    """A waiver covers nothing after its day; who is deciding gets new evidence."""

    def end(waiver: Waiver) -> None:
        was_granted = waiver.state == "granted"
        waiver.state = "expired"
        work.flush()
        if was_granted:
            version = str(waiver.version_id)
            work.tell_engine(InboxKind.EVIDENCE, waiver.unit_id, version_id=version)

    one_by_one(work, work.session.scalars(_over()).all(), end, what="the end of waivers")


def _tell_broken(work: UnitOfWork, monitor_id: UUID, said: str, now: datetime) -> None:
    """Who answers for the model learns that nothing watches what serves."""
    facts = load_monitor(work.session, monitor_id)
    served = served_at(work.session, facts, now)
    if served is not None:
        _alert_silence(work, facts, served, said)


def _alert_silence(work: UnitOfWork, facts: MonitorFacts, served: Served, detail: str) -> None:
    raise_alert(
        work,
        model_id=facts.model_id,
        version_id=served.version_id,
        monitor_id=facts.id,
        run_id=None,
        rule=SILENCE,
        title=f"{facts.name} did not run",
        severity="high",
        detail=detail,
    )


def _watch_silence(work: UnitOfWork, now: datetime) -> None:
    """A run that should have ended and did not is an alert itself."""

    def tell(expectation: Expectation) -> None:
        facts = load_monitor(work.session, expectation.monitor_id)
        served = served_at(work.session, facts, expectation.due_at)
        if served is not None:
            detail = f"Expected by {expectation.due_at.isoformat()}."
            _alert_silence(work, facts, served, detail)
        expectation.missed_at = now
        work.flush()

    missed = work.session.scalars(_missed(now)).all()
    one_by_one(work, missed, tell, what="the watch over silence")


_DUTIES: tuple[tuple[Callable[[Session, datetime], bool], Callable[..., object]], ...] = (
    (_is_anything_missed, _watch_silence),
    (_is_any_waiver_over, _end_waivers),
    (is_any_to_open, open_due),
    (is_any_to_tell, tell_reviews),
    (is_any_lapse_to_tell, tell_lapses),
    (is_any_handed_back, give_back),
    (is_any_left, release_left),
)
