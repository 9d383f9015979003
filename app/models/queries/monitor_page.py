"""What the page of one monitor shows in one read: its heat map, its worst values, its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.heat_map import HeatMap, load_heat_map
from app.models.queries.limit_trial import Judging, Night, load_judging, load_nights
from app.models.queries.lookups import now
from app.models.queries.monitoring import (
    Limit,
    MonitorDetail,
    RunRow,
    Switch,
    limits_of,
    list_monitor_runs,
    list_switches,
    load_monitor_detail,
    load_series,
)
from app.models.queries.spans import Span

USUAL = Span(90)


@dataclass(frozen=True, slots=True)
class MonitorPage:
    """`worst` is per run the worst value of all features, what one limit is held to.

    Where one feature is `chosen`, `worst` and `nights` are of that one.
    """

    detail: MonitorDetail
    test: str
    heat: HeatMap
    judging: Judging
    limit: Limit | None  # that fails: of the table, else of the last results
    nights: tuple[Night, ...]  # what a limit is tried on
    worst: tuple[tuple[datetime, float | None], ...]  # None: the batch never came
    feature_series: tuple[tuple[datetime, float | None], ...]
    switches: tuple[Switch, ...]  # between versions that were measured
    feature: str
    chosen: str  # by the reader; empty: none
    search: str  # what the features of the heat map were searched for
    runs: tuple[RunRow, ...]
    span: Span
    start: datetime
    now: datetime

    @property
    def heat_limit(self) -> Limit | None:
        """None too where the limit is of another number than the map shows."""
        return None if any(one.is_effect for one in self.nights) else self.limit

    @property
    def days(self) -> int:
        """How many days the range spans; of everything, from the first run on."""
        return max(1, -(-self.lasts).days)

    @property
    def lasts(self) -> timedelta:
        """How long the range is; of everything, from the first run on."""
        if self.span.back is not None:
            return self.span.back
        first = self.span.start or (self.nights[0].at if self.nights else self.now)
        return min(self.span.end or self.now, self.now) - first


def tests_of(detail: MonitorDetail) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test for test, _ in detail.series))


def load_monitor_page(
    session: Session,
    monitor_id: UUID,
    me: UUID,
    *,
    test: str = "",
    feature: str = "",
    search: str = "",
    span: Span = USUAL,
) -> MonitorPage:
    """A monitor as `me` sees it, for one test of its own; without one, the one it is judged by.

    Args:
        search: the heat map has only the features with this in their name.
    """
    detail = load_monitor_detail(session, monitor_id, me)
    known = tests_of(detail)
    wanted = usual_test(detail, test)
    end = now(session)
    last = detail.row.last_fire_at
    end = max(end, last) if last else end
    start, until = span.bounds(end)
    heat = load_heat_map(session, monitor_id, test=wanted, start=start, end=until, search=search)
    judging = load_judging(session, monitor_id, wanted, me) if known else Judging(None)
    limit = judging.limit or strictest(heat.limits)
    features = [row.feature for row in heat.rows]
    chosen = feature if feature in features else ""
    shown = chosen or (features[0] if features else "")
    nights = load_nights(
        session, monitor_id, test=wanted, rule=judging.rule, start=start, end=until, feature=chosen
    )
    series = load_series(session, monitor_id, test=wanted, feature=shown, start=start, end=until)
    limit = limit or strictest(series.limits) or strictest(limits_of(series.threshold))
    known_at = {one.at: one.worst(limit) for one in nights}
    values = {point.at: point.value for point in series.points}
    return MonitorPage(
        detail=detail,
        test=wanted,
        heat=heat,
        judging=judging,
        limit=limit,
        nights=nights,
        worst=tuple((at, known_at.get(at)) for at in sorted({*heat.fires, *known_at})),
        feature_series=tuple((at, values.get(at)) for at in sorted({*series.gaps, *values})),
        switches=list_switches(session, monitor_id, start, until),
        feature=shown,
        chosen=chosen,
        search=search,
        runs=list_monitor_runs(session, monitor_id),
        span=span,
        start=start,
        now=end,
    )


def usual_test(detail: MonitorDetail, test: str = "") -> str:
    """The test that is asked for, else PSI, else the one it is judged by; empty: it has none."""
    known = tests_of(detail)
    judged = detail.row.value_of.split(":")[0]
    return next((one for one in (test, "psi", judged) if one in known), known[0] if known else "")


def strictest(limits: tuple[Limit, ...]) -> Limit | None:
    """The limit that fails; a milder one that only warns stands before it."""
    if not limits:
        return None
    if limits[0].is_upper:
        return max(limits, key=lambda one: one.value)
    return min(limits, key=lambda one: one.value)
