"""How a version leaves a place: a service's name in a stage."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.rules.deployment_states import ACTIVE
from app.models.tables.execution import Deployment, Placement
from app.services.unit_of_work import UnitOfWork


def leave(work: UnitOfWork, place: Placement, reason: str = "") -> None:
    now = work.now()
    place.state, place.placed_until = "left", now
    if reason:
        place.reason = reason
    work.flush()


def leave_unserved(work: UnitOfWork, placement_id: UUID, reason: str) -> bool:
    """Leave a place where the last runtime served no more; whether it was left.

    Nobody leaves one that another runtime serves, or is about to; nor one in which none ever
    served: that is how a version is in place that has no runtime.
    """
    place = work.get(Placement, placement_id)
    if place.state != "in_place":
        return False
    states = set(
        work.session.scalars(
            select(Deployment.state).where(Deployment.placement_id == placement_id).distinct()
        )
    )
    if states.intersection(ACTIVE) or "undeployed" not in states:
        return False
    leave(work, place, reason)
    return True
