"""Measures of a predicted number against the true one, from sums."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from app.services.monitoring.bins import has_labels, performance
from app.services.monitoring.measure import Measurement, Pair, State

_HOW = {
    "r2": "1 - squared error over the label's variance",
    "rmse": "root of the mean squared error, in the label's unit",
    "mae": "mean absolute error, in the label's unit",
    "mape": "mean of error over label, both without sign; rows whose label is 0 left out",
}


def measure_regression(test: str, pair: Pair) -> Iterator[Measurement]:
    profile = pair.current
    if not has_labels(profile, "regression") or profile.outcome is None:
        return
    sums = profile.outcome.sums
    n = round(sums["n"])
    if n < pair.options.min_labelled:
        note = f"{n} rows have a prediction and a label; {pair.options.min_labelled} are needed"
        yield performance(
            test, profile, n, "not measured", None, state=State.INSUFFICIENT, note=note
        )
        return
    value = _value(test, sums)
    if value is None:
        yield performance(test, profile, n, _HOW[test], None, state=State.NOT_APPLICABLE,
                          note="every label is the same, or 0")  # fmt: skip
        return
    yield performance(test, profile, n, f"{_HOW[test]}; exact up to float summation", value)


def _value(test: str, sums: Mapping[str, float]) -> float | None:
    n = sums["n"]
    if test == "rmse":
        return math.sqrt(sums["error2"] / n)
    if test == "mae":
        return sums["absolute"] / n
    if test == "mape":
        return sums["relative"] / sums["non_zero"] if sums["non_zero"] else None
    spread = sums["label2"] - sums["label"] * sums["label"] / n
    if not math.isfinite(spread):
        return math.nan  # labels too large to be squared
    return 1 - sums["error2"] / spread if spread > 0 else None
