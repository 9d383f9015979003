"""What tests of the inventory do on its screen."""

from __future__ import annotations

from typing import Any

from app.views.main_window import MainWindow
from app.views.screens.inventory import InventoryScreen

SANNE_WROTE = "cc-fraud"


def screen_of(window: MainWindow, qtbot: Any) -> InventoryScreen:
    screen = window.current_screen
    assert isinstance(screen, InventoryScreen)
    qtbot.waitUntil(lambda: screen.model.rowCount() > 0 and screen.pane.detail is not None)
    qtbot.waitUntil(lambda: screen.actions_._rights is not None)
    return screen


def choose(screen: InventoryScreen, name: str, qtbot: Any) -> None:
    screen.table.select_key(next(row.id for row in screen.model.rows if row.name == name))
    qtbot.waitUntil(lambda: screen.pane.detail is not None and screen.pane.detail.row.name == name)


def reason(screen: InventoryScreen, action: str) -> str:
    return screen.shell.actions_registry.reason(f"inventory.{action}")
