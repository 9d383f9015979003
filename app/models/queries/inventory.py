"""The inventory's list: pages by key, counts, facets. Filter and order are done in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.id_lists import is_one_of
from app.models.queries.inventory_filter import (
    OPEN,
    STALE_AFTER,
    Scope,
    conditions,
    open_scope,
    parse_inventory_filter,
)
from app.models.queries.inventory_order import SORTS, Cursor, next_ids
from app.models.queries.lookups import now, of_last_run
from app.models.queries.run_ends import DEPLOYED, NoLonger, load_no_longer
from app.models.rules.filter_language import Filter
from app.models.rules.severities import GRAVE, GRAVITY
from app.models.rules.transitions import LIVE_ALERTS, RUNNING
from app.models.stored_json import Unreadable
from app.models.tables.engine import ProcessInstance, Token
from app.models.tables.everything import METADATA
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelDocument, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.monitoring import Alert, Monitor, MonitorRun
from app.models.tables.organisation import BusinessUnit, Person

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
    no_longer: NoLonger | None = None  # it ended as deployed, and what it brought serves no more
    life_cycle: str = ""  # the name and version of what the run runs, whatever is in force by now
    life_cycle_version: int = 0
    version_id: UUID | None = None  # that the run is about
    task_kind: str = ""  # of the task of a person at which it stands


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
    since: datetime  # of the latest version, else of the registration: age counts from here
    debt: tuple[str, ...]
    has_unreadable_tags: bool = False

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


def list_chosen(session: Session, ids: Sequence[UUID], me: UUID) -> tuple[ModelRow, ...]:
    """These models, in this order; what is not to be seen is left out."""
    seen = set(
        session.scalars(
            select(RegisteredModel.id).where(is_one_of(session, RegisteredModel.id, ids))
        )
    )
    return load_rows(open_scope(session, me), [one for one in ids if one in seen])


def count_models(session: Session, query: InventoryQuery) -> int:
    scope = replace(open_scope(session, query.me), is_counted=True)
    statement = select(func.count()).select_from(RegisteredModel)
    return session.scalar(statement.where(*conditions(scope, query.filter))) or 0


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
                RegisteredModel.kind,
                RegisteredModel.framework,
                RegisteredModel.risk_tier,
                RegisteredModel.owner_id,
                RegisteredModel.service_tags,
                RegisteredModel.recorded_from,
                RegisteredModel.row_version,
                BusinessUnit.key.label("unit_key"),
                BusinessUnit.name.label("unit_name"),
                Person.full_name.label("owner_name"),
            )
            .join(BusinessUnit, BusinessUnit.id == RegisteredModel.unit_id)
            .outerjoin(Person, Person.id == RegisteredModel.owner_id)
            .where(is_one_of(session, RegisteredModel.id, ids))
        )
    }
    latest = _latest_versions(session, ids)
    registered = _first_recorded(
        session, [one for one in ids if one not in latest and models[one].row_version > 1]
    )
    placed = _load_highest(scope, ids)
    healths = load_healths(session, ids)
    steps = load_steps(session, ids)
    debts = _load_debts(session, ids, placed, latest)
    found = []
    for model_id in ids:
        row = models[model_id]
        recorded_from = registered.get(model_id, row.recorded_from)
        version = latest.get(model_id)
        place = placed.get(model_id)
        stage = scope.stages[place.stage_id] if place else None
        found.append(
            ModelRow(
                id=model_id,
                name=row.name,
                unit_key=row.unit_key,
                unit_name=row.unit_name,
                kind=row.kind,
                framework=row.framework,
                risk_tier=row.risk_tier,
                owner_id=row.owner_id,
                owner_name=row.owner_name or "",
                tags=tuple(row.service_tags),
                latest_version=version.version if version else None,
                latest_version_id=version.id if version else None,
                stage=stage.name if stage else "",
                stage_version=place.version if place else None,
                stage_kind=stage.kind if stage else "",
                stage_is_protected=stage.is_protected if stage else False,
                health=healths[model_id],
                step=step_now(steps.get(model_id), version.id if version else None),
                since=version.created_at if version else recorded_from,
                debt=debts[model_id],
                has_unreadable_tags=isinstance(row.service_tags, Unreadable),
            )
        )
    return tuple(found)


def _first_recorded(session: Session, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When models were registered that have been changed since: a row says its last change."""
    if not ids:
        return {}
    past = METADATA.tables["mw.registered_model_history"].c
    first = select(past.id, past.recorded_from).where(
        past.row_version == 1, is_one_of(session, past.id, ids)
    )
    return {row.id: row.recorded_from for row in session.execute(first)}


@dataclass(frozen=True, slots=True)
class _Latest:
    id: UUID
    version: int
    created_at: datetime


def _latest_versions(session: Session, ids: Sequence[UUID]) -> dict[UUID, _Latest]:
    """Grouped once: asked of each version, PostgreSQL would read every version of the units."""
    of_model = is_one_of(session, ModelVersion.model_id, ids)
    latest = (
        select(ModelVersion.model_id, func.max(ModelVersion.version).label("version"))
        .where(of_model)
        .group_by(ModelVersion.model_id)
        .subquery()
    )
    is_latest = and_(
        ModelVersion.model_id == latest.c.model_id, ModelVersion.version == latest.c.version
    )
    rows = session.execute(
        select(
            ModelVersion.model_id, ModelVersion.id, ModelVersion.version, ModelVersion.created_at
        ).join(latest, is_latest)
    )
    return {row[0]: _Latest(row[1], row[2], row[3]) for row in rows}


@dataclass(frozen=True, slots=True)
class _InPlace:
    version: int
    stage_id: UUID
    stage_kind: str
    is_asked: bool  # on the strength of a request


