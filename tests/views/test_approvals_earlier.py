"""What was decided before stands in its own word, and green only where it was a yes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.approval_detail import EarlierRow
from app.models.queries.earlier import Earlier
from app.views.cells import Status
from app.views.panels.approvals_earlier import add_earlier
from app.views.widgets.basics import StateChip

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
