"""How many models of the inventory each value of a facet has, in one walk over the models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, not_, select, true
from sqlalchemy.orm import Session

from app.models.queries.inventory import InventoryQuery
from app.models.queries.inventory_filter import (
    BAD,
    DEBTS,
    GRAVE,
    HEALTHS,
    Scope,
    alerted,
    conditions,
    has_monitor,
    highest_is,
    in_production,
    lacks,
    last_verdict_in,
    may_have_debt,
    no_approval,
    open_scope,
)
from app.models.queries.lookups import StageRef, load_units
from app.models.tables.execution import Placement
from app.models.tables.inventory import RegisteredModel

TIERS = ("high", "medium", "low")
_BELOW_ALL = 1_000_000  # an archived stage is the highest one only where there is no other

model = RegisteredModel


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


def facet_counts(session: Session, query: InventoryQuery) -> dict[str, tuple[FacetCount, ...]]:
    """Per facet how many models each value has.

    A facet counts under all conditions but its own: its values are alternatives.
    """
    scope = open_scope(session, query.me)
    units = load_units(session)
    by_unit = _grouped(scope, query, "unit", model.unit_id)
    ordered = {
        "stage": _count_stages(scope, query),
        "risk": _in_order(_grouped(scope, query, "risk", model.risk_tier), TIERS),
        "unit": sorted((units[unit].key, count) for unit, count in by_unit.items()),
        "kind": _by_count(_grouped(scope, query, "kind", model.kind)),
        "framework": _by_count(_grouped(scope, query, "framework", model.framework)),
        "health": _count_healths(scope, query),
        "debt": _count_debts(scope, query),
    }
    return {
        key: tuple(FacetCount(value, count) for value, count in found if count and value)
        for key, found in ordered.items()
    }


def _grouped(scope: Scope, query: InventoryQuery, key: str, column: Any) -> dict[Any, int]:
    """By the column's values, which nobody knows beforehand."""
    others = conditions(replace(scope, is_counted=True), query.filter, without=key)
    statement = select(column, func.count()).where(*others).group_by(column)
    return {row[0]: row[1] for row in scope.session.execute(statement)}


def _in_order(counts: Mapping[str, int], order: Iterable[str]) -> list[tuple[str, int]]:
    return [(value, counts[value]) for value in order if value in counts]


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _looked_at(
    scope: Scope,
    query: InventoryQuery,
    key: str,
    columns: Sequence[Any],
    *among: ColumnElement[bool],
) -> CTE:
    """`columns`, worked out once for each model that meets the conditions on other keys."""
    statement = select(*columns).where(*conditions(scope, query.filter, without=key), *among)
    # Materialized, or each of the sums would work it out anew.
    return statement.cte("looked").prefix_with("MATERIALIZED")


def _add_up(scope: Scope, meanings: Sequence[ColumnElement[bool]]) -> list[int]:
    """For each meaning how many rows have it."""
    sums = [func.sum(case((meaning, 1), else_=0)) for meaning in meanings]
    return [size or 0 for size in scope.session.execute(select(*sums)).one()]


def _count_stages(scope: Scope, query: InventoryQuery) -> list[tuple[str, int]]:
    """By stage name, the highest first; stages of the same name on several paths are one."""
    paths = _paths(scope)
    tops = [_top(path).label(f"top_{number}") for number, path in enumerate(paths)]
    looked = _looked_at(scope, query, "stage", [model.id, *tops])
    crowded = _crowded(paths)
    meanings = {
        stage.id: looked.c[f"top_{number}"] == _place(stage)
        for number, path in enumerate(paths)
        for stage in path
        if stage not in crowded
    }
    nowhere = and_(true(), *(looked.c[top.name].is_(None) for top in tops))
    *sizes, none = _add_up(scope, [*meanings.values(), nowhere])
    found = dict(zip(meanings, sizes, strict=True))
    others = conditions(scope, query.filter, without="stage")
    for stage in crowded:
        counted = select(func.count()).select_from(model)
        meaning = highest_is(scope, stage)
        found[stage.id] = scope.session.scalar(counted.where(meaning, *others)) or 0
    totals: Counter[str] = Counter()
    for stage in sorted(scope.stages.values(), key=lambda one: one.rank, reverse=True):
        totals[stage.name] += found[stage.id]
    totals["none"] += none
    return list(totals.items())


def _paths(scope: Scope) -> list[list[StageRef]]:
    paths: dict[UUID, list[StageRef]] = {}
    for stage in scope.stages.values():
        paths.setdefault(stage.path_id, []).append(stage)
    return list(paths.values())


def _place(stage: StageRef) -> int:
    return stage.position - (_BELOW_ALL if stage.kind == "archived" else 0)


def _top(path: Iterable[StageRef]) -> Any:
    """The place of the highest stage of this path that holds a version of the model."""
    places = {stage.id: _place(stage) for stage in path}
    return (
        select(func.max(case(places, value=Placement.stage_id)))
        .where(Placement.model_id == model.id, Placement.state == "in_place")
        .correlate(model)
        .scalar_subquery()
    )


def _crowded(paths: Iterable[Iterable[StageRef]]) -> list[StageRef]:
    """Archived stages that are not alone on their path: a model may be in several at once."""
    archived = [[one for one in path if one.kind == "archived"] for path in paths]
    return [stage for stages in archived if len(stages) > 1 for stage in stages]


def _count_healths(scope: Scope, query: InventoryQuery) -> list[tuple[str, int]]:
    """The same as `health_condition`, in the order in which the first that holds counts."""
    level = case(
        (alerted(scope, GRAVE), HEALTHS.index("critical")),
        (alerted(scope), HEALTHS.index("warning")),
        (not_(has_monitor(scope)), HEALTHS.index("none")),
        (last_verdict_in(*BAD), HEALTHS.index("warning")),
        (last_verdict_in("PASS"), HEALTHS.index("ok")),
        else_=HEALTHS.index("unknown"),
    )
    looked = _looked_at(scope, query, "health", [level.label("level")])
    sizes = _add_up(scope, [looked.c.level == number for number, _ in enumerate(HEALTHS)])
    return list(zip(HEALTHS, sizes, strict=True))


def _count_debts(scope: Scope, query: InventoryQuery) -> list[tuple[str, int]]:
    """Only the models that may have one are looked at."""
    owing = _debts(scope).label("owing")
    looked = _looked_at(scope, query, "debt", [owing], may_have_debt(scope))
    found = [looked.c.owing.bitwise_and(1 << number) > 0 for number, _ in enumerate(DEBTS)]
    return list(zip(DEBTS, _add_up(scope, found), strict=True))


def _debts(scope: Scope) -> ColumnElement[int]:
    """A bit for each debt."""
    missing: ColumnElement[int] = literal(0)
    anyway: ColumnElement[int] = literal(0)
    for number, debt in enumerate(DEBTS):
        lacking = lacks(scope, debt)
        if lacking is None:
            anyway = anyway + case((no_approval(scope), 1 << number), else_=0)
        else:
            missing = missing + case((lacking, 1 << number), else_=0)
    return case((in_production(scope), missing), else_=0) + anyway
