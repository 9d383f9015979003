"""What changed since the last look: the topics of new audit events, whoever caused them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one has looked.

    On SQLite one writer follows another: ids are enough. On PostgreSQL ids are not in the order of
    commits, so `horizon` is the oldest transaction that was still open, and `seen` the events at or
    after it that have been told already.
    """

    horizon: int
    seen: frozenset[int] = frozenset()


def mark_now(session: Session) -> Mark:
    """Everything up to here is known."""
    if session.connection().dialect.name == "sqlite":
        return Mark(session.scalar(select(func.max(AuditEvent.id))) or 0)
    horizon = _horizon(session)
    seen = session.scalars(select(AuditEvent.id).where(AuditEvent.txid >= horizon))
    return Mark(horizon, frozenset(seen))


def list_changes(session: Session, mark: Mark) -> tuple[Mark, frozenset[str]]:
    """The next mark, and what kinds of things changed in between."""
    if session.connection().dialect.name == "sqlite":
        rows = session.execute(
            select(func.max(AuditEvent.id), AuditEvent.object_type)
            .where(AuditEvent.id > mark.horizon)
            .group_by(AuditEvent.object_type)
        ).all()
        last = max((row[0] for row in rows), default=mark.horizon)
        return Mark(last), frozenset(row[1] for row in rows)
    horizon = _horizon(session)
    found = session.execute(
        select(AuditEvent.id, AuditEvent.txid, AuditEvent.object_type).where(
            AuditEvent.txid >= mark.horizon
        )
    ).all()
    fresh = frozenset(row[2] for row in found if row[0] not in mark.seen)
    return Mark(horizon, frozenset(row[0] for row in found if row[1] >= horizon)), fresh


def _horizon(session: Session) -> int:
    statement = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return int(session.execute(statement).scalar_one())
