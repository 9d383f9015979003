"""Accuracy, precision, recall and F1 of decisions, for two classes and for many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from app.services.monitoring import stats
from app.services.monitoring.bins import (
    Confusion,
    binary_guard,
    confusion,
    cut_guard,
    has_labels,
    performance,
)
from app.services.monitoring.measure import Measurement, Pair, State
from app.services.monitoring.profile import Counts


def measure_decisions(test: str, pair: Pair) -> Iterator[Measurement]:
    """One of accuracy, precision, recall, f1; exact counts throughout."""
    profile = pair.current
    spec, outcome = profile.spec.outcome, profile.outcome
    if spec is None or outcome is None:
        return
    if has_labels(profile, "binary"):
        refused = cut_guard(test, spec, profile, pair.options)
        refused = refused or binary_guard(test, profile, pair.options)
        if refused is not None:
            yield refused
            return
        found = confusion(outcome.table, pair.options.cut_off)
        how = f"score at or above {pair.options.cut_off:g} means “{spec.positive}”; exact"
        yield _measurement(test, pair, found, how)
    elif has_labels(profile, "classes"):
        yield _of_classes(test, pair, outcome.table, spec.classes, spec.positive)


def value_of(test: str, found: Confusion) -> float | None:
    if test == "accuracy":
        return (found.true_positive + found.true_negative) / found.n if found.n else None
    if test == "precision":
        return found.precision
    if test == "recall":
        return found.recall
    twice = 2 * found.true_positive
    wrong = found.false_positive + found.false_negative
    return twice / (twice + wrong) if twice + wrong else None


def _measurement(test: str, pair: Pair, found: Confusion, how: str) -> Measurement:
    value = value_of(test, found)
    if value is None:
        note = f"{test} is not defined: no row was decided or labelled positive"
        return performance(
            test, pair.current, found.n, how, None, state=State.NOT_APPLICABLE, note=note
        )
    interval = None
    if test == "accuracy":
        right = found.true_positive + found.true_negative
        interval = stats.wilson(right, found.n, pair.options.confidence)
    counts = asdict(found)
    return performance(test, pair.current, found.n, how, value, interval=interval, detail=counts)


def _of_classes(
    test: str, pair: Pair, table: Counts, classes: tuple[str, ...], positive: str
) -> Measurement:
    n = int(table.sum())
    if n < pair.options.min_labelled:
        note = f"{n} rows have a prediction and a label; {pair.options.min_labelled} are needed"
        return performance(
            test, pair.current, n, "not measured", None, state=State.INSUFFICIENT, note=note
        )
    if len(classes) == 2 and positive in classes:
        found = _one_against_rest(table, classes.index(positive))
        how = f"predicted against true class, positive “{positive}”; exact"
        return _measurement(test, pair, found, how)
    if test == "accuracy":
        # The last row and column hold every class the reference lacks: not known to be right.
        right = int(np.trace(table[:-1, :-1]))
        interval = stats.wilson(right, n, pair.options.confidence)
        how = f"predicted against true class, {len(classes)} classes; exact"
        return performance(test, pair.current, n, how, right / n, interval=interval)
    there = [k for k in range(len(classes)) if table[k].sum() + table[:, k].sum()]
    values = [value_of(test, _one_against_rest(table, k)) or 0.0 for k in there]
    how = f"mean over {len(there)} classes (macro), an undefined one counts 0; exact"
    return performance(test, pair.current, n, how, sum(values) / max(len(values), 1))


def _one_against_rest(table: Counts, k: int) -> Confusion:
    hit = int(table[k, k])
    predicted, actual = int(table[:, k].sum()), int(table[k].sum())
    rest = int(table.sum()) - predicted - actual + hit
    return Confusion(hit, predicted - hit, rest, actual - hit)
