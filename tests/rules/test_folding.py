"""Names are compared by Unicode's own folding, as it is written out."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from app.models.rules.folding import CASES, fold, search_text
from app.models.rules.sizes import SEARCHED_BYTES

HALVES = range(0xD800, 0xE000)  # of a pair
WRITTEN_OUT = "14.0.0"


def test_every_sign_folds_as_python_folds_it() -> None:
    assert {sign: sign.casefold() for sign in CASES} == CASES


@pytest.mark.skipif(
    unicodedata.unidata_version != WRITTEN_OUT, reason="this Python knows later signs"
)
def test_no_sign_that_folds_is_left_out() -> None:
    signs = (chr(one) for one in range(sys.maxunicode + 1) if one not in HALVES)
    assert {sign for sign in signs if sign.casefold() != sign} == set(CASES)


def test_what_is_searched_is_cut_behind_a_whole_sign() -> None:
    said = search_text("é" * 2_000, ["a"], "Jo", "in_house", "")

    assert said == "a " + "é" * ((SEARCHED_BYTES - 2) // 2)
    assert fold("  Stra\u00dfe\u00a0 \u0130X ") == "strasse i\u0307x"
