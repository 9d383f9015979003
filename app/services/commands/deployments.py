"""Deployments as the worker records them. The way back from one: see `roll_backs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.queries.evidence import unwaived_rules
from app.models.queries.frozen import manifest_of
from app.models.queries.same_runtime import list_same
from app.models.rules.blockers import require
from app.models.rules.deployment_states import (
    ACTIVE,
    COMING,
    ENDED,
    UNBEGUN,
    WAITING,
)
from app.models.rules.matching import asks_more, has_tag, request_blockers
from app.models.rules.windows import OVERTAKEN
from app.models.tables.execution import Deployment, DeploymentStep, Placement, Runtime, Stage
from app.models.tables.inventory import Snapshot
from app.services.commands.places import leave, leave_unserved
from app.services.commands.requests import refresh_model_evidence
from app.services.route_kept import NotLetThroughError, require_route_kept
from app.services.unit_of_work import UnitOfWork
from app.services.verifying.requests import Goal, require_signed


class RollingBackError(AppError):
    """What serves there is on its way back, which goes first."""


class UnwaivedError(NotLetThroughError):
    """Rules failed that no waiver in force passes, though somebody let the version go on."""


def begin_deployment(
    work: UnitOfWork,
    *,
    snapshot_id: UUID,
    runtime_id: UUID,
    stage_id: UUID,
    service_tag: str,
    instance_id: UUID | None = None,
    request_id: UUID | None = None,
    matched_tags: Mapping[str, Any] | None = None,
    waits_for: str = "",
) -> Deployment:
    """The deployment of a snapshot to a runtime: the one under way, or a new one.

    In a stage that needs no approval the place is promised here; else the accepted request did.

    Args:
        waits_for: the window that closes the place now; it waits, and says so.

    Raises:
        UnwaivedError: a waiver that it rests on is past its day.
        NotLetThroughError: more people decide on the model by now.
        VerificationError: a signature that it rests on is missing or does not hold; or the
            snapshot is not what was frozen.
        RefusedError: no request leads there, and the stage asks for one.
    """
    snapshot = work.get(Snapshot, snapshot_id)
    manifest_of(work.session, snapshot)
    present = work.session.scalars(
        select(Deployment).where(
            Deployment.runtime_id == runtime_id,
            Deployment.service_tag == service_tag,
            Deployment.snapshot_id == snapshot_id,
            Deployment.state.not_in(ENDED),
        )
    ).first()
    if present is not None and not _was_overtaken(work, present):
        require_still_signed(work.session, present.id)
        if present.state in UNBEGUN:
            _refuse_where_tags_lack(work, runtime_id, stage_id, service_tag)
        return _go_on(work, present, waits_for)
    goal = Goal(snapshot_id, stage_id, service_tag)
    require_waived(work.session, snapshot_id)
    require_route_kept(work.session, request_id)
    require_signed(work.session, request_id, goal)
    if request_id is None:
        _require_none_needed(work.session, stage_id)
    _refuse_where_tags_lack(work, runtime_id, stage_id, service_tag)
    _refuse_while_rolling_back(work, runtime_id, service_tag)
    _refuse_where_taken(work, snapshot.model_id, runtime_id, service_tag)
    _refuse_where_held(work, runtime_id, service_tag, stage_id)
    placement = _promise(work, snapshot, stage_id, service_tag, request_id)
    if placement.request_id != request_id:  # it is there already, by an earlier request
        require_signed(work.session, placement.request_id, goal)
    serving = serving_deployment(work, runtime_id, service_tag)
    row = work.add(
        Deployment(
            model_id=snapshot.model_id,
            version_id=snapshot.version_id,
            snapshot_id=snapshot_id,
            runtime_id=runtime_id,
            stage_id=stage_id,
            service_tag=service_tag,
            placement_id=placement.id,
            request_id=placement.request_id,
            instance_id=instance_id,
            replaces_id=serving.id if serving else None,
            matched_tags=dict(matched_tags or {}),
        )
    )
    return _go_on(work, row, waits_for)


def _go_on(work: UnitOfWork, row: Deployment, waits_for: str) -> Deployment:
    """It is deployed from here on, unless it waits for a window to end."""
    if row.state not in COMING:
        return row
    state = WAITING if waits_for else "deploying"
    if (row.state, row.reason) != (state, waits_for):
        row.state, row.reason = state, waits_for
        work.flush()
    return row


def _was_overtaken(work: UnitOfWork, row: Deployment) -> bool:
    """While it waited, something else came to serve: it ends, for its way back leads elsewhere."""
    serving = serving_deployment(work, row.runtime_id, row.service_tag)
    is_as_before = row.replaces_id == (serving.id if serving else None)
    if row.state not in UNBEGUN or is_as_before:
        return False
    fail_deployment(work, row.id, reason=OVERTAKEN)
    return True


def require_waived(session: Session, snapshot_id: UUID) -> None:
    """Every failed rule is passed now: asked before a deployment begins, and before its switch.

    Not on the way back: what served before serves again without being let through anew.

    Raises:
        UnwaivedError: it names the rules.
    """
    unwaived = unwaived_rules(session, snapshot_id)
    if unwaived:
        raise UnwaivedError(
            f"The last tests failed, and no waiver in force passes {', '.join(unwaived)}.",
            hint="Ask for a waiver of each and have it granted; then try again, or give up.",
        )


def _refuse_while_rolling_back(work: UnitOfWork, runtime_id: UUID, tag: str) -> None:
    number = work.session.scalars(
        select(Deployment.number).where(
            Deployment.runtime_id.in_(list_same(work.session, runtime_id)),
            Deployment.service_tag == tag,
            Deployment.state == "rolling_back",
        )
    ).first()
    if number is not None:
        raise RollingBackError(
            f"Deployment {number} is being rolled back.", hint="Try again after that."
        )


def _refuse_where_taken(work: UnitOfWork, model_id: UUID, runtime_id: UUID, tag: str) -> None:
    taken = work.session.scalars(
        select(Deployment.number).where(
            Deployment.runtime_id.in_(list_same(work.session, runtime_id)),
            Deployment.service_tag == tag,
            Deployment.model_id != model_id,
            Deployment.state.in_(ACTIVE),
        )
    ).first()
    if taken is not None:
        raise AppError(
            f"Another model serves #{tag} on this runtime by deployment {taken}.",
            hint="Give the model another service tag, or use another runtime.",
        )


def _refuse_where_tags_lack(work: UnitOfWork, runtime_id: UUID, stage_id: UUID, tag: str) -> None:
    """It was matched by them; they may have been taken off since, or somebody named another."""
    runtime, stage = work.get(Runtime, runtime_id), work.get(Stage, stage_id)
    if not has_tag(runtime.stage_tags, stage.name):
        raise AppError(
            f"{runtime.name} does not have the stage tag {stage.name}.",
            hint="Let another runtime serve there, or give it the tag.",
        )
    if not has_tag(runtime.service_tags, tag):
        raise AppError(
            f"{runtime.name} does not take the service #{tag}.",
            hint="Let another runtime serve it, or give it the tag.",
        )


def _refuse_where_held(work: UnitOfWork, runtime_id: UUID, tag: str, stage_id: UUID) -> None:
    """Nobody lets a version into production by letting it into a stage that asks for less."""
    asked = work.get(Stage, stage_id)
    rows = work.session.execute(
        select(Deployment.number, Stage)
        .join(Stage, Stage.id == Deployment.stage_id)
        .where(
            Deployment.runtime_id.in_(list_same(work.session, runtime_id)),
            Deployment.service_tag == tag,
            Deployment.state.in_(ACTIVE),
        )
    ).all()
    least = asks_more(asked.kind, is_protected=asked.is_protected)
    for number, stage in rows:
        if asks_more(stage.kind, is_protected=stage.is_protected) > least:
            raise AppError(
                f"#{tag} serves {stage.name} on this runtime, by deployment {number}.",
                hint=f"Let another runtime serve {asked.name}.",
            )


def _promise(
    work: UnitOfWork, snapshot: Snapshot, stage_id: UUID, tag: str, request_id: UUID | None
) -> Placement:
    present = work.session.scalars(
        select(Placement)
        .where(
            Placement.snapshot_id == snapshot.id,
            Placement.stage_id == stage_id,
            Placement.service_tag == tag,
            Placement.state.in_(("promised", "in_place")),
        )
        .order_by(case((Placement.request_id == request_id, 0), else_=1))
    ).first()
    if present is not None:
        return present
    stage = work.get(Stage, stage_id)
    return work.add(
        Placement(
            model_id=snapshot.model_id,
            version_id=snapshot.version_id,
            snapshot_id=snapshot.id,
            stage_id=stage_id,
            stage_kind=stage.kind,
            service_tag=tag,
            request_id=request_id,
        )
    )


def serving_deployment(work: UnitOfWork, runtime_id: UUID, tag: str) -> Deployment | None:
    """What serves `tag` on a runtime now."""
    return work.session.scalars(
        select(Deployment)
        .where(
            Deployment.runtime_id == runtime_id,
            Deployment.service_tag == tag,
            Deployment.state == "deployed",
        )
        .order_by(Deployment.number.desc())
    ).first()


def record_step(
    work: UnitOfWork, deployment_id: UUID, step: str, state: str, facts: Mapping[str, Any]
) -> None:
    """Note a step before it is done (`started`) and after (`done`, `failed`)."""
    now = work.now()  # first: reading the clock would store half of what follows
    row = work.session.scalars(
        select(DeploymentStep).where(
            DeploymentStep.deployment_id == deployment_id, DeploymentStep.step == step
        )
    ).first()
    if row is None:
        last = work.session.scalars(
            select(DeploymentStep.position)
            .where(DeploymentStep.deployment_id == deployment_id)
            .order_by(DeploymentStep.position.desc())
        ).first()
        row = DeploymentStep(
            deployment_id=deployment_id, position=(last or 0) + 1, step=step, state=state
        )
        work.session.add(row)
    elif state == "started":
        row.attempt += 1
        row.started_at, row.finished_at = now, None
    row.state, row.facts = state, dict(facts)
    if state != "started":
        row.finished_at = now
    work.flush()


def complete_deployment(work: UnitOfWork, deployment_id: UUID) -> Deployment:
    """After the switch, in ONE transaction: new in place, old left, deployment deployed."""
    row = work.get(Deployment, deployment_id)
    if row.state == "deployed":
        return row
    require_not_ended(work.session, deployment_id)
    require_still_signed(work.session, deployment_id)
    _leave_others(work, row)
    placement = work.get(Placement, row.placement_id)
    if placement.state == "promised":
        now = work.now()
        placement.state, placement.placed_from = "in_place", now
        work.flush()
    _undeploy_others(work, row)
    now = work.now()
    row.state, row.finished_at, row.reason = "deployed", now, ""
    work.flush()
    refresh_model_evidence(work, row.model_id)
    return row


def require_not_ended(session: Session, deployment_id: UUID) -> None:
    """A service that was stopped for longer than its lease finds it ended: others went on.

    Raises:
        AppError: it says how it ended.
    """
    row = session.get_one(Deployment, deployment_id)
    if row.state not in ("deploying", "deployed"):
        raise AppError(
            f"Deployment {row.number} is {row.state} since.",
            hint="Nothing is to be done: another service took it up meanwhile.",
        )


def require_still_signed(session: Session, deployment_id: UUID) -> None:
    """What a deployment rests on still holds: asked before its switch, and before its place.

    Raises:
        VerificationError: it names the decision and says what is wrong with it.
        RefusedError: it rests on none, and its stage was protected before it came into place.
    """
    row = session.get_one(Deployment, deployment_id)
    placement = session.get_one(Placement, row.placement_id)
    if placement.request_id is None and placement.state == "promised":
        _require_none_needed(session, row.stage_id)
    goal = Goal(row.snapshot_id, row.stage_id, row.service_tag)
    require_signed(session, placement.request_id, goal)


def _require_none_needed(session: Session, stage_id: UUID) -> None:
    stage = session.get_one(Stage, stage_id)
    require(request_blockers(stage.kind, is_protected=stage.is_protected))


def _leave_others(work: UnitOfWork, row: Deployment) -> None:
    """Whatever was in this place (model, service, stage) leaves it."""
    others = work.session.scalars(
        select(Placement).where(
            Placement.model_id == row.model_id,
            Placement.service_tag == row.service_tag,
            Placement.stage_id == row.stage_id,
            Placement.state == "in_place",
            Placement.id != row.placement_id,
        )
    ).all()
    for other in others:
        leave(work, other)


def _undeploy_others(work: UnitOfWork, row: Deployment) -> None:
    """What served here under this name, and elsewhere in this place: the watch takes it off.

    Not off a retired runtime, which it does not mend: `settle_ended` says when nothing answers.
    """
    is_here = Deployment.runtime_id.in_(list_same(work.session, row.runtime_id))
    is_this_place = and_(Deployment.model_id == row.model_id, Deployment.stage_id == row.stage_id)
    others = work.session.scalars(
        select(Deployment)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(
            or_(is_here, is_this_place),
            Runtime.state != "retired",
            Deployment.service_tag == row.service_tag,
            Deployment.state == "deployed",
            Deployment.id != row.id,
        )
    ).all()
    for other in others:
        now = work.now()
        other.state, other.finished_at = "undeployed", now
        work.flush()


def fail_deployment(work: UnitOfWork, deployment_id: UUID, *, reason: str) -> Deployment:
    """The deployment did not come to serve; its promise stands, for another runtime may do.

    Whoever ends the release gives the promise back: see `tidying`. A version in place leaves it
    where this was its last runtime.
    """
    row = work.get(Deployment, deployment_id)
    if row.state not in ENDED:
        now = work.now()
        row.state, row.reason, row.finished_at = "failed", reason, now
        work.flush()
        if leave_unserved(work, row.placement_id, reason):
            refresh_model_evidence(work, row.model_id)
    return row


def withdraw_promise(work: UnitOfWork, snapshot_id: UUID, *, reason: str) -> int:
    """Give back the places promised to a snapshot that will not come; how many there were."""
    promised = work.session.scalars(
        select(Placement).where(Placement.snapshot_id == snapshot_id, Placement.state == "promised")
    ).all()
    for placement in promised:
        placement.state, placement.reason = "withdrawn", reason
        work.flush()
    return len(promised)
