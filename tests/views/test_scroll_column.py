"""A pane that is filled anew while somebody reads it: they read on where they were."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.views.panels.parts import ScrollColumn

LINES = 40


@pytest.fixture
def pane(qtbot: Any) -> ScrollColumn:
    made = ScrollColumn("The alert")
    qtbot.addWidget(made)
    made.resize(240, 200)
    fill(made, "1")
    made.show()
    qtbot.waitUntil(lambda: made.verticalScrollBar().maximum() > 300)
    return made


def fill(pane: ScrollColumn, about: str, lines: int = LINES) -> None:
    column = pane.start_over(about)
    for n in range(lines):
        label = QLabel(f"Line {n} of what stands there, in more words than one line has room for")
        label.setWordWrap(True)
        column.addWidget(label)
    link = QPushButton("Open it")
    link.setObjectName("alerts.opens")
    column.addWidget(link)


def test_the_place_that_is_read_stays_as_something_there_changes(
    qtbot: Any, pane: ScrollColumn
) -> None:
    bar = pane.verticalScrollBar()
    bar.setValue(200)

    fill(pane, "1")
    qtbot.waitUntil(lambda: bar.value() == 200)
    fill(pane, "1")
    fill(pane, "1")  # before the first one had its height

    qtbot.waitUntil(lambda: bar.value() == 200)
    qtbot.waitUntil(lambda: not pane._settled.isActive())
    assert bar.value() == 200
    bar.setValue(50)  # and who scrolls on is not fetched back
    fill(pane, "1", LINES + 1)
    qtbot.waitUntil(lambda: bar.value() == 50)


def test_what_is_chosen_next_is_read_from_its_top(qtbot: Any, pane: ScrollColumn) -> None:
    bar = pane.verticalScrollBar()
    bar.setValue(200)

    fill(pane, "2")
    qtbot.waitUntil(lambda: not pane._settled.isActive())

    assert (bar.value(), bar.maximum() > 300) == (0, True)


def test_where_less_stands_there_its_end_is_seen(qtbot: Any, pane: ScrollColumn) -> None:
    bar = pane.verticalScrollBar()
    bar.setValue(bar.maximum())

    fill(pane, "1", 12)
    qtbot.waitUntil(lambda: not pane._settled.isActive())

    assert 0 < bar.value() == bar.maximum()


def test_the_keyboard_stays_on_what_is_called_the_same(qtbot: Any) -> None:
    window = QWidget()
    layout, other = QVBoxLayout(window), QPushButton("Another one")
    made = ScrollColumn("The alert")
    layout.addWidget(other)
    layout.addWidget(made)
    qtbot.addWidget(window)
    fill(made, "1", 2)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.body.findChild(QPushButton).setFocus()

    fill(made, "1", 3)
    qtbot.waitUntil(lambda: not made._settled.isActive())
    assert made.body.findChild(QPushButton).hasFocus()

    other.setFocus()
    fill(made, "1", 2)
    qtbot.waitUntil(lambda: not made._settled.isActive())
    assert other.hasFocus()
