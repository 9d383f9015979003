"""Brings a snapshot to a runtime, blue beside green; the old version serves until the switch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, BusyError, NotReachableError, PausedError
from app.models.queries.pauses import find_pause
from app.models.queries.releases import (
    RuntimeRow,
    load_deployment,
    load_runtime,
    load_snapshot,
    load_snapshot_files,
)
from app.models.queries.windows import find_closings
from app.models.rules.pauses import LOOK_S, RUNTIME, Pause
from app.models.rules.windows import Closing
from app.models.tables.execution import Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.services.commands.deployments import (
    RollingBackError,
    begin_deployment,
    complete_deployment,
    fail_deployment,
    record_step,
    require_not_ended,
    require_still_signed,
    require_waived,
)
from app.services.deploying.sequence import DeploymentPlan, Outcome, ensure_deployed
from app.services.release_plan import plan_of
from app.services.route_kept import NotLetThroughError, require_still_let_through
from app.services.runtime_access import reach
from app.services.task_types import (
    TASK_TYPES,
    BpmnError,
    Done,
    Later,
    TaskContext,
    TaskHandler,
)
from app.services.task_types import (
    Outcome as TaskOutcome,
)
from app.services.unit_of_work import UnitOfWork

LAST_ATTEMPT = 3  # after as many calls to a runtime that does not answer a person decides


@TASK_TYPES.register("deploy")
class Deploy(TaskHandler):
    label = "Deploy"
    errors = ("DEPLOY_FAILED",)
    outputs = ("deployment_id", "deployment")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        snapshot_id: str
        stage: str
        service_tag: str
        runtime_id: str
        failed_runtimes: tuple[str, ...] = ()

    def run(self, inputs: Inputs, context: TaskContext) -> TaskOutcome:
        closed = _hold(context, inputs)
        try:
            deployment_id: UUID = context.write(_begin, inputs, context.instance_id, closed)
        except NotLetThroughError as error:  # for people to mend, and no fault of the runtime
            return BpmnError("DEPLOY_FAILED", _sentences(error))
        except RollingBackError:
            if closed is not None:  # the way back waits for the same
                return _wait(context, closed)
            raise
        if closed is not None:
            return _wait(context, closed)
        try:
            return _bring(inputs, context, deployment_id)
        except _ClosedError as found:  # since it began: what is loaded stays so until then
            context.write(_begin, inputs, context.instance_id, found.hold)
            return _wait(context, found.hold)
        except PausedError:
            paused = _hold(context, inputs)
            if paused is not None:
                context.write(_begin, inputs, context.instance_id, paused)
            raise


def _bring(inputs: Deploy.Inputs, context: TaskContext, deployment_id: UUID) -> TaskOutcome:
    """From here on there is a deployment, so a failure is a person's task."""
    snapshot = context.read(load_snapshot, UUID(inputs.snapshot_id))
    runtime = context.read(load_runtime, UUID(inputs.runtime_id))
    files = context.read(load_snapshot_files, snapshot.id)
    try:
        plan = plan_of(context, inputs.service_tag, files, snapshot.model_sha256)
        result = _deploy(context, runtime, plan, deployment_id, inputs)
    except (NotReachableError, BusyError) as error:
        if context.attempt < LAST_ATTEMPT:
            raise
        return _give_up(context, inputs, runtime, deployment_id, error)
    except PausedError:
        raise
    except AppError as error:
        return _give_up(context, inputs, runtime, deployment_id, error)
    if result.outcome is not Outcome.SERVING:
        return _give_up(context, inputs, runtime, deployment_id, AppError(result.reason))
    number: int = context.write(_complete, deployment_id)
    return Done({"deployment_id": str(deployment_id), "deployment": number})


class _ClosedError(Exception):
    """A window began before the switch, or the runtime was paused."""

    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self.hold = hold


