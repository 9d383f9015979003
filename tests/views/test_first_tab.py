"""The ring of focus goes round the words of a tab, also of the first, which keeps its edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.views import theme
from app.views.widgets.tabs import Hung, Tab, TabBar, Tabs


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    theme.apply(dark=False)


def place(qtbot: Any, holder: QWidget, zoom: float) -> tuple[QLabel, Tabs, QLabel]:
    theme.apply(dark=False, zoom_factor=zoom)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(16, 10, 16, 0)
    above, page, tabs = QLabel("Above"), QLabel("Page"), Tabs("Parts")
    tabs.add(Tab("Heat map"), page)
    tabs.add(Tab("Trend"), QLabel("Other"))
    layout.addWidget(above)
    layout.addLayout(Hung(tabs), 1)
    holder.resize(600, 200)
    holder.show()
    holder.activateWindow()
    qtbot.waitExposed(holder)
    return above, tabs, page


@pytest.fixture
def holder(qtbot: Any) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_first_word_stands_below_what_is_above_and_so_does_its_page(
    qtbot: Any, holder: QWidget, zoom: float
) -> None:
    above, tabs, page = place(qtbot, holder, zoom)
    word = tabs.bar.mapTo(tabs.window(), QPoint(round(tabs.bar._boxes()[0].left()), 0))

    assert word.x() == above.x()
    assert page.mapTo(tabs.window(), QPoint(0, 0)).x() == above.x()
    assert tabs.geometry().right() == above.geometry().right()


def test_the_ring_leaves_the_first_letter_free(qtbot: Any, holder: QWidget) -> None:
    _above, tabs, _page = place(qtbot, holder, 1.0)
    bar: TabBar = tabs.bar
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(bar.hasFocus)
    box = bar._boxes()[0]
    y = round(box.center().y()) - 1

    image = bar.grab().toImage()

    ground = image.pixelColor(image.width() - 1, y)
    inked = [x for x in range(round(box.right())) if image.pixelColor(x, y) != ground]
    ring = [x for x in inked if x < box.left() - 2]
    assert ring
    assert max(ring) <= 2
    assert min(x for x in inked if x not in ring) >= box.left()
