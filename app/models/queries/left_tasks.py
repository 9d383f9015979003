"""Tasks that are with somebody who may not do them any more."""

from __future__ import annotations

from sqlalchemy import Select, exists, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_sqlite
from app.models.queries.memberships import is_held
from app.models.rules.tasks import OPEN_STATES
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Membership, UnitAncestor


def list_left(session: Session) -> Select[UserTask]:
    """Open tasks whose holder holds no role of theirs now, and is not whom the step named."""
    if is_sqlite(session):
        roles = func.json_each(UserTask.roles).table_valued("value")
    else:
        listed = type_coerce(UserTask.roles, JSONB)
        roles = func.jsonb_array_elements_text(listed).table_valued("value")
    held = (
        select(Membership.id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == Membership.unit_id)
        .where(
            UnitAncestor.unit_id == UserTask.unit_id,
            Membership.person_id == UserTask.assignee_id,
            Membership.role.in_(select(roles.c.value)),
            is_held(),
        )
    )
    return (
        select(UserTask)
        .where(
            UserTask.state.in_(sorted(OPEN_STATES)),
            UserTask.assignee_id.is_not(None),
            or_(UserTask.named_id.is_(None), UserTask.named_id != UserTask.assignee_id),
            ~exists(held),
        )
        .order_by(UserTask.number)
    )
