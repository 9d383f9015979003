"""Scores rows with an ONNX file in this process, and builds the same rows as HTTP inputs."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# It would keep a device id and a growing file of events in the home folder, to be sent out.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime

from app.errors import InputError
from app.services.intake.schema import SchemaField, predictors

Row = Mapping[str, Any]

EQUIVALENCE_LIMIT = 1e-5
SINGLE_PRECISION = 2.0**-20  # of the largest score: 24 bits, less what sums over trees lose

# Open Inference Protocol v2 names of the element types our models take.
_OIP_TYPES = {
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(int64)": "INT64",
    "tensor(int32)": "INT32",
    "tensor(bool)": "BOOL",
    "tensor(string)": "BYTES",
}
_NUMPY_TYPES: dict[str, Any] = {
    "FP32": np.float32,
    "FP64": np.float64,
    "INT64": np.int64,
    "INT32": np.int32,
    "BOOL": np.bool_,
    "BYTES": object,
}


@dataclass(frozen=True, slots=True)
class Scores:
    """`outputs` has every output of the file as nested lists; `score` the one number per row."""

    score: tuple[float, ...]
    label: tuple[str, ...]  # empty where the file gives no class
    outputs: Mapping[str, list[Any]]


def score_scales(scores: Sequence[float], *, is_regression: bool) -> list[float]:
    """What the difference of each row is divided by: a probability's is taken as it is.

    A regression's is told in the row's own score, so that one large score hides nothing of the
    small ones. Scores under 1 share one unit: 1, or the largest score where even that is smaller,
    because a fixed unit would let any difference of small numbers pass. And nobody is asked for
    more than the single precision in which ONNX computes.
    """
    if not is_regression:
        return [1.0] * len(scores)
    largest = max(map(abs, scores), default=0.0) or 1.0
    least = max(min(1.0, largest), largest * SINGLE_PRECISION / EQUIVALENCE_LIMIT)
    return [max(abs(score), least) for score in scores]


def open_session(onnx_bytes: bytes) -> onnxruntime.InferenceSession:
    """A single-threaded session; only for files whose digest was verified or that we made."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        onnx_bytes, sess_options=options, providers=["CPUExecutionProvider"]
    )


def score_rows(
    onnx_bytes: bytes,
    rows: Sequence[Row],
    fields: Sequence[SchemaField] | None = None,
    *,
    positive: int = 1,
) -> Scores:
    """Score `rows` (column name → value; None is missing).

    Args:
        fields: the schema; needed where the file takes all columns as one matrix.
        positive: the place of the positive class, for files without a “score” output.
    """
    session = open_session(onnx_bytes)
    if not rows:
        return Scores((), (), {})
    columns = _columns(session, rows, fields)
    results = dict(
        zip([o.name for o in session.get_outputs()], session.run(None, columns), strict=True)
    )
    return Scores(
        score=_score(results, positive),
        label=_label(results, len(rows)),
        outputs={name: _listed(value) for name, value in results.items()},
    )


def to_oip_inputs(
    fields: Sequence[SchemaField],
    rows: Sequence[Row],
    *,
    fill: Mapping[str, float] | None = None,
) -> list[dict[str, Any]]:
    """The "inputs" of an Open Inference Protocol v2 request, one tensor [n, 1] per predictor.

    Args:
        fill: numbers to send for missing ones (`TrainingResult.fill_values`, also in
            reference.json): JSON has no NaN, and the model puts the same in itself.
    Raises:
        InputError: a number is missing and `fill` has none for its column.
    """
    inputs = []
    for field in predictors(fields):
        values = [_cell(row, field.name) for row in rows]
        if field.data_class == "numerical":
            datatype = "FP32"
            put = (fill or {}).get(field.name)
            data: list[Any] = [put if value is None else float(value) for value in values]
            if None in data:
                raise InputError(
                    f"“{field.name}” is missing in row {data.index(None) + 1}, and a number has to "
                    "be sent.",
                    hint="Send the model's own filling for missing numbers.",
                )
        else:
            datatype = "BYTES"
            data = ["" if value is None else _text(value) for value in values]
        inputs.append(
            {"name": field.name, "shape": [len(rows), 1], "datatype": datatype, "data": data}
        )
    return inputs


def _columns(
    session: onnxruntime.InferenceSession, rows: Sequence[Row], fields: Sequence[SchemaField] | None
) -> dict[str, Any]:
    inputs = session.get_inputs()
    names = set().union(*(row.keys() for row in rows))
    matrix_fields = predictors(fields or ())
    is_matrix = len(inputs) == 1 and len(inputs[0].shape) == 2 and inputs[0].shape[1] != 1
    if is_matrix and inputs[0].name not in names:
        if not matrix_fields:
            raise InputError(
                "The model takes one matrix, so its schema must say the order of the columns.",
                hint="Add a schema.json.",
            )
        columns = [_array(rows, f.name, inputs[0].type) for f in matrix_fields]
        return {inputs[0].name: np.concatenate(columns, axis=1)}
    missing = [item.name for item in inputs if item.name not in names]
    if missing:
        raise InputError(f"The rows have no column “{missing[0]}”, which the model takes.")
    return {
        item.name: _array(rows, item.name, item.type).reshape(-1, *([1] * (len(item.shape) - 1)))
        for item in inputs
    }


def _array(rows: Sequence[Row], name: str, onnx_type: str) -> np.ndarray[Any, Any]:
    datatype = _OIP_TYPES.get(onnx_type)
    if datatype is None:
        raise InputError(f"The model's input “{name}” has the type {onnx_type}, which is unknown.")
    values = [_cell(row, name) for row in rows]
    if datatype == "BYTES":
        texts = ["" if value is None else _text(value) for value in values]
        return np.array(texts, dtype=object).reshape(-1, 1)
    if datatype not in ("FP32", "FP64") and any(value is None for value in values):
        raise InputError(f"“{name}” may not be missing: the model takes whole numbers there.")
    try:
        filled = [math.nan if value is None else value for value in values]
        return np.array(filled, dtype=_NUMPY_TYPES[datatype]).reshape(-1, 1)
    except (TypeError, ValueError):
        raise InputError(f"“{name}” has a value that is not a number.") from None


def _cell(row: Row, name: str) -> Any:
    value = row.get(name)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _score(results: Mapping[str, Any], positive: int) -> tuple[float, ...]:
    for name, value in results.items():
        if name == "score" or name.startswith("score_"):
            return tuple(float(number) for number in np.asarray(value).reshape(-1))
    for value in results.values():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if value.ndim == 2 and value.shape[1] > 1:
                place = positive if value.shape[1] == 2 else None
                picked = value.max(axis=1) if place is None else value[:, place]
                return tuple(map(float, picked))
            return tuple(map(float, value.reshape(-1)))
    raise InputError("The model has no output of numbers to score with.")


def _label(results: Mapping[str, Any], rows: int) -> tuple[str, ...]:
    for value in results.values():
        if isinstance(value, np.ndarray) and value.dtype.kind in "iOU" and value.size == rows:
            return tuple(str(item) for item in value.reshape(-1))
    return ()


def _listed(value: Any) -> list[Any]:
    return value.tolist() if isinstance(value, np.ndarray) else list(value)
