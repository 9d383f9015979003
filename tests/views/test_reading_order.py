"""Tab goes as one reads, whichever widget was made first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.views.reading_order import ReadingWindow, stops_of
from app.views.widgets.tabs import Tab, Tabs

FRONT = ["left", "right", "bar", "tests", "foot"]
DOCUMENTS = ["left", "right", "bar", "cell 00", "cell 01", "cell 10", "cell 11", "foot"]


def line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made


def grid() -> QWidget:
    made = QWidget()
    layout = QGridLayout(made)
    for row, column in ((1, 1), (0, 1), (1, 0), (0, 0)):
        layout.addWidget(line(f"cell {row}{column}"), row, column)
    return made


class Window(ReadingWindow):
    """Its foot was made before what stands above it, and before the second tab's page."""

    def __init__(self) -> None:
        super().__init__()
        page, top = QWidget(), QHBoxLayout()
        layout = QVBoxLayout(page)
        foot, right, left = line("foot"), line("right"), line("left")
        self.tabs = Tabs()
        self.tabs.bar.setObjectName("bar")
        self.tabs.add(Tab("Tests"), lambda: line("tests"))
        self.tabs.add(Tab("Documents"), grid)
        top.addWidget(left)
        top.addWidget(right)
        layout.addLayout(top)
        layout.addWidget(self.tabs)
        layout.addWidget(foot)
        self.setCentralWidget(page)


@pytest.fixture
def window(qtbot: Any) -> Iterator[Window]:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def walked(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier, count: int) -> list[str]:
    names = []
    for _ in range(count):
        QTest.keyClick(window.windowHandle(), key, modifier)
        focused = QApplication.focusWidget()
        names.append(focused.objectName() if focused is not None else "")
    return names


def test_tab_goes_through_a_page_that_was_made_late_before_what_stands_below(
    window: Window,
) -> None:
    window.tabs.show_page(1)
    window.findChild(QLineEdit, "foot").setFocus()

    there = walked(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, len(DOCUMENTS))

    assert there == DOCUMENTS


def test_shift_tab_goes_back_the_same_way(window: Window) -> None:
    window.findChild(QLineEdit, "left").setFocus()

    back = walked(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier, len(FRONT))

    assert back == FRONT[::-1]


def test_what_takes_no_focus_now_is_passed_over(window: Window) -> None:
    window.findChild(QLineEdit, "right").setEnabled(False)
    window.findChild(QLineEdit, "foot").hide()

    assert [one.objectName() for one in stops_of(window)] == ["left", "bar", "tests"]
