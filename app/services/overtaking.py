"""An emergency takes the place of a release of the same version that waits for a window's end."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.queries.run_ends import DEPLOYED
from app.models.queries.windows import find_overtaken_run
from app.models.rules.deployment_states import WAITING
from app.models.rules.transitions import RUNNING
from app.models.rules.windows import PASSED, overtaken_by
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.services.approvals import emergency_route
from app.services.commands.deployments import fail_deployment, withdraw_promise
from app.services.engine.engine import MadeWay
from app.services.unit_of_work import UnitOfWork


def make_way(work: UnitOfWork, instance_id: UUID) -> MadeWay:
    """End what waits and give its promise back, in the transaction in which its run ends.

    Where it waits no more, nothing ends: it goes on by itself, and the emergency is taken back.

    Raises:
        InputError: the policy does not let this emergency through; nothing makes way for it.
    """
    run = work.session.get(ProcessInstance, instance_id)
    if run is None or run.version_id is None:
        return MadeWay("", PASSED)
    found = find_overtaken_run(work.session, run.version_id)
    if found is None or found[0].id != run.id:
        if run.state not in RUNNING and run.outcome != DEPLOYED:
            return MadeWay("", "")  # somebody cancelled it meanwhile: the way is free
        _take_back(work, run.version_id)
        return MadeWay("", PASSED)
    request = found[1]
    stage = work.get(Stage, request.stage_id)
    emergency_route(work, work.get(RegisteredModel, request.model_id), stage.name, request)
    reason = overtaken_by(request.number)
    waiting = work.session.scalars(
        select(Deployment).where(
            Deployment.version_id == run.version_id, Deployment.state == WAITING
        )
    ).all()
    for one in waiting:
        fail_deployment(work, one.id, reason=reason)
    for snapshot_id in {one.snapshot_id for one in waiting}:
        withdraw_promise(work, snapshot_id, reason=reason)
    return MadeWay(reason, "")


def _take_back(work: UnitOfWork, version_id: UUID) -> None:
    drafts = work.session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.state == "draft",
            TransitionRequest.is_emergency,
        )
    ).all()
    for one in drafts:
        now = work.now()
        one.state, one.closed_at = "withdrawn", now
        work.flush()