@dataclass(frozen=True, slots=True)
class Hold:
    """What a deployment waits for; `recorded` is what its row says of that."""

    sentence: str
    recorded: str
    until: datetime | None = None  # None: nobody has said


def _hold(context: TaskContext, inputs: Deploy.Inputs) -> Hold | None:
    """What keeps it from the runtime now: a pause, or the window that lasts longest."""
    pause: Pause | None = context.read(find_pause, RUNTIME, inputs.runtime_id)
    if pause is not None:
        return Hold(pause.sentence, pause.recorded)
    found: tuple[Closing, ...] = context.read(
        find_closings,
        UUID(inputs.snapshot_id),
        UUID(inputs.runtime_id),
        inputs.stage,
        inputs.service_tag,
        at=context.now,
    )
    closing = next(iter(found), None)
    return None if closing is None else Hold(closing.sentence, closing.sentence, closing.until)


def _wait(context: TaskContext, hold: Hold) -> Later:
    left = LOOK_S if hold.until is None else (hold.until - context.now).total_seconds()
    return Later(max(0.0, min(left, LOOK_S)), hold.sentence)


def _begin(work: UnitOfWork, inputs: Deploy.Inputs, instance_id: str, hold: Hold | None) -> UUID:
    snapshot_id = UUID(inputs.snapshot_id)
    stage = _stage(work.session, snapshot_id, inputs.stage)
    request_id = work.session.scalar(
        select(TransitionRequest.id)
        .where(
            TransitionRequest.snapshot_id == snapshot_id,
            TransitionRequest.stage_id == stage.id,
            TransitionRequest.service_tag == inputs.service_tag,
            TransitionRequest.state == "accepted",
        )
        .order_by(TransitionRequest.number.desc())
    )
    row = begin_deployment(
        work,
        snapshot_id=snapshot_id,
        runtime_id=UUID(inputs.runtime_id),
        stage_id=stage.id,
        service_tag=inputs.service_tag,
        instance_id=UUID(instance_id) if instance_id else None,
        request_id=request_id,
        matched_tags={"stage": inputs.stage, "service": inputs.service_tag},
        waits_for=hold.recorded if hold else "",
    )
    return row.id


def _stage(session: Session, snapshot_id: UUID, name: str) -> Stage:
    registered = session.get_one(RegisteredModel, load_snapshot(session, snapshot_id).model_id)
    return session.scalars(
        select(Stage).where(Stage.stage_path_id == registered.stage_path_id, Stage.name == name)
    ).one()


def _deploy(
    context: TaskContext,
    runtime: RuntimeRow,
    plan: DeploymentPlan,
    deployment_id: UUID,
    inputs: Deploy.Inputs,
) -> Any:
    resume = context.read(load_deployment, deployment_id).step_facts

    def record(step: str, state: str, facts: Mapping[str, Any]) -> None:
        if (step, state) == ("switch", "started"):
            context.read(require_not_ended, deployment_id)
            context.read(require_still_signed, deployment_id)
            context.read(require_waived, UUID(inputs.snapshot_id))
            context.read(require_still_let_through, deployment_id)
            closed = _hold(context, inputs)
            if closed is not None:
                raise _ClosedError(closed)
        context.write(record_step, deployment_id, step, state, facts)

    with reach(context.settings, runtime) as adapter:
        return ensure_deployed(adapter, plan, record, resume)


def _complete(work: UnitOfWork, deployment_id: UUID) -> int:
    return complete_deployment(work, deployment_id).number


def _give_up(
    context: TaskContext,
    inputs: Deploy.Inputs,
    runtime: RuntimeRow,
    deployment_id: UUID,
    error: AppError,
) -> BpmnError:
    reason = _sentences(error)
    context.write(fail_deployment, deployment_id, reason=reason)
    return BpmnError(
        "DEPLOY_FAILED", reason, {"failed_runtimes": [*inputs.failed_runtimes, runtime.name]}
    )


def _sentences(error: AppError) -> str:
    return f"{error.message} {error.hint}".strip()
