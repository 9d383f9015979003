"""The training itself: choose an algorithm, fit it, convert it, and check that ONNX agrees."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from app.errors import AppError
from app.services.intake.schema import predictors
from app.services.training import pipeline as pipelines
from app.services.training.convert import Converted, convert
from app.services.training.equivalence import EQUIVALENCE_LIMIT, open_session, score_scales
from app.services.training.metrics import binary_metrics, multiclass_metrics, regression_metrics
from app.services.training.pipeline import Encoding, encode, safe_frame
from app.services.training.prepare import Prepared, sample_rows
from app.services.training.spec import Equivalence, TrainingSpec

TRIAL_ROWS = 4_000  # the choice between algorithms needs no more

log = logging.getLogger(__name__)
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Learned:
    """A fitted pipeline and its ONNX form, which agree."""

    algorithm: str
    pipeline: Any
    encoding: Encoding
    converted: Converted
    equivalence: Equivalence
    grown_rows: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the ONNX file says of rows; `probabilities` is empty for regression."""

    score: Array
    label: Array
    probabilities: Array


def learn(prepared: Prepared, spec: TrainingSpec, train: Array, holdout: Array) -> Learned:
    """Fit the best algorithm whose ONNX form agrees with it.

    Raises:
        AppError: none agrees within `EQUIVALENCE_LIMIT`.
    """
    fields = predictors(prepared.fields)
    encoding = encode(prepared.features.iloc[train], fields, _order(prepared, train))
    features = safe_frame(prepared.features, encoding)
    notes: list[str] = []
    worst = 0.0
    for algorithm in _candidates(
        prepared, spec, encoding, features=features, train=train, notes=notes
    ):
        grown = _grown(prepared, spec, encoding, algorithm, train)
        fitted = pipelines.build(encoding, algorithm, prepared.task, spec.seed)
        log.info("fitting %s on %s rows", algorithm, len(grown))
        pipelines.fit(fitted, features.iloc[grown], prepared.target[grown])
        positive = _place(fitted, prepared)
        converted = convert(fitted, encoding, prepared.task, positive)
        equivalence = _compare(
            fitted,
            converted,
            encoding,
            prepared,
            features=features,
            rows=holdout,
        )
        log.info("ONNX differs by at most %.2e", equivalence.max_difference)
        if equivalence.agrees:
            if len(grown) < len(train):
                notes.append(
                    f"The model was grown from {len(grown)} of {len(train)} training rows."
                )
            return Learned(
                algorithm, fitted, encoding, converted, equivalence, len(grown), tuple(notes)
            )
        worst = max(worst, equivalence.max_difference)
        notes.append(
            f"{algorithm} was given up: its ONNX form differs by {equivalence.max_difference:.1e}."
        )
    raise AppError(
        f"The ONNX file differs from the trained model by {worst:.1e}; 1e-5 is the most.",
        hint="Choose another algorithm.",
    )


def ask(learned: Learned, features: pd.DataFrame) -> Answers:
    """Score rows (columns under the user's own names) with the ONNX form."""
    return _ask(learned.converted, learned.encoding, safe_frame(features, learned.encoding))


def own_outputs(learned: Learned, prepared: Prepared, rows: Array) -> dict[str, list[Any]]:
    """What the trained pipeline itself says of `rows`, by the ONNX output that repeats it."""
    sample = safe_frame(prepared.features.iloc[rows], learned.encoding)
    score, probabilities = _own(learned.pipeline, prepared, sample)
    found = {learned.converted.score_output: score.tolist()}
    if learned.converted.probabilities_output:
        found[learned.converted.probabilities_output] = probabilities.tolist()
    return found


def measure(prepared: Prepared, answers: Answers, rows: Array) -> dict[str, float]:
    """The metrics of the ONNX form on `rows`."""
    actual = prepared.target[rows]
    if prepared.task == "regression":
        return regression_metrics(actual, answers.score)
    if prepared.task == "binary":
        return binary_metrics(actual, answers.score, str(prepared.positive))
    return multiclass_metrics(actual, answers.probabilities, prepared.classes)


