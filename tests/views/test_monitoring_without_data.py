"""A run that had no data: the page says why, and where its charts would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.services.commands.monitors import finish_run, start_run
from tests.db.test_queries_monitoring import START, Watched, run, watch
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

WEEK, YEAR = 4, 7
WHY = "The store “batches” has no file cc-fraud/2026-03-02.parquet."


def run_without(bank: TestWorkspace, watched: Watched, after: timedelta) -> None:
    """A run whose source had nothing."""
    with bank.service.unit() as work:
        begun = start_run(
            work,
            run_key=f"{watched.monitor_id}-{after}",
            kind="monitor",
            monitor_id=watched.monitor_id,
            model_id=watched.registered.model_id,
            version_id=watched.registered.version_id,
            snapshot_id=watched.registered.snapshot_id,
            fire_at=START + after,
        )
        result = {"test": "data", "verdict": "INSUFFICIENT_DATA", "method": WHY}
        finish_run(work, begun.id, results=[result], verdict="INSUFFICIENT_DATA", note=WHY)


@pytest.fixture
def watched(sqlite_workspace: TestWorkspace) -> Watched:
    found = watch(sqlite_workspace)
    run(sqlite_workspace, found, 0, {"income": 0.05})
    run_without(sqlite_workspace, found, timedelta(days=1))
    return found


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, watched: Watched, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "monitoring") as desktop:
        found: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: found._page is not None)
        found.view.range.choice.setCurrentIndex(YEAR)
        found.view.range.choice.activated.emit(YEAR)
        qtbot.waitUntil(lambda: len(found._page.heat.fires) == 2)
        yield found


def test_the_page_says_what_the_run_was_without(screen: Any) -> None:
    said = screen.view.about.text()

    assert f"The last run measured nothing: {WHY} Alerts stay" in said
    assert "scored nothing" not in said


def test_where_there_was_no_data_no_profile_is_missed(qtbot: Any, screen: Any) -> None:
    qtbot.waitUntil(lambda: "had no data" in screen.view.distribution.why_empty)


def test_a_last_run_before_the_time_that_is_shown_is_a_click_away(qtbot: Any, screen: Any) -> None:
    view = screen.view
    assert not view.last_button.isVisible()
    view.range.choice.setCurrentIndex(WEEK)
    view.range.choice.activated.emit(WEEK)
    qtbot.waitUntil(view.last_button.isVisible)
    assert view.last_button.text() == "Show the last run, 2026-03-02"

    view.last_button.click()

    qtbot.waitUntil(lambda: len(screen._page.heat.fires) == 2)
    assert view.range.choice.currentText() == "1 year"
    assert not view.last_button.isVisible()
