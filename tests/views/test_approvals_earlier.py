"""What was decided before stands in its own word, and green only where it was a yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.approval_detail import EarlierRow
from app.models.queries.earlier import Earlier
from app.views import language
from app.views.cells import Status
from app.views.panels.approvals_decide import vote_consequence
from app.views.panels.approvals_earlier import add_earlier
from app.views.panels.approvals_evidence import _add_findings
from app.views.panels.deployments_words import facts_text
from app.views.widgets.basics import StateChip, StyledLabel

AT = datetime(2026, 8, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "verdict", "text", "status"),
    [
        ("decision", "accept", "approved for SIT", Status.OK),
        ("decision", "reject", "rejected for SIT", Status.FAILED),
        ("test", "passed", "tested in SIT: passed", Status.OK),
        ("test", "reject", "tested in SIT: rejected", Status.FAILED),
        ("test", "failed", "tested in SIT: failed", Status.FAILED),
        ("test", "passed_with_remarks", "tested in SIT: passed with remarks", Status.UNKNOWN),
        ("test", "postponed", "tested in SIT: postponed", Status.UNKNOWN),
    ],
)
def test_an_outcome_stands_in_its_own_word(
    qtbot: Any, kind: str, verdict: str, text: str, status: Status
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    found = Earlier(uuid4(), kind, 1, "SIT", None, verdict, uuid4(), "", "Tried it.", AT)

    add_earlier(QVBoxLayout(page), [EarlierRow(found, "Piet Smit")], AT)

    (chip,) = page.findChildren(StateChip)
    assert (chip.state.text, chip.state.status) == (text, status)


def test_what_somebody_said_stands_in_quotes_as_a_vote_does(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    found = Earlier(uuid4(), "decision", 1, "SIT", None, "reject", uuid4(), "", "Too thin.", AT)

    add_earlier(QVBoxLayout(page), [EarlierRow(found, "Piet Smit")], AT)

    assert "Piet Smit: “Too thin.”" in [one.text() for one in page.findChildren(StyledLabel)]


@pytest.fixture
def in_dutch(qapp: Any) -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


@pytest.mark.usefixtures("in_dutch")
def test_codes_of_findings_steps_and_documents_are_words_in_dutch(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    finding: Any = SimpleNamespace(severity="high", state="open", title="A secret", place="a.py:3")

    _add_findings(QVBoxLayout(page), [finding])

    (chip,) = page.findChildren(StateChip)
    assert chip.state.text == "hoog, open"
    assert facts_text({"previous": None, "cases": 1}) == "vorige geen, gevallen 1"
    assert texts.word("validation") == "validatie"


@pytest.mark.usefixtures("in_dutch")
def test_one_vote_that_must_follow_is_one_in_dutch_too() -> None:
    def said(needed: int) -> str:
        row = SimpleNamespace(version=1, stage=None, votes_needed=needed, votes_given=0)
        detail: Any = SimpleNamespace(row=row)
        return vote_consequence(detail, is_yes=True)

    assert said(2) == "Stem 1 van 2; er moet er nog 1 volgen."
    assert said(3) == "Stem 1 van 3; er moeten er nog 2 volgen."
