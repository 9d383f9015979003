"""A refusal is read in sentences, with the way out: never as the code of a rule."""

from __future__ import annotations

import pytest

from app.errors import RefusedError
from app.models.rules.blockers import Blocker, refusal
from app.texts import message
from app.views.notices import word

CLOSED = Blocker("request.closed", state="rejected")
TWICE = Blocker("four_eyes.twice")


@pytest.mark.parametrize("blockers", [(CLOSED,), (CLOSED, TWICE)])
def test_each_reason_is_a_sentence(blockers: tuple[Blocker, ...]) -> None:
    said = word(refusal(blockers)).text

    assert all(message(one.code, one.params) in said for one in blockers)
    assert not any(one.code in said for one in blockers)


def test_what_was_refused_is_said_before_why() -> None:
    said = word(RefusedError([CLOSED], "It was not retired.")).text

    assert said.startswith("It was not retired.\n\n")
    assert message(CLOSED.code, CLOSED.params) in said


def test_nothing_is_said_twice() -> None:
    said = word(RefusedError([CLOSED], message(CLOSED.code, CLOSED.params))).text

    assert said.count(message(CLOSED.code, CLOSED.params)) == 1
