"""What a person wants to hear of, and what they have heard enough of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Alert, Monitor
from app.models.tables.personal import Watch
from app.services.unit_of_work import UnitOfWork

# What can be watched, by the object type of its events.
WATCHABLE: Mapping[str, type] = {
    "model": RegisteredModel,
    "alert": Alert,
    "instance": ProcessInstance,
    "deployment": Deployment,
    "monitor": Monitor,
    "runtime": Runtime,
}


@dataclass(frozen=True, slots=True)
class Put:
    """What was put away, so that it can come back."""

    object_type: str
    object_id: UUID
    before: int
    up_to: int


def toggle_watch(work: UnitOfWork, object_type: str, object_id: UUID) -> bool:
    """Watch it, or no longer; whether it is watched now."""
    row = _mine(work, object_id)
    return set_watch(work, object_type, object_id, on=row is None or not row.is_on)


def set_watch(work: UnitOfWork, object_type: str, object_id: UUID, *, on: bool) -> bool:
    """Whether it is watched now.

    Raises:
        InputError: nothing of this kind is watched, or there is no such object to see.
    """
    kind = WATCHABLE.get(object_type)
    if kind is None:
        raise InputError(f"Nothing of the kind {object_type} can be watched.")
    work.get(kind, object_id)
    row = _mine(work, object_id)
    if row is None:
        row = work.add(new_watch(work, object_type, object_id, on=on))
    row.is_on = on
    work.flush()
    return on


def put_away(work: UnitOfWork, object_type: str, object_id: UUID, up_to: int) -> Put:
    """Take what was told of an object out of one's list; what happens later is told again."""
    row = _mine(work, object_id)
    if row is None:
        row = work.add(new_watch(work, object_type, object_id, on=False))
    before = row.removed_to
    row.removed_to = max(before, up_to)
    work.flush()
    return Put(object_type, object_id, before, up_to)


def take_back(work: UnitOfWork, put: Put) -> None:
    """Undo `put_away`."""
    row = _mine(work, put.object_id)
    if row is not None:
        row.removed_to = put.before
        work.flush()


def _mine(work: UnitOfWork, object_id: UUID) -> Watch | None:
    statement = select(Watch).where(Watch.person_id == work.actor.id, Watch.object_id == object_id)
    return work.session.scalars(statement).first()


def new_watch(work: UnitOfWork, object_type: str, object_id: UUID, *, on: bool) -> Watch:
    """What a person keeps of an object.

    In a unit of the person, not of the object: that may be one above, to read only.
    """
    units = sorted({unit for _, unit in work.actor.memberships}, key=str)
    if not units:
        raise InputError(
            "You hold no role in this workspace yet.", hint="An administrator grants you one first."
        )
    return Watch(
        unit_id=units[0],
        person_id=work.actor.id,
        object_type=object_type,
        object_id=object_id,
        is_on=on,
        removed_to=0,
    )
