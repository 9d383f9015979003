"""Brings the file of what should serve to a runtime that lost it, and lets it serve there again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.errors import AppError
from app.models.queries.deployments import AGAIN
from app.models.queries.releases import (
    load_deployment,
    load_runtime,
    load_snapshot,
    load_snapshot_files,
)
from app.services.commands.deployments import record_step
from app.services.commands.lost_files import TASK, require_serving
from app.services.deploying.sequence import Outcome, ensure_deployed
from app.services.release_plan import plan_of
from app.services.runtime_access import reach
from app.services.task_types import TASK_TYPES, Done, TaskContext, TaskHandler
from app.services.task_types import Outcome as TaskOutcome


@TASK_TYPES.register(TASK)
class DeployAgain(TaskHandler):
    """No change of what serves, so no window holds it; what it rests on must hold as ever."""

    label = "Deploy again"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        deployment_id: str

    def run(self, inputs: Inputs, context: TaskContext) -> TaskOutcome:
        deployment = context.read(load_deployment, UUID(inputs.deployment_id))
        if deployment.state != "deployed":
            return Done()
        context.read(require_serving, deployment.id)
        snapshot = context.read(load_snapshot, deployment.snapshot_id)
        files = context.read(load_snapshot_files, snapshot.id)
        runtime = context.read(load_runtime, deployment.runtime_id)
        plan = plan_of(context, deployment.service_tag, files, snapshot.model_sha256)

        def record(step: str, state: str, facts: Mapping[str, Any]) -> None:
            if (step, state) == ("switch", "started"):
                context.read(require_serving, deployment.id)
            context.write(record_step, deployment.id, AGAIN + step, state, facts)

        with reach(context.settings, runtime) as adapter:
            result = ensure_deployed(adapter, plan, record, resume={})
        if result.outcome is not Outcome.SERVING:
            raise AppError(result.reason)
        return Done()
