"""Words behind the sign of their status."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.views import theme
from app.views.cells import Status
from app.views.widgets.basics import FactList, StyledLabel
from app.views.widgets.marks import Glyph, MarkedLines

LONG = "KS on amount_7d is 0.0572, must be < 0.05, and this goes on for a second line and a third"


def test_each_line_begins_behind_its_sign_and_what_has_none_where_they_begin(qtbot: QtBot) -> None:
    shown = MarkedLines([(Status.FAILED, "over", LONG), (None, "", "2 more")])
    qtbot.addWidget(shown)
    shown.setFixedWidth(theme.px(260))
    shown.show()
    (mark,) = shown.findChildren(Glyph)
    first, more = shown.findChildren(QLabel)

    assert (mark.status, mark.accessibleName()) == (Status.FAILED, "over")
    assert more.x() == mark.x() < first.x()
    assert first.height() > 2 * mark.height()  # all its lines
    assert mark.y() == first.y()  # beside the first of them


def test_fewer_lines_of_a_fact_stay_beside_its_name(qtbot: QtBot) -> None:
    facts = FactList()
    qtbot.addWidget(facts)
    who = StyledLabel("Risk officer: Aisha Rahman\nCompliance officer: Jo Vermeer", wraps=True)
    facts.set_facts((("Who decides", who), ("Then", "It is put to the vote.")))
    facts.show()

    who.setText("Compliance officer: Jo Vermeer")

    assert who.alignment() & Qt.AlignmentFlag.AlignTop
