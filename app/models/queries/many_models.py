"""Many models at once: which they are, and what a rule asks of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.in_force import template_in_force
from app.models.queries.inventory import InventoryQuery
from app.models.queries.inventory_filter import conditions, open_scope
from app.models.queries.release_service import services_in_use
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.rules.service_tags import ServicesInUse
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import ProcessInstance
from app.models.tables.inventory import ModelVersion, RegisteredModel, UseCaseModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.models.tables.personal import Watch

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class StartFacts:
    """The newest version of a model, and whether its life cycle can begin."""

    version_id: UUID | None
    version: int  # 0: there is none
    is_running: bool  # in that life cycle; another one holds it up no more than `submit` is
    template_key: str
    is_published: bool  # for the model's unit


@dataclass(frozen=True, slots=True)
class ManyFacts:
    """A model as an act on many of them sees it."""

    id: UUID
    name: str
    unit_id: UUID
    owner_id: UUID
    service_tags: tuple[str, ...]
    used_tags: frozenset[str]  # that uses ask for by name
    in_use: ServicesInUse
    is_watched: bool  # by who asks


def list_model_ids(session: Session, query: InventoryQuery) -> tuple[UUID, ...]:
    """All models of the query, by name."""
    scope = open_scope(session, query.me)
    statement = (
        select(RegisteredModel.id)
        .where(*conditions(scope, query.filter))
        .order_by(RegisteredModel.name_folded, RegisteredModel.id)
    )
    return tuple(session.scalars(statement))


def load_many(session: Session, ids: Sequence[UUID], me: UUID) -> Iterator[ManyFacts]:
    """The models that are there, in this order."""
    for start in range(0, len(ids), CHUNK):
        yield from _load(session, ids[start : start + CHUNK], me)


def _load(session: Session, ids: Sequence[UUID], me: UUID) -> Iterator[ManyFacts]:
    used: dict[UUID, set[str]] = {}
    asked = select(UseCaseModel.model_id, UseCaseModel.service_tag).where(
        is_one_of(session, UseCaseModel.model_id, ids), UseCaseModel.service_tag.is_not(None)
    )
    for model_id, tag in session.execute(asked):
        used.setdefault(model_id, set()).add(tag or "")
    in_use = services_in_use(session, ids)
    watched = set(
        session.scalars(
            select(Watch.object_id).where(
                is_one_of(session, Watch.object_id, ids), Watch.person_id == me, Watch.is_on
            )
        )
    )
    rows = {
        row.id: row
        for row in session.execute(
            select(
                RegisteredModel.id,
                RegisteredModel.name,
                RegisteredModel.unit_id,
                RegisteredModel.owner_id,
                RegisteredModel.service_tags,
            ).where(is_one_of(session, RegisteredModel.id, ids))
        )
    }
    for each in ids:
        row = rows.get(each)
        if row is not None:
            yield ManyFacts(
                row.id,
                row.name,
                row.unit_id,
                row.owner_id,
                tuple(row.service_tags),
                frozenset(used.get(each, ())),
                in_use[each],
                each in watched,
            )


def load_starts(session: Session, ids: Sequence[UUID]) -> dict[UUID, StartFacts]:
    """What submitting the newest version of each of these models would begin."""
    found: dict[UUID, StartFacts] = {}
    for start in range(0, len(ids), CHUNK):
        found |= _load_starts(session, ids[start : start + CHUNK])
    return found


def _load_starts(session: Session, ids: Sequence[UUID]) -> dict[UUID, StartFacts]:
    newest = {
        row.model_id: (row.id, row.version)
        for row in session.execute(
            select(ModelVersion.model_id, ModelVersion.id, ModelVersion.version)
            .where(is_one_of(session, ModelVersion.model_id, ids))
            .order_by(ModelVersion.version)
        )
    }
    running = {
        (row.version_id, row.key)
        for row in session.execute(
            select(ProcessInstance.version_id, LifeCycleTemplate.key)
            .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
            .where(
                is_one_of(session, ProcessInstance.version_id, [one for one, _ in newest.values()]),
                ProcessInstance.parent_token_id.is_(None),
                ProcessInstance.state.in_(RUNNING),
            )
        )
    }
    rows = session.execute(
        select(RegisteredModel.id, RegisteredModel.unit_id, LifeCycleBinding.template_key)
        .outerjoin(LifeCycleBinding, LifeCycleBinding.model_id == RegisteredModel.id)
        .where(is_one_of(session, RegisteredModel.id, ids))
    ).all()
    keys = {(row.template_key or DEFAULT_TEMPLATE, row.unit_id) for row in rows}
    published = {each for each in keys if template_in_force(session, each[0], each[1]) is not None}
    return {
        row.id: StartFacts(
            version_id,
            version,
            (version_id, key) in running,
            key,
            (key, row.unit_id) in published,
        )
        for row in rows
        for key in (row.template_key or DEFAULT_TEMPLATE,)
        for version_id, version in (newest.get(row.id, (None, 0)),)
    }
