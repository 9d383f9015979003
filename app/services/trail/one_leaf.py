"""One event as its leaf: the very bytes that are hashed, its place, and the head over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.trail import list_heads, raw_event
from app.models.rules.merkle import leaf_hash
from app.models.tables.trail import AuditLeaf
from app.services.trail.leaves import leaf_bytes


@dataclass(frozen=True, slots=True)
class LeafView:
    """`position` None: it is not sealed yet."""

    event_id: int
    content: str  # the canonical bytes, which are UTF-8
    digest: str  # of these bytes, as they are now
    position: int | None = None
    sealed_digest: str = ""
    head_size: int = 0
    sealed_at: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.position is not None and self.digest == self.sealed_digest


def load_leaf(session: Session, event_id: int) -> LeafView | None:
    """The leaf of an event; None where the event is not there for this person."""
    event = raw_event(session, event_id)
    if event is None:
        return None
    content = leaf_bytes(event)
    text, digest = content.decode("utf-8", "replace"), leaf_hash(content).hex()
    sealed = session.execute(
        select(AuditLeaf.position, AuditLeaf.sha256).where(AuditLeaf.event_id == event_id)
    ).first()
    if sealed is None:
        return LeafView(event_id, text, digest)
    head = next(iter(list_heads(session, after=sealed.position, limit=1)), None)
    return LeafView(
        event_id,
        text,
        digest,
        sealed.position,
        sealed.sha256,
        head.size if head else 0,
        head.signed_at if head else None,
    )
