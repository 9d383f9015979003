"""Requests for roles, as administrators look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models.tables.organisation import BusinessUnit, Person, RoleRequest


@dataclass(frozen=True, slots=True)
class RoleRequestRow:
    number: int
    id: UUID
    person: str
    role: str
    action: str  # grant | end
    unit: str
    until: datetime | None
    state: str
    reason: str
    asked_by: str
    answered_by: str  # empty: by nobody yet


def list_role_requests(session: Session, *, only_open: bool = False) -> list[RoleRequestRow]:
    """The newest first."""
    person, asker, answerer = aliased(Person), aliased(Person), aliased(Person)
    statement = (
        select(RoleRequest, person.handle, asker.handle, answerer.handle, BusinessUnit.key)
        .join(person, person.id == RoleRequest.person_id)
        .join(asker, asker.id == RoleRequest.asked_by)
        .join(BusinessUnit, BusinessUnit.id == RoleRequest.unit_id)
        .outerjoin(answerer, answerer.id == RoleRequest.answered_by)
        .order_by(RoleRequest.number.desc())
    )
    if only_open:
        statement = statement.where(RoleRequest.state == "asked")
    return [
        RoleRequestRow(
            row.number,
            row.id,
            who,
            row.role,
            row.action,
            unit,
            row.valid_until,
            row.state,
            row.reason,
            asked,
            answered or "",
        )
        for row, who, asked, answered, unit in session.execute(statement)
    ]
