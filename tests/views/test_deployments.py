"""Deployments: steps, what serves now, and a roll back with a reason and a look ahead."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.tables.life_cycle import EngineInbox
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens.deployments import DeploymentsScreen
from app.views.widgets.basics import StyledLabel
from tests.db.test_queries_runtimes import deploy
from tests.stories import register
from tests.views.operate_kit import open_window, wait
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    tom = sqlite_workspace.work("tom")
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    runtime = tom.write(add_runtime, new)
    sqlite_workspace.service.write(record_look, runtime.id, is_live=True, latency_ms=4.0)
    deploy(sqlite_workspace, register(sqlite_workspace))
    deploy(sqlite_workspace, register(sqlite_workspace, content=b"v2"))
    return sqlite_workspace


def shown(qtbot, window) -> DeploymentsScreen:
    screen = window.current_screen
    assert isinstance(screen, DeploymentsScreen)
    wait(qtbot, lambda: screen._detail is not None)
    return screen


def test_the_pane_always_says_what_serves_now(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen.pane.serving.text().startswith("cc-fraud v2 serves #cc-fraud on ")
        screen.view.choose(3)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)
        screen.table.select_key(screen.table.rows_model.rows[1].one.id)
        wait(qtbot, lambda: screen.pane.title.text() == "Deployment 1")

        assert screen.pane.serving.text().startswith("cc-fraud v2 serves #cc-fraud on ")


def test_a_roll_back_shows_what_follows_and_asks_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        window.actions_registry.trigger("deployments.roll_back")
        sheet = screen.findChild(ConfirmSheet)
        words = " ".join(label.text() for label in sheet.findChildren(StyledLabel))
        assert "cc-fraud v1 serves #cc-fraud" in words
        assert "until then nothing is switched" in words
        assert not sheet.verb_button.isEnabled()
        sheet.reason.set_text("Scores drift since the switch.")
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts)

        with bank.service.reading() as session:
            wanted = select(EngineInbox).where(EngineInbox.kind == "roll_back")
            asked = session.scalars(wanted).one()
        assert asked.payload["reason"] == "Scores drift since the switch."


def test_who_may_not_roll_back_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "jo", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        assert not screen.pane.roll_back_button.isEnabled()
        assert "roles do not allow" in screen.pane.roll_back_button.reason


def test_the_filter_looks_at_models_and_targets(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        screen.filter.edit.setText("nothing-like-it")
        screen.filter.edit.textEdited.emit("nothing-like-it")
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        screen.filter.clear()
        wait(qtbot, lambda: screen.table.rows_model.rowCount() > 0)
