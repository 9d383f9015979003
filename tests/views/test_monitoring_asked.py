"""What came of a run that was asked for now is told where that was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services.commands.raised_alerts import resolve_passed
from tests.db.test_queries_monitoring import Watched, alarmed, run
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def watched(sqlite_workspace: TestWorkspace) -> Watched:
    return alarmed(sqlite_workspace)


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, watched: Watched, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.shown_id() == watched.monitor_id)
        yield desktop


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.05, "Run 2: pass, which ended 1 alert"), (0.5, "Run 2: over the limit")],
)
def test_what_came_of_it_takes_the_place_of_the_note(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, watched: Watched, value: float, said: str
) -> None:
    window = tom.window
    window.actions_registry.trigger("monitoring.run")
    qtbot.waitUntil(lambda: any(one.startswith("Run asked for") for one in window.toasts.texts))

    passed = run(sqlite_workspace, watched, 1, {"income": value})
    with sqlite_workspace.service.unit() as work:
        resolve_passed(work, passed)
    window.current_screen.refresh()

    qtbot.waitUntil(lambda: window.toasts.texts == [said])
    window.current_screen.refresh()
    qtbot.wait(200)
    assert window.toasts.texts == [said]
