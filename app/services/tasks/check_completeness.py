"""Says exactly what a version lacks of what its life cycle requires."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from app.errors import InputError
from app.models.queries.releases import VersionFiles, load_version_files
from app.services.commands.assets import read_blob
from app.services.intake.folder import missing_sentence
from app.services.scanning.dependencies import Dependency, is_lock, read_dependencies
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
        libraries = _libraries(context, files)
        has_lock = any(is_lock(_last(path), found) for path, found in libraries.items())
        missing = missing_items(files, required, has_lock=has_lock)
        return Done(
            {
                "is_complete": not missing,
                "missing": [missing_sentence(key, libraries) for key in missing],
                "needs_training": needs_training and not missing,
            }
        )


def _libraries(context: TaskContext, files: VersionFiles) -> dict[str, tuple[Dependency, ...]]:
    """The libraries of each dependency file, read as registering reads them."""
    found = {}
    for asset in files.assets:
        if asset.role != "dependencies" or asset.store:
            continue
        content: bytes = context.read(read_blob, asset.sha256)
        with suppress(InputError, UnicodeDecodeError):  # unreadable: it fixes nothing
            text = content.decode("utf-8-sig")
            found[asset.path] = read_dependencies(text, _last(asset.path))
    return found


def _last(path: str) -> str:
    return path.rpartition("/")[2]


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
