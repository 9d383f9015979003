"""Fits a scorecard; kept with each version that it made, as its `train.py`.

    python train.py --data FILE --parameters FILE --seed NUMBER --out FOLDER

It leaves `model.onnx` and `metrics.json`. It imports nothing of the product, so that a version is
trained again by the very file that trained it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet

ALGORITHM = "logistic regression"
STEPS = 50
RIDGE = 1e-3  # of weights: columns that say the same can be told apart
DIGITS = 6  # of what is written: the last ones depend on the processor
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Number:
    mean: float
    spread: float
    weight: float  # per spread


@dataclass(frozen=True, slots=True)
class Fitted:
    """The scorecard: numbers by column, weights of words by column and word."""

    intercept: float
    numbers: Mapping[str, Number]
    words: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Trained:
    fitted: Fitted
    metrics: Mapping[str, Mapping[str, float]]  # of the rows it learned from, and of the others
    learned: Array  # which rows of the data these are
    held_out: Array


def train(data: Path, parameters: Mapping[str, Any], seed: int, out: Path) -> Trained:
    """Learn from a part of the rows, measure on the rest, and write both down.

    Args:
        parameters: `numbers` and `words` that it may learn from in their order, words with what
            they may be; `without_weight`: those that it must not; `label`; and `held_out`, how
            many rows.
    """
    table = pa_parquet.read_table(data)
    held_out, learned = np.split(order_of(table.num_rows, seed), [parameters["held_out"]])
    target = np.asarray(table.column(parameters["label"]).to_pylist()) == "1"
    fitted = _fit(table.take(pa.array(learned)), target[learned], parameters)
    score = scores(fitted, table)
    metrics = {
        name: _measured(score[rows], target[rows])
        for name, rows in (("holdout", held_out), ("train", learned))
    }
    (out / "model.onnx").write_bytes(to_onnx(fitted))
    said = json.dumps({"algorithm": ALGORITHM, **metrics}, indent=1)
    (out / "metrics.json").write_text(said, encoding="utf-8")
    return Trained(fitted, metrics, learned, held_out)


def order_of(rows: int, seed: int) -> Array:
    """By which they are parted: those that are held out come first."""
    return np.random.default_rng(seed).permutation(rows)


def scores(fitted: Fitted, table: pa.Table) -> Array:
    """As the ONNX file computes them: single precision."""
    total: Array = np.full(table.num_rows, fitted.intercept)
    for name, one in fitted.numbers.items():
        total += one.weight * (_numbers(table, name) - one.mean) / one.spread
    for name, weights in fitted.words.items():
        total += np.array([weights.get(word, 0.0) for word in table.column(name).to_pylist()])
    found: Array = _sigmoid(total).astype(np.float32).astype(np.float64)
    return found


def _numbers(table: pa.Table, name: str) -> Array:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _sigmoid(values: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-values))
    return found


def _fit(table: pa.Table, target: Array, parameters: Mapping[str, Any]) -> Fitted:
    without = set(parameters["without_weight"])
    measures = {
        name: (round(float(values.mean()), DIGITS), round(float(values.std()), DIGITS))
        for name in parameters["numbers"]
        for values in (_numbers(table, name),)
    }
    columns = [(_numbers(table, name) - mean) / spread for name, (mean, spread) in measures.items()]
    places = []
    for name, words in parameters["words"]:
        here = np.asarray(table.column(name).to_pylist())
        for word in words if name not in without else ():
            places.append((name, word))
            columns.append((here == word).astype(np.float64))
    weights = [round(float(one), DIGITS) for one in _solved(np.column_stack(columns), target)]
    intercept, of_numbers, of_words = weights[0], weights[1:], weights[1 + len(measures) :]
    found = dict(zip(places, of_words, strict=True))
    return Fitted(
        intercept,
        {
            name: Number(*measured, weight)
            for (name, measured), weight in zip(measures.items(), of_numbers, strict=False)
        },
        {
            name: {word: found.get((name, word), 0.0) for word in words}
            for name, words in parameters["words"]
        },
    )


def _solved(columns: Array, target: Array) -> Array:
    """Intercept and weights by Newton's method."""
    rows = np.column_stack([np.ones(len(columns)), columns])
    held: Array = np.full(rows.shape[1], RIDGE)
    held[0] = 0.0
    weights: Array = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        expected = _sigmoid(rows @ weights)
        slope = rows.T @ (target - expected) - held * weights
        curve = (rows.T * (expected * (1 - expected))) @ rows + np.diag(held)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-12:
            break
    return weights


def _measured(score: Array, target: Array) -> dict[str, float]:
    ranks = np.empty(len(score))
    ranks[np.argsort(score)] = np.arange(1, len(score) + 1)
    ones = int(target.sum())
    above = ranks[target].sum() - ones * (ones + 1) / 2
    right = np.where(target, score, 1 - score)
    found = {
        "auc": above / (ones * (len(score) - ones)),
        "log_loss": -np.log(np.clip(right, 1e-12, 1)).mean(),
        "accuracy": ((score > 0.5) == target).mean(),
    }
    return {name: round(float(value), DIGITS) for name, value in found.items()}


def to_onnx(fitted: Fitted) -> bytes:
    """One input per column, one output `score` with one number per row."""
    from onnx import TensorProto, helper

    nodes, inputs, parts = [], [], []
    for n, (name, number) in enumerate(fitted.numbers.items()):
        inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]))
        scale = number.weight / number.spread
        nodes.append(
            helper.make_node("Scaler", [name], [f"number_{n}"], domain="ai.onnx.ml",
                             offset=[float(number.mean)], scale=[float(scale)])
        )  # fmt: skip
        parts.append(f"number_{n}")
    for n, (name, weights) in enumerate(fitted.words.items()):
        inputs.append(helper.make_tensor_value_info(name, TensorProto.STRING, [None, 1]))
        nodes.append(
            helper.make_node("LabelEncoder", [name], [f"word_{n}"], domain="ai.onnx.ml",
                             keys_strings=list(weights),
                             values_floats=[float(one) for one in weights.values()],
                             default_float=0.0)
        )  # fmt: skip
        parts.append(f"word_{n}")
    constant = helper.make_tensor("intercept", TensorProto.FLOAT, [1, 1], [fitted.intercept])
    nodes += [
        helper.make_node("Sum", parts, ["sum"]),
        helper.make_node("Add", ["sum", "intercept"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["probability"]),
        helper.make_node("Squeeze", ["probability", "axis"], ["score"]),
    ]
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    output = helper.make_tensor_value_info("score", TensorProto.FLOAT, [None])
    graph = helper.make_graph(nodes, "scorecard", inputs, [output], [constant, axis])
    made = helper.make_model(
        graph,
        producer_name="modelward demo",
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=9,
    )
    content: bytes = made.SerializeToString()
    return content


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="train.py")
    for name in ("--data", "--parameters", "--seed", "--out"):
        parser.add_argument(name, required=True)
    given = parser.parse_args(arguments)
    parameters = json.loads(Path(given.parameters).read_text(encoding="utf-8"))
    train(Path(given.data), parameters, int(given.seed), Path(given.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
