"""Health of a model: alerts are named by the version they are about, not by the one shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.views.widgets.basics import StyledLabel
from tests import stories
from tests.views.desks import desk
from tests.views.inventory_kit import choose
from tests.workspaces import TestWorkspace


def test_alerts_of_an_older_version_do_not_stand_under_the_name_of_the_newest(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    first = stories.register(sqlite_workspace, content=b"1")
    stories.register(sqlite_workspace, content=b"2")
    for feature in ("income", "region"):
        stories.alarm(sqlite_workspace, first, feature=feature)
    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() > 0)
        choose(screen, "cc-fraud", qtbot)
        overview = screen.pane

        def said() -> set[str]:
            return {one.text() for one in overview.findChildren(StyledLabel)}

        qtbot.waitUntil(lambda: any(one.startswith("Of v1. Worst: PSI on ") for one in said()))
        tested = overview.findChild(StyledLabel, "inventory.health.tested")
        assert tested.isHidden()  # no test has run
