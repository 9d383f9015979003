"""What is brought to a runtime for a version: its file, and the answers it must give there."""

from __future__ import annotations

from app.errors import AppError
from app.models.queries.releases import VersionFiles
from app.services.commands.assets import read_blob, write_blob
from app.services.deploying.sequence import DeploymentPlan, SmokeCase
from app.services.smoke_cases import smoke_cases
from app.services.task_types import TaskContext


def plan_of(context: TaskContext, service: str, files: VersionFiles, sha256: str) -> DeploymentPlan:
    if not sha256:
        raise AppError(
            "This version has no ONNX file, so nothing can serve it.",
            hint="Register one, or use a runtime that holds the model itself.",
        )
    artifact = context.work_folder / f"{sha256}.onnx"
    context.read(write_blob, sha256, artifact)
    return DeploymentPlan(
        service, str(files.version), sha256, artifact, smoke=smoke_of(context, files)
    )


def smoke_of(context: TaskContext, files: VersionFiles) -> tuple[SmokeCase, ...]:
    """What its snapshot froze to test it by; nothing where that has no reference file."""
    reference = files.reference
    if reference is None:
        return ()
    return smoke_cases(context.read(read_blob, reference.sha256), files.fields)
