"""The proof that what serves is what was trained: every row, every output, every class."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import VerificationError
from app.services.demo.serving import TOLERANCE, difference_is, output_gaps
from app.services.runtime_adapters import Tensor

CLASSES: dict[str, Any] = {
    "label_output": "label",
    "trained": {
        "score": [0.7, 0.6],
        "probabilities": [[0.7, 0.2, 0.1], [0.3, 0.1, 0.6]],
    },
}
REGRESSION: dict[str, Any] = {"label_output": "", "trained": {"score": [2e-4, -4e-4, 0.0]}}


def _given(score: list[float], *probabilities: float) -> tuple[Tensor, ...]:
    found = Tensor("score", "FP32", (len(score), 1), tuple(score))
    if not probabilities:
        return (found,)
    shape = (len(score), len(probabilities) // len(score))
    return (found, Tensor("probabilities", "FP32", shape, probabilities))


def test_equal_answers_have_no_gap_in_any_output() -> None:
    given = _given([0.7, 0.6], 0.7, 0.2, 0.1, 0.3, 0.1, 0.6)

    assert output_gaps(CLASSES, given, 2) == {"score": 0, "probabilities": 0}


def test_two_classes_that_are_swapped_behind_an_equal_score_are_a_gap() -> None:
    given = _given([0.7, 0.6], 0.7, 0.1, 0.2, 0.3, 0.1, 0.6)

    found = output_gaps(CLASSES, given, 2)

    assert found == {"score": 0, "probabilities": pytest.approx(0.1)}


def test_one_wrong_row_is_a_gap_and_one_that_is_no_number_the_largest() -> None:
    assert output_gaps(REGRESSION, _given([2e-4, -4e-4, 4e-6]), 3)["score"] > TOLERANCE
    assert output_gaps(REGRESSION, _given([2e-4, float("nan"), 0.0]), 3)["score"] == float("inf")


def test_a_regression_is_held_against_the_size_of_its_own_numbers() -> None:
    small = output_gaps(REGRESSION, _given([2e-4, -4e-4, 1e-9]), 3)["score"]

    assert small == pytest.approx(1e-9 / 4e-4)
    assert small < TOLERANCE
    assert difference_is(REGRESSION) == "relative to the largest score"
    assert difference_is(CLASSES) == "absolute"


def test_an_output_that_is_missing_or_too_short_is_refused() -> None:
    with pytest.raises(VerificationError, match=r"gave 0 numbers of “probabilities”; .* gives 6"):
        output_gaps(CLASSES, _given([0.7, 0.6]), 2)
    with pytest.raises(VerificationError, match=r"gave 1 numbers of “score”; .* gives 2"):
        output_gaps(CLASSES, _given([0.7]), 2)


def test_a_version_without_kept_scores_is_not_called_equal() -> None:
    with pytest.raises(VerificationError, match="were not kept"):
        output_gaps({"label_output": ""}, _given([0.7]), 1)
