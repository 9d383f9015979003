"""Champion and challenger in Monitoring: the winner in words, the chart, the next comparison."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.models.tables.life_cycle import EngineInbox
from app.services.challenging.paired import compare_classes, winner_of
from app.services.commands.challenges import finish_comparison, start_comparison
from app.views.panels.monitoring_page import CHALLENGE
from app.views.places import ObjectRef
from app.views.screens.monitoring import MonitoringScreen
from tests.db.test_queries_monitoring import run, watch
from tests.stories import Registered, put_in_production, register
from tests.views.operate_kit import open_window, wait
from tests.workspaces import TestWorkspace


@pytest.fixture
def challenger(sqlite_workspace: TestWorkspace) -> Registered:
    """Version 1 serves and is watched; version 2 could challenge it."""
    watched = watch(sqlite_workspace)
    run(sqlite_workspace, watched, 0, {"income": 0.05})
    put_in_production(sqlite_workspace, watched.registered)
    return register(sqlite_workspace, content=b"v2")


def keep(bank: TestWorkspace, one: Registered, *, noise: float) -> None:
    """What the worker keeps of a comparison; `noise` makes the champion worse."""
    random = np.random.default_rng(3)
    label = random.random(600) < 0.4
    better = np.clip(label * 0.4 + 0.3 + random.normal(0, 0.2, 600), 0, 1)
    champion = np.clip(better + random.normal(0, noise, 600), 0, 1)
    measures = compare_classes(label, champion, better)
    answer = {"champion": 1, "left_out": 2, "measures": [each.to_json() for each in measures]}
    with bank.service.unit() as work:
        run_id = start_comparison(
            work, f"test-{noise}", model_id=one.model_id, version_id=one.version_id,
            snapshot_id=one.snapshot_id, fire_at=datetime.now(UTC),
        )  # fmt: skip
        finish_comparison(
            work, run_id, verdict=str(winner_of(measures)), answer=answer, current_rows=600,
            data_digest="ab" * 32,
        )  # fmt: skip


def shown(qtbot: Any, window: Any) -> MonitoringScreen:
    screen = window.current_screen
    assert isinstance(screen, MonitoringScreen)
    wait(qtbot, lambda: screen._page is not None)
    screen.view.tabs.show_page(CHALLENGE)
    wait(qtbot, lambda: screen.view.challenge.page is not None)
    return screen


def test_the_winner_is_said_with_its_rule(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    keep(sqlite_workspace, challenger, noise=0.4)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view.challenge
        assert view.sentence.text() == "v2 is better than v1: AUC decides."
        assert view.promote.isVisible()
        rows = view.chart.table().rows
        assert [row[0] for row in rows] == ["AUC", "Accuracy", "Brier score", "Log loss"]
        brier = rows[2]
        assert float(brier[1]) > float(brier[3])  # less error is better
        assert float(brier[5]) > 0  # and stands on the challenger's side
        assert brier[7] == "challenger better"


def test_what_is_not_told_apart_says_how_many_records_would(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    keep(sqlite_workspace, challenger, noise=0.02)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view.challenge
        assert not view.promote.isVisible()
        undecided = [row for row in view.chart.table().rows if row[7] == "not told apart"]
        assert undecided
        assert all("settled by ≈" in row[8] for row in undecided if float(row[5]))


def test_arrows_read_the_measures_out(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    keep(sqlite_workspace, challenger, noise=0.4)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        screen = shown(qtbot, window)
        chart = screen.view.challenge.chart
        screen.view.focus()
        QTest.keyClick(chart, Qt.Key.Key_Down)
        assert chart.said.startswith("AUC: champion v1 0.")
        assert "challenger better" in chart.said
        QTest.keyClick(chart, Qt.Key.Key_End)
        assert chart.current is not None
        assert chart.current.name == "Log loss"
        assert screen.view.chart is chart  # what Ctrl+Shift+E saves


def test_a_comparison_is_asked_for_with_one_press(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view.challenge
        assert view.challenger.currentText() == "v2"
        assert view._serving.text() == "Champion: v1, with 100 % of the traffic"
        view.compare.click()
        wait(qtbot, lambda: _asked(sqlite_workspace))
    (payload,) = _asked(sqlite_workspace)
    assert payload["version_id"] == str(challenger.version_id)


def _asked(bank: TestWorkspace) -> list[dict[str, Any]]:
    with bank.service.reading() as session:
        kind = EngineInbox.kind == "compare_versions"
        return list(session.scalars(select(EngineInbox.payload).where(kind)))


def test_who_may_not_ask_is_told_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    with open_window(qtbot, sqlite_workspace, "lin", tmp_path, "monitoring") as window:
        view = shown(qtbot, window).view.challenge
        assert not view.compare.isEnabled()
        assert view.compare.toolTip()


def test_lineage_tells_a_comparison_as_one(
    qtbot: Any, sqlite_workspace: TestWorkspace, challenger: Registered, tmp_path: Path
):
    keep(sqlite_workspace, challenger, noise=0.4)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "inventory") as window:
        window.go("lineage", ObjectRef("lineage", str(challenger.model_id), "cc-fraud"))
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.timeline.table().rows)
        titles = [row[2] for row in screen.timeline.table().rows]
        assert any("v2 held against the champion" in title for title in titles), titles
        screen.show_version(challenger.version_id)
        wait(qtbot, lambda: screen.graph.chart.part.things)
        (node,) = (one for one in screen.graph.chart.part.things if one.kind == "test")
        assert (node.title, node.state_word) == ("against the champion", "challenger")
