"""The heat map of a monitor, its stored profiles, and a threshold tried on what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.monitoring import Limit, limits_of
from app.models.rules.folding import fold
from app.models.tables.monitoring import (
    Expectation,
    MetricPoint,
    MonitorRun,
    ReferenceProfile,
    TestResult,
)

MOST_FEATURES = 50
MOST_FIRES = 400


@dataclass(frozen=True, slots=True)
class Cell:
    value: float
    verdict: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A feature; one cell per fire, None where there was no value."""

    feature: str
    cells: tuple[Cell | None, ...]
    last: float | None
    verdict: str
    threshold: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    test: str
    fires: tuple[datetime, ...]
    run_ids: tuple[UUID | None, ...]  # per fire; None: it was expected and did not come
    rows: tuple[HeatRow, ...]  # the highest last value first
    feature_count: int  # in all
    found_count: int  # that the search finds; `rows` are the first of them
    limits: tuple[Limit, ...]

    @property
    def is_of_groups(self) -> bool:
        """Its series are of groups of people (`age_band=18-30`), not of features."""
        return bool(self.rows) and all("=" in one.feature for one in self.rows)


def load_heat_map(
    session: Session,
    monitor_id: UUID,
    *,
    test: str,
    start: datetime,
    end: datetime,
    search: str = "",
) -> HeatMap:
    """Features × fires of one test between two instants, missing batches included.

    Args:
        search: only features with this in their name, upper or lower case.
    """
    fires = _fires(session, monitor_id, start, end)
    columns = {at: number for number, (at, _) in enumerate(fires)}
    points: dict[str, dict[int, Cell]] = {}
    for row in session.scalars(
        select(MetricPoint).where(
            MetricPoint.monitor_id == monitor_id,
            MetricPoint.test == test,
            MetricPoint.level_s == 0,
            MetricPoint.at.between(start, end),
        )
    ):
        if row.at in columns:
            cells = points.setdefault(row.feature, {})
            cells[columns[row.at]] = Cell(row.total / row.n, row.verdict)
    thresholds = _thresholds(session, [run for _, run in fires if run is not None], test)
    wanted = fold(search)
    rows = [
        _row(feature, cells, len(fires), thresholds.get(feature, ""))
        for feature, cells in points.items()
        if wanted in fold(feature)
    ]
    rows.sort(key=lambda row: (-(row.last if row.last is not None else -1.0), row.feature))
    found = next((text for text in thresholds.values() if text), "")
    return HeatMap(
        test=test,
        fires=tuple(at for at, _ in fires),
        run_ids=tuple(run for _, run in fires),
        rows=tuple(rows[:MOST_FEATURES]),
        feature_count=len(points),
        found_count=len(rows),
        limits=limits_of(found),
    )


def _fires(
    session: Session, monitor_id: UUID, start: datetime, end: datetime
) -> list[tuple[datetime, UUID | None]]:
    runs = session.execute(
        select(MonitorRun.fire_at, MonitorRun.id)
        .where(
            MonitorRun.monitor_id == monitor_id,
            MonitorRun.fire_at.between(start, end),
            MonitorRun.state != "running",
        )
        .order_by(MonitorRun.fire_at.desc())
        .limit(MOST_FIRES)
    )
    found: dict[datetime, UUID | None] = {row[0]: row[1] for row in runs}
    missed = session.scalars(
        select(Expectation.due_at).where(
            Expectation.monitor_id == monitor_id,
            Expectation.due_at.between(start, end),
            Expectation.missed_at.is_not(None),
        )
    )
    for due_at in missed:
        found.setdefault(due_at, None)
    return sorted(found.items(), key=lambda pair: pair[0])[-MOST_FIRES:]


def _row(feature: str, cells: dict[int, Cell], width: int, threshold: str) -> HeatRow:
    last = cells[max(cells)] if cells else None
    return HeatRow(
        feature,
        tuple(cells.get(number) for number in range(width)),
        last.value if last else None,
        last.verdict if last else "",
        threshold,
    )


def _thresholds(session: Session, runs: Sequence[UUID], test: str) -> dict[str, str]:
    if not runs:
        return {}
    rows = session.execute(
        select(TestResult.feature, TestResult.threshold).where(
            TestResult.run_id == runs[-1], TestResult.test == test
        )
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class ProfilePair:
    """Stored profiles as JSON texts, for drawing both on the same bins. Empty: not kept."""

    run_id: UUID
    fire_at: datetime
    reference: str
    reference_kind: str
    reference_rows: int
    current: str
    current_rows: int


def load_profiles(session: Session, run_id: UUID) -> ProfilePair:
    """The profile of a run beside the one of the snapshot's training data.

    Raises:
        InputError: there is no such run.
    """
    run = session.get(MonitorRun, run_id)
    if run is None:
        raise InputError(f"There is no run {run_id}.")
    kept = session.scalars(
        select(ReferenceProfile).where(ReferenceProfile.snapshot_id == run.snapshot_id)
    ).all()
    reference = min(kept, key=lambda one: one.kind != "training", default=None)
    return ProfilePair(
        run_id=run.id,
        fire_at=run.fire_at,
        reference=reference.profile if reference else "",
        reference_kind=reference.kind if reference else "",
        reference_rows=reference.rows if reference else 0,
        current=run.profile,
        current_rows=run.current_rows,
    )


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often a limit would have fired on what was measured."""

    limit: Limit
    points: int
    breaches: int  # values beyond the limit
    fires: tuple[datetime, ...]  # the first of each row of breaches: one alert each


def backtest(points: Iterable[tuple[datetime, float | None]], limit: Limit) -> Backtest:
    """Try a limit on a series. Breaches in a row are one alert, as alerts are de-duplicated.

    None: something was measured, and nothing of it can break the limit.
    """
    fires, breaches, count, was_beyond = [], 0, 0, False
    for at, value in points:
        is_beyond = value is not None and limit.is_broken_by(value)
        count += 1
        breaches += is_beyond
        if is_beyond and not was_beyond:
            fires.append(at)
        was_beyond = is_beyond
    return Backtest(limit, count, breaches, tuple(fires))
