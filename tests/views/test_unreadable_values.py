"""What can't be read is said on its page, with what to do, and does not look like nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.commands.runtimes import NewRuntime, add_runtime
from app.views.places import ObjectRef
from app.views.screens.monitoring import MonitoringScreen
from app.views.screens.runs import RunsScreen
from app.views.screens.runtimes import RuntimesScreen
from app.views.widgets.basics import StyledLabel
from tests.db.test_queries_monitoring import run, watch
from tests.db.test_queries_unreadable import spoil, spoil_variable
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.stories import register
from tests.views.operate_kit import open_window, publish_small, start_run, wait
from tests.workspaces import TestWorkspace


def test_the_page_of_a_model_says_that_its_tags_are_unreadable(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(sqlite_workspace)
    spoil(sqlite_workspace, "registered_model", "service_tags", made.model_id)
    with open_window(qtbot, sqlite_workspace, "sanne", tmp_path, "inventory") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.pane.detail is not None)

        assert "can't be read. Change them" in screen.pane.situation.text()


def test_the_list_of_snapshots_says_whose_tags_are_unreadable(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    spoiled = register(sqlite_workspace)
    register(sqlite_workspace, content=b"v2")
    spoil(sqlite_workspace, "snapshot", "service_tags", spoiled.snapshot_id)
    with open_window(qtbot, sqlite_workspace, "sanne", tmp_path, "inventory") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.pane.detail is not None)

        model = screen.pane.snapshots.table.rows_model
        said = {
            row.version: [str(column.value(row)) for column in model.columns] for row in model.rows
        }

    unread = "Its service tags can't be read. Freeze the version anew."
    assert any(unread in each for each in said[1])
    assert not any("can't be read" in each for each in said[2])


def test_the_page_of_a_run_says_which_of_its_variables_is_unreadable(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    run_id = start_run(Stage(sqlite_workspace, TASKS), publish_small(sqlite_workspace))
    spoil_variable(sqlite_workspace, run_id, "host")
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "runs") as window:
        screen = window.current_screen
        assert isinstance(screen, RunsScreen)
        window.open_ref(ObjectRef("run", str(run_id), "Run"))
        wait(qtbot, screen.page.variables.rows_model.rowCount)

        model = screen.page.variables.rows_model
        said = {one.name: str(model.columns[1].value(one)) for one in model.rows}

    assert "It can't be read. Start the run anew." in said["host"]
    assert sum("can't be read" in one for one in said.values()) == 1


def test_the_page_of_a_monitor_says_that_its_tests_are_unreadable(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    watched = watch(sqlite_workspace)
    run(sqlite_workspace, watched, 1, {"income": 0.02})
    spoil(sqlite_workspace, "monitor", "tests", watched.monitor_id)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        screen = window.current_screen
        assert isinstance(screen, MonitoringScreen)
        wait(qtbot, lambda: screen._page is not None)

        assert "Its tests can't be read" in screen.view.about.text()


def test_the_page_of_a_runtime_says_that_its_tags_are_unreadable(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with sqlite_workspace.work("tom").unit() as work:
        runtime = add_runtime(work, NewRuntime("edge-1", "bank", stage_tags=("PROD",))).id
    spoil(sqlite_workspace, "runtime", "stage_tags", runtime)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "runtimes") as window:
        screen = window.current_screen
        assert isinstance(screen, RuntimesScreen)
        window.open_ref(ObjectRef("runtime", str(runtime), "edge-1"))

        def said() -> list[str]:
            return [one.text() for one in screen.findChildren(StyledLabel) if one.isVisible()]

        wait(qtbot, lambda: "Its tags can't be read. Change them." in said())
        assert "no stage tag: takes no deployments" not in said()
