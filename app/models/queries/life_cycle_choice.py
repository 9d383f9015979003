"""The life cycles that a model may be bound to, and why this reader may not choose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.in_force import template_in_force, templates_in_force
from app.models.queries.lookups import load_units, roles_by_unit
from app.models.queries.routing import life_cycle_of
from app.models.rules.asking import DEFAULT_TEMPLATE, binding_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.free_variables import free_names, held_names
from app.models.rules.roles import Role
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    name: str
    version: int
    free: tuple[str, ...] = ()  # what a start of it may set of what is published with it
    held: frozenset[str] = frozenset()  # what none sets


@dataclass(frozen=True, slots=True)
class LifeCycleChoice:
    model_id: UUID
    model_name: str
    bound: str  # key; empty: none yet
    offered: tuple[Offered, ...]  # in force in the model's unit, by name
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True)
class NewModelChoice:
    """Of a model that is registered in one unit: the usual life cycle first."""

    offered: tuple[Offered, ...]  # in force there
    blockers: tuple[Blocker, ...]  # why this reader may take none but the usual


def load_new_model_choices(
    session: Session, units: Collection[str], me: UUID
) -> dict[str, NewModelChoice]:
    """What a model registered in each of these units could run, by the unit's key."""
    held = roles_by_unit(session, me)
    wanted = {row.key: row.id for row in load_units(session).values() if row.key in units}
    return {
        key: NewModelChoice(
            tuple(
                sorted(offered_in(session, unit_id), key=lambda one: one.key != DEFAULT_TEMPLATE)
            ),
            binding_blockers("", held.get(unit_id, frozenset())),
        )
        for key, unit_id in wanted.items()
    }


def load_bound(session: Session, model_id: UUID) -> Offered | None:
    """The life cycle that a model runs when it is submitted next; None: it is not in force."""
    unit_id = session.get_one(RegisteredModel, model_id).unit_id
    found = template_in_force(session, life_cycle_of(session, model_id), unit_id)
    if found is None:
        return None
    return Offered(found.key, _names(session, [found.id])[found.id], found.version)


def offered_in(session: Session, unit_id: UUID) -> tuple[Offered, ...]:
    """In force in this unit, by name."""
    found = templates_in_force(session, unit_id)
    names = _names(session, [one.id for one in found])
    published = _published(session, [one.id for one in found])
    offered = [
        Offered(
            one.key,
            names[one.id],
            one.version,
            free_names(published[one.id]),
            held_names(published[one.id]),
        )
        for one in found
    ]
    return tuple(sorted(offered, key=lambda one: one.name.casefold()))


def _names(session: Session, ids: list[UUID]) -> dict[UUID, str]:
    statement = select(LifeCycleTemplate.id, LifeCycleTemplate.name).where(
        LifeCycleTemplate.id.in_(ids)
    )
    return {row.id: row.name for row in session.execute(statement)}


def _published(session: Session, ids: list[UUID]) -> dict[UUID, object]:
    statement = select(LifeCycleTemplate.id, LifeCycleTemplate.parameters).where(
        LifeCycleTemplate.id.in_(ids)
    )
    return {row.id: row.parameters for row in session.execute(statement)}


def load_life_cycle_choice(session: Session, model_id: UUID, me: UUID) -> LifeCycleChoice:
    registered = session.get_one(RegisteredModel, model_id)
    bound = session.scalars(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
    ).first()
    held = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    return LifeCycleChoice(
        model_id,
        registered.name,
        bound or "",
        offered_in(session, registered.unit_id),
        () if Role.ARCHITECT in held else (Blocker("binding.guarded"),),
    )
