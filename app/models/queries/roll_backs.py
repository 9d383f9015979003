"""Who had a deployment rolled back, when and why: from the trail, as the service only does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names
from app.models.tables.execution import Deployment
from app.models.tables.trail import AuditEvent

ROLLED_BACK = "deployment.rolled_back"
ASKED = "inbox.asked"


@dataclass(frozen=True, slots=True)
class RolledBack:
    """`by` asked for it and signed; empty where the reader does not see who."""

    number: int  # of the deployment
    at: datetime | None
    by: str
    reason: str


def load_rolled_back(session: Session, one: Deployment) -> RolledBack | None:
    """None where it was not rolled back."""
    if one.state != "rolled_back":
        return None
    return RolledBack(one.number, one.finished_at, _asked_by(session, one), one.reason)


def _asked_by(session: Session, one: Deployment) -> str:
    """The last who asked before it was done: among the model's events, close before its own."""
    done = (
        select(AuditEvent.id)
        .where(AuditEvent.object_id == one.id, AuditEvent.tag == ROLLED_BACK)
        .order_by(AuditEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asker = session.scalars(
        select(AuditEvent.actor_id)
        .where(
            AuditEvent.model_id == one.model_id,
            AuditEvent.id < done,
            AuditEvent.tag == ASKED,
            AuditEvent.facts["kind"].as_string() == "roll_back",
            AuditEvent.facts["deployment_id"].as_string() == str(one.id),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return person_names(session, [asker]).get(asker, "") if asker else ""
