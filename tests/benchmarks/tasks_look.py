"""What keeps somebody out: colours too close, focus without a name, targets too small or lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.rows import Row, row
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.views.access import TOKENS, contrasts, is_inner, stops_by_tab, unreached, violations
from tests.views.demo_desk import SCREENS, calm, faces, go

LISTED = 6


def rows(bank: Bank, *, tiny: bool) -> Iterator[Row]:
    pairs = [one for tokens in TOKENS.values() for one in contrasts(tokens)]
    low = [what for what, ratio, least in pairs if ratio < least]
    yield _row("pairs of colours without enough contrast", low,
               f"{len(pairs)} pairs, {len(TOKENS)} themes")  # fmt: skip
    screens = ("home", "alerts") if tiny else (*SCREENS, "settings")
    people = ("tom",) if tiny else ("tom", "ada")
    wrong: set[str] = set()
    lost: set[str] = set()
    looks = 0
    for person in people:
        with bank.sit_down(person, drives=False) as (desktop, hands):
            for key in screens:
                for show in faces(desktop, key):
                    show()
                    calm(desktop)
                    looks += 1
                    wrong |= {*violations(desktop.window, key)}
                lost |= {*_not_reached(desktop, hands, key)}
    worked_on = f"{len(screens)} screens as {len(people)} people"
    yield _row("stops without a name, targets below 24 pixels", [*wrong], f"{looks} views of"
               f" {worked_on}")  # fmt: skip
    yield _row("stops that Tab never comes to", [*lost], worked_on)


def _row(what: str, wrong: list[str], worked_on: str) -> Row:
    told = ": ".join(filter(None, (str(len(wrong)), "; ".join(sorted(wrong)[:LISTED]))))
    return row(what, "0", told, not wrong, worked_on)


def _not_reached(desktop: Any, hands: Hands, key: str) -> Iterator[str]:
    """Tab is pressed until it comes round."""
    go(desktop, key).focus_list()
    calm(desktop)
    seen = stops_by_tab(lambda: hands.press("Tab"))
    for one in unreached(desktop.window, seen):
        if not is_inner(one):
            yield f"{key}: {type(one).__name__} {one.objectName()} {one.accessibleName()}"
