"""Says exactly what a version lacks of what its life cycle requires."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from app.errors import InputError
from app.models.queries.releases import VersionFiles, load_version_files
from app.services.commands.assets import read_blob
from app.services.intake.folder import MISSING
from app.services.scanning.dependencies import is_lock, read_dependencies
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler

REQUIRED = ("model", "schema", "label", "environment", "model_card")


@TASK_TYPES.register("check_completeness")
class CheckCompleteness(TaskHandler):
    label = "Check completeness"
    outputs = ("is_complete", "missing", "needs_training")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        required: tuple[str, ...] = REQUIRED

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        files = context.read(load_version_files, UUID(inputs.version_id))
        needs_training = files.find("training") is not None and files.find("model") is None
        required = ("data",) if needs_training else tuple(inputs.required)
        missing = missing_items(files, required, has_lock=_has_lock(context, files))
        return Done(
            {
                "is_complete": not missing,
                "missing": [MISSING.get(key, f"There is no {key}.") for key in missing],
                "needs_training": needs_training and not missing,
            }
        )


def _has_lock(context: TaskContext, files: VersionFiles) -> bool:
    """A file fixes the version of every library, as registering asks for it."""
    for asset in files.assets:
        if asset.role != "dependencies" or asset.store:
            continue
        name = asset.path.rpartition("/")[2]
        content: bytes = context.read(read_blob, asset.sha256)
        with suppress(InputError, UnicodeDecodeError):  # unreadable: it fixes nothing
            if is_lock(name, read_dependencies(content.decode("utf-8-sig"), name)):
                return True
    return False


def missing_items(files: VersionFiles, required: tuple[str, ...], *, has_lock: bool) -> list[str]:
    """The keys of `required` that the version does not have, in their order."""
    present = {asset.role for asset in files.assets}
    has = {
        "model": files.find("model") is not None,
        "schema": any(one.direction == "input" for one in files.fields),
        "label": any(one.role == "label" for one in files.fields),
        "environment": has_lock,
        "model_card": "model_card" in files.document_kinds,
        "document": bool(files.document_kinds),
    }
    return [key for key in required if not has.get(key, key in present)]
