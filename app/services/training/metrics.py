"""How good a model is, in the measures of its task."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import metrics as sk

THRESHOLD = 0.5  # a binary row is called positive above this score

Array = np.ndarray[Any, Any]


def binary_metrics(actual: Array, scores: Array, positive: str) -> dict[str, float]:
    truth = actual == positive
    called = scores > THRESHOLD
    return _finite(
        {
            "auc": sk.roc_auc_score(truth, scores) if 0 < truth.sum() < len(truth) else math.nan,
            "accuracy": sk.accuracy_score(truth, called),
            "f1": sk.f1_score(truth, called, zero_division=0.0),
            "precision": sk.precision_score(truth, called, zero_division=0.0),
            "recall": sk.recall_score(truth, called, zero_division=0.0),
            "log_loss": sk.log_loss(
                truth, np.column_stack([1 - scores, scores]), labels=[False, True]
            ),
            "brier": sk.brier_score_loss(truth, scores),
            "positive_share": truth.mean(),
        }
    )


def multiclass_metrics(
    actual: Array, probabilities: Array, classes: Sequence[str]
) -> dict[str, float]:
    called = np.array(classes, dtype=object)[probabilities.argmax(axis=1)]
    # Rows of float32 probabilities add up to 1 only nearly, which sklearn complains about.
    shares = probabilities.astype("float64")
    shares /= shares.sum(axis=1, keepdims=True)
    # A class that no held-out row has leaves this undefined.
    is_whole = len(set(actual)) == len(classes)
    whole = {"multi_class": "ovr", "labels": list(classes)}
    auc = sk.roc_auc_score(actual, shares, **whole) if is_whole else math.nan
    return _finite(
        {
            "accuracy": sk.accuracy_score(actual, called),
            "balanced_accuracy": sk.balanced_accuracy_score(actual, called),
            "f1": sk.f1_score(actual, called, average="macro", zero_division=0.0),
            "auc": auc,
            "log_loss": sk.log_loss(actual, shares, labels=list(classes)),
        }
    )


def regression_metrics(actual: Array, predicted: Array) -> dict[str, float]:
    return _finite(
        {
            "rmse": math.sqrt(sk.mean_squared_error(actual, predicted)),
            "mae": sk.mean_absolute_error(actual, predicted),
            "r2": sk.r2_score(actual, predicted),
        }
    )


def _finite(found: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in found.items() if math.isfinite(value)}
