"""What a person leaves open when their account is closed: nobody else is asked for it by itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import OPEN_TASKS
from app.models.rules.assessing import UNANSWERED
from app.models.tables.governance import Attestation
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """The models they own by name; the tasks they took, and what they are asked to attest, by
    number.
    """

    models: tuple[str, ...]
    tasks: tuple[int, ...]
    attestations: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.models or self.tasks or self.attestations)


def load_left_open(session: Session, person_id: UUID) -> LeftOpen:
    models = session.scalars(
        select(RegisteredModel.name)
        .where(RegisteredModel.owner_id == person_id)
        .order_by(RegisteredModel.name_folded)
    )
    tasks = session.scalars(
        select(UserTask.number)
        .where(UserTask.assignee_id == person_id, UserTask.state.in_(OPEN_TASKS))
        .order_by(UserTask.number)
    )
    attestations = session.scalars(
        select(Attestation.number)
        .where(Attestation.person_id == person_id, Attestation.state.in_(UNANSWERED))
        .order_by(Attestation.number)
    )
    return LeftOpen(tuple(models), tuple(tasks), tuple(attestations))
