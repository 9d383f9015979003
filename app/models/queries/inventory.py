"""The inventory's list: pages by key, counts, facets. Filter and order are done in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.inventory_filter import (
    DEBTS,
    GRAVE,
    HEALTHS,
    STALE_AFTER,
    Scope,
    conditions,
    debt_condition,
    health_condition,
    highest_is,
    in_place,
    open_scope,
    parse_inventory_filter,
)
from app.models.queries.inventory_order import SORTS, Cursor, next_ids
from app.models.queries.lookups import (
    GRAVITY,
    LIVE_ALERTS,
    RUNNING,
    StageRef,
    load_units,
    now,
    person_names,
    version_numbers,
)
from app.models.rules.filter_language import Filter
from app.models.tables.engine import ProcessInstance, Token
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelDocument, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert, Monitor, MonitorRun

PAGE_SIZE = 200
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class InventoryQuery:
    """What the list shows: a filter, an order, and who `owner:me` is."""

    filter: Filter = field(default_factory=Filter)
    sort: str = "name"
    is_descending: bool = False
    me: UUID | None = None

    @classmethod
    def of(
        cls,
        text: str,
        *,
        sort: str = "name",
        is_descending: bool = False,
        me: UUID | None = None,
        is_strict: bool = True,
    ) -> InventoryQuery:
        """From a filter as people write it.

        Raises:
            InputError: the filter can't be read, or there is no such order.
        """
        if sort not in SORTS:
            raise InputError(f"There is no order {sort}.", hint="Known: " + ", ".join(SORTS) + ".")
        found = parse_inventory_filter(text, is_strict=is_strict)
        return cls(found, sort, is_descending, me)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """`cursor` continues after the last row; None: that was all."""

    rows: tuple[R, ...]
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Worst live alert, else the worst last verdict of the active monitors.

    `level`: critical, warning, ok, unknown (monitors without a verdict yet), none (no monitor).
    `cause`: the rule or verdict behind it.
    """

    level: str
    cause: str = ""
    open_alerts: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Where the model's life cycle stands. `state`: active, suspended, incident, or an end."""

    name: str = ""
    state: str = ""
    run_number: int | None = None
    instance_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ModelRow:
    id: UUID
    name: str
    unit_key: str
    unit_name: str
    kind: str
    framework: str
    risk_tier: str
    owner_id: UUID
    owner_name: str
    tags: tuple[str, ...]
    latest_version: int | None
    latest_version_id: UUID | None
    stage: str  # the highest one in place; empty: none
    stage_version: int | None  # what is in place there
    stage_kind: str
    stage_is_protected: bool
    health: Health
    step: Step
    since: datetime  # of the latest version, else of the entry: age counts from here
    debt: tuple[str, ...]

    @property
    def in_place(self) -> str:
        """`PROD v13`: what is in place, never the latest version."""
        return f"{self.stage} v{self.stage_version}" if self.stage else ""


def list_models(
    session: Session,
    query: InventoryQuery,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ModelRow]:
    """The next rows in this order."""
    scope = open_scope(session, query.me)
    ids, cursor = next_ids(
        scope,
        query.filter,
        sort=query.sort,
        is_descending=query.is_descending,
        after=after,
        limit=limit,
    )
    return Page(load_rows(scope, ids), cursor)


def count_models(session: Session, query: InventoryQuery) -> int:
    scope = open_scope(session, query.me)
    statement = select(func.count()).select_from(RegisteredModel)
    return session.scalar(statement.where(*conditions(scope, query.filter))) or 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


def facet_counts(session: Session, query: InventoryQuery) -> dict[str, tuple[FacetCount, ...]]:
    """Per facet (stage, risk, unit, kind, framework, health, debt) how many models each value has.

    A facet counts under all conditions but its own: its values are alternatives.
    """
    scope = open_scope(session, query.me)
    units = load_units(session)
    by_unit = _grouped(scope, query, "unit", RegisteredModel.unit_id)
    facets = {
        "stage": _stage_counts(scope, query),
        "risk": _ordered(
            _grouped(scope, query, "risk", RegisteredModel.risk_tier), ("high", "medium", "low")
        ),
        "unit": sorted((units[unit].key, count) for unit, count in by_unit.items()),
        "kind": _by_count(_grouped(scope, query, "kind", RegisteredModel.kind)),
        "framework": _by_count(_grouped(scope, query, "framework", RegisteredModel.framework)),
        "health": _counted(
            scope, query, "health", {one: health_condition(scope, one) for one in HEALTHS}
        ),
        "debt": _counted(scope, query, "debt", {one: debt_condition(scope, one) for one in DEBTS}),
    }
    return {
        key: tuple(FacetCount(value, count) for value, count in counts if count and value)
        for key, counts in facets.items()
    }


def _grouped(scope: Scope, query: InventoryQuery, key: str, column: Any) -> dict[Any, int]:
    statement = (
        select(column, func.count())
        .where(*conditions(scope, query.filter, without=key))
        .group_by(column)
    )
    return {row[0]: row[1] for row in scope.session.execute(statement)}


