"""Smoke tests: how answers are compared, and what is sent for a missing number."""

from __future__ import annotations

import json
import math

import pytest

from app.models.queries.releases import FieldRow
from app.services.deploying.sequence import TOLERANCE
from app.services.deploying.smoke import difference
from app.services.runtime_adapters import Tensor
from app.services.smoke_cases import smoke_cases


def outputs(*values: float) -> tuple[Tensor, ...]:
    return (Tensor("score", "FP32", (len(values),), values),)


@pytest.mark.parametrize(
    ("wanted", "given", "is_good"),
    [
        (0.5, 0.50005, True),
        (0.5, 0.5002, False),
        (500_000.0, 500_000.03, True),  # the last digit of single precision
        (500_000.0, 500_100.0, False),
        (-2e9, -2.00001e9, True),
        (math.inf, math.inf, True),
        (math.inf, 1.0, False),
        (1.0, math.nan, False),
        (math.nan, math.nan, True),
    ],
)
def test_large_numbers_are_compared_by_their_relative_difference(
    wanted: float, given: float, *, is_good: bool
) -> None:
    found = difference(outputs(wanted), outputs(given), TOLERANCE)

    assert (found.reason == "") is is_good


def predictor(name: str) -> FieldRow:
    return FieldRow(
        name, "input", "predictor", "numerical", False, True, True, (), "", "", {}
    )  # fmt: skip


def test_a_missing_number_is_sent_as_the_model_fills_it() -> None:
    reference = {
        "rows": [{"age": None}, {"age": 31.0}],
        "score_output": "score",
        "score": [0.25, 0.5],
        "fill_values": {"age": 44.5},
    }

    (case,) = smoke_cases(json.dumps(reference).encode(), [predictor("age")])

    assert case.inputs == (Tensor("age", "FP32", (2, 1), (44.5, 31.0)),)
