"""Leaves nothing open behind a release that ended early: requests, promises, deployments."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.rules.deployment_states import COMING
from app.models.rules.transitions import RUNNING, UNDECIDED
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, DeploymentStep, Placement
from app.models.tables.governance import TransitionRequest
from app.services.commands.deployments import fail_deployment, withdraw_promise
from app.services.unit_of_work import UnitOfWork

ENDED_EARLY = "The release ended before it served."
CANCELLED = "The release was cancelled before the switch; what served before serves on."
CANCELLED_LATE = "The release was cancelled at the switch; what served before is brought back."


def tidy_release(work: UnitOfWork, version_id: UUID) -> None:
    """Close the open requests of a version and give back every place promised to it."""
    open_requests = work.session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.state.in_(UNDECIDED),
        )
    ).all()
    for request in open_requests:
        now = work.now()
        request.state = "superseded" if request.state == "pending" else "withdrawn"
        request.closed_at = now
        work.flush()
    promised = select(Placement.snapshot_id).where(
        Placement.version_id == version_id, Placement.state == "promised"
    )
    for snapshot_id in set(work.session.scalars(promised)):
        withdraw_promise(work, snapshot_id, reason=ENDED_EARLY)


def tidy_cancelled(work: UnitOfWork, instance_id: UUID) -> None:
    """After a life cycle was cancelled: the same, unless another one has the version in hand.

    A deployment that was under way fails and says how far it came; the watch brings back what
    served before.
    """
    instance = work.get(ProcessInstance, instance_id)
    if instance.version_id is None or instance.parent_token_id is not None:
        return
    others = select(ProcessInstance.id).where(
        ProcessInstance.version_id == instance.version_id,
        ProcessInstance.id != instance_id,
        ProcessInstance.parent_token_id.is_(None),
        ProcessInstance.state.in_(RUNNING),
    )
    if work.session.scalars(others).first() is not None:
        return
    under_way = select(Deployment.id).where(
        Deployment.version_id == instance.version_id,
        Deployment.state.in_(COMING),
    )
    for deployment_id in work.session.scalars(under_way).all():
        has_switched = select(DeploymentStep.id).where(
            DeploymentStep.deployment_id == deployment_id, DeploymentStep.step == "switch"
        )
        is_late = work.session.scalars(has_switched).first() is not None
        fail_deployment(work, deployment_id, reason=CANCELLED_LATE if is_late else CANCELLED)
    tidy_release(work, instance.version_id)
