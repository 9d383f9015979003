"""Alerts: the triage list, counts, and what stands beside one alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.ended_runtimes import list_ended_words
from app.models.queries.id_lists import is_one_of
from app.models.queries.inventory_filter import contains, escape
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_subjects,
    now,
    person_names,
    unit_with_descendants,
    version_numbers,
)
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.queries.runtime_health import SILENT, silences_of
from app.models.rules.filter_language import (
    COMPARED,
    PLAIN,
    Condition,
    Filter,
    duration_of,
    parse_filter,
)
from app.models.rules.folding import fold
from app.models.rules.severities import GRAVEST_FIRST
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.base import mw_fold
from app.models.tables.execution import Heartbeat, Placement, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert, Monitor
from app.models.tables.organisation import Person

KEYS = {
    "age": COMPARED,
    "model": PLAIN,
    "monitor": PLAIN,
    "owner": PLAIN,
    "service": PLAIN,
    "severity": PLAIN,
    "stage": PLAIN,
    "state": PLAIN,
    "unit": PLAIN,
}
STATES = ("open", "acknowledged", "in_remediation", "snoozed", "resolved", "closed")  # as shown
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SORTS = ("state", "title", "model", "stage", "age", "owner", "times")


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What the list shows; without a sort what is gravest first."""

    filter: Filter = field(default_factory=Filter)
    me: UUID | None = None
    sort: str = ""
    is_descending: bool = False
    without: frozenset[UUID] = frozenset()  # not meant by `list_alert_ids`: nobody saw them yet

    @classmethod
    def of(
        cls,
        text: str,
        *,
        me: UUID | None = None,
        sort: str = "",
        is_descending: bool = False,
        is_strict: bool = True,
    ) -> AlertQuery:
        """From a filter as people write it: `severity:critical stage:PROD service:mine`.

        Raises:
            InputError: the filter can't be read, or there is no such order.
        """
        if sort and sort not in SORTS:
            raise InputError(f"There is no order {sort}.", hint="Known: " + ", ".join(SORTS) + ".")
        found = parse_filter(text, KEYS, is_strict=is_strict)
        for one in found.conditions:
            if one.key == "age":
                duration_of(one)  # what is no age is refused before anything is read
        return cls(found, me, sort, is_descending)


@dataclass(frozen=True, slots=True)
class AlertRow:
    id: UUID
    number: int
    state: str
    is_again: bool  # open again after somebody had taken note of it
    severity: str
    title: str
    detail: str
    rule: str
    model_id: UUID
    model_name: str
    version_id: UUID
    version: int | None
    unit_id: UUID
    stage: StageRef | None
    has_left: bool  # the version is no longer in that stage: another took over, or none
    service_tag: str
    monitor_id: UUID | None
    monitor_name: str
    opened_at: datetime
    last_seen_at: datetime
    times: int
    snoozed_until: datetime | None  # put off until then; None once that is past
    escalated_by: str
    owner_id: UUID | None  # whom it is assigned to, else who took note of it
    owner: str
    acknowledged_at: datetime | None
    acknowledged_by_id: UUID | None
    acknowledged_by: str
    resolved_at: datetime | None
    reason: str
    row_version: int


