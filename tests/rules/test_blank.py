"""Words of white space alone are no words: by the same signs in Python and in the databases."""

from __future__ import annotations

import sys

from app.models.rules.blank import UNSEEN, WHITE, bare


def test_white_is_what_python_takes_away() -> None:
    assert set(WHITE) == {sign for sign in range(sys.maxunicode + 1) if chr(sign).isspace()}


def test_signs_that_show_nothing_say_nothing() -> None:
    unseen = "".join(map(chr, (*WHITE, *UNSEEN)))

    assert bare(unseen) == bare("\u2003\u200b") == ""
    assert bare(f"{unseen}It fits the policy.{unseen}") == "It fits the policy."
    assert not set(WHITE) & set(UNSEEN)
