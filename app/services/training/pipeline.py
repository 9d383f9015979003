"""The models a training tries: scikit-learn pipelines that ONNX repeats to the last digits."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from app.services.intake.schema import SchemaField

MAX_CATEGORIES = 30  # of one column; rarer ones share the meaning "another one"
SUBSAMPLE = 0.5  # of the rows, for each tree of gradient boosting
GROW_CELLS = 300_000  # rows × columns × trees side by side: some three seconds
LINEAR_CELLS = 6_000_000
MIN_GROW_ROWS = 2_000

# HistGradientBoosting is left out on purpose: its ONNX form is off by 2e-4.
_CLASSIFIERS: dict[str, Any] = {
    "gradient_boosting": GradientBoostingClassifier,
    "random_forest": RandomForestClassifier,
    "linear": LogisticRegression,
}
_REGRESSORS: dict[str, Any] = {
    "gradient_boosting": GradientBoostingRegressor,
    "random_forest": RandomForestRegressor,
    "linear": Ridge,
}
_PARAMETERS: dict[str, dict[str, Any]] = {
    "gradient_boosting": {
        "n_estimators": 100,
        "max_depth": 3,
        "learning_rate": 0.1,
        "subsample": SUBSAMPLE,
    },
    "random_forest": {"n_estimators": 100, "max_depth": 10, "min_samples_leaf": 5, "n_jobs": 1},
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How each predictor enters the model; `safe` names stand in for the user's own."""

    fields: tuple[SchemaField, ...]
    safe: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]  # () for numbers

    def width(self) -> int:
        """How many numbers a linear model sees."""
        return sum(len(values) or 1 for values in self.categories)


def encode(
    features: pd.DataFrame, fields: Sequence[SchemaField], order_by: np.ndarray[Any, Any]
) -> Encoding:
    """The most common categories of each text column of the training rows.

    Args:
        order_by: a number per row; categories stand in the order of its mean, so that a tree can
            part them by one cut. With equal numbers they stand in the order of their names.
    """
    categories: list[tuple[str, ...]] = []
    for field in fields:
        if field.data_class == "numerical":
            categories.append(())
            continue
        column = features[field.name]
        counts = column.value_counts()
        common = sorted(counts.index, key=lambda value: (-counts[value], value))[:MAX_CATEGORIES]
        means = pd.Series(order_by, index=features.index).groupby(column).mean()
        categories.append(tuple(sorted(common, key=lambda value: (means[value], value))))
    safe = tuple(f"c{n:04d}" for n in range(len(fields)))
    return Encoding(tuple(fields), safe, tuple(categories))


def safe_frame(features: pd.DataFrame, encoding: Encoding) -> pd.DataFrame:
    renamed = features[[field.name for field in encoding.fields]]
    return renamed.set_axis(list(encoding.safe), axis="columns")


def build(encoding: Encoding, algorithm: str, task: str, seed: int) -> Pipeline:
    """An unfitted pipeline for `algorithm`."""
    numbers = [s for s, c in zip(encoding.safe, encoding.categories, strict=True) if not c]
    texts = [s for s, c in zip(encoding.safe, encoding.categories, strict=True) if c]
    values = [list(c) for c in encoding.categories if c]
    steps: list[tuple[str, Any]] = [("impute", SimpleImputer(strategy="median"))]
    if algorithm == "linear":
        steps.append(("scale", StandardScaler()))
    branches: list[tuple[str, Any, list[str]]] = []
    if numbers:
        branches.append(("numbers", Pipeline(steps), numbers))
    if texts:
        branches.append(("texts", _encoder(algorithm, values), texts))
    columns = ColumnTransformer(branches, sparse_threshold=0)
    model = _estimator(algorithm, task, seed)
    return Pipeline([("columns", columns), ("model", model)])


def parameters(pipeline: Pipeline) -> dict[str, Any]:
    """The settings of the fitted model that JSON can hold."""
    found = pipeline.named_steps["model"].get_params()
    return {
        key: value
        for key, value in sorted(found.items())
        if value is None or isinstance(value, (str, int, float, bool))
    }


def fit(pipeline: Pipeline, features: pd.DataFrame, target: np.ndarray[Any, Any]) -> Pipeline:
    with warnings.catch_warnings():
        # Not fully converged coefficients are still a model; its metrics tell how good it is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return pipeline.fit(features, target)


def growing_rows(encoding: Encoding, algorithm: str, classes: int) -> int:
    """How many training rows the model is grown from: all, where that takes seconds."""
    if algorithm == "linear":
        return max(MIN_GROW_ROWS, LINEAR_CELLS // max(1, encoding.width()))
    trees = classes if algorithm == "gradient_boosting" and classes > 2 else 1
    return max(MIN_GROW_ROWS, GROW_CELLS // (len(encoding.fields) * trees))


def ranked_algorithms(
    encoding: Encoding,
    features: pd.DataFrame,
    target: np.ndarray[Any, Any],
    *,
    task: str,
    seed: int,
) -> list[tuple[str, float]]:
    """Gradient boosting and linear, the better first, by their score on rows set aside."""
    stratify = None if task == "regression" else target
    inner, outer = train_test_split(
        np.arange(len(features)), test_size=0.25, random_state=seed, stratify=stratify
    )
    scores = []
    for algorithm in ("gradient_boosting", "linear"):
        pipeline = build(encoding, algorithm, task, seed)
        fit(pipeline, features.iloc[inner], target[inner])
        scores.append((algorithm, _quality(pipeline, features.iloc[outer], target[outer], task)))
    return sorted(scores, key=lambda pair: -pair[1])


def _quality(
    pipeline: Pipeline, features: pd.DataFrame, target: np.ndarray[Any, Any], task: str
) -> float:
    if task == "regression":
        return float(r2_score(target, pipeline.predict(features)))
    probabilities = pipeline.predict_proba(features)
    return -float(log_loss(target, probabilities, labels=pipeline.classes_))


def _encoder(algorithm: str, categories: list[list[str]]) -> Any:
    if algorithm == "linear":
        return OneHotEncoder(
            categories=categories, handle_unknown="ignore", dtype=np.float32, sparse_output=False
        )
    return OrdinalEncoder(
        categories=categories,
        handle_unknown="use_encoded_value",
        unknown_value=-1,
        dtype=np.float32,
    )


def _estimator(algorithm: str, task: str, seed: int) -> Any:
    linear = {"alpha": 1.0} if task == "regression" else {"max_iter": 300, "C": 1.0}
    settings = dict(_PARAMETERS.get(algorithm, linear))
    estimators = _REGRESSORS if task == "regression" else _CLASSIFIERS
    return estimators[algorithm](random_state=seed, **settings)
