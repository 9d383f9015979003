"""Why somebody may not grant a waiver: what is over is only said to be so."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.models.rules.four_eyes import DeciderFacts, WaiverFacts, waiver_blockers
from app.models.rules.roles import Role

GRANTER = DeciderFacts(uuid4(), frozenset({Role.COMPLIANCE, Role.RISK_OFFICER}))


def codes(state: str, *, is_past_expiry: bool) -> list[str]:
    facts = WaiverFacts(uuid4(), frozenset(), state, is_past_expiry)
    return [one.code for one in waiver_blockers(facts, GRANTER)]


@pytest.mark.parametrize("state", ["granted", "refused", "expired"])
def test_of_a_waiver_that_was_decided_no_later_day_is_asked_for(state: str) -> None:
    assert codes(state, is_past_expiry=True) == ["waiver.closed"]


def test_one_that_was_asked_for_until_a_past_day_is_not_granted() -> None:
    assert codes("asked", is_past_expiry=True) == ["waiver.lapsed"]
    assert codes("asked", is_past_expiry=False) == []
