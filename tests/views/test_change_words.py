"""A change between two snapshots in words, as Approvals lists it."""

from __future__ import annotations

import pytest

from app.models.queries.snapshot_diff import NOTABLE, Change
from app.views.panels.change_words import pair_words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("0.0858 (>= 0.2)", "0.0938 (>= 0.2)", ("0.0858", "0.0938 (must be < 0.2)")),
        (
            "0.0858 (>= 0.1)",
            "0.0938 (>= 0.2)",
            ("0.0858 (must be < 0.1)", "0.0938 (must be < 0.2)"),
        ),
        ("", "0.0938 (>= 0.2)", ("not recorded", "0.0938 (must be < 0.2)")),
        (  # one that only warns says both, as the tests do
            "0.03 (> 0.1)",
            "0.0572 (> 0.1; warns >= 0.05)",
            ("0.03", "0.0572 (must be ≤ 0.1, warns ≥ 0.05)"),
        ),
        ("1.26.4", "2.0.1", ("1.26.4", "2.0.1")),
    ],
)
def test_a_limit_that_is_the_same_stands_once_behind_what_is_so_now(
    before: str, after: str, said: tuple[str, str]
) -> None:
    change = Change("metrics", "brier", before, after, NOTABLE, "another value")

    assert pair_words(change) == said
