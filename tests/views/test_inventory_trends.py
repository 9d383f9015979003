"""A model's tabs draw how its values went, and say them in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.views.cells import Spark, Status
from app.views.item_models.columns import Role
from app.views.panels.inventory_detail import TAB
from tests.db.test_queries_monitoring import run, watch
from tests.db.test_queries_trends import release
from tests.stories import register
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def sparks(desktop: Any, tab: str) -> list[Spark]:
    screen = desktop.window.current_screen
    screen.pane.show_tab(tab)
    model = screen.pane.tabs.page(TAB[tab]).table.rows_model
    shown = [
        model.index(row, column).data(Role.CELL)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    return [one for one in shown if isinstance(one, Spark)]


def test_values_over_versions_and_runs_are_lines_that_say_their_numbers(
    sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    watched = watch(sqlite_workspace)
    for day, value in enumerate((0.1, 0.2, 0.41)):
        run(sqlite_workspace, watched, day, {"income": value})
    release(sqlite_workspace, watched.registered, "a", {"auc": (0.88, "PASS")})
    second = register(sqlite_workspace, content=b"v2")
    release(sqlite_workspace, second, "b", {"auc": (0.8612, "FAIL"), "new": (1.0, "PASS")})

    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.detail is not None)

        (over_versions,) = sparks(desktop, "tests")
        (over_runs,) = sparks(desktop, "monitoring")

    assert over_versions == Spark((0.88, 0.8612), "v1 0.880, v2 0.861", Status.FAILED)
    assert over_runs.values == (0.1, 0.2, 0.41)
    assert over_runs.words.endswith(": 0.100 to 0.410")
