"""By which runs an alert was raised and resolved: the trail has each, the alert only the last.

What proved that an alert is over was measured of one version. Once another serves again, the
question is open again: see `list_unproven`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, defer

from app.models.queries.events import EventRow, as_id
from app.models.queries.lookups import version_numbers
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.monitoring import Alert, Monitor, MonitorRun, TestResult
from app.models.tables.trail import AuditEvent

RESOLVED = "alert.resolved"


@dataclass(frozen=True, slots=True)
class Proof:
    """The run that resolved an alert. Without a limit it only ran to its end."""

    run_id: UUID
    number: int
    version: int  # that it measured
    value: float | None
    threshold: str  # as its result states it: of one that passed where it would have warned
    fails_at: str  # where it had failed before; empty: not known
    rows: int
    data_digest: str
    until: datetime | None  # the end of the window whose data it measured


def list_proofs(
    session: Session, alert: Alert, story: Sequence[EventRow]
) -> tuple[tuple[int, Proof], ...]:
    """Of each event of the story that resolved the alert the run that did, in its order."""
    wanted = {
        one.id: run_id
        for one in story
        if one.tag == RESOLVED and (run_id := as_id(one.facts.get("run_id")))
    }
    runs = {
        run.id: run
        for run in session.scalars(
            select(MonitorRun)
            .where(MonitorRun.id.in_(set(wanted.values())))
            .options(defer(MonitorRun.profile))
        )
    }
    numbers = version_numbers(session, (run.version_id for run in runs.values()))
    return tuple(
        (key, _proof(session, alert, runs[run_id], numbers, key))
        for key, run_id in wanted.items()
        if run_id in runs
    )


def _proof(
    session: Session, alert: Alert, run: MonitorRun, numbers: Mapping[UUID, int], event_id: int
) -> Proof:
    found = result_of(session, run.id, alert.rule)
    failed = result_of(session, _run_before(session, alert, event_id), alert.rule)
    return Proof(
        run.id,
        run.number,
        numbers[run.version_id],
        found.held if found else None,
        found.threshold if found else "",
        failed.threshold if failed else "",
        run.current_rows,
        run.data_digest,
        run.data_until,
    )


def result_of(session: Session, run_id: UUID | None, rule: str) -> TestResult | None:
    """What a run found of the test that an alert is about."""
    if run_id is None:
        return None
    test, _, feature = rule.partition(":")
    return session.scalars(
        select(TestResult).where(
            TestResult.run_id == run_id, TestResult.test == test, TestResult.feature == feature
        )
    ).first()


def raised_by(session: Session, alert: Alert) -> UUID | None:
    """The run that broke the limit last, also once another one resolved the alert."""
    if alert.state in LIVE_ALERTS:
        return alert.run_id
    mine = select(AuditEvent.id).where(
        AuditEvent.object_type == "alert", AuditEvent.object_id == alert.id
    )
    ended = session.scalar(
        mine.where(AuditEvent.tag == RESOLVED).order_by(AuditEvent.id.desc()).limit(1)
    )
    if ended is None:
        return alert.run_id
    return _run_before(session, alert, ended) or alert.run_id


def _run_before(session: Session, alert: Alert, event_id: int) -> UUID | None:
    """The run that the alert rested on until then."""
    before = session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.object_type == "alert",
            AuditEvent.object_id == alert.id,
            AuditEvent.id < event_id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return as_id(before.facts.get("run_id")) if before is not None else None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A run that passed the test and proved nothing: an earlier one had the same data."""

    run: int
    earlier: int


def earlier_on_same_data(session: Session, run: MonitorRun) -> int | None:
    """The number of the first run of its monitor over the same data, if it is another one."""
    if run.monitor_id is None or not run.data_digest:
        return None
    return session.scalar(
        select(MonitorRun.number)
        .where(
            MonitorRun.monitor_id == run.monitor_id,
            MonitorRun.data_digest == run.data_digest,
            MonitorRun.number < run.number,
        )
        .order_by(MonitorRun.number)
        .limit(1)
    )