def list_alerts(
    session: Session,
    query: AlertQuery,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[AlertRow]:
    """The next rows: live ones first, by severity, the newest first; then those that ended."""
    found = next_rows(session, _from(session, query), _order(session, query), after, limit)
    return Page(alert_rows(session, [row[0] for row in found.rows]), found.cursor)


def list_alerts_by_id(session: Session, ids: Collection[UUID]) -> tuple[AlertRow, ...]:
    """As they are by now, whether a list still has them or not."""
    found = session.scalars(select(Alert).where(is_one_of(session, Alert.id, ids))).all()
    return alert_rows(session, found)


def list_alert_ids(
    session: Session, query: AlertQuery, states: Collection[str] = ()
) -> tuple[UUID, ...]:
    """All of the query that are in one of the stored `states` (none: in any), by number."""
    statement = _from(session, query).with_only_columns(Alert.id).order_by(Alert.number)
    if query.without:
        statement = statement.where(Alert.id.not_in(query.without))
    if states:
        statement = statement.where(Alert.state.in_(tuple(states)))
    return tuple(session.scalars(statement))


def _order(session: Session, query: AlertQuery) -> tuple[Key, ...]:
    places = {one: n for n, one in enumerate(STATES)}
    state = case(
        (is_snoozed(session), places["snoozed"]),
        *((Alert.state == name, n) for name, n in places.items()),
        else_=9,
    )
    severity = case({one: n for n, one in enumerate(GRAVEST_FIRST)}, value=Alert.severity, else_=9)
    is_ended = case((Alert.state.in_(LIVE_ALERTS), 0), else_=1)
    if not query.sort:
        return (
            Key(is_ended), Key(state), Key(severity), Key(Alert.last_seen_at, True),
            Key(Alert.number, True), Key(Alert.id),
        )  # fmt: skip
    owner = (
        select(func.lower(Person.full_name))
        .where(Person.id == func.coalesce(Alert.assignee_id, Alert.acknowledged_by))
        .scalar_subquery()
    )
    ranks = sorted(load_stages(session).values(), key=lambda one: (one.rank, one.name))
    stages = {one.id: n for n, one in enumerate(ranks)}
    keys: dict[str, tuple[Any, ...]] = {
        "state": (is_ended, state, severity),
        "title": (func.lower(Alert.title),),
        "model": (RegisteredModel.name_folded,),
        "stage": (case(stages, value=Monitor.stage_id, else_=-1) if stages else literal(-1),),
        "age": (Alert.opened_at,),
        "owner": (func.coalesce(owner, ""),),
        "times": (Alert.times,),
    }
    # Age grows as its start lies further back.
    is_descending = query.is_descending != (query.sort == "age")
    order = (*keys[query.sort], Alert.number, Alert.id)
    return tuple(Key(one, is_descending) for one in order)


def count_alerts(session: Session, query: AlertQuery) -> int:
    found = _from(session, query).with_only_columns(Alert.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


@dataclass(frozen=True, slots=True)
class LastAlert:
    """The newest alert, for a list on which nothing is open."""

    opened_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None


def load_last_alert(session: Session) -> LastAlert | None:
    """None: there never was one."""
    found = session.execute(
        select(Alert.opened_at, Alert.acknowledged_at, Alert.resolved_at)
        .order_by(Alert.number.desc())
        .limit(1)
    ).first()
    return LastAlert(*found) if found is not None else None


@dataclass(frozen=True, slots=True)
class RuntimeHealth:
    """For the line above the list: runtimes by health."""

    ready: int
    troubled: int
    unreachable: int


def count_runtimes(session: Session) -> RuntimeHealth:
    rows = session.execute(
        select(Runtime.state, Heartbeat.facts)
        .outerjoin(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(not_(Runtime.is_paused), Runtime.state != "retired")
    )
    counts = Counter(
        SILENT if state == "ready" and silences_of(facts) else state for state, facts in rows
    )
    return RuntimeHealth(
        counts.get("ready", 0),
        sum(counts.get(state, 0) for state in ("busy", "draining", "unknown", SILENT)),
        counts.get("unreachable", 0),
    )


def facet_counts(session: Session, query: AlertQuery) -> dict[str, dict[str, int]]:
    """How many alerts each state and severity has under the filter's other conditions."""
    found = {}
    shown = case((is_snoozed(session), "snoozed"), else_=Alert.state)
    columns: tuple[tuple[str, Any], ...] = (("state", shown), ("severity", Alert.severity))
    for key, column in columns:
        others = Filter(
            tuple(one for one in query.filter.conditions if one.key != key), query.filter.words
        )
        inner = _from(session, AlertQuery(others, query.me))
        statement = inner.with_only_columns(column, func.count()).group_by(column)
        found[key] = {row[0]: row[1] for row in session.execute(statement)}
    return found


def _from(session: Session, query: AlertQuery) -> Select[Any]:
    statement = (
        select(Alert)
        .join(RegisteredModel, RegisteredModel.id == Alert.model_id)
        .outerjoin(Monitor, Monitor.id == Alert.monitor_id)
    )
    for one in query.filter.conditions:
        meaning = _MEANING[one.key](session, query.me, one)
        statement = statement.where(
            not_(func.coalesce(meaning, false())) if one.is_negated else meaning
        )
    for word in query.filter.words:
        found = f"%{escape(fold(word))}%"
        statement = statement.where(
            or_(
                mw_fold(Alert.title).like(found, escape="\\"),
                contains(RegisteredModel.search_text, word),
            )
        )
    return statement


def is_snoozed(session: Session) -> ColumnElement[bool]:
    """It is put off until a time that is still to come."""
    return Alert.state.in_(LIVE_ALERTS) & (
        func.coalesce(Alert.snoozed_until, EARLIEST) > now(session)
    )


def _state(session: Session, _: UUID | None, one: Condition) -> ColumnElement[bool]:
    """By the state that is shown: what is put off is "snoozed", and still live."""
    words = [fold(value).replace(" ", "_").replace("-", "_") for value in one.values]
    snoozed = is_snoozed(session)
    found: list[ColumnElement[bool]] = [Alert.state.in_(words) & ~snoozed]
    if "live" in words:
        found.append(Alert.state.in_(LIVE_ALERTS))
    if "snoozed" in words:
        found.append(snoozed)
    return or_(*found)


def _severity(_: Session, __: UUID | None, one: Condition) -> ColumnElement[bool]:
    return Alert.severity.in_([fold(value) for value in one.values])


def _stage(session: Session, _: UUID | None, one: Condition) -> ColumnElement[bool]:
    words = [fold(value) for value in one.values]
    stages = load_stages(session).values()
    return Monitor.stage_id.in_([stage.id for stage in stages if fold(stage.name) in words])


def _owner(session: Session, me: UUID | None, one: Condition) -> ColumnElement[bool]:
    owner = func.coalesce(Alert.assignee_id, Alert.acknowledged_by)
    words = [fold(value) for value in one.values]
    called = or_(mw_fold(Person.handle).in_(words), mw_fold(Person.full_name).in_(words))
    people = session.scalars(select(Person.id).where(called))
    ids = [*people, *([me] if "me" in words and me is not None else [])]
    found: list[ColumnElement[bool]] = [owner.in_(ids)] if ids else []
    if "none" in words:
        found.append(owner.is_(None))
    return or_(*found) if found else false()


def _service(session: Session, me: UUID | None, one: Condition) -> ColumnElement[bool]:
    """Services by tag; `mine`: the model is mine, or its alert is."""
    tags = [fold(value.lstrip("#")) for value in one.values]
    found: list[ColumnElement[bool]] = [Monitor.service_tag.in_(tags)]
    if "mine" in tags and me is not None:
        found += [RegisteredModel.owner_id == me, Alert.assignee_id == me]
    return or_(*found)


def _model(_: Session, __: UUID | None, one: Condition) -> ColumnElement[bool]:
    return RegisteredModel.name_folded.in_([fold(value) for value in one.values])


def _monitor(_: Session, __: UUID | None, one: Condition) -> ColumnElement[bool]:
    return mw_fold(Monitor.name).in_([fold(value) for value in one.values])


def _unit(session: Session, _: UUID | None, one: Condition) -> ColumnElement[bool]:
    return Alert.unit_id.in_(unit_with_descendants(session, one.values))


def _age(session: Session, _: UUID | None, one: Condition) -> ColumnElement[bool]:
    limit = now(session) - duration_of(one)
    is_young = Alert.opened_at > limit
    return is_young if one.operator in ("<", "<=") else not_(is_young)


_MEANING: dict[str, Callable[[Session, UUID | None, Condition], ColumnElement[bool]]] = {
    "age": _age,
    "model": _model,
    "monitor": _monitor,
    "owner": _owner,
    "service": _service,
    "severity": _severity,
    "stage": _stage,
    "state": _state,
    "unit": _unit,
}


def alert_rows(session: Session, alerts: Sequence[Alert]) -> tuple[AlertRow, ...]:
    """As lines of a list, in this order."""
    stages = load_stages(session)
    subjects = load_subjects(session, (one.model_id for one in alerts))
    numbers = version_numbers(session, (one.version_id for one in alerts))
    people = [x for one in alerts for x in (one.assignee_id, one.acknowledged_by, one.escalated_by)]
    names = person_names(session, people)
    places = places_of(session, {one.version_id for one in alerts})
    wanted = {one.monitor_id for one in alerts if one.monitor_id is not None}
    monitors = {
        one.id: one for one in session.scalars(select(Monitor).where(Monitor.id.in_(wanted)))
    }
    moment = now(session)
    by_word = list_ended_words(session, alerts)
    return tuple(
        _row(
            one,
            by_word.get(one.id, one.detail),
            subjects[one.model_id].name,
            now=moment,
            numbers=numbers,
            names=names,
            monitors=monitors,
            stages=stages,
            places=places,
        )
        for one in alerts
    )


def places_of(session: Session, versions: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Which of these versions are in which stage now."""
    if not versions:
        return frozenset()
    # The state is looked at here: as a condition, SQLite would read all that is in place.
    rows = session.execute(
        select(Placement.version_id, Placement.stage_id, Placement.state).where(
            is_one_of(session, Placement.version_id, versions)
        )
    )
    return frozenset((row[0], row[1]) for row in rows if row[2] == "in_place")


def _row(
    one: Alert,
    detail: str,
    model_name: str,
    *,
    now: datetime,
    numbers: dict[UUID, int],
    names: dict[UUID, str],
    monitors: dict[UUID, Monitor],
    stages: dict[UUID, StageRef],
    places: frozenset[tuple[UUID, UUID]],
) -> AlertRow:
    monitor = monitors.get(one.monitor_id) if one.monitor_id else None
    owner_id = one.assignee_id or one.acknowledged_by
    is_off = one.state in LIVE_ALERTS and one.snoozed_until is not None and one.snoozed_until > now
    return AlertRow(
        id=one.id,
        number=one.number,
        state=one.state,
        is_again=one.state == "open" and one.acknowledged_by is not None,
        severity=one.severity,
        title=one.title,
        detail=detail,
        rule=one.rule,
        model_id=one.model_id,
        model_name=model_name,
        version_id=one.version_id,
        version=numbers.get(one.version_id),
        unit_id=one.unit_id,
        stage=stages.get(monitor.stage_id) if monitor else None,
        has_left=monitor is not None and (one.version_id, monitor.stage_id) not in places,
        service_tag=monitor.service_tag if monitor else "",
        monitor_id=one.monitor_id,
        monitor_name=monitor.name if monitor else "",
        opened_at=one.opened_at,
        last_seen_at=one.last_seen_at,
        times=one.times,
        snoozed_until=one.snoozed_until if is_off else None,
        escalated_by=names.get(one.escalated_by, "") if one.escalated_by else "",
        owner_id=owner_id,
        owner=names.get(owner_id, "") if owner_id else "",
        acknowledged_at=one.acknowledged_at,
        acknowledged_by_id=one.acknowledged_by,
        acknowledged_by=names.get(one.acknowledged_by, "") if one.acknowledged_by else "",
        resolved_at=one.resolved_at,
        reason=one.reason,
        row_version=one.row_version,
    )
