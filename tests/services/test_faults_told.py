"""What is wrong with one thing a thousand times hides nothing that is wrong with another."""

from __future__ import annotations

from app.services.trail.breaks import MOST_BREAKS, Faults


def test_many_of_one_kind_hide_none_of_another() -> None:
    faults: Faults[int] = Faults()
    for n in range(MOST_BREAKS + 5):
        faults.add("text changed", n)
    faults.add("signature forged", -1)

    assert faults.told == [*range(MOST_BREAKS), -1]
    assert faults.untold == 5
