"""Complete model folders for stories: a real ONNX model with all that a release asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pyarrow as pa
import pyarrow.parquet as pa_parquet
from onnx import TensorProto, helper

Matrix = npt.NDArray[np.float64]

COLUMNS = ("income", "age")
TRUTH = (0.25, 0.10, -16.5)  # weights and offset of the log odds, for income about 50, age about 40
USELESS = (0.0, 0.001, 0.0)
PINNED = "numpy==2.4.6\nonnxruntime==1.31.1\n"
CARD = "# Model card: credit\n\nTells who pays late from income and age.\n"


@dataclass(frozen=True, slots=True)
class Scorer:
    """A logistic regression, as Python computes it and as ONNX."""

    weights: tuple[float, float, float] = TRUTH

    def score(self, rows: Matrix) -> Matrix:
        income, age, offset = self.weights
        odds = rows[:, 0] * income + rows[:, 1] * age + offset
        found: Matrix = 1 / (1 + np.exp(-odds))
        return found

    def onnx(self) -> bytes:
        inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, 1]) for n in COLUMNS]
        score = helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])
        constants = [
            helper.make_tensor("weights", TensorProto.FLOAT, [2, 1], self.weights[:2]),
            helper.make_tensor("offset", TensorProto.FLOAT, [1], self.weights[2:]),
        ]
        nodes = [
            helper.make_node("Concat", list(COLUMNS), ["rows"], axis=1),
            helper.make_node("MatMul", ["rows", "weights"], ["product"]),
            helper.make_node("Add", ["product", "offset"], ["odds"]),
            helper.make_node("Sigmoid", ["odds"], ["score"]),
        ]
        graph = helper.make_graph(nodes, "credit", inputs, [score], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())


def people(count: int, seed: int, *, income: float = 50.0) -> Matrix:
    """Rows of customers; another `income` than 50 is drift."""
    random = np.random.default_rng(seed)
    return np.column_stack([random.normal(income, 10, count), random.normal(40, 8, count)])


def outcomes(rows: Matrix, seed: int) -> list[str]:
    """Who really paid late: drawn from the true odds, whatever a model says."""
    drawn = np.random.default_rng(seed).random(len(rows)) < Scorer().score(rows)
    return ["yes" if late else "no" for late in drawn]


def write_folder(
    folder: Path,
    *,
    scorer: Scorer = Scorer(),
    without: tuple[str, ...] = (),
    note: str = "",
    reference_shift: float = 0.0,
    extra: dict[str, str] | None = None,
) -> Path:
    """A folder to register.

    Args:
        without: files that are left out.
        note: told in the model card, so that the version differs from others.
        reference_shift: by how much the reference answers are wrong.
        extra: further files, by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(scorer.onnx())
    (folder / "schema.json").write_text(json.dumps({"fields": _fields()}))
    (folder / "requirements.txt").write_text(PINNED)
    (folder / "model_card.md").write_text(CARD + note)
    _write_sample(folder / "train.parquet", scorer, count=600, seed=1)
    _write_sample(folder / "holdout.parquet", scorer, count=300, seed=2)
    _write_reference(folder / "reference.json", scorer, reference_shift)
    for name, content in (extra or {}).items():
        (folder / name).write_text(content)
    for name in without:
        (folder / name).unlink()
    return folder


def _fields() -> list[dict[str, Any]]:
    numbers = [{"name": name, "role": "predictor", "nullable": False} for name in COLUMNS]
    label = {
        "name": "late", "role": "label", "data_class": "categorical", "positive_label": "yes",
        "allowed": ["no", "yes"],
    }  # fmt: skip
    return [*numbers, label, {"name": "score", "role": "score"}]


def _write_sample(path: Path, scorer: Scorer, *, count: int, seed: int) -> None:
    rows = people(count, seed)
    columns = {name: rows[:, n] for n, name in enumerate(COLUMNS)}
    table = pa.table({**columns, "late": outcomes(rows, seed + 100), "score": scorer.score(rows)})
    pa_parquet.write_table(table, path)


def _write_reference(path: Path, scorer: Scorer, shift: float) -> None:
    rows = people(20, 3)
    content = {
        "rows": [dict(zip(COLUMNS, map(float, row), strict=True)) for row in rows],
        "score_output": "score",
        "score": [float(one) + shift for one in scorer.score(rows)],
    }
    path.write_text(json.dumps(content))


def request_body(rows: Matrix) -> dict[str, Any]:
    """An Open Inference Protocol request."""
    return {
        "inputs": [
            {"name": name, "datatype": "FP32", "shape": [len(rows), 1], "data": list(rows[:, n])}
            for n, name in enumerate(COLUMNS)
        ]
    }
