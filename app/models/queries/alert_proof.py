"""By which runs an alert was raised and resolved: the trail has each, the alert only the last.

What proved that an alert is over was measured of one version. Once another serves again, the
question is open again: see `list_unproven`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from app.models.queries.events import EventRow, as_id
from app.models.queries.lookups import version_numbers
from app.models.rules.monitors import OF_THE_MONITOR
from app.models.rules.transitions import LIVE_ALERTS
from app.models.rules.verdicts import ALERTING
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion
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


def earlier_on_same_data(session: Session, run: MonitorRun, alert: Alert) -> int | None:
    """The first run before it over the same data, so that its pass proves nothing of `alert`.

    Data of another version's run are new to it; but not what was measured, of whichever version,
    before this one failed itself; or, where it never did, before the alert was raised.
    """
    if run.monitor_id is None or not run.data_digest:
        return None
    broken = _last_broken(alert, run.version_id)
    failed = session.scalar(broken.with_only_columns(MonitorRun.number))
    if failed is None:
        failed = session.scalar(select(MonitorRun.number).where(MonitorRun.id == alert.run_id))
    earlier = aliased(MonitorRun)
    return session.scalar(
        select(func.min(earlier.number)).where(*_on_same_data(earlier, run, failed or 0))
    )


def _on_same_data(
    earlier: type[MonitorRun], run: MonitorRun | type[MonitorRun], failed: int
) -> tuple[ColumnElement[bool], ...]:
    """Runs over the data of `run`, of its version before it, of any up to number `failed`."""
    return (
        earlier.monitor_id == run.monitor_id,
        earlier.data_digest != "",
        earlier.data_digest == run.data_digest,
        earlier.number < run.number,
        or_(earlier.version_id == run.version_id, earlier.number <= failed),
    )


def _last_broken(alert: Alert, version_id: UUID) -> Select[TestResult, int]:
    """What a version last broke the limit with, and in the run of which number."""
    return (
        _results(alert, version_id)
        .where(TestResult.verdict.in_(ALERTING))
        .order_by(MonitorRun.number.desc())
        .limit(1)
    )


def _results(alert: Alert, version_id: UUID) -> Select[TestResult, int]:
    test, _, feature = alert.rule.partition(":")
    return (
        select(TestResult, MonitorRun.number)
        .join(MonitorRun, MonitorRun.id == TestResult.run_id)
        .where(
            MonitorRun.monitor_id == alert.monitor_id,
            MonitorRun.version_id == version_id,
            MonitorRun.state == "done",
            TestResult.test == test,
            TestResult.feature == feature,
        )
    )


def find_repeated(session: Session, alert: Alert) -> Repeated | None:
    """Why the last run of its monitor did not resolve a live alert although it passed."""
    last = passed_last(session, alert)
    earlier = earlier_on_same_data(session, last, alert) if last is not None else None
    return Repeated(last.number, earlier) if last is not None and earlier is not None else None


def passed_last(session: Session, alert: Alert) -> MonitorRun | None:
    """The last run of the monitor of a live alert, where it passed the test."""
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
    return last if found is not None and found.verdict == "PASS" else None


def list_unproven(
    session: Session, version: ModelVersion, stage_id: UUID, service_tag: str
) -> tuple[Alert, ...]:
    """Of a place the alerts that rest on a run of another version, while this one did not pass.

    Live ones too. Those of a monitor that was replaced by its next version are over with it.
    """
    other, newer = aliased(MonitorRun), aliased(Monitor)
    is_replaced = exists().where(
        newer.model_id == Monitor.model_id,
        newer.name == Monitor.name,
        newer.version > Monitor.version,
    )
    alerts = session.scalars(
        select(Alert)
        .join(Monitor, Monitor.id == Alert.monitor_id)
        .join(other, and_(other.id == Alert.run_id, other.version_id != version.id))
        .where(
            Alert.model_id == version.model_id,
            Alert.state != "closed",
            Alert.rule.not_in(OF_THE_MONITOR),  # ended by any run that came to its end
            Monitor.stage_id == stage_id,
            Monitor.service_tag == service_tag,
            ~is_replaced,
        )
        .order_by(Alert.number)
    ).all()
    return tuple(one for one in alerts if find_broken(session, one, version.id) is not None)


def find_broken(session: Session, alert: Alert, version_id: UUID) -> TestResult | None:
    """What this version last broke the limit with, unless it has passed on new data since.

    A run that measured nothing, or found a warning, says neither.
    """
    found = session.execute(_last_broken(alert, version_id)).first()
    if found is None:
        return None
    result, failed = found
    earlier = aliased(MonitorRun)
    is_repeated = exists().where(*_on_same_data(earlier, MonitorRun, failed))
    passed = _results(alert, version_id).where(
        TestResult.verdict == "PASS", MonitorRun.number > failed, ~is_repeated
    )
    return None if session.execute(passed.limit(1)).first() is not None else result


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
    raised = session.execute(
        select(MonitorRun.number, ModelVersion.version, Placement.id)
        .join(ModelVersion, ModelVersion.id == MonitorRun.version_id)
        .join(Monitor, Monitor.id == MonitorRun.monitor_id)
        .outerjoin(
            Placement,
            and_(
                Placement.version_id == MonitorRun.version_id,
                Placement.stage_id == Monitor.stage_id,
                Placement.service_tag == Monitor.service_tag,
                Placement.state == "in_place",
            ),
        )
        .where(MonitorRun.id == alert.run_id)
    ).first()
    if raised is None or raised.id is None or raised.number >= proof.number:
        return None  # of what serves no longer there is nothing to say
    if raised.version == proof.version:
        return None
    return Undone(proof.number, proof.version, raised.version)
