"""Monitoring says of which version its results are, whatever serves since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.db.test_queries_monitoring import run, watch
from tests.stories import put_in_production, register, roll_back
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace


@pytest.fixture
def measured(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """v2 of cc-fraud serves instead of v1, and the last results are of it."""
    watched = watch(sqlite_workspace)
    second = register(sqlite_workspace, content=b"v2")
    for one in (watched.registered, second):
        put_in_production(sqlite_workspace, one)
    run(sqlite_workspace, replace(watched, registered=second), 0, {"income": 0.02})
    return sqlite_workspace


def test_after_a_roll_back_the_results_on_screen_are_named_as_of_the_version_that_left(
    qtbot, measured: TestWorkspace, tmp_path: Path
):
    with desk(measured, "tom", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen._page is not None)
        assert screen.view.about.text().startswith("cc-fraud v2 ")
        assert screen.view.measured.text() == ""

        roll_back(measured)

        wait(qtbot, lambda: screen.view.about.text().startswith("cc-fraud v1 "))
        assert screen.view.measured.text() == "last run is of v2"
