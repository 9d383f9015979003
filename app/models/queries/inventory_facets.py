"""How many models of the inventory each value of a facet has.

Models are counted by their own columns; stages, health and debt from the other side, by what is
in place, watched or alerted: most models have nothing there, and need not be looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, true, union_all
from sqlalchemy.orm import Session

from app.models.queries.inventory import InventoryQuery
from app.models.queries.inventory_filter import (
    BAD,
    DEBTS,
    HEALTHS,
    Scope,
    conditions,
    highest_is,
    in_production,
    lacks,
    open_scope,
    open_tasks,
    tags_of,
)
from app.models.queries.lookups import StageRef, load_units, of_last_run
from app.models.rules.severities import GRAVE
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Placement
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert, Monitor, MonitorRun

TIERS = ("high", "medium", "low")
MOST_TAGS = 50  # a bank has more; those of the most models are told
MOST_TAGGED = 20_000  # models whose tags are counted within the time that facets have
_BELOW_ALL = 1_000_000  # an archived stage is the highest one only where there is no other

model = RegisteredModel


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int
    name: str = ""  # of what is known by a key


def facet_counts(session: Session, query: InventoryQuery) -> dict[str, tuple[FacetCount, ...]]:
    """Per facet how many models each value has.

    A facet counts under all conditions but its own: its values are alternatives.
    """
    asked = _Asked(replace(open_scope(session, query.me), is_counted=True), query)
    units = load_units(session)
    own = _count_own(asked)
    ordered = {
        "stage": _count_stages(asked),
        "risk": _in_order(own["risk"], TIERS),
        "unit": sorted((units[unit].key, count) for unit, count in own["unit"].items()),
        "kind": _by_count(own["kind"]),
        "framework": _by_count(own["framework"]),
        "tag": _by_count(_count_tags(asked)),
        "health": _count_healths(asked),
        "debt": _count_debts(asked),
        "step": _by_count(_count_steps(asked)),
    }
    names = {one.key: one.name for one in units.values()}
    return {
        key: tuple(
            FacetCount(value, count, names.get(value, "") if key == "unit" else "")
            for value, count in found
            if count and value
        )
        for key, found in ordered.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    scope: Scope
    query: InventoryQuery

    @property
    def session(self) -> Session:
        return self.scope.session

    def others(self, key: str) -> list[ColumnElement[bool]]:
        """The conditions on other keys."""
        return conditions(self.scope, self.query.filter, without=key)

    def among(self, key: str, model_id: Any) -> ColumnElement[bool]:
        """The model of another table's row meets the conditions on other keys."""
        others = self.others(key)
        found: ColumnElement[bool] = model_id.in_(select(model.id).where(*others))
        return found if others else true()  # SQLite would begin with every model

    def count(self, key: str, *meanings: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(model).where(*self.others(key), *meanings)
        return self.session.scalar(counted) or 0


_OWN = {
    "unit": model.unit_id,
    "risk": model.risk_tier,
    "kind": model.kind,
    "framework": model.framework,
}


def _count_own(asked: _Asked) -> dict[str, Counter[Any]]:
    """By the values of these columns, which nobody knows beforehand."""
    found: dict[str, Counter[Any]] = {key: Counter() for key in _OWN}
    for keys in _counted_together(asked.query):
        chosen = select(*(_OWN[key].label(key) for key in keys)).where(*asked.others(keys[0]))
        # Materialized, or SQLite would walk all models in the order of the groups.
        looked = (
            chosen.cte("looked").prefix_with("MATERIALIZED") if len(keys) > 1 else chosen.subquery()
        )
        for count, *values in asked.session.execute(
            select(func.count(), *looked.c).group_by(*looked.c)
        ):
            for key, value in zip(keys, values, strict=True):
                found[key][value] += count
    return found


def _counted_together(query: InventoryQuery) -> Iterator[list[str]]:
    """Facets under the same conditions are one pass; without any, each has an index to walk."""
    limited = {one.key for one in query.filter.conditions}
    free = [key for key in _OWN if key not in limited]
    if not limited and not query.filter.words:
        yield from ([key] for key in free)
        return
    yield from ([key] for key in _OWN if key in limited)
    if free:
        yield free


def _count_tags(asked: _Asked) -> Counter[str]:
    """By the service tags of models; a model counts for each of its own.

    The tags of every model have to be read, so of very many models none are told.
    """
    if asked.count("tag") > MOST_TAGGED:
        return Counter()
    listed = tags_of(asked.scope)
    counted = (
        select(listed.c.value, func.count(model.id.distinct()))
        .select_from(model)
        .join(listed, true())
        .where(*asked.others("tag"))
        .group_by(listed.c.value)
        .order_by(func.count(model.id.distinct()).desc(), listed.c.value)
        .limit(MOST_TAGS)
    )
    return Counter({str(tag): count for tag, count in asked.session.execute(counted)})


def _in_order(counts: Mapping[str, int], order: Iterable[str]) -> list[tuple[str, int]]:
    return [(value, counts[value]) for value in order if value in counts]


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _count_stages(asked: _Asked) -> list[tuple[str, int]]:
    """By stage name, the highest first; stages of the same name on several paths are one."""
    scope = asked.scope
    paths = _paths(scope)
    tops = [_top(path).label(f"top_{number}") for number, path in enumerate(paths)]
    placed = (
        select(Placement.model_id, *tops)
        .where(_placed(scope), asked.among("stage", Placement.model_id))
        .group_by(Placement.model_id)
        .subquery()
    )
    highest = [placed.c[top.name] for top in tops]
    sizes: Counter[tuple[int, int]] = Counter()
    nowhere = asked.count("stage")
    for count, *places in asked.session.execute(select(func.count(), *highest).group_by(*highest)):
        nowhere -= count if any(place is not None for place in places) else 0
        sizes.update({(n, place): count for n, place in enumerate(places) if place is not None})
    found = {
        stage.id: sizes[number, _place(stage)]
        for number, path in enumerate(paths)
        for stage in path
    }
    for stage in _crowded(paths):
        found[stage.id] = asked.count("stage", highest_is(scope, stage))
    totals: Counter[str] = Counter()
    for stage in sorted(scope.stages.values(), key=lambda one: one.rank, reverse=True):
        totals[stage.name] += found[stage.id]
    totals["none"] += nowhere
    return list(totals.items())


def _placed(scope: Scope) -> ColumnElement[bool]:
    """PostgreSQL reads no more than that; SQLite would leave the index that has them by model."""
    return true() if scope.is_sqlite else Placement.state == "in_place"


def _paths(scope: Scope) -> list[list[StageRef]]:
    paths: dict[UUID, list[StageRef]] = {}
    for stage in scope.stages.values():
        paths.setdefault(stage.path_id, []).append(stage)
    return list(paths.values())


def _place(stage: StageRef) -> int:
    return stage.position - (_BELOW_ALL if stage.kind == "archived" else 0)


def _top(path: Iterable[StageRef]) -> ColumnElement[int]:
    """Of a model's placements: the highest stage of this path where one is in place."""
    places = {stage.id: _place(stage) for stage in path}
    return func.max(case((Placement.state == "in_place", case(places, value=Placement.stage_id))))


def _crowded(paths: Iterable[Iterable[StageRef]]) -> list[StageRef]:
    """Archived stages that are not alone on their path: a model may be in several at once."""
    archived = [[one for one in path if one.kind == "archived"] for path in paths]
    return [stage for stages in archived if len(stages) > 1 for stage in stages]


def _count_healths(asked: _Asked) -> list[tuple[str, int]]:
    """The roll-up of `inventory.health_of`: the worst of a model's alerts and last verdicts."""
    level = {name: number for number, name in enumerate(HEALTHS)}  # the worst first
    severe = case((Alert.severity.in_(GRAVE), level["critical"]), else_=level["warning"])
    told = {**dict.fromkeys(BAD, level["warning"]), "PASS": level["ok"]}
    verdict = case(told, value=of_last_run(MonitorRun.verdict), else_=level["unknown"])
    signs = union_all(
        select(Alert.model_id, severe.label("level"))
        .join(model, model.id == Alert.model_id)
        .where(Alert.state.in_(LIVE_ALERTS), *asked.others("health")),
        select(Monitor.model_id, verdict).where(
            Monitor.is_paused.is_(False), asked.among("health", Monitor.model_id)
        ),
    ).subquery()
    worst = select(func.min(signs.c.level).label("level")).group_by(signs.c.model_id).subquery()
    counted = select(worst.c.level, func.count()).group_by(worst.c.level)
    sizes = {row[0]: row[1] for row in asked.session.execute(counted)}
    sizes[level["none"]] = asked.count("health") - sum(sizes.values())
    return [(name, sizes.get(number, 0)) for name, number in level.items()]


def _count_steps(asked: _Asked) -> Counter[str]:
    """By the task of a person at which a life cycle of the model stands."""
    waiting = open_tasks().subquery()
    counted = (
        select(waiting.c.name, func.count(waiting.c.model_id.distinct()))
        .where(asked.among("step", waiting.c.model_id))
        .group_by(waiting.c.name)
    )
    return Counter({str(name): count for name, count in asked.session.execute(counted)})


def _count_debts(asked: _Asked) -> list[tuple[str, int]]:
    sizes = Counter(dict.fromkeys(DEBTS, 0))
    for debt, count in list_debts(asked.scope, asked.others("debt")):
        sizes[debt] += count
    return list(sizes.items())


def list_debts(
    scope: Scope, others: Sequence[ColumnElement[bool]] = ()
) -> Iterator[tuple[str, int]]:
    """Each debt, and how many models in production have it."""
    meanings = {debt: lacks(scope, debt) for debt in DEBTS}
    for debt, _, count in count_serving(scope, meanings, others):
        yield debt, count


def count_serving(
    scope: Scope,
    meanings: Mapping[str, ColumnElement[bool]],
    others: Sequence[ColumnElement[bool]] = (),
    *by: Any,
) -> Iterator[tuple[str, tuple[Any, ...], int]]:
    """Each meaning, values of the columns `by`, and of how many models in production it is true.

    One pass for all: to find the row of each of them takes longer than all that is asked of it.
    """
    sums = [func.sum(case((meaning, 1), else_=0)) for meaning in meanings.values()]
    serving = select(*by, *sums).where(*others, in_production(scope)).group_by(*by)
    for row in scope.session.execute(serving):
        for name, count in zip(meanings, row[len(by) :], strict=True):
            yield name, row[: len(by)], count or 0
