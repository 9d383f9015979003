"""The answer to "which version served then": whole, in one line or in as many as it needs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from app.models.queries.lookups import StageRef
from app.models.queries.time_travel import ServedThen, Serving
from app.views import theme
from app.views.panels.lineage_serving import ServingLine

AT = datetime(2026, 10, 1, 23, 59, tzinfo=UTC)
SINCE = datetime(2026, 9, 29, 19, 2, tzinfo=UTC)


@pytest.mark.parametrize(("width", "is_beside"), [(1_400, True), (640, False)])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_answer_is_read_whole_in_one_line_or_below_one_another(
    qtbot: Any, width: int, is_beside: bool, zoom: float
) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    stage = StageRef(uuid4(), "PROD", "production", 3, True, uuid4())
    approved = ("Aisha Rahman", "Jo Vermeer")
    then = ServedThen(
        stage, "cc-fraud", uuid4(), 13, uuid4(), SINCE, ("prod-eu-2",), approved, SINCE
    )
    line = ServingLine()
    qtbot.addWidget(line)
    line.show_served(Serving((then,), None), AT, ["SIT", "PROD"], can_leave=True)
    line.resize(theme.px(width), theme.px(120))
    line.show()
    said = [one for one in line.findChildren(QLabel) if one.isVisible() and one.text()]
    lead, answer = said[:2]

    def is_in_one_line() -> bool:
        middles = [one.mapTo(line, one.rect().center()).y() for one in (lead, answer)]
        return abs(middles[0] - middles[1]) < theme.px(6)

    qtbot.waitUntil(lambda: is_in_one_line() is is_beside)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in (lead, answer)))
    for one in said:
        right = one.mapTo(line, QPoint(one.width(), 0)).x()
        assert right <= line.width(), one.text()
    assert line.minimumSizeHint().width() <= theme.px(360)