def _load_highest(scope: Scope, ids: Sequence[UUID]) -> dict[UUID, _InPlace]:
    """Per model what is in place in its highest stage."""
    rows = scope.session.execute(
        select(
            Placement.model_id,
            ModelVersion.version,
            Placement.stage_id,
            Placement.stage_kind,
            Placement.request_id.is_not(None),
        )
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .where(is_one_of(scope.session, Placement.model_id, ids), Placement.state == "in_place")
    )
    found: dict[UUID, Any] = {}
    for row in rows:
        present = found.get(row[0])
        if present is None or scope.stages[row[2]].rank > scope.stages[present[2]].rank:
            found[row[0]] = row
    return {
        model_id: _InPlace(row[1], row[2], row[3], bool(row[4])) for model_id, row in found.items()
    }


def load_healths(session: Session, ids: Sequence[UUID]) -> dict[UUID, Health]:
    """The health roll-up of each model."""
    alerts: dict[UUID, list[tuple[str, str]]] = {}
    for row in session.execute(
        select(Alert.model_id, Alert.severity, Alert.rule).where(
            is_one_of(session, Alert.model_id, ids), Alert.state.in_(LIVE_ALERTS)
        )
    ):
        alerts.setdefault(row[0], []).append((row[1], row[2]))
    verdicts: dict[UUID, list[str]] = {}
    for model_id, verdict in session.execute(
        select(Monitor.model_id, of_last_run(MonitorRun.verdict)).where(
            is_one_of(session, Monitor.model_id, ids), Monitor.is_paused.is_(False)
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
    rows = session.execute(newest_runs(session, ids)).all()
    newest: dict[UUID, Any] = {}
    for row in rows:
        present = newest.get(row.model_id)
        if present is None or row.state in RUNNING or present.state not in RUNNING:
            newest[row.model_id] = row
    running = [row.id for row in newest.values() if row.state in RUNNING]
    standing, kinds = load_steps_of(session, running), _load_task_kinds(session, running)
    deployed = {row.id: row.version_id for row in newest.values() if row.outcome == DEPLOYED}
    no_longer = load_no_longer(session, deployed)
    return {
        model_id: Step(
            standing.get(row.id, "") if row.state in RUNNING else row.outcome,
            row.state,
            row.number,
            row.id,
            no_longer.get(row.id),
            row.name,
            row.version,
            row.version_id,
            kinds.get(row.id, ""),
        )
        for model_id, row in newest.items()
    }


def step_now(step: Step | None, latest: UUID | None) -> Step:
    """What an older version came to is no step of one that nobody has asked for yet."""
    if step is None:
        return Step()
    is_of_older = step.version_id not in (None, latest)
    return Step() if is_of_older and step.state not in RUNNING else step


def newest_runs(
    session: Session, ids: Sequence[UUID]
) -> Select[UUID | None, UUID, int, str, str, UUID | None, str, int]:
    """Of each model its newest run that is under way and its newest that ended, oldest first."""
    run, template = ProcessInstance, LifeCycleTemplate
    newest = (
        select(func.max(run.number).label("number"))
        .where(is_one_of(session, run.model_id, ids), run.parent_token_id.is_(None))
        .group_by(run.model_id, run.state.in_(RUNNING))
        .subquery()
    )
    return (
        select(
            run.model_id,
            run.id,
            run.number,
            run.state,
            run.outcome,
            run.version_id,
            template.name,
            template.version,
        )
        .join(newest, newest.c.number == run.number)
        .join(template, template.id == run.template_id)
        .where(run.parent_token_id.is_(None))
        .order_by(run.number)
    )


def load_steps_of(session: Session, instances: Iterable[UUID]) -> dict[UUID, str]:
    """Where each of these runs stands: by the name of its open task, else of its element."""
    wanted = list(instances)
    if not wanted:
        return {}
    found: dict[UUID, str] = {}
    tokens = session.execute(
        select(Token.instance_id, Token.name, Token.node_id)
        .where(Token.instance_id.in_(wanted), Token.state.in_(("waiting", "incident")))
        .order_by(Token.entered_at)
    )
    for instance_id, name, node_id in tokens:
        found[instance_id] = name or node_id
    tasks = session.execute(
        select(UserTask.instance_id, UserTask.name)
        .where(UserTask.instance_id.in_(wanted), UserTask.state.in_(("created", "claimed")))
        .order_by(UserTask.opened_at)
    )
    for instance_id, name in tasks:
        found[instance_id] = name
    return found


def _load_task_kinds(session: Session, instances: Sequence[UUID]) -> dict[UUID, str]:
    """Of the task whose name `load_steps_of` gives."""
    if not instances:
        return {}
    tasks = session.execute(
        select(UserTask.instance_id, UserTask.kind)
        .where(UserTask.instance_id.in_(instances), UserTask.state.in_(OPEN))
        .order_by(UserTask.opened_at)
    )
    return {row.instance_id: row.kind for row in tasks}


def _load_debts(
    session: Session,
    ids: Sequence[UUID],
    placed: Mapping[UUID, _InPlace],
    latest: Mapping[UUID, _Latest],
) -> dict[UUID, tuple[str, ...]]:
    serving = [one for one in ids if one in placed and placed[one].stage_kind == "production"]
    documented = set(
        session.scalars(
            select(ModelDocument.model_id).where(
                is_one_of(session, ModelDocument.model_id, serving)
            )
        )
    )
    watched = set(
        session.scalars(
            select(Monitor.model_id).where(
                is_one_of(session, Monitor.model_id, serving), Monitor.is_paused.is_(False)
            )
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
