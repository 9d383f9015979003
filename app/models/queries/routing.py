"""Who has to decide that a model enters a stage, as the routing policy says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force
from app.models.queries.lookups import load_units
from app.models.queries.regulated import is_asked
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.rules.emergency import EmergencyRoute, emergency_from
from app.models.rules.four_eyes import Slot, slots_from
from app.models.rules.policies import EMERGENCY_ROUTE, ROUTE
from app.models.tables.inventory import ModelVersion, RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleBinding
from app.models.tables.organisation import UnitAncestor

_regulated_use = (
    select(UseCaseModel.model_id, UseCaseModel.use_case_id, UseCaseModel.service_tag)
    .join(UseCase, UseCase.id == UseCaseModel.use_case_id)
    .where(UseCase.is_regulated)
    .subquery()
)
_used = (
    select(
        RegisteredModel.risk_tier,
        RegisteredModel.service_tags,
        LifeCycleBinding.template_key,
        _regulated_use.c.use_case_id,
        _regulated_use.c.service_tag,
    )
    .select_from(RegisteredModel)
    .outerjoin(LifeCycleBinding, LifeCycleBinding.model_id == RegisteredModel.id)
    .outerjoin(_regulated_use, _regulated_use.c.model_id == RegisteredModel.id)
)
_used_by_model = _used.where(RegisteredModel.id == bindparam("asked"))
_used_by_version = _used.join(ModelVersion, ModelVersion.model_id == RegisteredModel.id).where(
    ModelVersion.id == bindparam("asked")
)


@dataclass(frozen=True, slots=True)
class Route:
    """The slots that a version of the routing policy gives."""

    table_id: UUID
    name: str  # "Approval route v2"
    slots: tuple[Slot, ...]


def life_cycle_of(session: Session, model_id: UUID) -> str:
    """Key of the life cycle that the model is bound to, whatever runs; else of the usual one."""
    bound = session.scalars(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
    ).first()
    return bound or DEFAULT_TEMPLATE


def route_in_force(session: Session, registered: RegisteredModel, stage: str) -> Route | None:
    """Who decides by the policy in force in the model's unit; None where there is none.

    Raises:
        AppError: the table is for other facts.
    """
    found = table_in_force(session, ROUTE, registered.unit_id)
    return None if found is None else route_by(session, found, registered, stage)


def emergency_in_force(
    session: Session, registered: RegisteredModel, stage: str
) -> tuple[UUID, EmergencyRoute] | None:
    """Whether and how the policy in force lets an emergency pass; its version, and the route.

    Raises:
        AppError: the table is for other facts, or says what makes no sense.
    """
    table_id = table_in_force(session, EMERGENCY_ROUTE, registered.unit_id)
    if table_id is None:
        return None
    found = emergency_from(_rows(session, table_id, registered, stage)[1])
    return None if found is None else (table_id, found)


def route_of_run(
    session: Session,
    registered: RegisteredModel,
    stage: str,
    *,
    pinned: UUID | None,
    began_at: datetime,
) -> Route:
    """The same for a life cycle under way: by the version in force when it began.

    Args:
        pinned: the version that the run says it is bound to. Another decision, one of another
            unit, or one that had left force by then counts for nothing: what is in force does.
    Raises:
        InputError: no policy says who decides.
    """
    table_id = table_in_force(session, ROUTE, registered.unit_id)
    if pinned is not None and _was_in_force(session, pinned, registered.unit_id, began_at):
        table_id = pinned
    if table_id is None:
        raise InputError(
            f"No policy says who decides that {registered.name} enters {stage}.",
            hint=f"Put a version of {ROUTE} in force: modelward policy propose.",
        )
    return route_by(session, table_id, registered, stage)


def _was_in_force(session: Session, table_id: UUID, unit_id: UUID, at: datetime) -> bool:
    left_later = (DecisionTable.state == "deprecated") & (DecisionTable.recorded_from > at)
    statement = (
        select(DecisionTable.id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == DecisionTable.unit_id)
        .where(
            DecisionTable.id == table_id,
            DecisionTable.key == ROUTE,
            UnitAncestor.unit_id == unit_id,
            or_(DecisionTable.state == "published", left_later),
        )
    )
    return session.scalars(statement).first() is not None


def route_by(session: Session, table_id: UUID, registered: RegisteredModel, stage: str) -> Route:
    """Who decides by this version of the policy, for the model as it is now.

    Raises:
        AppError: the table is for other facts.
    """
    table, rows = _rows(session, table_id, registered, stage)
    return Route(table_id, f"{table.name} v{table.version}", slots_from(rows))


def facts_of_use(session: Session, model_id: UUID) -> dict[str, Any]:
    """What the policy asks of a model that may become otherwise while a life cycle runs."""
    return _facts(session.execute(_used_by_model, {"asked": model_id}).all())


def facts_of_version(session: Session, version_id: UUID) -> dict[str, Any]:
    """The same of the model of this version, in one statement: runs ask it again and again."""
    return _facts(session.execute(_used_by_version, {"asked": version_id}).all())


def _facts(rows: Sequence[Row[Any]]) -> dict[str, Any]:
    known = rows[0]  # a row for each regulated use, or one without
    return {
        "risk_tier": known.risk_tier,
        "is_regulated": any(
            one.use_case_id is not None and is_asked(one.service_tag, known.service_tags)
            for one in rows
        ),
        "life_cycle": known.template_key or DEFAULT_TEMPLATE,
    }


def _rows(
    session: Session, table_id: UUID, registered: RegisteredModel, stage: str
) -> tuple[DecisionTable, list[dict[str, Any]]]:
    table = session.get_one(DecisionTable, table_id)
    facts = {
        **facts_of_use(session, registered.id),
        "kind": registered.kind,
        "unit": load_units(session)[registered.unit_id].key,
        "stage": stage,
    }
    rows = map_result(evaluate(parse(table.dmn), table.decision_id, facts), "resultList")
    assert isinstance(rows, list)
    return table, rows
