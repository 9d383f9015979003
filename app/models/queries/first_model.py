"""The model that a screen begins with, where nobody said which."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.needs import list_needs

_LOOKED_THROUGH = 50  # models, for one with a history to show


def load_first_model(session: Session, me: UUID, *, now: datetime) -> tuple[UUID, str] | None:
    """The model of what is most urgent for this person, else one that serves, else any."""
    for need in list_needs(session, me, now=now):
        if need.model_id is not None:
            return need.model_id, need.model_name
    rows = list_models(session, InventoryQuery(), None, _LOOKED_THROUGH).rows
    found = next((one for one in rows if one.stage), rows[0] if rows else None)
    return (found.id, found.name) if found else None
