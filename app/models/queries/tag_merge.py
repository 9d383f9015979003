"""What a service tag stands in: all that a merge would change, and all that it may not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import roles_by_unit
from app.models.queries.release_service import services_in_use
from app.models.rules.roles import Role
from app.models.rules.service_tags import PLACED, Carrier, MergeFacts
from app.models.tables.execution import Placement, Runtime, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.monitoring import Monitor

NONE: frozenset[Role] = frozenset()


def load_merge(session: Session, gone: str, into: str, me: UUID) -> MergeFacts:
    """Whatever has the tag `gone`, as far as this reader sees."""
    held = roles_by_unit(session, me)
    models = list_models_with(session, gone)
    runtimes = list_runtimes_with(session, gone)
    in_use = services_in_use(session, [one.id for one in models])
    return MergeFacts(
        gone,
        into,
        is_known=bool(list_models_with(session, into) or list_runtimes_with(session, into)),
        carriers=(
            *(Carrier("registered_model", m.name, held.get(m.unit_id, NONE)) for m in models),
            *(Carrier("runtime", r.name, held.get(r.unit_id, NONE)) for r in runtimes),
        ),
        placed=_placed(session, gone),
        released=tuple(one.name for one in models if gone in in_use[one.id].released),
        uses=_uses(session, gone),
        monitors=_monitors(session, gone),
        rules=tuple(_rules(session, gone)),
    )


def list_models_with(session: Session, tag: str) -> list[RegisteredModel]:
    """Models that have this service tag, by name."""
    statement = (
        select(RegisteredModel)
        .where(RegisteredModel.search_text.contains(tag, autoescape=True))  # holds all its tags
        .order_by(RegisteredModel.name_folded)
    )
    return [one for one in session.scalars(statement) if tag in one.service_tags]


def list_runtimes_with(session: Session, tag: str) -> list[Runtime]:
    statement = select(Runtime).where(Runtime.state != "retired").order_by(Runtime.name)
    return [one for one in session.scalars(statement) if tag in one.service_tags]


def _placed(session: Session, tag: str) -> tuple[str, ...]:
    rows = session.execute(
        select(RegisteredModel.name, ModelVersion.version, Stage.name)
        .select_from(Placement)
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .join(RegisteredModel, RegisteredModel.id == Placement.model_id)
        .join(Stage, Stage.id == Placement.stage_id)
        .where(Placement.service_tag == tag, Placement.state.in_(PLACED))
        .order_by(RegisteredModel.name_folded, ModelVersion.version, Stage.position)
    )
    return tuple(f"{model} v{version} ({stage})" for model, version, stage in rows)


def _uses(session: Session, tag: str) -> tuple[str, ...]:
    statement = (
        select(UseCase.name)
        .join(UseCaseModel, UseCaseModel.use_case_id == UseCase.id)
        .where(UseCaseModel.service_tag == tag)
        .order_by(UseCase.name)
        .distinct()
    )
    return tuple(session.scalars(statement))


def _monitors(session: Session, tag: str) -> tuple[str, ...]:
    statement = (
        select(Monitor.name)
        .where(Monitor.service_tag == tag, ~Monitor.is_paused)
        .order_by(Monitor.name)
        .distinct()
    )
    return tuple(session.scalars(statement))


def _rules(session: Session, tag: str) -> Iterator[str]:
    """They name it by its letters, and never change."""
    tables = select(DecisionTable.key, DecisionTable.version, DecisionTable.dmn)
    cycles = select(LifeCycleTemplate.key, LifeCycleTemplate.version, LifeCycleTemplate.bpmn)
    for key, version, content in (
        *session.execute(tables.where(DecisionTable.state == "published")),
        *session.execute(cycles.where(LifeCycleTemplate.state == "published")),
    ):
        words = content.decode("utf-8", "replace").replace("&quot;", '"').replace("&apos;", "'")
        if f'"{tag}"' in words or f"'{tag}'" in words:
            yield f"{key} v{version}"
