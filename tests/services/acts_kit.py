"""What the trail says, for tests of acts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.trail import AuditEvent


def events_of(session: Session, tag: str) -> list[AuditEvent]:
    return [*session.scalars(select(AuditEvent).where(AuditEvent.tag == tag))]
