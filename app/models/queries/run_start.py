"""What a life cycle may be started by hand on: a model's versions, the life cycles, what blocks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.life_cycle_choice import offered_in
from app.models.queries.lookups import roles_by_unit
from app.models.rules.asking import DEFAULT_TEMPLATE, asking_blockers, bound_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import ProcessInstance
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class StandingRun:
    """A run because of which a version does not begin the same life cycle again."""

    version_id: UUID
    id: UUID
    number: int
    outcome: str = ""  # of one that decided on the version as it is now; empty: it is under way


@dataclass(frozen=True, slots=True)
class StartWay:
    """A life cycle in force in the model's unit."""

    key: str
    name: str
    version: int
    runs: tuple[StandingRun, ...]
    blockers: tuple[Blocker, ...]  # why this reader may not start it on this model
    free: tuple[str, ...] = ()  # what a start of it may set of what is published with it
    held: frozenset[str] = frozenset()  # what none sets

    def run_on(self, version_id: UUID) -> StandingRun | None:
        """What stands in the way of this version of the model."""
        return next((one for one in self.runs if one.version_id == version_id), None)


@dataclass(frozen=True, slots=True)
class StartOffer:
    model_id: UUID
    model_name: str
    versions: tuple[tuple[UUID, int], ...]  # id and number, the latest first
    bound: str  # key of its own life cycle, or of the one that a model begins with
    ways: tuple[StartWay, ...]  # its own first, then by name
    under_way: tuple[str, ...]  # titles of its submitted versions' runs: a start ends them


def start_blockers(roles: frozenset[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` in a unit may start no life cycle on its models."""
    return write_blockers("model_version", "insert", roles) or asking_blockers("start", roles)


def load_start_offer(session: Session, model_id: UUID, me: UUID) -> StartOffer:
    """Without what was decided already."""
    registered = session.get_one(RegisteredModel, model_id)
    roles = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    versions = session.execute(
        select(ModelVersion.id, ModelVersion.version)
        .where(ModelVersion.model_id == model_id)
        .order_by(ModelVersion.version.desc())
    )
    own = session.scalars(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
    ).first()
    runs = session.execute(
        select(
            ProcessInstance.version_id,
            ProcessInstance.id,
            ProcessInstance.number,
            ProcessInstance.title,
            ProcessInstance.business_key,
            LifeCycleTemplate.key,
        )
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .where(
            ProcessInstance.model_id == model_id,
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
        )
        .order_by(ProcessInstance.number)
    ).all()
    bound = own or DEFAULT_TEMPLATE
    ways = [
        StartWay(
            one.key,
            one.name,
            one.version,
            tuple(
                StandingRun(run.version_id, run.id, run.number)
                for run in runs
                if run.key == one.key
            ),
            start_blockers(roles) or bound_blockers(own, one.key, roles),
            one.free,
            one.held,
        )
        for one in offered_in(session, registered.unit_id)
    ]
    return StartOffer(
        model_id,
        registered.name,
        tuple((row.id, row.version) for row in versions),
        bound,
        tuple(sorted(ways, key=lambda one: one.key != bound)),
        tuple(run.title for run in runs if run.business_key),
    )
