"""Every measure says in a sentence what it measures."""

from __future__ import annotations

import pytest

from app.services.monitoring.measure import MEASURES
from app.views.panels.measure_words import meaning


@pytest.mark.parametrize("measure", sorted(MEASURES.keys()))
def test_each_measure_is_told_in_a_sentence(measure: str) -> None:
    assert meaning(measure).endswith(".")


def test_a_rule_that_is_no_measure_is_told_by_none() -> None:
    assert meaning("silence") == ""
