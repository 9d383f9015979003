"""Trains the version's model in a child process and adds what came out to the version."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import VERSION
from app.errors import AppError
from app.models.queries.releases import VersionFiles, load_version_files
from app.services.commands.assets import NewAsset, attach_assets, read_blob
from app.services.commands.models import NewField, add_document, record_training, set_schema
from app.services.schema_facts import new_field
from app.services.stores import DATA, locate, put_file
from app.services.task_types import (
    TASK_TYPES,
    BpmnError,
    Done,
    Later,
    Outcome,
    TaskContext,
    TaskHandler,
)
from app.services.training.job import poll, start
from app.services.training.own_code import OWN_CODE
from app.services.training.spec import (
    CANCEL_FILE,
    Cancelled,
    Failed,
    Running,
    TrainingResult,
    TrainingSpec,
    spec_from_json,
)
from app.services.unit_of_work import UnitOfWork

POLL_S = 0.3
# Rows of people stay in a store; the database keeps their digests.
IN_STORE = ("train.parquet", "holdout.parquet")


@TASK_TYPES.register("train")
class Train(TaskHandler):
    label = "Train"
    errors = ("TRAINING_FAILED", "TRAINING_CANCELLED", "TRAINING_TIMED_OUT")
    outputs = ("training_metrics",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        training: dict[str, Any] | None = None  # overrides of the version's own training file

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        version_id = UUID(inputs.version_id)
        files = context.read(load_version_files, version_id)
        folder = context.work_folder / "training"
        spec = _spec(context, files, inputs.training or {})
        if not context.state.get("started") and not (folder / CANCEL_FILE).exists():
            start(spec, folder)  # once: starting over a failed training would begin it anew
        state = poll(folder)
        if isinstance(state, Running):
            return Later(POLL_S, f"training for {state.seconds:.0f} s", {"started": True})
        if isinstance(state, Cancelled):
            return BpmnError("TRAINING_CANCELLED", "The training was cancelled.")
        if isinstance(state, Failed):
            code = "TRAINING_TIMED_OUT" if state.timed_out else "TRAINING_FAILED"
            return BpmnError(code, f"{state.message} {state.hint}".strip())
        _put_samples(context, files, state.result, folder)
        context.write(_store, files, state.result, folder, key=context.key, asked=inputs.training)
        return Done({"training_metrics": dict(state.result.metrics)})


def _spec(context: TaskContext, files: VersionFiles, given: dict[str, Any]) -> TrainingSpec:
    described = files.find("training")
    data = files.find("data")
    if described is None or data is None:
        raise AppError(
            "This version says neither on which data nor how it is to be trained.",
            hint="Register it with its data and its label.",
        )
    content = json.loads(context.read(read_blob, described.sha256)) | given
    path = locate(context.settings, data.store, data.path, data.sha256)
    spec = spec_from_json({**content, "data_path": str(path), "data_sha256": data.sha256})
    return replace(spec, model_name=files.model_name)


def _sample_path(files: VersionFiles, name: str) -> str:
    return f"{files.version_id}/{name}"


def _put_samples(
    context: TaskContext, files: VersionFiles, result: TrainingResult, folder: Path
) -> None:
    for name in IN_STORE:
        path, sha256 = _sample_path(files, name), result.file(name).sha256
        put_file(context.settings, DATA, path, (folder / name).resolve(), sha256)


def _store(
    work: UnitOfWork,
    files: VersionFiles,
    result: TrainingResult,
    folder: Path,
    *,
    key: str,
    asked: dict[str, Any] | None,
) -> None:
    """All that the training made, in one transaction."""
    attach_assets(work, files.version_id, _new_assets(files, result, folder))
    if not files.fields:
        set_schema(work, files.version_id, _fields(result))
    record_training(
        work,
        files.version_id,
        run_key=key,
        algorithm=result.algorithm,
        parameters={
            **result.parameters,
            **({"asked": asked} if asked else {}),
            "made_by": {"code": VERSION, "python": result.python},  # to be run again by the same
        },
        metrics=dict(result.metrics),
        data_digests={"data": result.data_sha256},
        environment_sha256=result.file("environment.txt").sha256,
        seed=result.seed,
        seconds=result.seconds,
    )
    if "model_card" not in files.document_kinds:
        add_document(
            work,
            files.model_id,
            kind="model_card",
            title=f"Model card of {files.model_name} v{files.version}",
            sha256=result.file("model_card.md").sha256,
            version_id=files.version_id,
        )


def _new_assets(files: VersionFiles, result: TrainingResult, folder: Path) -> tuple[NewAsset, ...]:
    roles = {"environment.txt": "dependencies", "model.onnx": "model"}
    own_code = NewAsset("code", OWN_CODE, (folder / OWN_CODE).resolve())
    return (own_code, *(
        NewAsset(
            "sample" if file.path in IN_STORE else roles.get(file.path, file.role),
            _sample_path(files, file.path) if file.path in IN_STORE else file.path,
            (folder / file.path).resolve(),
            store=DATA if file.path in IN_STORE else "",
            sha256=file.sha256,
        )
        for file in result.files
    ))  # fmt: skip


def _fields(result: TrainingResult) -> list[NewField]:
    """The columns as trained, and those that the model gives."""
    found = [new_field(one) for one in result.fields]
    numeric = "numerical"
    found.append(NewField(result.score_column, "score", numeric, direction="output"))
    if result.prediction_column and result.task != "regression":
        predicted = NewField(
            result.prediction_column,
            "non-predictor",
            "categorical",
            direction="output",
            is_drift_candidate=False,
        )
        found.append(predicted)
    return found
