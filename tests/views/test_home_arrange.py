"""The blocks of Home as one person wants them: moved and hidden, by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.views.dialogs.arrange_sheet import ArrangeSheet
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def blocks_shown(screen: Any) -> list[str]:
    """Titles from top to bottom, left to right."""
    return [one.title for _line, blocks in screen._lines for one in blocks]


def open_arranging(qtbot: Any, desktop: Any) -> ArrangeSheet:
    desktop.window.actions_registry.trigger("home.arrange")
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(ArrangeSheet)))
    sheet: ArrangeSheet = desktop.window.findChildren(ArrangeSheet)[-1]
    qtbot.waitUntil(sheet.isVisible)
    return sheet


def focus_of(sheet: ArrangeSheet) -> str:
    focused = sheet.focusWidget()
    return focused.objectName() if focused else ""


def test_blocks_are_moved_and_hidden_by_keys_and_stay_so_for_this_person_alone(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.is_filled)
        usual = blocks_shown(screen)
        sheet = open_arranging(qtbot, desktop)
        assert focus_of(sheet) == "home.arrange.needs"
        qtbot.keyClick(sheet, Qt.Key.Key_Space)  # what needs her stays
        qtbot.keyClick(sheet, Qt.Key.Key_Down)
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Space)
        qtbot.keyClick(sheet, Qt.Key.Key_Down)
        qtbot.keyClick(sheet, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        qtbot.keyClick(sheet, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert focus_of(sheet) == "home.arrange.due"
        qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        now = blocks_shown(screen)
        assert now == [usual[2], usual[0], *usual[3:]]  # her second one is hidden
        assert not screen.work["given"].isVisible()
        assert screen.needs.isVisible()

    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        assert blocks_shown(desktop.window.current_screen) == now
    with desk(sqlite_workspace, "rosa", tmp_path, "home") as desktop:
        assert blocks_shown(desktop.window.current_screen)[0] == usual[0]
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        screen = desktop.window.current_screen
        sheet = open_arranging(qtbot, desktop)
        qtbot.mouseClick(sheet.reset_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(sheet.verb_button, Qt.MouseButton.LeftButton)
        assert blocks_shown(screen) == usual
