"""How tests came out from version to version, and what monitors measured run by run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import list_results, rule_name
from app.models.rules.verdicts import gravity
from app.models.tables.monitoring import MetricPoint, MonitorRun, TestResult

MOST_VERSIONS = 8  # the shown one and those before it
MOST_RUNS = 30


@dataclass(frozen=True, slots=True)
class VersionValue:
    version: int
    value: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Series:
    """The worst measure of a monitor's last run, with its values run by run, the oldest first."""

    rule: str = ""
    values: tuple[float, ...] = ()


NO_SERIES = Series()


def list_test_trends(
    session: Session, model_id: UUID, versions: Mapping[UUID, int], *, until: int
) -> dict[str, tuple[VersionValue, ...]]:
    """By rule: its value in the last release test of each version up to `until`.

    Args:
        versions: their numbers by their ids.
    """
    meant = sorted((n, one) for one, n in versions.items() if n <= until)[-MOST_VERSIONS:]
    runs = session.execute(
        select(MonitorRun.version_id, MonitorRun.id)
        .where(
            MonitorRun.model_id == model_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
            MonitorRun.version_id.in_([one for _, one in meant]),
        )
        .order_by(MonitorRun.started_at, MonitorRun.id)
    )
    last = {row[0]: row[1] for row in runs}
    of_run = {run: n for n, one in meant if (run := last.get(one)) is not None}
    rows = session.scalars(
        select(TestResult).where(
            TestResult.run_id.in_(list(of_run)), TestResult.statistic.is_not(None)
        )
    ).all()
    found: dict[str, list[VersionValue]] = {}
    for row in sorted(rows, key=lambda one: of_run[one.run_id]):
        if row.held is not None:
            value = VersionValue(of_run[row.run_id], row.held, row.verdict)
            found.setdefault(rule_name(row), []).append(value)
    return {rule: tuple(values) for rule, values in found.items()}


def load_monitor_series(session: Session, monitor_id: UUID, run_id: UUID) -> Series:
    """Of the measure that came out worst in this run."""
    measured = [one for one in list_results(session, run_id) if one.statistic is not None]
    if not measured:
        return NO_SERIES
    worst = min(measured, key=lambda one: gravity(one.verdict, one.statistic, rule_name(one)))
    points = session.execute(
        select(MetricPoint.total, MetricPoint.n)
        .where(
            MetricPoint.monitor_id == monitor_id,
            MetricPoint.test == worst.test,
            MetricPoint.feature == worst.feature,
            MetricPoint.level_s == 0,
        )
        .order_by(MetricPoint.at.desc())
        .limit(MOST_RUNS)
    ).all()
    values = tuple(total / n for total, n in reversed(points) if n)
    return Series(rule_name(worst), values)
