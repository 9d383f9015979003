"""Words of white space alone are no words: by the same signs in Python and in the databases."""

from __future__ import annotations

import sys

from app.models.rules.blank import WHITE


def test_white_is_what_python_takes_away() -> None:
    assert set(WHITE) == {sign for sign in range(sys.maxunicode + 1) if chr(sign).isspace()}
