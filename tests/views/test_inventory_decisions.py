"""What is listed in a model's tab Approvals can be opened: what was decided on, and a waiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.views.main_window import MainWindow
from app.views.places import ObjectRef
from app.views.screens.approvals import ApprovalsScreen
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.data_table import DataTable
from tests.stories import put_in_production, register
from tests.views.desks import desk
from tests.views.inventory_kit import reason, screen_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def jo(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[MainWindow]:
    """Compliance looks at the decisions about cc-fraud, which was approved and serves."""
    put_in_production(sqlite_workspace, register(sqlite_workspace, name="cc-fraud"))
    with desk(sqlite_workspace, "jo", tmp_path, "inventory") as desktop:
        window = desktop.window
        screen = screen_of(window, qtbot)
        screen.pane.show_tab("approvals")
        qtbot.waitUntil(lambda: decisions(window).rows_model.rowCount() > 0)
        yield window


def decisions(window: MainWindow) -> DataTable:
    screen = window.current_screen
    assert isinstance(screen, InventoryScreen)
    return screen.pane.findChildren(DataTable, "inventory.decisions")[0]


def by_key(table: DataTable) -> None:
    QTest.keyClick(table, Qt.Key.Key_Return)


def by_double_click(table: DataTable) -> None:
    at = table.visualRect(table.currentIndex()).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def by_menu(table: DataTable) -> None:
    at = table.visualRect(table.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(table.viewport(), event)
    menus = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu)]
    menu = next(one for one in menus if one.isVisible())
    next(one for one in menu.actions() if "decided on" in one.text()).trigger()
    menu.close()


@pytest.mark.parametrize("way", [by_key, by_double_click, by_menu])
def test_a_decision_leads_to_what_was_decided_on_though_it_is_over(
    jo: MainWindow, qtbot: Any, way: Callable[[DataTable], None]
) -> None:
    table = decisions(jo)
    table.select_first()
    wanted = table.current_row().request_id
    way(table)

    qtbot.waitUntil(lambda: isinstance(jo.current_screen, ApprovalsScreen))
    screen = jo.current_screen
    assert isinstance(screen, ApprovalsScreen)
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    assert screen.here() == ObjectRef("request", str(wanted), screen.here().title)


def test_the_action_asks_for_a_decision_where_none_is_chosen(jo: MainWindow, qtbot: Any) -> None:
    screen = jo.current_screen
    assert isinstance(screen, InventoryScreen)

    assert "Choose a decision" in reason(screen, "decision")
    decisions(jo).select_first()
    assert not reason(screen, "decision")
    screen.pane.show_tab("tests")
    assert "Choose a decision" in reason(screen, "decision")