def _counted(
    scope: Scope, query: InventoryQuery, key: str, meanings: Mapping[str, ColumnElement[bool]]
) -> list[tuple[str, int]]:
    others = conditions(scope, query.filter, without=key)
    statement = select(func.count()).select_from(RegisteredModel)
    return [
        (value, scope.session.scalar(statement.where(meaning, *others)) or 0)
        for value, meaning in meanings.items()
    ]


def _stage_counts(scope: Scope, query: InventoryQuery) -> list[tuple[str, int]]:
    """By stage name, the highest first; stages of the same name on several paths are one."""
    meanings = [
        (stage.name, highest_is(scope, stage))
        for stage in sorted(scope.stages.values(), key=lambda one: one.rank, reverse=True)
    ]
    totals: dict[str, int] = {}
    for name, meaning in (*meanings, ("none", ~in_place(scope))):
        found = _counted(scope, query, "stage", {name: meaning})
        totals[name] = totals.get(name, 0) + found[0][1]
    return list(totals.items())


def _ordered(counts: Mapping[str, int], order: Sequence[str]) -> list[tuple[str, int]]:
    return [(value, counts[value]) for value in order if value in counts]


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def load_rows(scope: Scope, ids: Sequence[UUID]) -> tuple[ModelRow, ...]:
    """The rows of these models, in this order."""
    if not ids:
        return ()
    session = scope.session
    models = {
        row.id: row
        for row in session.execute(
            select(
                RegisteredModel.id,
                RegisteredModel.name,
                RegisteredModel.unit_id,
                RegisteredModel.kind,
                RegisteredModel.framework,
                RegisteredModel.risk_tier,
                RegisteredModel.owner_id,
                RegisteredModel.service_tags,
                RegisteredModel.recorded_from,
            ).where(RegisteredModel.id.in_(ids))
        )
    }
    units = load_units(session)
    names = person_names(session, (row.owner_id for row in models.values()))
    latest = _latest_versions(session, ids)
    placed = load_highest(scope, ids)
    numbers = version_numbers(session, (placement.version_id for placement in placed.values()))
    healths = load_healths(session, ids)
    steps = load_steps(session, ids)
    debts = _load_debts(session, ids, placed, latest)
    found = []
    for model_id in ids:
        row = models[model_id]
        version = latest.get(model_id)
        place = placed.get(model_id)
        stage = scope.stages[place.stage_id] if place else None
        found.append(
            ModelRow(
                id=model_id,
                name=row.name,
                unit_key=units[row.unit_id].key,
                unit_name=units[row.unit_id].name,
                kind=row.kind,
                framework=row.framework,
                risk_tier=row.risk_tier,
                owner_id=row.owner_id,
                owner_name=names.get(row.owner_id, ""),
                tags=tuple(row.service_tags),
                latest_version=version.version if version else None,
                latest_version_id=version.id if version else None,
                stage=stage.name if stage else "",
                stage_version=numbers.get(place.version_id) if place else None,
                stage_kind=stage.kind if stage else "",
                stage_is_protected=stage.is_protected if stage else False,
                health=healths[model_id],
                step=steps.get(model_id) or Step(),
                since=version.created_at if version else row.recorded_from,
                debt=debts[model_id],
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Latest:
    id: UUID
    version: int
    created_at: datetime


def _latest_versions(session: Session, ids: Sequence[UUID]) -> dict[UUID, _Latest]:
    rows = session.execute(
        select(
            ModelVersion.model_id, ModelVersion.id, ModelVersion.version, ModelVersion.created_at
        )
        .where(ModelVersion.model_id.in_(ids))
        .order_by(ModelVersion.model_id, ModelVersion.version)
    )
    return {row[0]: _Latest(row[1], row[2], row[3]) for row in rows}


@dataclass(frozen=True, slots=True)
class InPlace:
    version_id: UUID
    snapshot_id: UUID
    stage_id: UUID
    stage_kind: str
    service_tag: str
    is_asked: bool  # on the strength of a request
    placed_from: datetime | None


def load_highest(scope: Scope, ids: Sequence[UUID]) -> dict[UUID, InPlace]:
    """Per model what is in place in its highest stage."""
    rows = scope.session.execute(
        select(
            Placement.model_id,
            Placement.version_id,
            Placement.snapshot_id,
            Placement.stage_id,
            Placement.stage_kind,
            Placement.service_tag,
            Placement.request_id,
            Placement.placed_from,
        ).where(Placement.model_id.in_(ids), Placement.state == "in_place")
    )
    found: dict[UUID, InPlace] = {}
    for row in rows:
        place = InPlace(row[1], row[2], row[3], row[4], row[5], row[6] is not None, row[7])
        present = found.get(row[0])
        if present is None or _rank(scope.stages, place) > _rank(scope.stages, present):
            found[row[0]] = place
    return found


def _rank(stages: Mapping[UUID, StageRef], place: InPlace) -> tuple[int, int]:
    return stages[place.stage_id].rank


def load_healths(session: Session, ids: Sequence[UUID]) -> dict[UUID, Health]:
    """The health roll-up of each model."""
    alerts: dict[UUID, list[tuple[str, str]]] = {}
    for row in session.execute(
        select(Alert.model_id, Alert.severity, Alert.rule).where(
            Alert.model_id.in_(ids), Alert.state.in_(LIVE_ALERTS)
        )
    ):
        alerts.setdefault(row[0], []).append((row[1], row[2]))
    last = (
        select(MonitorRun.verdict)
        .where(MonitorRun.monitor_id == Monitor.id, MonitorRun.state != "running")
        .order_by(MonitorRun.fire_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    verdicts: dict[UUID, list[str]] = {}
    for model_id, verdict in session.execute(
        select(Monitor.model_id, last).where(
            Monitor.model_id.in_(ids), Monitor.is_paused.is_(False)
        )
    ):
        verdicts.setdefault(model_id, []).append(verdict or "")
    return {one: health_of(alerts.get(one, ()), verdicts.get(one)) for one in ids}


def health_of(alerts: Collection[tuple[str, str]], verdicts: Collection[str] | None) -> Health:
    """The roll-up of live alerts (severity, rule) and last verdicts; None: no monitor."""
    if alerts:
        severity, rule = min(alerts, key=lambda one: (GRAVITY.get(one[0], 9), one[1]))
        return Health("critical" if severity in GRAVE else "warning", rule, len(alerts))
    if verdicts is None:
        return Health("none")
    bad = [verdict for verdict in ("ERROR", "FAIL", "WARN") if verdict in verdicts]
    if bad:
        return Health("warning", bad[0])
    if "PASS" in verdicts:
        return Health("ok", "PASS")
    return Health("unknown", next((one for one in sorted(verdicts) if one), ""))


def load_steps(session: Session, ids: Sequence[UUID]) -> dict[UUID, Step]:
    """Where the life cycle of each model stands: its newest run that is under way, else its end."""
    rows = session.execute(
        select(
            ProcessInstance.model_id,
            ProcessInstance.id,
            ProcessInstance.number,
            ProcessInstance.state,
            ProcessInstance.outcome,
        )
        .where(ProcessInstance.model_id.in_(ids), ProcessInstance.parent_token_id.is_(None))
        .order_by(ProcessInstance.number)
    ).all()
    newest: dict[UUID, Any] = {}
    for row in rows:
        present = newest.get(row.model_id)
        if present is None or row.state in RUNNING or present.state not in RUNNING:
            newest[row.model_id] = row
    running = [row.id for row in newest.values() if row.state in RUNNING]
    standing = load_steps_of(session, running)
    return {
        model_id: Step(
            standing.get(row.id, "") if row.state in RUNNING else row.outcome,
            row.state,
            row.number,
            row.id,
        )
        for model_id, row in newest.items()
    }


def load_steps_of(session: Session, instances: Iterable[UUID]) -> dict[UUID, str]:
    """Where each of these runs stands: the name of its open task, else its element."""
    wanted = list(instances)
    if not wanted:
        return {}
    found: dict[UUID, str] = {}
    tokens = session.execute(
        select(Token.instance_id, Token.node_id)
        .where(Token.instance_id.in_(wanted), Token.state.in_(("waiting", "incident")))
        .order_by(Token.entered_at)
    )
    for instance_id, node_id in tokens:
        found[instance_id] = node_id
    tasks = session.execute(
        select(UserTask.instance_id, UserTask.name)
        .where(UserTask.instance_id.in_(wanted), UserTask.state.in_(("created", "claimed")))
        .order_by(UserTask.opened_at)
    )
    for instance_id, name in tasks:
        found[instance_id] = name
    return found


def _load_debts(
    session: Session,
    ids: Sequence[UUID],
    placed: Mapping[UUID, InPlace],
    latest: Mapping[UUID, _Latest],
) -> dict[UUID, tuple[str, ...]]:
    serving = [one for one in ids if one in placed and placed[one].stage_kind == "production"]
    documented = set(
        session.scalars(
            select(ModelDocument.model_id).where(ModelDocument.model_id.in_(serving)).distinct()
        )
    )
    watched = set(
        session.scalars(
            select(Monitor.model_id)
            .where(Monitor.model_id.in_(serving), Monitor.is_paused.is_(False))
            .distinct()
        )
    )
    limit = now(session) - STALE_AFTER
    found: dict[UUID, tuple[str, ...]] = dict.fromkeys(ids, ())
    for one in serving:
        missing = {
            "no_monitor": one not in watched,
            "no_approval": not placed[one].is_asked,
            "no_document": one not in documented,
            "stale": one in latest and latest[one].created_at < limit,
        }
        found[one] = tuple(debt for debt, is_missing in missing.items() if is_missing)
    return found
