"""The life cycles that a model may be bound to, and why this reader may not choose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.in_force import templates_in_force
from app.models.queries.lookups import roles_by_unit
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class LifeCycleChoice:
    model_id: UUID
    model_name: str
    bound: str  # key; empty: none yet
    offered: tuple[Offered, ...]  # in force in the model's unit, by name
    blockers: tuple[Blocker, ...]


def load_life_cycle_choice(session: Session, model_id: UUID, me: UUID) -> LifeCycleChoice:
    registered = session.get_one(RegisteredModel, model_id)
    bound = session.scalars(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
    ).first()
    found = templates_in_force(session, registered.unit_id)
    statement = select(LifeCycleTemplate.id, LifeCycleTemplate.name).where(
        LifeCycleTemplate.id.in_([one.id for one in found])
    )
    names = {row.id: row.name for row in session.execute(statement)}
    offered = [Offered(one.key, names[one.id], one.version) for one in found]
    held = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    return LifeCycleChoice(
        model_id,
        registered.name,
        bound or "",
        tuple(sorted(offered, key=lambda one: one.name.casefold())),
        () if Role.ARCHITECT in held else (Blocker("binding.guarded"),),
    )
