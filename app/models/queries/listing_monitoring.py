"""Monitors, their runs and results, and alerts as the command line lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import InputError
from app.models.queries.find import find_model
from app.models.queries.monitoring import serving_versions
from app.models.rules.folding import fold
from app.models.tables.execution import DataSource, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import (
    Alert,
    Monitor,
    MonitorRun,
    MonitorSchedule,
    TestResult,
)
from app.models.tables.organisation import Person


@dataclass(frozen=True, slots=True)
class MonitorRow:
    name: str  # model/monitor, as it is named on the command line
    id: UUID
    model: str
    monitor: str
    version: int
    stage: str
    service_tag: str
    source: str
    table: str
    cron: str
    zone: str
    is_paused: bool
    next_fire_at: datetime | None
    last_run: int | None
    last_verdict: str
    serving_version: int | None  # what it measures now
    measured_version: int | None  # by the last run


def list_monitors(
    session: Session, *, model_id: UUID | None = None, is_all: bool = False
) -> list[MonitorRow]:
    """Present versions of monitors, or also those that were replaced."""
    wanted = [] if model_id is None else [Monitor.model_id == model_id]
    if not is_all:
        wanted.append(Monitor.is_paused.is_(False))
    return _monitors(session, *wanted)


def _monitors(session: Session, *wanted: ColumnElement[bool]) -> list[MonitorRow]:
    last_run = (
        select(MonitorRun.id)
        .where(MonitorRun.monitor_id == Monitor.id)
        .order_by(MonitorRun.number.desc())
        .limit(1)
        .correlate(Monitor)
        .scalar_subquery()
    )
    statement = (
        select(
            Monitor,
            RegisteredModel.name,
            Stage.name,
            DataSource.name,
            DecisionTable.key,
            DecisionTable.version,
            MonitorSchedule.next_fire_at,
            MonitorRun.number,
            MonitorRun.verdict,
            ModelVersion.version,
        )
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
        .join(Stage, Stage.id == Monitor.stage_id)
        .join(DataSource, DataSource.id == Monitor.data_source_id)
        .outerjoin(DecisionTable, DecisionTable.id == Monitor.decision_table_id)
        .outerjoin(MonitorSchedule, MonitorSchedule.monitor_id == Monitor.id)
        .outerjoin(MonitorRun, MonitorRun.id == last_run)
        .outerjoin(ModelVersion, ModelVersion.id == MonitorRun.version_id)
        .where(*wanted)
        .order_by(RegisteredModel.name_folded, Monitor.name, Monitor.version)
    )
    rows = session.execute(statement).all()
    serving = serving_versions(session, [row[0] for row in rows])
    return [
        MonitorRow(
            name=f"{model}/{m.name}",
            id=m.id,
            model=model,
            monitor=m.name,
            version=m.version,
            stage=stage,
            service_tag=m.service_tag,
            source=source,
            table=f"{key} {version}" if key else "",
            cron=m.cron,
            zone=m.zone,
            is_paused=m.is_paused,
            next_fire_at=fire,
            last_run=number,
            last_verdict=verdict or "",
            serving_version=serving.get((m.model_id, m.stage_id, m.service_tag)),
            measured_version=measured,
        )
        for m, model, stage, source, key, version, fire, number, verdict, measured in rows
    ]


def find_monitor_row(session: Session, text: str) -> MonitorRow:
    """`MODEL/MONITOR`, `MODEL` where it has one monitor only, or an id.

    Raises:
        InputError: none, or several: then with the list.
    """
    try:
        wanted = UUID(text)
    except ValueError:
        named = _named(session, text)
    else:
        named = _monitors(session, Monitor.id == wanted)
    if not named:
        raise InputError(f"There is no monitor {text}.", hint="modelward monitor list shows them.")
    if len(named) > 1:
        known = ", ".join(row.name for row in named)
        raise InputError(f"Several monitors are called {text}.", hint=f"Say which: {known}.")
    return named[0]


def _named(session: Session, text: str) -> list[MonitorRow]:
    model, _, name = text.partition("/")
    folded = RegisteredModel.name_folded
    called = or_(
        folded == fold(text),
        and_(folded == fold(model), _is_called(name)),
        _is_called(text),
    )
    found = _monitors(session, Monitor.is_paused.is_(False), called)
    if not found:
        find_model(session, model)  # says that there is none, where that is why
    return found


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(Monitor.name == name, func.lower(Monitor.name) == name.lower())


@dataclass(frozen=True, slots=True)
class RunRow:
    number: int
    id: UUID
    kind: str
    monitor: str
    model: str
    version: int
    state: str
    verdict: str
    fire_at: datetime
    finished_at: datetime | None
    reference_rows: int
    current_rows: int
    note: str


def list_runs(
    session: Session,
    *,
    monitor_id: UUID | None = None,
    run_id: UUID | None = None,
    limit: int = 50,
) -> list[RunRow]:
    """The newest runs, the newest first."""
    statement = (
        select(MonitorRun, RegisteredModel.name, ModelVersion.version, Monitor.name)
        .join(RegisteredModel, RegisteredModel.id == MonitorRun.model_id)
        .join(ModelVersion, ModelVersion.id == MonitorRun.version_id)
        .outerjoin(Monitor, Monitor.id == MonitorRun.monitor_id)
        .order_by(MonitorRun.number.desc())
        .limit(limit)
    )
    if monitor_id is not None:
        statement = statement.where(MonitorRun.monitor_id == monitor_id)
    if run_id is not None:
        statement = statement.where(MonitorRun.id == run_id)
    return [
        RunRow(
            number=r.number,
            id=r.id,
            kind=r.kind,
            monitor=monitor or "",
            model=model,
            version=version,
            state=r.state,
            verdict=r.verdict,
            fire_at=r.fire_at,
            finished_at=r.finished_at,
            reference_rows=r.reference_rows,
            current_rows=r.current_rows,
            note=r.note,
        )
        for r, model, version, monitor in session.execute(statement)
    ]


def last_run_number(session: Session, monitor_id: UUID) -> int:
    """0 where it has not run yet."""
    return (
        session.scalar(
            select(MonitorRun.number)
            .where(MonitorRun.monitor_id == monitor_id)
            .order_by(MonitorRun.number.desc())
            .limit(1)
        )
        or 0
    )


def standard_results(session: Session, run_id: UUID) -> dict[str, Any]:
    """A run in the standard format, as `drift` prints it."""
    run = session.get_one(MonitorRun, run_id)
    results = session.scalars(
        select(TestResult)
        .where(TestResult.run_id == run_id)
        .order_by(TestResult.test, TestResult.feature)
    )
    return {
        "rows": {"reference": run.reference_rows, "current": run.current_rows},
        "results": [
            {
                "test": r.test,
                "feature": r.feature or None,
                "statistic": r.statistic,
                "p_value": r.p_value,
                "p_adjusted": r.p_adjusted,
                "effect": r.effect,
                "threshold": r.threshold or None,
                "verdict": r.verdict,
                "method": r.method,
                "n": r.n,
                "role": r.role or None,
                "dimension": r.dimension or None,
                "severity": r.severity or None,
            }
            for r in results
        ],
        "verdict": run.verdict,
        "run": run.number,
        "state": run.state,
        "note": run.note or None,
        "fire_at": run.fire_at,
    }


@dataclass(frozen=True, slots=True)
class AlertListRow:
    number: int
    id: UUID
    model: str
    version: int
    monitor: str
    rule: str
    title: str
    detail: str
    severity: str
    state: str
    reason: str
    times: int
    opened_at: datetime
    last_seen_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    assignee: str
    snoozed_until: datetime | None
    is_escalated: bool


def list_alert_rows(
    session: Session, *, is_all: bool = False, alert_id: UUID | None = None
) -> list[AlertListRow]:
    """Alerts that are not over, or all; the newest last."""
    taker = aliased(Person)
    statement = (
        select(
            Alert,
            RegisteredModel.name,
            ModelVersion.version,
            Monitor.name,
            Person.handle,
            taker.handle,
        )
        .join(RegisteredModel, RegisteredModel.id == Alert.model_id)
        .join(ModelVersion, ModelVersion.id == Alert.version_id)
        .outerjoin(Monitor, Monitor.id == Alert.monitor_id)
        .outerjoin(Person, Person.id == Alert.acknowledged_by)
        .outerjoin(taker, taker.id == Alert.assignee_id)
        .order_by(Alert.number)
    )
    if alert_id is not None:
        statement = statement.where(Alert.id == alert_id)
    elif not is_all:
        statement = statement.where(Alert.state.not_in(("resolved", "closed")))
    return [
        AlertListRow(
            number=a.number,
            id=a.id,
            model=model,
            version=version,
            monitor=monitor or "",
            rule=a.rule,
            title=a.title,
            detail=a.detail,
            severity=a.severity,
            state=a.state,
            reason=a.reason,
            times=a.times,
            opened_at=a.opened_at,
            last_seen_at=a.last_seen_at,
            acknowledged_by=handle or "",
            acknowledged_at=a.acknowledged_at,
            assignee=assignee or "",
            snoozed_until=a.snoozed_until,
            is_escalated=a.escalated_by is not None,
        )
        for a, model, version, monitor, handle, assignee in session.execute(statement)
    ]
