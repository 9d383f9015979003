"""Monitoring: the tree of monitors, series, the heat map, profiles, a threshold tried out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, defer

from app.errors import InputError
from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_subjects,
    of_last_run,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.own_monitors import own_monitor_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.monitors import resuming_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.transitions import LIVE_ALERTS
from app.models.rules.verdicts import gravity
from app.models.stored_json import Unreadable
from app.models.tables.execution import DataSource, Placement
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import (
    Alert,
    Expectation,
    MetricPoint,
    Monitor,
    MonitorRun,
    MonitorSchedule,
    TestResult,
)

MOST_POINTS = 2_000  # of a series: beyond, a coarser roll-up is read
LEVELS_S = (0, 6 * 3600, 24 * 3600)
# Run, test, feature, value, what the limit is about, limit, verdict.
_Result = Row[UUID, str, str, float | None, float | None, str, str]
_OUTSIDE = re.compile(r"outside (-?[\d.]+(?:e-?\d+)?) to (-?[\d.]+(?:e-?\d+)?)")
_LIMIT = re.compile(r"(<=|>=|<|>|≤|≥)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)")


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """A monitor in the tree, with its last run. `value`: of the worst result."""

    id: UUID
    name: str
    version_of_monitor: int
    dimension: str
    model_id: UUID
    model_name: str
    unit_id: UUID
    stage: StageRef | None
    service_tag: str
    serving_version: int | None  # what is in place there now
    measured_version: int | None  # by the last run
    tests: tuple[str, ...]
    cron: str
    zone: str
    calendar: str
    is_paused: bool
    last_run_id: UUID | None
    last_run_number: int | None
    last_fire_at: datetime | None
    verdict: str  # empty: it has not run
    value: float | None
    value_of: str  # `psi:income`
    threshold: str
    rows: int
    note: str  # why the last run measured nothing; empty: it did
    next_fire_at: datetime | None
    open_alerts: int
    missed: int  # runs that were expected and did not come
    row_version: int


def monitor_rows(session: Session, monitors: Sequence[Monitor]) -> tuple[MonitorRow, ...]:
    """Each with its last run, by model and name."""
    ids = [one.id for one in monitors]
    subjects = load_subjects(session, (one.model_id for one in monitors))
    stages = load_stages(session)
    runs = _last_runs(session, ids)
    worst = _worst_results(session, [run.id for run in runs.values()])
    next_fires = _next_fires(session, ids)
    alerts = _open_alerts(session, ids)
    missed = _missed(session, ids)
    serving = serving_versions(session, monitors)
    measured = version_numbers(session, (run.version_id for run in runs.values()))
    found = []
    for one in monitors:
        run = runs.get(one.id)
        result = worst.get(run.id) if run else None
        found.append(
            MonitorRow(
                id=one.id,
                name=one.name,
                version_of_monitor=one.version,
                dimension=one.dimension,
                model_id=one.model_id,
                model_name=subjects[one.model_id].name,
                unit_id=one.unit_id,
                stage=stages.get(one.stage_id),
                service_tag=one.service_tag,
                serving_version=serving.get((one.model_id, one.stage_id, one.service_tag)),
                measured_version=measured.get(run.version_id) if run else None,
                tests=tuple(one.tests),
                cron=one.cron,
                zone=one.zone,
                calendar=one.calendar,
                is_paused=one.is_paused,
                last_run_id=run.id if run else None,
                last_run_number=run.number if run else None,
                last_fire_at=run.fire_at if run else None,
                verdict=(run.verdict or run.state.upper()) if run else "",
                value=result.held if result else None,
                value_of=_name(result) if result else "",
                threshold=result.threshold if result else "",
                rows=run.current_rows if run else 0,
                note=run.note if run else "",
                next_fire_at=next_fires.get(one.id),
                open_alerts=alerts.get(one.id, 0),
                missed=missed.get(one.id, 0),
                row_version=one.row_version,
            )
        )
    return tuple(sorted(found, key=lambda row: (row.model_name.casefold(), row.name.casefold())))


def _name(result: _Result) -> str:
    return f"{result.test}:{result.feature}" if result.feature else result.test


def _last_runs(session: Session, monitors: Sequence[UUID]) -> dict[UUID, MonitorRun]:
    """The last run of each that has ended; without its profile, which is large."""
    # One after the other: joined, a server would ask for the last run of every monitor there is.
    last = select(of_last_run(MonitorRun.id)).where(is_one_of(session, Monitor.id, monitors))
    ids = [one for one in session.scalars(last) if one is not None]
    rows = session.scalars(
        select(MonitorRun)
        .where(is_one_of(session, MonitorRun.id, ids))
        .options(defer(MonitorRun.profile))
    )
    return {row.monitor_id: row for row in rows if row.monitor_id is not None}


def _worst_results(session: Session, runs: Sequence[UUID]) -> dict[UUID, _Result]:
    """Per run the result that its verdict comes from: the worst, then the largest value."""
    found: dict[UUID, _Result] = {}
    for row in session.execute(
        select(
            TestResult.run_id,
            TestResult.test,
            TestResult.feature,
            TestResult.statistic,
            func.coalesce(TestResult.effect, TestResult.statistic).label("held"),
            TestResult.threshold,
            TestResult.verdict,
        ).where(is_one_of(session, TestResult.run_id, runs))
    ):
        present = found.get(row.run_id)
        if present is None or _gravity(row) < _gravity(present):
            found[row.run_id] = row
    return found


def _gravity(row: _Result) -> tuple[int, float, str]:
    return gravity(row.verdict, row.statistic, _name(row))


def _next_fires(session: Session, ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    rows = session.execute(
        select(MonitorSchedule.monitor_id, MonitorSchedule.next_fire_at).where(
            is_one_of(session, MonitorSchedule.monitor_id, ids)
        )
    )
    return {row[0]: row[1] for row in rows}


def _open_alerts(session: Session, ids: Sequence[UUID]) -> dict[UUID | None, int]:
    rows = session.execute(
        select(Alert.monitor_id, func.count())
        .where(is_one_of(session, Alert.monitor_id, ids), Alert.state.in_(LIVE_ALERTS))
        .group_by(Alert.monitor_id)
    )
    return {row[0]: row[1] for row in rows}


def _missed(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(Expectation.monitor_id, func.count())
        .where(is_one_of(session, Expectation.monitor_id, ids), Expectation.missed_at.is_not(None))
        .group_by(Expectation.monitor_id)
    )
    return {row[0]: row[1] for row in rows}


def serving_versions(
    session: Session, monitors: Iterable[Monitor]
) -> dict[tuple[UUID, UUID, str], int]:
    places = session.scalars(
        select(Placement).where(
            is_one_of(session, Placement.model_id, {one.model_id for one in monitors}),
            Placement.state == "in_place",
        )
    ).all()
    numbers = version_numbers(session, (one.version_id for one in places))
    return {
        (one.model_id, one.stage_id, one.service_tag): numbers[one.version_id] for one in places
    }


@dataclass(frozen=True, slots=True)
class MonitorDetail:
    row: MonitorRow
    source_name: str
    source_kind: str
    label_delay_s: int
    table_name: str  # the decision table and its version; empty: the one of the policy, or none
    window_s: int
    minimum_rows: int
    runbook: str
    reference_rows: int
    series: tuple[tuple[str, str], ...]  # (test, feature) that have points, for choosing
    run_blockers: tuple[Blocker, ...]  # why this reader may not run it now
    pause_blockers: tuple[Blocker, ...] = ()  # why they may not pause it
    resume_blockers: tuple[Blocker, ...] = ()  # why they may not let it go on, once it is paused
    has_unreadable_tests: bool = False


def load_monitor_detail(session: Session, monitor_id: UUID, me: UUID) -> MonitorDetail:
    """A monitor as `me` sees it.

    Raises:
        InputError: there is none.
    """
    one = session.get(Monitor, monitor_id)
    if one is None:
        raise InputError(f"There is no monitor {monitor_id}.")
    source = session.get_one(DataSource, one.data_source_id)
    table = session.get(DecisionTable, one.decision_table_id) if one.decision_table_id else None
    row = monitor_rows(session, [one])[0]
    run = session.get(MonitorRun, row.last_run_id) if row.last_run_id else None
    pairs = session.execute(
        select(MetricPoint.test, MetricPoint.feature)
        .where(MetricPoint.monitor_id == monitor_id, MetricPoint.level_s == LEVELS_S[-1])
        .distinct()
        .order_by(MetricPoint.test, MetricPoint.feature)
    )
    held = roles_by_unit(session, me).get(one.unit_id, frozenset())
    return MonitorDetail(
        row=row,
        source_name=source.name,
        source_kind=source.kind,
        label_delay_s=source.label_delay_s,
        table_name=f"{table.name} v{table.version}" if table else "",
        window_s=one.window_s,
        minimum_rows=one.minimum_rows,
        runbook=one.runbook,
        reference_rows=run.reference_rows if run else 0,
        series=tuple((pair[0], pair[1]) for pair in pairs),
        run_blockers=write_blockers("monitor", "update", held),
        pause_blockers=(
            *write_blockers("monitor", "update", held),
            *own_monitor_blockers(session, one, me),
        ),
        resume_blockers=(
            *write_blockers("monitor", "update", held),
            *resuming_blockers(has_newer=one.is_paused and has_newer(session, one)),
        ),
        has_unreadable_tests=isinstance(one.tests, Unreadable),
    )


def has_newer(session: Session, monitor: Monitor) -> bool:
    """Whether a later version of it was made: that one runs in its place."""
    newer = select(Monitor.id).where(
        Monitor.model_id == monitor.model_id,
        Monitor.name == monitor.name,
        Monitor.version > monitor.version,
    )
    return session.scalars(newer.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class RunRow:
    id: UUID
    number: int
    fire_at: datetime
    started_at: datetime
    finished_at: datetime | None
    state: str
    verdict: str
    version: int | None
    reference_rows: int
    current_rows: int
    data_digest: str
    code_version: str
    note: str


def list_monitor_runs(
    session: Session, monitor_id: UUID, *, limit: int = 200
) -> tuple[RunRow, ...]:
    """The newest first."""
    rows = session.scalars(
        select(MonitorRun)
        .where(MonitorRun.monitor_id == monitor_id)
        .order_by(MonitorRun.fire_at.desc())
        .limit(limit)
    ).all()
    numbers = version_numbers(session, (row.version_id for row in rows))
    return tuple(
        RunRow(
            row.id,
            row.number,
            row.fire_at,
            row.started_at,
            row.finished_at,
            row.state,
            row.verdict,
            numbers.get(row.version_id),
            row.reference_rows,
            row.current_rows,
            row.data_digest,
            row.code_version,
            row.note,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A value, or the lowest, mean and highest of several within `level_s`."""

    at: datetime
    value: float
    low: float
    high: float
    n: int
    verdict: str  # of the last one
    run_id: UUID | None


