"""Who looks at what: for colleagues who would otherwise decide the same thing at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from app.models.rules.sizes import SHARES
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.models.tables.personal import Presence
from app.services.unit_of_work import UnitOfWork


def look_at(work: UnitOfWork, object_id: UUID) -> None:
    """The person looks at this request or task now; to be said again while that is so."""
    mine = select(Presence).where(
        Presence.person_id == work.actor.id, Presence.object_id == object_id
    )
    row = work.session.scalars(mine).first()
    if row is not None:
        row.seen_at = work.now()
        return
    if _is_full(work):
        return  # a hint to colleagues is not worth a refusal
    case = work.session.get(TransitionRequest, object_id) or work.get(UserTask, object_id)
    work.add(Presence(unit_id=case.unit_id, person_id=work.actor.id, object_id=object_id))


def _is_full(work: UnitOfWork) -> bool:
    most = SHARES["presence"].most
    mine = select(Presence.id).where(Presence.person_id == work.actor.id).limit(most).subquery()
    return (work.session.scalar(select(func.count()).select_from(mine)) or 0) >= most
