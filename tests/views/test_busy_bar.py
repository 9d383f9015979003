"""The bar of work whose length nobody knows never reads as done."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.views import theme
from app.views.widgets.busy_bar import BusyBar


@pytest.fixture
def bar(qtbot: Any) -> BusyBar:
    found = BusyBar()
    qtbot.addWidget(found)
    found.setFixedSize(280, 4)
    return found


def filled(bar: BusyBar) -> int:
    """How many of its pixels are those of work that is done."""
    image = QImage(bar.size(), QImage.Format.Format_RGB32)
    bar.render(image)
    done = QColor(theme.tokens().highlight)
    return sum(image.pixelColor(x, 2) == done for x in range(image.width()))


def test_it_begins_empty_and_then_a_piece_wanders_along_it(qtbot: Any, bar: BusyBar) -> None:
    bar.show()
    assert filled(bar) == 0

    qtbot.waitUntil(lambda: bar.piece[0] > 0.2)
    assert 0 < filled(bar) < bar.width() / 2
    qtbot.waitUntil(lambda: bar.piece[1] == 1.0)
    qtbot.waitUntil(lambda: bar.piece[1] < 0.5)  # and again from its start


def test_where_nothing_is_to_move_the_piece_stands_in_its_middle(bar: BusyBar) -> None:
    theme.set_flashes(False)
    try:
        bar.show()
        first, last = bar.piece
    finally:
        theme.set_flashes(True)

    assert 0.3 < first < last < 0.7


def test_hidden_it_does_nothing(bar: BusyBar) -> None:
    bar.show()
    bar.hide()

    assert not bar._timer.isActive()
