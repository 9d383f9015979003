"""Where nothing is kept yet, each list and pane says what will stand there; captions do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.views.widgets.data_table import DataTable
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from tests.views.demo_desk import SCREENS, calm, faces
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

BESIDE = {"alerts", "approvals", "deployments", "governance", "inventory", "monitoring", "runs"}


def is_explained(widget: QWidget) -> bool:
    return any(one.isVisible() for one in widget.findChildren(EmptyState))


def test_a_list_without_rows_says_what_will_be_in_it(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bare, seen = [], 0
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        for key in SCREENS:
            for face in faces(desktop, key):
                face()
                calm(desktop)
                tables = [one for one in desktop.window.findChildren(DataTable) if one.isVisible()]
                without = [one for one in tables if one.rows_model.rowCount() == 0]
                seen += len(without)
                bare += [(key, one.objectName()) for one in without if not is_explained(one)]
    assert not bare
    assert seen > 10


@pytest.mark.parametrize("key", sorted(BESIDE))
def test_a_pane_for_which_nothing_is_chosen_says_so(
    sqlite_workspace: TestWorkspace, tmp_path: Path, key: str
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, key) as desktop:
        calm(desktop)
        screen: Any = desktop.window.current_screen
        assert isinstance(screen.split, Panes)
        pane = screen.split._slots[-1].pane
        assert pane.isVisible()
        assert is_explained(pane)


def test_places_are_explained_with_the_way_to_a_snapshot(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "tom", tmp_path, "runtimes") as desktop:
        calm(desktop)
        screen: Any = desktop.window.current_screen
        assert is_explained(screen.detail)
        assert is_explained(screen.places)
        screen.places.findChild(QWidget, "runtimes.inventory").click()
        assert desktop.window.current_key == "inventory"
