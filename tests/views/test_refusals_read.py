"""A refusal is read in sentences, with the way out, and an alert in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import RefusedError
from app.models.rules.blockers import Blocker, refusal
from app.texts import message
from app.views import language
from app.views.notices import word
from app.views.panels.limits import alert_words

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


@pytest.fixture
def dutch(qapp: QApplication) -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


@pytest.mark.usefixtures("dutch")
def test_what_an_alert_says_is_read_in_dutch() -> None:
    assert alert_words("used otherwise than it was let through for") == (
        "anders gebruikt dan waarvoor het is doorgelaten"
    )
    assert alert_words("emergency release not reviewed by 2026-11-30") == (
        "noodvrijgave niet getoetst voor 2026-11-30"
    )
    assert alert_words("psi 0.41, limit >= 0.25").startswith("PSI 0,41")
