"""Lets the version that a deployment replaced serve again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.errors import AppError, BusyError, GivenUpError, NotReachableError, PausedError
from app.models.queries.deployments import BACK
from app.models.queries.releases import (
    load_deployment,
    load_runtime,
    load_snapshot,
    load_snapshot_files,
)
from app.services.commands.deployments import record_step
from app.services.commands.roll_backs import (
    begin_roll_back,
    require_rolling_back,
    settle_roll_back,
    stop_roll_back,
)
from app.services.deploying.sequence import Outcome, roll_back
from app.services.release_plan import smoke_of
from app.services.runtime_access import reach
from app.services.task_types import TASK_TYPES, Done, Later, TaskContext, TaskHandler
from app.services.task_types import Outcome as TaskOutcome
from app.services.unproven_alerts import reopen_unproven

LOOK_S = 5.0  # how soon it notices that a paused runtime goes on: sooner than any release


@TASK_TYPES.register("roll_back")
class RollBack(TaskHandler):
    label = "Roll back"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        deployment_id: str
        reason: str
        asked_id: str = ""  # what somebody asked for and signed

    def run(self, inputs: Inputs, context: TaskContext) -> TaskOutcome:
        deployment = context.read(load_deployment, UUID(inputs.deployment_id))
        if deployment.replaces_id is None:
            raise AppError("This deployment replaced nothing, so there is nothing to go back to.")
        if deployment.state == "rolled_back":
            reopen_unproven(context.read, context.write, deployment.replaces_id)
            return Done()
        old = context.read(load_deployment, deployment.replaces_id)
        snapshot = context.read(load_snapshot, old.snapshot_id)
        files = context.read(load_snapshot_files, old.snapshot_id)
        runtime = context.read(load_runtime, deployment.runtime_id)

        def record(step: str, state: str, facts: Mapping[str, Any]) -> None:
            if (step, state) == ("switch", "started"):
                context.read(require_rolling_back, deployment.id)
            context.write(record_step, deployment.id, BACK + step, state, facts)

        asked_id, smoke = _id_of(inputs.asked_id), smoke_of(context, files)
        resume = context.write(begin_roll_back, deployment.id, asked_id)
        try:
            with reach(context.settings, runtime) as adapter:
                result = roll_back(
                    adapter,
                    deployment.service_tag,
                    str(files.version),
                    sha256=snapshot.model_sha256,
                    record=record,
                    resume=resume,
                    smoke=smoke,
                )
        except PausedError as error:  # it goes on with this when the runtime does
            return Later(LOOK_S, error.message)
        except (NotReachableError, BusyError):
            if context.is_last:  # the watch brings back what the database says
                context.write(stop_roll_back, deployment.id)
            raise
        except AppError as error:
            context.write(stop_roll_back, deployment.id)
            raise GivenUpError(error.message, hint=error.hint) from error
        if result.outcome is not Outcome.SERVING:
            context.write(stop_roll_back, deployment.id)
            raise GivenUpError(result.reason, hint="What serves now serves on; look at the log.")
        context.write(settle_roll_back, deployment.id, reason=inputs.reason, asked_id=asked_id)
        reopen_unproven(context.read, context.write, old.id)
        return Done()


def _id_of(text: str) -> UUID | None:
    return UUID(text) if text else None
