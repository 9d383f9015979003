"""A model without a version says so in each tab that is of a version, and offers nothing there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.commands.models import NewModel, register_model
from app.views.panels.inventory_detail import TAB
from app.views.widgets.basics import StyledLabel
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def test_a_model_without_a_version_says_so_in_each_tab_that_is_of_one(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    sqlite_workspace.work("mark").write(register_model, NewModel("limits"))
    with desk(sqlite_workspace, "mark", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
        screen.table.select_first()
        qtbot.waitUntil(lambda: screen.pane.detail is not None)
        said = {}
        for tab in ("assets", "schema", "snapshots", "tests"):
            screen.pane.show_tab(tab)
            calm(desktop)
            page = screen.pane.tabs.page(TAB[tab])
            said[tab] = {one.text() for one in page.findChildren(StyledLabel) if one.isVisible()}

        assert all("No version yet" in words for words in said.values()), said
        assert not any(" v0" in one for words in said.values() for one in words)
        assert screen.pane.files.verify_button.reason == "There is no version yet."