@dataclass(frozen=True, slots=True)
class Limit:
    """It fails where the value is `operator` `value`; with `low` also where it is below that."""

    operator: str
    value: float
    low: float | None = None

    @property
    def is_upper(self) -> bool:
        return self.operator.startswith(">")

    def excess(self, value: float) -> float:
        """How far a value is on the side that fails; the largest is the worst of several."""
        beyond = value - self.value if self.is_upper else self.value - value
        return beyond if self.low is None else max(beyond, self.low - value)

    def is_broken_by(self, value: float) -> bool:
        if self.low is not None and value < self.low:
            return True
        if "=" in self.operator and value == self.value:
            return True
        return value > self.value if self.is_upper else value < self.value


@dataclass(frozen=True, slots=True)
class Series:
    test: str
    feature: str
    level_s: int  # 0: every run
    points: tuple[Point, ...]
    gaps: tuple[datetime, ...]  # fires without this result: missing batches, not zeros
    threshold: str
    limits: tuple[Limit, ...]


def limits_of(threshold: str) -> tuple[Limit, ...]:
    """The limits in a threshold's text: `>= 0.2 and p < 0.05` has one, the p-value's is none.

    `outside 0.8 to 1.25` is one limit with two sides.
    """
    outside = _OUTSIDE.match(threshold)
    if outside:
        return (Limit(">", float(outside[2]), low=float(outside[1])),)
    signs = {"≤": "<=", "≥": ">="}
    text = re.sub(r"\bp(_adjusted)?\s*(<=|>=|<|>|≤|≥)\s*\S+", "", threshold)
    return tuple(
        Limit(signs.get(sign, sign), float(number)) for sign, number in _LIMIT.findall(text)
    )


