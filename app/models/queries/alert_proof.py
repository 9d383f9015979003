"""By which runs an alert was raised and resolved: the trail has each, the alert only the last.

What proved that an alert is over was measured of one version. Once another serves again, the
question is open again: see `list_unproven`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, defer

from app.models.queries.events import EventRow, as_id
from app.models.queries.lookups import version_numbers
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion
from app.models.tables.monitoring import Alert, Monitor, MonitorRun, TestResult
from app.models.tables.trail import AuditEvent

RESOLVED = "alert.resolved"
_LOOKED_BACK = 50  # results of a version: more in a row of the same data there are none


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


def earlier_on_same_data(
    session: Session, run: MonitorRun, alert: Alert | None = None
) -> int | None:
    """The first run before it over the same data of its version; of any, until `alert` was raised.

    Data of another version's run are new to this one; but what was there already when an alert was
    raised proves nothing against it.
    """
    if run.monitor_id is None or not run.data_digest:
        return None
    raised = select(MonitorRun.number).where(
        MonitorRun.id == (alert.run_id if alert is not None else None)
    )
    return session.scalar(
        select(MonitorRun.number)
        .where(
            MonitorRun.monitor_id == run.monitor_id,
            MonitorRun.data_digest == run.data_digest,
            MonitorRun.number < run.number,
            or_(
                MonitorRun.version_id == run.version_id,
                MonitorRun.number <= raised.scalar_subquery(),
            ),
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
    earlier = earlier_on_same_data(session, last, alert)
    return Repeated(last.number, earlier) if earlier is not None else None


@dataclass(frozen=True, slots=True)
class Unproven:
    """A resolved alert, and what a version last broke its limit with: nothing proved it over."""

    alert: Alert
    result: TestResult


def list_unproven(
    session: Session, version: ModelVersion, stage_id: UUID, service_tag: str
) -> tuple[Unproven, ...]:
    """Of a place the alerts that a run of another version resolved, and this one has not."""
    proof = aliased(MonitorRun)
    resolved = session.scalars(
        select(Alert)
        .join(Monitor, Monitor.id == Alert.monitor_id)
        .join(proof, and_(proof.id == Alert.run_id, proof.version_id != version.id))
        .where(
            Alert.model_id == version.model_id,
            Alert.state == "resolved",
            Alert.rule.not_in(("silence", "run")),  # ended by any run that came to its end
            Monitor.stage_id == stage_id,
            Monitor.service_tag == service_tag,
            Monitor.is_paused.is_(False),
        )
        .order_by(Alert.number)
    )
    found = ((alert, _not_passed(session, alert, version.id)) for alert in resolved)
    return tuple(Unproven(alert, result) for alert, result in found if result is not None)


def _not_passed(session: Session, alert: Alert, version_id: UUID) -> TestResult | None:
    """What this version last broke the limit with, unless it has passed on new data since.

    A run that measured nothing, or found a warning, says neither.
    """
    test, _, feature = alert.rule.partition(":")
    rows = session.execute(
        select(TestResult, MonitorRun)
        .join(MonitorRun, MonitorRun.id == TestResult.run_id)
        .where(
            MonitorRun.monitor_id == alert.monitor_id,
            MonitorRun.version_id == version_id,
            MonitorRun.state == "done",
            TestResult.test == test,
            TestResult.feature == feature,
            TestResult.verdict.in_(("PASS", "FAIL", "ERROR")),
        )
        .order_by(MonitorRun.number.desc())
        .options(defer(MonitorRun.profile))
        .limit(_LOOKED_BACK)
    )
    for result, run in rows:
        if result.verdict != "PASS":
            return result
        if earlier_on_same_data(session, run) is None:
            return None
    return None


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
