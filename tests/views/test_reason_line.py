"""A reason that was given before is suggested again, and stands in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.safe_text import COMMENT_LIMIT
from app.views.widgets.basics import StyledLabel
from app.views.widgets.reason_line import ReasonLine

REASON = "Seen; the limits hold."


@pytest.fixture
def line(qtbot: Any) -> Iterator[ReasonLine]:
    """In a window that lives as long as the test, with one reason that was stored before."""
    window = QWidget()
    qtbot.addWidget(window)
    made = ReasonLine()
    layout = QVBoxLayout(window)
    layout.addStretch()
    layout.addWidget(made)
    layout.addStretch()
    window.resize(400, 500)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.ask("Acknowledge", "Acknowledge", "", minimum=1, text=REASON)
    made.submit()
    made.done()
    made.ask("Acknowledge", "Acknowledge", "", minimum=1)
    qtbot.waitUntil(made.edit.hasFocus)
    yield made
    window.close()


def _suggested(qtbot: Any, line: ReasonLine) -> QWidget:
    completer = line.edit.completer()
    assert completer is not None
    QTest.keyClicks(line.edit, REASON[:4])
    qtbot.waitUntil(completer.popup().isVisible)
    return completer.popup()


def test_a_click_on_the_button_counts_while_reasons_are_suggested(
    qtbot: Any, line: ReasonLine
) -> None:
    given: list[str] = []
    line.given.connect(given.append)
    popup = _suggested(qtbot, line)
    middle = line.accept.mapToGlobal(line.accept.rect().center())
    assert not popup.geometry().contains(middle)

    window = line.window()
    QTest.mouseClick(
        window.windowHandle(), Qt.MouseButton.LeftButton, pos=window.mapFromGlobal(middle)
    )

    assert given == [REASON[:4]]
    assert not popup.isVisible()


def test_a_click_on_a_suggestion_takes_it(qtbot: Any, line: ReasonLine) -> None:
    popup = _suggested(qtbot, line)
    first = popup.visualRect(popup.model().index(0, 0)).center()

    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=first)

    qtbot.waitUntil(lambda: line.edit.text() == REASON)


def test_a_paste_that_is_too_long_says_that_it_was_cut(qtbot: Any, line: ReasonLine) -> None:
    QGuiApplication.clipboard().setText("x" * (COMMENT_LIMIT + 1))

    line.edit.paste()

    assert len(line.text) == COMMENT_LIMIT
    said = [label.text() for label in line.findChildren(StyledLabel) if label.isVisible()]
    assert "Cut off: no more than 10,000 characters are kept." in said
