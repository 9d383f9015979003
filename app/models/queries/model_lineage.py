"""What the lineage of a model needs to know of it: its name, its path, how far its history goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.lookups import StageRef, load_stages
from app.models.tables.inventory import RegisteredModel
from app.models.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class ModelLife:
    model_id: UUID
    name: str
    stages: tuple[StageRef, ...]  # of its path that can hold a version, the first one first
    first_at: datetime | None
    last_at: datetime | None


def load_life(session: Session, model_id: UUID) -> ModelLife:
    """A model's name, stages and first and last event.

    Raises:
        InputError: there is no such model.
    """
    registered = session.get(RegisteredModel, model_id)
    if registered is None:
        raise InputError(f"There is no model {model_id}.")
    first, last = session.execute(
        select(func.min(AuditEvent.at), func.max(AuditEvent.at)).where(
            AuditEvent.model_id == model_id
        )
    ).one()
    path = [
        stage
        for stage in load_stages(session).values()
        if stage.path_id == registered.stage_path_id and stage.kind != "archived"
    ]
    ordered = tuple(sorted(path, key=lambda one: one.position))
    return ModelLife(model_id, registered.name, ordered, first, last)
