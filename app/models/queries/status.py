"""The status line and the change feed: who drives, what this workspace is, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.enforcement.settling import OLDEST_OPEN
from app.models.queries.lookups import now
from app.models.tables.engine import Incident, Job
from app.models.tables.organisation import Person, ServiceInstance, Workspace
from app.models.tables.trail import AuditEvent

SILENT_AFTER = timedelta(seconds=60)  # one that runs is seen every few seconds
MOST_EVENTS = 5_000  # looked at in one go; the rest comes with the next look


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """`is_running`: seen lately, and it has not said that it stopped."""

    name: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    stopped_at: datetime | None
    steps_done: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class Status:
    workspace: str
    is_team: bool
    is_demo: bool
    log_id: UUID
    services: tuple[ServiceRow, ...]
    jobs_due: int  # queued and due, or being done
    jobs_failed: int
    incidents: int
    last_event_at: datetime | None

    @property
    def running(self) -> tuple[ServiceRow, ...]:
        return tuple(one for one in self.services if one.is_running)


def load_status(session: Session) -> Status:
    """What the status line shows. All times are the database's."""
    workspace = session.scalars(select(Workspace)).one()
    clock = now(session)
    services = session.scalars(select(ServiceInstance).order_by(ServiceInstance.name))
    states = {
        row[0]: row[1]
        for row in session.execute(
            select(Job.state, func.count())
            .where(
                or_(
                    and_(Job.state == "queued", Job.due_at <= clock),
                    Job.state.in_(("leased", "failed")),
                )
            )
            .group_by(Job.state)
        )
    }
    incidents = select(func.count()).select_from(Incident).where(Incident.state == "open")
    last = select(AuditEvent.at).order_by(AuditEvent.id.desc()).limit(1)
    return Status(
        workspace=workspace.name,
        is_team=workspace.is_team,
        is_demo=workspace.is_demo,
        log_id=workspace.log_id,
        services=tuple(
            ServiceRow(
                one.name,
                one.host,
                one.pid,
                one.started_at,
                one.seen_at,
                one.stopped_at,
                one.steps_done,
                one.stopped_at is None and clock - one.seen_at <= SILENT_AFTER,
            )
            for one in services
        ),
        jobs_due=states.get("queued", 0) + states.get("leased", 0),
        jobs_failed=states.get("failed", 0),
        incidents=session.scalar(incidents) or 0,
        last_event_at=session.scalars(last).first(),
    )


@dataclass(frozen=True, slots=True)
class HoldUp:
    """A writing transaction that stays open: news and the seal wait for its end."""

    login: str
    name: str  # of the person; empty where the login is nobody's
    since: datetime
    age_s: float


def load_hold_up(session: Session) -> HoldUp | None:
    """The oldest that a running service sees; None: nothing waits, or no service looks."""
    clock = now(session)
    row = session.execute(
        select(ServiceInstance.held_by, ServiceInstance.held_since, Person.full_name)
        .outerjoin(Person, Person.login == ServiceInstance.held_by)
        .where(
            ServiceInstance.held_since.is_not(None),
            ServiceInstance.stopped_at.is_(None),
            ServiceInstance.seen_at >= clock - SILENT_AFTER,
        )
        .order_by(ServiceInstance.held_since)
        .limit(1)
    ).first()
    if row is None or row.held_since is None:
        return None
    age_s = (clock - row.held_since).total_seconds()
    return HoldUp(row.held_by, row.full_name or "", row.held_since, age_s)


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far the trail has been read: on PostgreSQL by transaction, on SQLite by id alone."""

    txid: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """An event, as far as screens need it to know what to read again."""

    id: int
    topic: str  # the event's object type
    tag: str
    object_id: UUID
    model_id: UUID | None
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class Changes:
    watermark: Watermark
    topics: frozenset[str]
    events: tuple[Change, ...]
    has_more: bool  # ask again at once


def present_watermark(session: Session) -> Watermark:
    """Where the trail ends now, for a feed that starts: what was before is read by the screens."""
    statement = (
        select(AuditEvent.txid, AuditEvent.id)
        .where(*_visible_to_all(session))
        .order_by(*(column.desc() for column in _order(session)))
        .limit(1)
    )
    row = session.execute(statement).first()
    return Watermark(row.txid, row.id) if row else Watermark()


def events_since(session: Session, watermark: Watermark, *, limit: int = MOST_EVENTS) -> Changes:
    """What was committed after `watermark`, each event once.

    Ids are not in the order of commits: one with a smaller id may become visible later. So on
    PostgreSQL only transactions are read before which none is still open; the rest waits.
    """
    rows = session.execute(
        select(
            AuditEvent.txid,
            AuditEvent.id,
            AuditEvent.object_type,
            AuditEvent.tag,
            AuditEvent.object_id,
            AuditEvent.model_id,
            AuditEvent.actor_id,
        )
        .where(*_after(session, watermark), *_visible_to_all(session))
        .order_by(*_order(session))
        .limit(limit)
    ).all()
    if not rows:
        return Changes(watermark, frozenset(), (), has_more=False)
    events = tuple(Change(row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows)
    return Changes(
        Watermark(rows[-1].txid, rows[-1].id),
        frozenset(one.topic for one in events),
        events,
        has_more=len(rows) == limit,
    )


def last_event_id(session: Session) -> int:
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def own_topics_since(session: Session, me: UUID, last_id: int) -> tuple[int, frozenset[str]]:
    """What I changed myself since that event, also while the feed waits for somebody else."""
    rows = session.execute(
        select(AuditEvent.id, AuditEvent.object_type).where(
            AuditEvent.id > last_id, AuditEvent.actor_id == me
        )
    ).all()
    return max((row.id for row in rows), default=last_id), frozenset(
        row.object_type for row in rows
    )


def _is_sqlite(session: Session) -> bool:
    """One writer at a time: ids are in the order of commits, and there are no transaction ids."""
    return session.get_bind().dialect.name == "sqlite"


def _order(session: Session) -> tuple[InstrumentedAttribute[int], ...]:
    return (AuditEvent.id,) if _is_sqlite(session) else (AuditEvent.txid, AuditEvent.id)


def _after(session: Session, watermark: Watermark) -> list[ColumnElement[bool]]:
    if _is_sqlite(session):
        return [AuditEvent.id > watermark.id]
    is_later = AuditEvent.txid > watermark.txid
    is_rest = and_(AuditEvent.txid == watermark.txid, AuditEvent.id > watermark.id)
    return [AuditEvent.txid >= watermark.txid, or_(is_later, is_rest)]


def _visible_to_all(session: Session) -> list[ColumnElement[bool]]:
    if _is_sqlite(session):
        return []
    return [AuditEvent.txid < literal_column(OLDEST_OPEN, BigInteger)]


def time_of_one_question(session: Session) -> float:
    """Milliseconds from a question that costs nothing to its answer."""
    session.execute(select(literal_column("1")))  # the connection stands from here on
    began = perf_counter()
    session.execute(select(literal_column("1"))).scalar_one()
    return (perf_counter() - began) * 1_000
