"""Compares what a runtime answers with the stored reference outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.services.runtime_adapters import Tensor


@dataclass(frozen=True, slots=True)
class Difference:
    largest: float  # over all numbers that were compared
    reason: str = ""  # why the answer is not good enough; empty: it is


def difference(expected: Sequence[Tensor], found: Sequence[Tensor], tolerance: float) -> Difference:
    """How far `found` is from `expected`; texts and whole numbers must be the same.

    Probabilities are compared as they are, numbers beyond 1 by their relative difference: single
    precision has seven digits, and a house price would use them up before its decimal point.
    """
    answers = {tensor.name: tensor for tensor in found}
    largest = 0.0
    for wanted in expected:
        answer = answers.get(wanted.name)
        if answer is None:
            return Difference(largest, f"output “{wanted.name}” is missing.")
        if len(answer.data) != len(wanted.data):
            return Difference(
                largest,
                f"output “{wanted.name}” has {len(answer.data)} values, not {len(wanted.data)}.",
            )
        if not wanted.datatype.startswith("FP"):
            if tuple(answer.data) != tuple(wanted.data):
                return Difference(largest, f"output “{wanted.name}” differs from the reference.")
            continue
        gap = _gap(wanted, answer)
        largest = max(largest, gap)
        if not gap <= tolerance:
            return Difference(
                largest,
                f"output “{wanted.name}” differs by {gap:.3g}; the tolerance is {tolerance:g}.",
            )
    return Difference(largest)


def _gap(wanted: Tensor, answer: Tensor) -> float:
    try:
        left = np.array(wanted.data, dtype=np.float64)
        right = np.array(answer.data, dtype=np.float64)
    except (TypeError, ValueError):
        return float("inf")
    if not np.array_equal(np.isnan(left), np.isnan(right)):
        return float("inf")
    unequal = left != right  # also keeps infinite numbers that are equal out of the subtraction
    left, right = left[unequal], right[unequal]
    if np.isinf(left).any() or np.isinf(right).any():
        return float("inf")
    return float(np.nanmax(np.abs(left - right) / np.maximum(1.0, np.abs(left)), initial=0.0))