def find_repeated(session: Session, alert: Alert) -> Repeated | None:
    """Why the last run of its monitor did not resolve a live alert although it passed."""
    if alert.monitor_id is None or alert.state not in LIVE_ALERTS:
        return None
    last = session.scalars(
        select(MonitorRun)
        .where(MonitorRun.monitor_id == alert.monitor_id, MonitorRun.state == "done")
        .order_by(MonitorRun.number.desc())
        .options(defer(MonitorRun.profile))
        .limit(1)
    ).first()
    found = result_of(session, last.id, alert.rule) if last is not None else None
    if last is None or found is None or found.verdict != "PASS":
        return None
    earlier = earlier_on_same_data(session, last)
    return Repeated(last.number, earlier) if earlier is not None else None


@dataclass(frozen=True, slots=True)
class Unproven:
    """A resolved alert, and the run in which a version broke its limit last."""

    alert: Alert
    run_id: UUID


def list_unproven(
    session: Session, version_id: UUID, stage_id: UUID, service_tag: str
) -> tuple[Unproven, ...]:
    """Of a place the alerts that a run of another version resolved, and this one failed last."""
    proof, own, mine = aliased(MonitorRun), aliased(MonitorRun), aliased(MonitorRun)
    last = (
        select(func.max(mine.number))
        .where(
            mine.monitor_id == Alert.monitor_id,
            mine.version_id == version_id,
            mine.state == "done",
        )
        .correlate(Alert)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Alert, own.id)
        .join(Monitor, Monitor.id == Alert.monitor_id)
        .join(proof, and_(proof.id == Alert.run_id, proof.version_id != version_id))
        .join(own, and_(own.monitor_id == Alert.monitor_id, own.number == last))
        .where(
            Alert.state == "resolved",
            Monitor.stage_id == stage_id,
            Monitor.service_tag == service_tag,
            Monitor.is_paused.is_(False),
        )
        .order_by(Alert.number)
    )
    return tuple(
        Unproven(alert, _broke_last(session, alert, version_id) or run_id)
        for alert, run_id in rows
        if _is_unpassed(result_of(session, run_id, alert.rule))
    )


def _is_unpassed(result: TestResult | None) -> bool:
    return result is not None and result.verdict in ("FAIL", "WARN", "ERROR")


def _broke_last(session: Session, alert: Alert, version_id: UUID) -> UUID | None:
    """A run that warned since keeps the alert open, and did not raise it."""
    test, _, feature = alert.rule.partition(":")
    return session.scalar(
        select(MonitorRun.id)
        .join(TestResult, TestResult.run_id == MonitorRun.id)
        .where(
            MonitorRun.monitor_id == alert.monitor_id,
            MonitorRun.version_id == version_id,
            TestResult.test == test,
            TestResult.feature == feature,
            TestResult.verdict.in_(("FAIL", "ERROR")),
        )
        .order_by(MonitorRun.number.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """A run that had resolved a live alert: it measured another version than serves again."""

    run: int
    measured: int
    serves: int


def find_undone(
    session: Session, alert: Alert, proofs: Sequence[tuple[int, Proof]]
) -> Undone | None:
    """What had resolved an alert that is open again since a version without that proof serves."""
    if alert.state not in LIVE_ALERTS or alert.run_id is None or not proofs:
        return None
    proof = proofs[0][1]  # the newest
    runs = {
        row.id: row
        for row in session.execute(
            select(MonitorRun.id, MonitorRun.number, MonitorRun.version_id).where(
                MonitorRun.id.in_((alert.run_id, proof.run_id))
            )
        )
    }
    raised, resolved = runs.get(alert.run_id), runs.get(proof.run_id)
    if raised is None or resolved is None or raised.number >= resolved.number:
        return None
    numbers = version_numbers(session, (raised.version_id, resolved.version_id))
    return Undone(resolved.number, numbers[resolved.version_id], numbers[raised.version_id])
