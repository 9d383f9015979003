"""Small real models for the demo: scorecards as ONNX files, with the data they were made on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from app.services.arrow import number_array, text_array
from app.services.demo import train
from app.services.demo.train import Number

Values = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Log-normal or normal numbers; `weight` is per standard deviation."""

    name: str
    mean: float
    spread: float
    weight: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WordColumn:
    """Categories with their shares and weights."""

    name: str
    shares: Mapping[str, float]
    weights: Mapping[str, float]
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A logistic model over numbers and categories."""

    numbers: tuple[NumberColumn, ...]
    words: tuple[WordColumn, ...]
    intercept: float = -1.0
    noise: float = 0.6  # what the label has that the model can't see
    shift: Mapping[str, float] = field(default_factory=dict)  # drift, in standard deviations


def sample(card: Scorecard, rows: int, seed: int, *, drift: float = 0.0) -> pa.Table:
    """`rows` customers with score and label; `drift` of 1 shifts columns as `card.shift` says."""
    random = np.random.default_rng(seed)
    values: dict[str, np.ndarray[Any, Any]] = {}
    for number in card.numbers:
        shift = card.shift.get(number.name, 0.0) * drift * number.spread
        values[number.name] = random.normal(number.mean + shift, number.spread, rows)
    for word in card.words:
        names = list(word.shares)
        shares = np.array([word.shares[name] for name in names])
        moved = card.shift.get(word.name, 0.0) * drift
        shares[-1] += moved
        values[word.name] = random.choice(names, rows, p=shares / shares.sum())
    logit = logits(card, values)
    hidden = random.logistic(0.0, card.noise, rows)
    label = np.where(logit + hidden > 0, "1", "0").tolist()
    score = scores(card, values)
    columns = {one.name: number_array(values[one.name]) for one in card.numbers}
    columns |= {one.name: text_array(values[one.name].tolist()) for one in card.words}
    columns |= {"score": number_array(score), "label": text_array(label)}
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def logits(card: Scorecard, values: Values) -> np.ndarray[Any, Any]:
    rows = len(next(iter(values.values())))
    total: np.ndarray[Any, Any] = np.full(rows, card.intercept, dtype=np.float64)
    for number in card.numbers:
        total += number.weight * (values[number.name] - number.mean) / number.spread
    for word in card.words:
        names = np.array(list(word.weights))
        order = np.argsort(names)
        at = order[np.searchsorted(names, values[word.name], sorter=order)]
        total += np.array(list(word.weights.values()))[at]
    return total


def scores(card: Scorecard, values: Values) -> np.ndarray[Any, Any]:
    """As the ONNX file computes them: single precision."""
    found: np.ndarray[Any, Any] = 1 / (1 + np.exp(-logits(card, values)))
    return found.astype(np.float32).astype(np.float64)


def to_onnx(card: Scorecard) -> bytes:
    """One input per column, one output `score` with one number per row."""
    numbers = {one.name: Number(one.mean, one.spread, one.weight) for one in card.numbers}
    words = {one.name: one.weights for one in card.words}
    return train.to_onnx(train.Fitted(card.intercept, numbers, words))


def reference(card: Scorecard, table: pa.Table, rows: int = 100) -> bytes:
    """Reference rows and the answers for them, for the smoke test of every deployment."""
    names = [one.name for one in card.numbers] + [one.name for one in card.words]
    head = table.slice(0, rows)
    listed = {name: head.column(name).to_pylist() for name in names}
    content = {
        "rows": [{name: listed[name][n] for name in names} for n in range(head.num_rows)],
        "score_output": "score",
        "label_output": "",
        "tolerance": 1e-4,
        "score": head.column("score").to_pylist(),
        "label": [],
    }
    return json.dumps(content).encode()


def schema_fields(card: Scorecard) -> list[dict[str, Any]]:
    """The schema as `schema.json` holds it."""
    fields: list[dict[str, Any]] = [
        {"name": one.name, "role": "predictor", "data_class": "numerical", "unit": one.unit,
         "drift_candidate": True}
        for one in card.numbers
    ]  # fmt: skip
    fields += [
        {"name": one.name, "role": "predictor", "data_class": "categorical",
         "protected": one.is_protected, "drift_candidate": True,
         "allowed": list(one.shares)}
        for one in card.words
    ]  # fmt: skip
    return [
        *fields,
        {"name": "score", "role": "score", "data_class": "numerical"},
        {"name": "label", "role": "label", "data_class": "categorical", "positive_label": "1"},
    ]


def write_parquet(table: pa.Table, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:  # a path with a colon in it Arrow takes for an address
        pa_parquet.write_table(table, file)
    return path


def even(names: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(names, 1 / len(names))
