"""What a workspace is and how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.organisation import Person, ServiceInstance, Workspace
from app.models.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A background service that has been seen."""

    name: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    stopped_at: datetime | None
    steps_done: int


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """Which workspace this is."""

    name: str
    database: str
    kind: str  # sqlite | postgresql
    is_team: bool
    is_demo: bool
    log_id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WorkspaceContents(WorkspaceRow):
    """How much is in it, and who works on it; counting a large one takes a while."""

    models: int
    versions: int
    snapshots: int
    people: int
    events: int
    size_bytes: int
    services: tuple[ServiceRow, ...]


def load_workspace(session: Session, database: str) -> WorkspaceRow:
    return WorkspaceRow(*_facts(session, database))


def load_contents(session: Session, database: str) -> WorkspaceContents:
    def count(kind: type) -> int:
        return session.scalar(select(func.count()).select_from(kind)) or 0

    services = session.scalars(select(ServiceInstance).order_by(ServiceInstance.name))
    return WorkspaceContents(
        *_facts(session, database),
        models=count(RegisteredModel),
        versions=count(ModelVersion),
        snapshots=count(Snapshot),
        people=count(Person),
        events=count(AuditEvent),
        size_bytes=_size(session),
        services=tuple(
            ServiceRow(s.name, s.host, s.pid, s.started_at, s.seen_at, s.stopped_at, s.steps_done)
            for s in services
        ),
    )


def _facts(session: Session, database: str) -> tuple[str, str, str, bool, bool, UUID, datetime]:
    row = session.scalars(select(Workspace)).one()
    kind = session.connection().dialect.name
    return row.name, database, kind, row.is_team, row.is_demo, row.log_id, row.created_at


def _size(session: Session) -> int:
    if session.connection().dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(session.scalar(text(size)) or 0)
