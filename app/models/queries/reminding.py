"""When those for whom a request waits were last reminded of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.rules.acts import VOTERS_REMINDED
from app.models.tables.trail import AuditEvent


def last_reminded(session: Session, request_id: UUID) -> datetime | None:
    """When somebody last reminded who still has to vote; None: nobody did."""
    found: datetime | None = session.scalar(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.object_id == request_id, AuditEvent.tag == VOTERS_REMINDED
        )
    )
    return found
