"""Requests that wait or serve, and were asked for another use or tier than the model has now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.regulated import is_regulated
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel


@dataclass(frozen=True, slots=True)
class Moved:
    """A request, and how its model is rated and used now."""

    request_id: UUID
    version_id: UUID
    is_pending: bool
    risk_tier: str
    is_regulated: bool


def list_moved(session: Session) -> list[Moved]:
    """Those whose model is not as it was when the evidence of the request was pinned."""
    regulated = (
        select(UseCase.id)
        .join(UseCaseModel, UseCaseModel.use_case_id == UseCase.id)
        .where(UseCaseModel.model_id == RegisteredModel.id, UseCase.is_regulated)
        .exists()
    )
    serves = (
        select(Placement.id)
        .where(Placement.request_id == TransitionRequest.id, Placement.state == "in_place")
        .exists()
    )
    asked = TransitionRequest
    statement = (
        select(asked, RegisteredModel.risk_tier)
        .join(RegisteredModel, RegisteredModel.id == asked.model_id)
        .where(
            or_(asked.state == "pending", and_(asked.state == "accepted", serves)),
            or_(
                asked.risk_tier != RegisteredModel.risk_tier,
                and_(asked.is_regulated, ~regulated),
                and_(~asked.is_regulated, regulated),
            ),
        )
        .order_by(asked.number)
    )
    found = []
    for request, tier in session.execute(statement):
        used = is_regulated(session, request.model_id)  # of a service that it has
        if (tier, used) != (request.risk_tier, request.is_regulated):
            is_pending = request.state == "pending"
            found.append(Moved(request.id, request.version_id, is_pending, tier, used))
    return found
