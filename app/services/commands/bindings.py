"""Which life cycle a model runs, and with which parameters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.in_force import template_in_force, templates_in_force
from app.models.queries.regulated import worked_on
from app.models.rules.asking import setting_blockers
from app.models.rules.blockers import require
from app.models.rules.free_variables import free_names, sets_others
from app.models.rules.own_work import changes_what_is_asked, own_work_blockers
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.services.unit_of_work import UnitOfWork


def bind_life_cycle(
    work: UnitOfWork, model_id: UUID, *, template_key: str, parameters: dict[str, Any]
) -> LifeCycleBinding:
    """Choose a model's life cycle and the values of its parameters.

    Raises:
        RefusedError: who worked on the model changes what it must have, or what stops it; or who is
            no architect sets what the life cycle does not leave free.
    """
    row = work.session.scalars(
        select(LifeCycleBinding).where(LifeCycleBinding.model_id == model_id)
    ).first()
    before = row.parameters if row else {}
    unit_id = work.get(RegisteredModel, model_id).unit_id
    refused = own_work_blockers(
        is_less=changes_what_is_asked(before, parameters),
        is_author=worked_on(work.session, model_id, work.actor.id),
    )
    if sets_others(before, parameters, _free(work, unit_id, template_key)):
        refused += setting_blockers(work.roles_in(unit_id))
    require(refused)
    if row is None:
        return work.add(
            LifeCycleBinding(model_id=model_id, template_key=template_key, parameters=parameters)
        )
    row.template_key, row.parameters = template_key, parameters
    work.flush()
    return row


def _free(work: UnitOfWork, unit_id: UUID, key: str) -> tuple[str, ...]:
    found = template_in_force(work.session, key, unit_id)
    return free_names(work.get(LifeCycleTemplate, found.id).parameters if found else None)


def choose_life_cycle(work: UnitOfWork, model_id: UUID, key: str) -> LifeCycleBinding:
    """Let a model's next submission run this life cycle; what is under way goes on as it began.

    What was set for the model (what it must have, what stops it) stays set.

    Raises:
        InputError: none of that key is in force in the model's unit.
    """
    check_in_force(work, work.get(RegisteredModel, model_id).unit_id, key)
    bound = work.session.scalars(
        select(LifeCycleBinding.parameters).where(LifeCycleBinding.model_id == model_id)
    ).first()
    return bind_life_cycle(work, model_id, template_key=key, parameters=dict(bound or {}))


def check_in_force(work: UnitOfWork, unit_id: UUID, key: str) -> None:
    """
    Raises:
        InputError: no life cycle of that key is in force in the unit.
    """
    known = [one.key for one in templates_in_force(work.session, unit_id)]
    if key not in known:
        raise InputError(
            f"There is no published life cycle {key}.", hint="Published: " + ", ".join(known) + "."
        )
