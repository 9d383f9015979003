"""A second waiver for a rule: refused while one waits or covers as much, taken to prolong one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.models.rules.waiving import StandingWaiver, second_waiver_blockers

NOW = datetime(2026, 3, 13, tzinfo=UTC)
DAY = NOW + timedelta(days=30)
RULE = "psi:income"


@pytest.mark.parametrize(
    ("state", "ends", "expected"),
    [
        ("asked", DAY, ["waiver.waits"]),
        ("asked", NOW, []),  # nobody decided on it in time
        ("granted", DAY, ["waiver.covers"]),
        ("granted", DAY + timedelta(days=1), ["waiver.covers"]),
        ("granted", DAY - timedelta(days=1), []),  # this one prolongs it
        ("granted", NOW, []),
    ],
)
def test_what_stands_decides_whether_another_is_taken(
    state: str, ends: datetime, expected: list[str]
) -> None:
    found = second_waiver_blockers(RULE, [StandingWaiver(7, state, ends)], DAY, now=NOW)

    assert [one.code for one in found] == expected
    assert all((one.params["number"], one.params["rule"]) == (7, RULE) for one in found)
