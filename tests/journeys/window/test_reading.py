"""T12, without Reports: an executive reads in Dutch, at twice the size, in the dark, by keys."""

from __future__ import annotations

import pytest

from tests.journeys.window.conftest import WORKSPACE, Noorderbank
from tests.journeys.window.display import Display

pytestmark = [pytest.mark.slow]

SCREENS = (("i", "Inventaris"), ("l", "Herkomst"), ("o", "Bewaking"), ("t", "Signalen"))

TO_RISK = 5  # three beginnings, then the second figure: models of high risk


def test_an_executive_reads_in_dutch_at_twice_the_size_in_the_dark(
    noorderbank: Noorderbank,
) -> None:
    with noorderbank.sit_down("lin", "T12", theme="dark", language="nl", zoom=2.0) as lin:
        lin.see("home")
        lin.press(*["Tab"] * TO_RISK, "Return")
        lin.wait_for_title("Inventaris › ")  # with its row
        lin.see("what is risky")
        for letter, title in SCREENS:
            lin.press("g", letter)
            lin.wait_for_title(title)
            lin.see(title.lower())
        lin.press("F1")
        lin.wait_for_title(f"Hulp: {SCREENS[-1][1]}")
        lin.see("what the screen is for")
        lin.press("Escape")
        lin.wait_for_title(WORKSPACE)  # the sheet is gone
        assert lin.clicks == 0
        assert lin.keys <= TO_RISK + 1 + 2 * len(SCREENS) + 2


def test_a_key_that_does_not_exist_is_never_passed_over(display: Display) -> None:
    with pytest.raises(AssertionError, match="No such key name 'f1'"):
        display.run("key", "f1")
