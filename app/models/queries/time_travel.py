"""What was true at an instant, from present rows and the history that the database keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.as_of import as_of, history_table
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.evidence_rows import ResultRow, list_failed_results
from app.models.queries.id_names import id_names
from app.models.queries.lineage_reviews import Reviewed, reviews_of
from app.models.queries.lookups import StageRef, load_stages, person_names, version_numbers
from app.models.queries.runtime_health import Silence, load_unserved
from app.models.rules.acts import EVIDENCE_OPENED
from app.models.rules.rights import RIGHTS
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.governance import Decision
from app.models.tables.monitoring import MonitorRun
from app.models.tables.trail import AuditEvent

STAMPS = ("recorded_from", "recorded_by", "recorded_until", "row_version", "unit_id", "id")
HISTORY_OF = {rights.object: rights.table for rights in RIGHTS if rights.has_history}


@dataclass(frozen=True, slots=True)
class ServedThen:
    """A version in place in a stage at an instant, on which runtimes, on whose decision."""

    stage: StageRef
    service_tag: str
    version_id: UUID
    version: int | None
    snapshot_id: UUID
    since: datetime | None
    runtimes: tuple[str, ...]
    approved_by: tuple[str, ...]
    approved_at: datetime | None = None
    is_again: bool = False  # it served there before, and another one in between


@dataclass(frozen=True, slots=True)
class ServedNext:
    """The version that came to production after an instant."""

    version: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Serving:
    """What served then, and what came to production next."""

    then: tuple[ServedThen, ...]
    following: ServedNext | None
    silences: tuple[tuple[str, Silence], ...] = ()  # services that do not answer now, and why

    @property
    def has_production(self) -> bool:
        return any(one.stage.kind == "production" for one in self.then)


def load_serving(
    session: Session, model_id: UUID, at: datetime, *, is_now: bool = False
) -> Serving:
    """The answer to "which version served then", and what came next.

    Args:
        is_now: nothing is looked back at, so it is told what does not answer as last looked at.
    """
    silences = _silences(session, model_id) if is_now else ()
    return Serving(
        serving_as_of(session, model_id, at), _first_after(session, model_id, at), silences
    )


def _silences(session: Session, model_id: UUID) -> tuple[tuple[str, Silence], ...]:
    deployed = session.scalars(
        select(Deployment)
        .where(Deployment.model_id == model_id, Deployment.state == "deployed")
        .order_by(Deployment.number)
    ).all()
    found = load_unserved(session, deployed)
    return tuple((one.service_tag, found[one.id]) for one in deployed if one.id in found)


def _first_after(session: Session, model_id: UUID, at: datetime) -> ServedNext | None:
    row = session.execute(
        select(Placement.version_id, Placement.placed_from)
        .where(
            Placement.model_id == model_id,
            Placement.stage_kind == "production",
            Placement.placed_from > at,
        )
        .order_by(Placement.placed_from)
        .limit(1)
    ).first()
    if row is None or row.placed_from is None:
        return None
    number = version_numbers(session, [row.version_id]).get(row.version_id)
    return ServedNext(number, row.placed_from)


def serving_as_of(session: Session, model_id: UUID, at: datetime) -> tuple[ServedThen, ...]:
    """Which version of a model served in each stage then; the highest stage first."""
    places = as_of(METADATA.tables[f"{SCHEMA}.placement"], at)
    rows = session.execute(
        select(places).where(places.c.model_id == model_id, places.c.state == "in_place")
    ).all()
    stages = load_stages(session)
    numbers = version_numbers(session, (row.version_id for row in rows))
    runtimes = _runtimes_then(session, model_id, at)
    voters = _voters(session, [row.request_id for row in rows])
    before = _ended_before(session, model_id, at)
    found = [
        ServedThen(
            stage=stages[row.stage_id],
            service_tag=row.service_tag,
            version_id=row.version_id,
            version=numbers.get(row.version_id),
            snapshot_id=row.snapshot_id,
            since=row.placed_from,
            runtimes=tuple(runtimes.get((row.snapshot_id, row.stage_id, row.service_tag), ())),
            approved_by=tuple(name for name, _ in voters.get(row.request_id, ())),
            approved_at=max((at for _, at in voters.get(row.request_id, ())), default=None),
            is_again=(row.version_id, row.stage_id, row.service_tag) in before,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.stage.rank, reverse=True))


def _ended_before(session: Session, model_id: UUID, at: datetime) -> set[tuple[UUID, UUID, str]]:
    """What was in place until some instant before: version, stage and service."""
    found = session.execute(
        select(Placement.version_id, Placement.stage_id, Placement.service_tag).where(
            Placement.model_id == model_id,
            Placement.placed_from.is_not(None),
            Placement.placed_until <= at,
        )
    )
    return {(row.version_id, row.stage_id, row.service_tag) for row in found}


def _runtimes_then(
    session: Session, model_id: UUID, at: datetime
) -> dict[tuple[UUID, UUID, str], list[str]]:
    deployments = as_of(METADATA.tables[f"{SCHEMA}.deployment"], at)
    rows = session.execute(
        select(
            deployments.c.snapshot_id,
            deployments.c.stage_id,
            deployments.c.service_tag,
            Runtime.name,
        )
        .join(Runtime, Runtime.id == deployments.c.runtime_id)
        .where(deployments.c.model_id == model_id, deployments.c.state == "deployed")
        .order_by(Runtime.name)
    )
    found: dict[tuple[UUID, UUID, str], list[str]] = {}
    for snapshot_id, stage_id, tag, name in rows:
        found.setdefault((snapshot_id, stage_id, tag), []).append(name)
    return found


def _voters(
    session: Session, requests: list[UUID | None]
) -> dict[UUID, list[tuple[str, datetime]]]:
    """Who accepted each of these requests, and when."""
    wanted = {one for one in requests if one is not None}
    rows = session.execute(
        select(Decision.request_id, Decision.decided_by, Decision.decided_at)
        .where(Decision.request_id.in_(wanted), Decision.verdict == "accept")
        .order_by(Decision.decided_at)
    ).all()
    names = person_names(session, (row.decided_by for row in rows))
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for row in rows:
        voter = names.get(row.decided_by, ""), row.decided_at
        found.setdefault(row.request_id, []).append(voter)
    return found


@dataclass(frozen=True, slots=True)
class FactChange:
    """A column of the row that an event changed. `before` is None where the row was new.

    Ids have become the names of what they point at, as far as the reader may see it.
    """

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RunResults:
    """Of a test run that ended: where its results stand, and what failed."""

    run_id: UUID
    version_id: UUID
    monitor_id: UUID | None
    failed: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True)
class EventDetail:
    row: EventRow
    changes: tuple[FactChange, ...]
    previous: EventRow | None  # of the same model, else of the same object
    following: EventRow | None
    related: tuple[EventRow, ...]  # other events of the same object, the newest first
    reviews: tuple[Reviewed, ...]  # the sign-offs that cover it, the newest first
    results: RunResults | None = None


def load_event(session: Session, event_id: int, *, known_at: datetime | None = None) -> EventDetail:
    """An event with what it changed, what stands around it, and who had signed it off by then.

    Raises:
        InputError: there is none.
    """
    event = session.get(AuditEvent, event_id)
    if event is None:
        raise InputError(f"There is no event {event_id}.")
    before, after = _neighbour(session, event, -1), _neighbour(session, event, 1)
    related = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == event.object_id, AuditEvent.id != event.id)
        .order_by(AuditEvent.id.desc())
        .limit(10)
    ).all()
    around = [one for one in (before, after) if one is not None]
    rows = {row.id: row for row in load_event_rows(session, [event, *around, *related])}
    return EventDetail(
        row=rows[event.id],
        changes=_changes(session, event),
        previous=rows[before.id] if before else None,
        following=rows[after.id] if after else None,
        related=tuple(rows[one.id] for one in related),
        reviews=reviews_of(session, [event.id], known_at=known_at)[event.id],
        results=_results(session, event),
    )


def _results(session: Session, event: AuditEvent) -> RunResults | None:
    is_end = event.tag == "test_run.finished"
    run = session.get(MonitorRun, event.object_id) if is_end else None
    if run is None:
        return None
    failed = list_failed_results(session, run)
    return RunResults(run.id, run.version_id, run.monitor_id, failed)


def _neighbour(session: Session, event: AuditEvent, step: int) -> AuditEvent | None:
    same = (
        AuditEvent.model_id == event.model_id
        if event.model_id is not None
        else AuditEvent.object_id == event.object_id
    )
    statement = select(AuditEvent).where(same)
    if step < 0:
        statement = statement.where(AuditEvent.id < event.id).order_by(AuditEvent.id.desc())
    else:
        statement = statement.where(AuditEvent.id > event.id).order_by(AuditEvent.id)
    return session.scalars(statement.limit(1)).first()


def _changes(session: Session, event: AuditEvent) -> tuple[FactChange, ...]:
    """The row before and after, where its table keeps a history."""
    name = HISTORY_OF.get(event.object_type)
    if name is None or event.tag == EVIDENCE_OPENED:  # to look at a request changes nothing of it
        return ()
    # A row is stamped before its event is written, so its image is the last one up to then.
    table = METADATA.tables[f"{SCHEMA}.{name}"]
    images = as_of(table, event.at)
    after = session.execute(select(images).where(images.c.id == event.object_id)).first()
    if after is None:
        return ()
    before = _image_before(session, name, event.object_id, after)
    values = _as_mapping(after)
    old = _as_mapping(before) if before is not None else {}
    changed = [
        (column, old.get(column), value)
        for column, value in values.items()
        if column not in STAMPS and (before is None or old.get(column) != value)
    ]
    names = id_names(session, table, [values, old]) if changed else {}
    return tuple(
        FactChange(column, _called(names, was), _called(names, value))
        for column, was, value in changed
    )


def _called(names: Mapping[UUID, str], value: Any) -> Any:
    return names.get(value, value) if isinstance(value, UUID) else value


def _image_before(session: Session, name: str, key: UUID, after: Row[Any]) -> Row[Any] | None:
    past = history_table(METADATA.tables[f"{SCHEMA}.{name}"])
    return session.execute(
        select(past).where(past.c.id == key, past.c.row_version == after.row_version - 1)
    ).first()


def _as_mapping(row: Row[Any]) -> Mapping[str, Any]:
    return dict(row._mapping)  # SQLAlchemy's public name, despite the underscore
