"""The proof that what serves is what was trained: every row, every output, every class."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import VerificationError
from app.services.demo.serving import TOLERANCE, Gap, difference_is, output_gaps
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

    equal = Gap(held=0, absolute=0, relative=None)
    assert output_gaps(CLASSES, given, 2) == {"score": equal, "probabilities": equal}


def test_two_classes_that_are_swapped_behind_an_equal_score_are_a_gap() -> None:
    given = _given([0.7, 0.6], 0.7, 0.1, 0.2, 0.3, 0.1, 0.6)

    found = output_gaps(CLASSES, given, 2)

    assert found["score"].held == 0
    assert found["probabilities"].held == pytest.approx(0.1)
    assert found["probabilities"].absolute == found["probabilities"].held


def test_one_wrong_row_is_a_gap_and_one_that_is_no_number_the_largest() -> None:
    assert output_gaps(REGRESSION, _given([2e-4, -4e-4, 4e-6]), 3)["score"].held > TOLERANCE
    nan = output_gaps(REGRESSION, _given([2e-4, float("nan"), 0.0]), 3)["score"]
    assert (nan.held, nan.absolute) == (float("inf"), float("inf"))


def test_a_regression_is_held_against_the_size_of_its_own_numbers() -> None:
    small = output_gaps(REGRESSION, _given([2e-4, -4e-4, 1e-9]), 3)["score"]

    assert small.held == pytest.approx(1e-9 / 4e-4)
    assert small.held < TOLERANCE
    assert (small.absolute, small.relative) == (1e-9, 0)  # a row of 0 has no share of itself
    assert difference_is(REGRESSION) == "relative to the row's score"
    assert difference_is(CLASSES) == "absolute"


def test_one_very_large_score_hides_no_difference_of_the_small_ones() -> None:
    own = [298.0, 1_200.0, 1.8e6]
    skewed: dict[str, Any] = {"label_output": "", "trained": {"score": own}}

    wrong = output_gaps(skewed, _given([298.0 + 17.9, 1_200.0, 1.8e6]), 3)["score"]
    rounded = output_gaps(skewed, _given([298.0 + 1.7, 1_200.0, 1.8e6 + 17.9]), 3)["score"]

    assert wrong.held > TOLERANCE
    assert wrong.absolute == pytest.approx(17.9)
    assert wrong.relative == pytest.approx(17.9 / 298)
    assert rounded.held < TOLERANCE  # 2^-20 of the largest score is 1.72


def test_each_score_above_1_is_held_against_itself() -> None:
    several: dict[str, Any] = {"label_output": "", "trained": {"score": [0.0, 2.0, 8.0]}}

    def held(*served: float) -> float:
        return output_gaps(several, _given([*served]), 3)["score"].held

    assert held(1.1e-5, 2.0, 8.0) > TOLERANCE > held(0.9e-5, 2.0, 8.0)
    assert held(0.0, 2.0 + 2.1e-5, 8.0) > TOLERANCE > held(0.0, 2.0 + 1.9e-5, 8.0)
    assert held(0.0, 2.0, 8.0 - 8.1e-5) > TOLERANCE > held(0.0, 2.0, 8.0 - 7.9e-5)


def test_an_output_that_is_missing_or_too_short_is_refused() -> None:
    with pytest.raises(VerificationError, match=r"gave 0 numbers of “probabilities”; .* gives 6"):
        output_gaps(CLASSES, _given([0.7, 0.6]), 2)
    with pytest.raises(VerificationError, match=r"gave 1 numbers of “score”; .* gives 2"):
        output_gaps(CLASSES, _given([0.7]), 2)


def test_a_version_without_kept_scores_is_not_called_equal() -> None:
    with pytest.raises(VerificationError, match="were not kept"):
        output_gaps({"label_output": ""}, _given([0.7]), 1)
