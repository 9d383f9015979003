"""Writes what a training leaves behind: model, schema, samples, scored rows, environment, card."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from app.services.installed import installed
from app.services.intake.schema import predictors, schema_to_json
from app.services.training.equivalence import Row
from app.services.training.learn import Answers, Learned, ask, fill_values, own_outputs
from app.services.training.prepare import Prepared
from app.services.training.spec import ProducedFile, write_json

REFERENCE_ROWS = 200
REFERENCE_TOLERANCE = 1e-4  # of a smoke test over HTTP
ENVIRONMENT_ROOTS = ("scikit-learn", "skl2onnx", "onnxruntime", "pandas", "pyarrow")

ROLES = {
    "model.onnx": "model",
    "schema.json": "schema",
    "reference.json": "test",
    "metrics.json": "document",
    "train.parquet": "data",
    "holdout.parquet": "data",
    "environment.txt": "dependencies",
    "model_card.md": "document",
}


def environment() -> tuple[str, ...]:
    """name==version of the training libraries and everything they need, sorted."""
    return installed(ENVIRONMENT_ROOTS)


def scored_frame(
    prepared: Prepared, answers: Answers, rows: np.ndarray[Any, Any], columns: tuple[str, str]
) -> pd.DataFrame:
    """Every column as read, and the model's score and prediction under the names `columns`."""
    frame = prepared.frame.iloc[rows].reset_index(drop=True)
    score, prediction = columns
    if prepared.task == "regression":
        added = {score: answers.score}
    else:
        added = {score: answers.score, prediction: answers.label.astype(str).astype(object)}
    return frame.assign(**added)


def write_parquet(frame: pd.DataFrame, path: Path, task: str, label: str) -> None:
    """Numbers as float64, texts as strings; class labels are texts in the form of the schema."""
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if name == label and task != "regression":
            columns[name] = pa.array([_label_text(value) for value in column], pa.string())
        elif pd.api.types.is_float_dtype(column):
            columns[name] = pa.array(column.to_numpy(dtype="float64"), from_pandas=True)
        else:
            columns[name] = pa.array(column.tolist(), pa.string(), from_pandas=True)
    with path.open("wb") as file:  # a path with a colon in it Arrow takes for an address
        pa_parquet.write_table(pa.table(columns), file, compression="zstd")


def reference_positions(
    holdout: np.ndarray[Any, Any], train: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Hold-out rows first; a small hold-out is filled up with training rows."""
    return np.concatenate((holdout, train))[:REFERENCE_ROWS]


def reference_rows(prepared: Prepared, chosen: np.ndarray[Any, Any]) -> list[Row]:
    """The predictors of the rows at `chosen`, as JSON values (None: missing)."""
    fields = predictors(prepared.fields)
    columns = [prepared.frame[field.name].iloc[chosen].tolist() for field in fields]
    return [
        {field.name: _plain(value) for field, value in zip(fields, values, strict=True)}
        for values in zip(*columns, strict=True)
    ]


def write_reference(
    path: Path, prepared: Prepared, learned: Learned, chosen: np.ndarray[Any, Any]
) -> None:
    """The smoke test's sample: rows in, the answers of the ONNX file out.

    `trained` has those of the scikit-learn pipeline itself, which whoever serves the model is held
    against: they never went through ONNX.
    """
    answers = ask(learned, prepared.features.iloc[chosen])
    content: dict[str, Any] = {
        "rows": reference_rows(prepared, chosen),
        "score_output": learned.converted.score_output,
        "label_output": learned.converted.label_output,
        "tolerance": REFERENCE_TOLERANCE,
        "fill_values": fill_values(learned),
        "score": [float(value) for value in answers.score],
        "label": [str(value) for value in answers.label],
        "trained": own_outputs(learned, prepared, chosen),
    }
    write_json(path, content, indent=None)


def write_schema(path: Path, prepared: Prepared) -> None:
    write_json(path, schema_to_json(prepared.fields))


def produced_files(folder: Path) -> tuple[ProducedFile, ...]:
    """The files of a finished training with their digests, in a fixed order."""
    found = []
    for name, role in ROLES.items():
        content = (folder / name).read_bytes()
        found.append(ProducedFile(role, name, hashlib.sha256(content).hexdigest(), len(content)))
    return tuple(found)


def _label_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return float(value) if isinstance(value, float) else str(value)
