"""What the page of one monitor shows in one read: its heat map, its worst values, its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.heat_map import HeatMap, load_heat_map, load_worst
from app.models.queries.lookups import now
from app.models.queries.monitoring import (
    Limit,
    MonitorDetail,
    RunRow,
    limits_of,
    list_monitor_runs,
    load_monitor_detail,
    load_series,
)


@dataclass(frozen=True, slots=True)
class MonitorPage:
    """`worst` is per run the worst value of all features, what one limit is held to."""

    detail: MonitorDetail
    test: str
    heat: HeatMap
    limit: Limit | None
    worst: tuple[tuple[datetime, float | None], ...]  # None: the batch never came
    feature_series: tuple[tuple[datetime, float | None], ...]
    feature: str
    runs: tuple[RunRow, ...]
    start: datetime
    now: datetime


def tests_of(detail: MonitorDetail) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test for test, _ in detail.series))


def load_monitor_page(
    session: Session,
    monitor_id: UUID,
    me: UUID,
    *,
    test: str = "",
    feature: str = "",
    days: int = 45,
) -> MonitorPage:
    """A monitor as `me` sees it, for one test of its own; without one, the one it is judged by."""
    detail = load_monitor_detail(session, monitor_id, me)
    known = tests_of(detail)
    judged = detail.row.value_of.split(":")[0]
    wanted = next((one for one in (test, "psi", judged) if one in known), known[0] if known else "")
    end = now(session)
    last = detail.row.last_fire_at
    end = max(end, last) if last else end
    start = end - timedelta(days=days)
    heat = load_heat_map(session, monitor_id, test=wanted, start=start, end=end)
    limit = strictest(heat.limits)
    worst = load_worst(
        session,
        monitor_id,
        test=wanted,
        limit=limit,
        start=start,
        end=end,
    )
    features = [row.feature for row in heat.rows]
    shown = feature if feature in features else (features[0] if features else "")
    series = load_series(session, monitor_id, test=wanted, feature=shown, start=start, end=end)
    own = strictest(series.limits) or strictest(limits_of(series.threshold))
    known_at = dict(worst)
    values = {point.at: point.value for point in series.points}
    return MonitorPage(
        detail=detail,
        test=wanted,
        heat=heat,
        limit=limit or own,
        worst=tuple((at, known_at.get(at)) for at in sorted({*heat.fires, *known_at})),
        feature_series=tuple((at, values.get(at)) for at in sorted({*series.gaps, *values})),
        feature=shown,
        runs=list_monitor_runs(session, monitor_id),
        start=start,
        now=end,
    )


def strictest(limits: tuple[Limit, ...]) -> Limit | None:
    """The limit that fails; a milder one that only warns stands before it."""
    if not limits:
        return None
    if limits[0].is_upper:
        return max(limits, key=lambda one: one.value)
    return min(limits, key=lambda one: one.value)
