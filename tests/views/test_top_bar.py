"""The bar under the menu: at a large zoom the path has the room, and the field is a short one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.views import language, theme
from app.views.widgets.top_bar import Breadcrumb, TopBar
from tests.views.demo_desk import calm, demo_desk, go


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_path_to_a_request_is_read_whole_at_the_largest_zoom(
    demo: Path, tmp_path: Path, code: str
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "jo", tmp_path) as desktop:
        go(desktop, "approvals")
        calm(desktop)

        path = desktop.window.top.breadcrumb
        assert len(path.crumbs) == 2
        assert all(one.isVisible() for one in path._parts)
        assert all(one.width() >= one.sizeHint().width() for one in path._parts)


@pytest.mark.parametrize(("width", "is_in_middle"), [(1280, True), (800, True), (640, False)])
def test_the_field_is_in_the_middle_as_long_as_the_path_has_room_beside(
    qtbot: QtBot, width: int, is_in_middle: bool
) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.breadcrumb.set_crumbs(("Approvals", "Promote cc-fraud v14"))
    bar.resize(width, 41)
    bar.show()
    qtbot.waitExposed(bar)
    bar.layout().activate()

    middle = bar.field.geometry().center().x()
    assert (abs(middle - width // 2) <= 2) is is_in_middle
    assert bar.field.geometry().right() < bar.bell.geometry().left()
    assert bar.jobs.geometry().right() <= bar.width()


@pytest.mark.parametrize(("width", "words"), [(420, "Search or run a command…"), (150, "Search…")])
def test_the_field_says_shortly_what_it_has_no_room_to_say(
    qtbot: QtBot, width: int, words: str
) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)

    assert bar.field._words_in(width - 100) == words


def test_the_keyboard_stays_on_a_crumb_as_the_same_way_is_told_again(qtbot: QtBot) -> None:
    crumbs = Breadcrumb()
    qtbot.addWidget(crumbs)
    crumbs.resize(600, 30)
    crumbs.show()
    crumbs.set_crumbs(["Alerts", "PSI 0.41 > 0.2 on income"])
    before = crumbs.findChildren(QPushButton)
    before[0].setFocus()

    crumbs.set_crumbs(["Alerts", "PSI 0.41 > 0.2 on income"])

    assert crumbs.findChildren(QPushButton) == before
    assert crumbs.focusWidget() is before[0]
