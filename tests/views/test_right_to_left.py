"""In a window that runs from right to left nothing overlaps, and figures read as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.views import painting, theme
from app.views.theme import FontRole
from app.views.widgets.top_bar import Breadcrumb, TopBar
from tests.views.demo_desk import SCREENS, calm, demo_desk, go
from tests.views.test_at_every_zoom import cut_off, wrong_in


@pytest.fixture(autouse=True)
def mirrored(qtbot: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    theme.apply(dark=False)
    theme.application().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    theme.application().setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_on_no_screen_does_anything_overlap_or_lie_outside(demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        window, wrong = desktop.window, []
        for key in (*SCREENS, "settings"):
            go(desktop, key)
            calm(desktop)
            wrong += [f"{key}: {one}" for one in wrong_in(desktop, cut_off)]

        rail, stack = (one.mapTo(window, one.rect().topLeft()).x() for one in
                       (window.rail, window.stack))  # fmt: skip

        assert wrong == []
        assert rail > stack  # it is mirrored


@pytest.mark.parametrize("text", ["≥ 0.7", "2 d 12 h", "cc-fraud v14.", "−0.011", "100 %"])
def test_figures_and_names_are_drawn_as_from_left_to_right(text: str) -> None:
    def drawn(direction: Qt.LayoutDirection) -> QImage:
        image = QImage(160, 30, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setLayoutDirection(direction)
        painting.draw_text(painter, 10, 15, text, theme.font(FontRole.BODY), "black")
        painter.end()
        return image

    right = drawn(Qt.LayoutDirection.RightToLeft)

    assert right == drawn(Qt.LayoutDirection.LeftToRight)
    blank = QImage(right.size(), right.format())
    blank.fill(QColor("white"))
    assert right != blank


def test_the_way_there_points_on_from_what_it_leads_away_from(qtbot: Any) -> None:
    crumbs = Breadcrumb()
    qtbot.addWidget(crumbs)
    crumbs.set_crumbs(("Inventory", "cc-fraud"))
    crumbs.resize(400, 30)
    crumbs.show()
    bar = TopBar()
    qtbot.addWidget(bar)

    first, last = crumbs._parts
    image = last.grab().toImage()
    background = image.pixel(0, 0)

    def has_ink(begin: int, end: int) -> bool:
        pixels = ((x, y) for x in range(begin, end) for y in range(image.height()))
        return any(image.pixel(x, y) != background for x, y in pixels)

    assert first.x() > last.x()
    assert has_ink(image.width() - 14, image.width())  # between the two
    assert not has_ink(0, 4)
    assert (bar.back._icon_name, bar.forward._icon_name) == ("chevron-right", "chevron-left")
