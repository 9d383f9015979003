"""Whether what a guided hint tries is there to be done: a hint without its work leads nowhere."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import Person


def list_idle_hints(session: Session, person: str) -> frozenset[str]:
    """Keys of hints whose work is done already, or waits for somebody else than this decider."""
    voted = exists().where(
        Decision.request_id == TransitionRequest.id,
        Decision.decided_by == Person.id,
        Person.handle == person,
    )
    work = {
        "approve": select(TransitionRequest.id).where(TransitionRequest.state == "pending", ~voted),
        "alert": select(Alert.id).where(Alert.state == "open"),
    }
    idle = (key for key, one in work.items() if session.scalar(one.limit(1)) is None)
    return frozenset(idle)
