"""Ctrl+Tab goes through tabs wherever the focus is; menu Window lists the windows of objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.views.places import ObjectRef
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sanne(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.detail is not None)
        yield desktop


def test_ctrl_tab_goes_round_the_tabs_and_takes_the_focus_along(qtbot: Any, sanne: Any) -> None:
    screen = sanne.window.current_screen
    screen.table.setFocus()
    qtbot.waitUntil(screen.table.hasFocus)

    qtbot.keyClick(screen.table, Qt.Key.Key_Tab, CTRL)
    assert screen.pane.tabs.current == 1
    qtbot.waitUntil(screen.pane.tabs.bar.hasFocus)
    for _ in range(2):
        qtbot.keyClick(screen.pane.tabs.bar, Qt.Key.Key_Backtab, CTRL | SHIFT)

    assert screen.pane.tabs.current == len(screen.pane.tabs.bar.tabs) - 1


def test_a_screen_without_tabs_says_so(sanne: Any) -> None:
    sanne.window.go("notifications")

    assert sanne.window.actions_registry.reason("tab.next") == "This screen has no tabs."


def listed(window: Any) -> list[str]:
    menu = next(one for one in window.menuBar().findChildren(type(window.menuBar().addMenu("")))
                if one.objectName() == "menu.window")  # fmt: skip
    menu.aboutToShow.emit()
    return [one.text() for one in menu.actions() if one.objectName().startswith("window.object")]


def test_windows_of_objects_stand_in_the_menu_until_they_are_closed(qtbot: Any, sanne: Any) -> None:
    window, row = sanne.window, sanne.window.current_screen.table.current_row()
    assert listed(window) == []

    window.open_window(ObjectRef("model", str(row.id), "R&D"))
    (opened,) = window._windows
    opened.setWindowTitle("R&D model")
    assert listed(window) == ["R&&D model"]
    opened.close()

    assert listed(window) == []


def test_the_keys_of_a_new_window_go_to_its_object(qtbot: Any, sanne: Any) -> None:
    row = sanne.window.current_screen.table.current_row()

    sanne.window.open_window(ObjectRef("model", str(row.id), row.name))

    (opened,) = sanne.window._windows
    qtbot.waitUntil(lambda: opened.focusWidget() is opened.screen_.pane.tabs.bar)
    opened.close()


def test_the_first_letter_in_a_new_window_is_no_word_of_a_filter(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    request = stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        desktop.window.open_window(ObjectRef("request", str(request)))
        (opened,) = desktop.window._windows
        screen: Any = opened.screen_

        qtbot.waitUntil(lambda: opened.focusWidget() is screen.list.table)
        opened.close()
