"""What retiring a version leads to, and why a reader may not: asked before anybody signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.lookups import roles_by_unit
from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import SWITCHING, WAITING
from app.models.rules.retiring import RETIRE, RetirementFacts, retirement_blockers
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Placement, Runtime, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Monitor


@dataclass(frozen=True, slots=True)
class Stay:
    """A place that a version has now."""

    placement_id: UUID
    stage: str
    kind: str  # of the stage
    service_tag: str

    @property
    def label(self) -> str:
        return f"{self.stage} #{self.service_tag}"


@dataclass(frozen=True, slots=True)
class Served:
    """A deployment that would be taken off."""

    deployment_id: UUID
    number: int
    stage: str
    runtime: str
    service_tag: str

    @property
    def label(self) -> str:
        return f"{self.stage} #{self.service_tag} @ {self.runtime}"


@dataclass(frozen=True, slots=True)
class Retirement:
    """A version, what it would leave, and what that takes from others."""

    version_id: UUID
    model_name: str
    version: int
    stays: tuple[Stay, ...]
    served: tuple[Served, ...]
    uses: tuple[str, ...]  # that nothing in production would serve any more
    monitors: int  # that measure where nothing of this model would be left
    blockers: tuple[Blocker, ...]


def load_retirement(session: Session, version_id: UUID, me: UUID) -> Retirement:
    """What would follow, as `me` may do it.

    Raises:
        InputError: there is no such version.
    """
    version = session.get(ModelVersion, version_id)
    if version is None:
        raise InputError(f"There is no version {version_id}.")
    registered = session.get_one(RegisteredModel, version.model_id)
    stays = list_stays(session, version_id)
    held = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    return Retirement(
        version_id=version_id,
        model_name=registered.name,
        version=version.version,
        stays=stays,
        served=list_served(session, [one.placement_id for one in stays]),
        uses=_uses(session, registered.id, stays),
        monitors=_monitors(session, registered.id, stays),
        blockers=retirement_blockers(retirement_facts(session, version_id), held),
    )


def retirement_facts(session: Session, version_id: UUID) -> RetirementFacts:
    """How it stands; whoever is about to act on a wish passes over that very wish."""
    run = session.scalars(
        select(ProcessInstance.number).where(
            ProcessInstance.version_id == version_id,
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
        )
    ).first()
    switching = session.scalars(
        select(Deployment.number)
        .where(Deployment.version_id == version_id, Deployment.state.in_((*SWITCHING, WAITING)))
        .order_by(Deployment.number)
    )
    return RetirementFacts(
        is_placed=bool(list_stays(session, version_id)),
        run_number=run,
        switching=tuple(switching),
        is_asked=_is_asked(session, version_id),
    )


def _is_asked(session: Session, version_id: UUID) -> bool:
    waiting = session.scalars(
        select(EngineInbox.payload).where(
            EngineInbox.kind == RETIRE, EngineInbox.consumed_at.is_(None)
        )
    )
    return any(  # anybody may have written such a row, before the database looked at it
        isinstance(payload, dict) and payload.get("version_id") == str(version_id)
        for payload in waiting
    )


def list_stays(session: Session, version_id: UUID) -> tuple[Stay, ...]:
    """Where a version is in place, from the last stage of the path to the first."""
    rows = session.execute(
        select(Placement.id, Stage.name, Stage.kind, Placement.service_tag)
        .join(Stage, Stage.id == Placement.stage_id)
        .where(Placement.version_id == version_id, Placement.state == "in_place")
        .order_by(Stage.position.desc(), Placement.service_tag, Placement.id)
    )
    return tuple(Stay(*row) for row in rows)


def list_served(session: Session, placements: Sequence[UUID]) -> tuple[Served, ...]:
    """What serves by these places."""
    rows = session.execute(
        select(Deployment.id, Deployment.number, Stage.name, Runtime.name, Deployment.service_tag)
        .join(Stage, Stage.id == Deployment.stage_id)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(Deployment.placement_id.in_(placements), Deployment.state == "deployed")
        .order_by(Stage.position.desc(), Deployment.number)
    )
    return tuple(Served(*row) for row in rows)


def _uses(session: Session, model_id: UUID, stays: Sequence[Stay]) -> tuple[str, ...]:
    """What asks for a service of this model that production would have no version for."""
    left = {one.service_tag for one in stays if one.kind == "production"}
    if not left:
        return ()
    kept = session.scalars(
        select(Placement.service_tag).where(
            Placement.model_id == model_id,
            Placement.stage_kind == "production",
            Placement.state == "in_place",
            Placement.id.not_in([one.placement_id for one in stays]),
        )
    ).all()
    asked = [UseCaseModel.service_tag.in_(left - set(kept))]
    if not kept:
        asked.append(UseCaseModel.service_tag.is_(None))
    names = session.scalars(
        select(UseCase.name)
        .join(UseCaseModel, UseCaseModel.use_case_id == UseCase.id)
        .where(UseCaseModel.model_id == model_id, or_(*asked))
        .order_by(UseCase.name)
    )
    return tuple(names)


def _monitors(session: Session, model_id: UUID, stays: Sequence[Stay]) -> int:
    going = [one.placement_id for one in stays]
    left = select(Placement.stage_id).where(Placement.id.in_(going))
    kept = select(Placement.stage_id).where(
        Placement.model_id == model_id,
        Placement.state == "in_place",
        Placement.id.not_in(going),
    )
    counted = select(func.count()).where(
        Monitor.model_id == model_id,
        Monitor.is_paused.is_(False),
        Monitor.stage_id.in_(left),
        Monitor.stage_id.not_in(kept),
    )
    return session.scalar(counted) or 0