def fill_values(learned: Learned) -> dict[str, float]:
    """The number that the model puts where one is missing, by column."""
    branches = learned.pipeline.named_steps["columns"].named_transformers_
    if "numbers" not in branches:
        return {}
    medians = branches["numbers"].named_steps["impute"].statistics_
    names = [
        field.name
        for field, categories in zip(
            learned.encoding.fields, learned.encoding.categories, strict=True
        )
        if not categories
    ]
    return {name: float(value) for name, value in zip(names, medians, strict=True)}


def _candidates(
    prepared: Prepared,
    spec: TrainingSpec,
    encoding: Encoding,
    *,
    features: pd.DataFrame,
    train: Array,
    notes: list[str],
) -> list[str]:
    if spec.algorithm != "auto":
        return [spec.algorithm]
    most = TRIAL_ROWS // (2 if prepared.task == "multiclass" else 1)
    rows = sample_rows(train, prepared, most, spec.seed)
    ranked = pipelines.ranked_algorithms(
        encoding, features.iloc[rows], prepared.target[rows], task=prepared.task, seed=spec.seed
    )
    measure_name = "r2" if prepared.task == "regression" else "negative log loss"
    shown = ", ".join(f"{name} {quality:.4f}" for name, quality in ranked)
    notes.append(f"Algorithms tried on rows set aside from training ({measure_name}): {shown}.")
    return [name for name, _quality in ranked]


def _order(prepared: Prepared, rows: Array) -> Array:
    """What categories are ordered by: the label, where it has an order."""
    if prepared.task == "multiclass":
        return np.zeros(len(rows))
    target = prepared.target[rows]
    return target if prepared.task == "regression" else (target == prepared.positive).astype(float)


def _grown(
    prepared: Prepared, spec: TrainingSpec, encoding: Encoding, algorithm: str, train: Array
) -> Array:
    most = pipelines.growing_rows(encoding, algorithm, len(prepared.classes))
    return sample_rows(train, prepared, most, spec.seed)


def _place(fitted: Any, prepared: Prepared) -> int:
    if prepared.task != "binary":
        return 0
    return [str(name) for name in fitted.classes_].index(str(prepared.positive))


def _compare(
    fitted: Any,
    converted: Converted,
    encoding: Encoding,
    prepared: Prepared,
    *,
    features: pd.DataFrame,
    rows: Array,
) -> Equivalence:
    sample = features.iloc[rows]
    answers = _ask(converted, encoding, sample)
    score, probabilities = _own(fitted, prepared, sample)
    if prepared.task == "regression":
        scales = np.array(score_scales(score.tolist(), is_regression=True))
        difference = _largest((answers.score - score) / scales)
        return Equivalence(len(rows), difference, 0, EQUIVALENCE_LIMIT, "relative value")
    difference = max(
        _largest(answers.probabilities - probabilities), _largest(answers.score - score)
    )
    flips = int((answers.label.astype(str) != fitted.predict(sample).astype(str)).sum())
    return Equivalence(len(rows), difference, flips, EQUIVALENCE_LIMIT, "probability")


def _own(fitted: Any, prepared: Prepared, sample: pd.DataFrame) -> tuple[Array, Array]:
    """Score and probabilities (none for regression) of the scikit-learn pipeline."""
    if prepared.task == "regression":
        return fitted.predict(sample).reshape(-1), np.empty(0)
    found = fitted.predict_proba(sample)
    if prepared.task == "binary":
        return found[:, _place(fitted, prepared)], found
    return found.max(axis=1), found


def _largest(differences: Array) -> float:
    largest = float(np.abs(differences).max())
    return math.inf if math.isnan(largest) else largest


def _ask(converted: Converted, encoding: Encoding, features: pd.DataFrame) -> Answers:
    session = open_session(converted.content)
    columns = {
        field.name: features[[safe]].to_numpy(dtype=object if categories else np.float32)
        for field, safe, categories in zip(
            encoding.fields, encoding.safe, encoding.categories, strict=True
        )
    }
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(None, columns), strict=True))
    nothing = np.empty(0)
    return Answers(
        score=found[converted.score_output].reshape(-1).astype("float64"),
        label=found.get(converted.label_output, nothing),
        probabilities=found.get(converted.probabilities_output, nothing),
    )