@dataclass(frozen=True, slots=True)
class Switch:
    """From this run on a monitor measured another version than in the run before."""

    at: datetime
    version: int


def list_switches(
    session: Session, monitor_id: UUID, start: datetime, end: datetime
) -> tuple[Switch, ...]:
    """The oldest first."""
    before = func.lag(MonitorRun.version_id).over(order_by=MonitorRun.fire_at)
    runs = (
        select(MonitorRun.fire_at, MonitorRun.version_id, before.label("before"))
        .where(
            MonitorRun.monitor_id == monitor_id,
            MonitorRun.state == "done",
            MonitorRun.fire_at.between(start, end),
        )
        .subquery()
    )
    rows = session.execute(
        select(runs.c.fire_at, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == runs.c.version_id)
        .where(runs.c.version_id != runs.c.before)
        .order_by(runs.c.fire_at)
    )
    return tuple(Switch(row[0], row[1]) for row in rows)


def load_series(
    session: Session,
    monitor_id: UUID,
    *,
    test: str,
    feature: str = "",
    start: datetime,
    end: datetime,
    most: int = MOST_POINTS,
) -> Series:
    """A series between two instants, at the finest level that has at most `most` points."""
    keys = (
        MetricPoint.monitor_id == monitor_id,
        MetricPoint.test == test,
        MetricPoint.feature == feature,
        MetricPoint.at.between(start, end),
    )
    counts = {
        row[0]: row[1]
        for row in session.execute(
            select(MetricPoint.level_s, func.count()).where(*keys).group_by(MetricPoint.level_s)
        )
    }
    fitting = [level for level in LEVELS_S if counts.get(level, 0) <= most]
    level = fitting[0] if fitting else LEVELS_S[-1]
    rows = session.scalars(
        select(MetricPoint).where(*keys, MetricPoint.level_s == level).order_by(MetricPoint.at)
    ).all()
    threshold = _last_threshold(session, monitor_id, test, feature)
    present = {one.at for one in rows}
    gaps = list_unmeasured(session, monitor_id, present, start, end) if level == 0 else ()
    return Series(
        test=test,
        feature=feature,
        level_s=level,
        points=tuple(
            Point(r.at, r.total / r.n, r.minimum, r.maximum, r.n, r.verdict, r.run_id) for r in rows
        ),
        gaps=gaps,
        threshold=threshold,
        limits=limits_of(threshold),
    )


def _last_threshold(session: Session, monitor_id: UUID, test: str, feature: str) -> str:
    return (
        session.scalars(
            select(TestResult.threshold)
            .join(MonitorRun, MonitorRun.id == TestResult.run_id)
            .where(
                MonitorRun.monitor_id == monitor_id,
                TestResult.test == test,
                TestResult.feature == feature,
            )
            .order_by(MonitorRun.fire_at.desc())
            .limit(1)
        ).first()
        or ""
    )


def list_unmeasured(
    session: Session, monitor_id: UUID, present: set[datetime], start: datetime, end: datetime
) -> tuple[datetime, ...]:
    """Fires that gave no value, and expected ones that did not come."""
    fires = session.scalars(
        select(MonitorRun.fire_at).where(
            MonitorRun.monitor_id == monitor_id,
            MonitorRun.fire_at.between(start, end),
            MonitorRun.state != "running",
        )
    ).all()
    missed = session.scalars(
        select(Expectation.due_at).where(
            Expectation.monitor_id == monitor_id,
            Expectation.due_at.between(start, end),
            Expectation.missed_at.is_not(None),
        )
    ).all()
    return tuple(sorted({*fires, *missed} - present))
