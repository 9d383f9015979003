"""Home's figures: counts that open the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from uuid import UUID

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.governance import CaseQuery, count_cases
from app.models.queries.home_blocks import Asked
from app.models.queries.inventory_facets import TIERS, count_serving
from app.models.queries.inventory_filter import (
    DEBTS,
    has_measured,
    has_monitor,
    in_production,
    lacks,
    open_scope,
)
from app.models.queries.lookups import now
from app.models.queries.need_rows import NeedRow
from app.models.rules.severities import GRAVEST_FIRST
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import BusinessUnit

UNMEASURED = "unmeasured"  # has monitors, none of which has measured anything there yet
TAKEN_UP = "taken_up"  # acknowledged, in remediation or snoozed: not open, and not mended
NEWEST = 500  # requests among which releases are timed: a walk along their numbers


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that opens the rows behind it: `filter` is one of `screen`, or empty.

    A time opens nothing: what it was measured on has no list of its own.
    """

    code: str
    count: int
    filter: str
    parts: tuple[tuple[str, int], ...] = ()  # by unit, tier or what else the code says
    screen: str = "inventory"
    unmeasured: int = 0  # of those watched: no monitor in production has measured
    span_s: float | None = None  # where the figure is a time, and `count` of how many


def review_tile(needs: Iterable[NeedRow]) -> Tile:
    rows = [one for one in needs if one.kind in ("request", "task")]
    overdue = sum(one.is_overdue for one in rows)
    parts = (("overdue", overdue),) if overdue else ()
    return Tile("to_review", len(rows), "", parts, screen="approvals")


def list_gaps(session: Session) -> tuple[Tile, ...]:
    """Models in production that lack something, per gap, with the units they are in."""
    scope = replace(open_scope(session, None), is_counted=True)
    units = {row[0]: row[1] for row in session.execute(select(BusinessUnit.id, BusinessUnit.name))}
    meanings = {debt: lacks(scope, debt) for debt in DEBTS}
    meanings[UNMEASURED] = and_(has_monitor(scope), not_(has_measured(scope)))
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in meanings}
    for name, (unit,), count in count_serving(scope, meanings, (), RegisteredModel.unit_id):
        found[name] += [(units[unit], count)] if count else []
    unmeasured = sum(count for _, count in found[UNMEASURED])
    return tuple(
        Tile(
            debt,
            sum(count for _, count in found[debt]),
            f"debt:{debt}",
            tuple(sorted(found[debt], key=lambda one: -one[1])),
            unmeasured=unmeasured if debt == "no_monitor" else 0,
        )
        for debt in DEBTS
    )


def list_severities(asked: Asked) -> tuple[Tile, ...]:
    """Open alerts by severity, how many of them somebody handed on, and what else is not mended."""
    awake = or_(Alert.snoozed_until.is_(None), Alert.snoozed_until <= now(asked.session))
    rows = asked.session.execute(
        select(Alert.severity, Alert.escalated_by.is_not(None), func.count())
        .where(Alert.state == "open", awake)
        .group_by(Alert.severity, Alert.escalated_by.is_not(None))
    ).all()
    taken_up: dict[str, int] = {
        row[0]: row[1]
        for row in asked.session.execute(
            select(Alert.severity, func.count())
            .where(Alert.state.in_(LIVE_ALERTS), not_(and_(Alert.state == "open", awake)))
            .group_by(Alert.severity)
        )
    }
    return tuple(
        _severity(severity, [(row[1], row[2]) for row in rows if row[0] == severity],
                  taken_up.get(severity, 0))
        for severity in GRAVEST_FIRST
    )  # fmt: skip


def _severity(severity: str, awake: Sequence[tuple[bool, int]], taken_up: int) -> Tile:
    """`awake`: whether somebody handed them on, and how many. Leads to those, else to the rest."""
    count = sum(number for _, number in awake)
    states = "open" if count or not taken_up else ",".join(sorted(LIVE_ALERTS))
    return Tile(
        f"alerts_{severity}",
        count,
        f"state:{states} severity:{severity}",
        (
            *(("escalated", number) for is_escalated, number in awake if is_escalated),
            *([(TAKEN_UP, taken_up)] if taken_up else []),
        ),
        screen="alerts",
    )


def list_figures(asked: Asked) -> tuple[Tile, ...]:
    """How the enterprise stands: what is in production, how risky, how late, how quick."""
    session = asked.session
    scope = replace(open_scope(session, None), is_counted=True)
    names = sorted({one.name for one in scope.stages.values() if one.kind == "production"})
    tier = RegisteredModel.risk_tier
    serving: dict[str, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(tier, func.count()).where(in_production(scope)).group_by(tier)
        )
    }
    every: dict[str, int] = {
        row[0]: row[1] for row in session.execute(select(tier, func.count()).group_by(tier))
    }
    late = CaseQuery.of("attestation", "overdue:yes")
    ending = CaseQuery.of("waiver", "expiring:30d")
    return (
        Tile("in_production", sum(serving.values()), f"stage:{','.join(names)}", _tiers(serving)),
        Tile("high_risk", every.get("high", 0), "risk:high", _tiers(every)[1:]),
        Tile("late_reviews", count_cases(session, late), "attestation overdue:yes",
             screen="governance"),
        Tile("ending_waivers", count_cases(session, ending), "waiver expiring:30d",
             screen="governance"),
        *_release_time(session),
    )  # fmt: skip


def _tiers(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((one, counts[one]) for one in TIERS if counts.get(one))


def _release_time(session: Session) -> tuple[Tile, ...]:
    """From the last vote to production, as the median of the newest releases; none, no tile.

    What a roll back put in place again stands on its old request, and is no release.
    """
    newest = (
        select(TransitionRequest.id, TransitionRequest.closed_at)
        .where(TransitionRequest.state == "accepted")
        .order_by(TransitionRequest.number.desc())
        .limit(NEWEST)
        .subquery()
    )
    rows = session.execute(
        select(newest.c.closed_at, func.min(Placement.placed_from))
        .join(Placement, Placement.request_id == newest.c.id)
        .where(
            Placement.stage_kind == "production",
            Placement.placed_from.is_not(None),
            newest.c.closed_at.is_not(None),
        )
        .group_by(newest.c.id, newest.c.closed_at)
    ).all()
    spans = [max(0.0, (placed - closed).total_seconds()) for closed, placed in rows]
    if not spans:
        return ()
    return (Tile("release_time", len(spans), "", span_s=median(spans)),)


def has_models(session: Session) -> bool:
    """Any, in all that this reader sees."""
    found: UUID | None = session.scalars(select(RegisteredModel.id).limit(1)).first()
    return found is not None
