"""A screen on which nothing is kept yet offers its first act, why not, and the guide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.models.queries.my_steps import MyStep, list_my_steps
from app.views.panels.approvals_list import steps_words
from app.views.widgets.button import Button
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.views.operate_kit import publish_small
from tests.workspaces import TestWorkspace

GUIDE = "help.screen"
ACTS = {
    "runs": "runs.start",
    "deployments": "go.inventory",
    "monitoring": "monitoring.new",
    "approvals": GUIDE,
    "runtimes": GUIDE,
}


def button(screen: QWidget, action: str) -> Button:
    found = screen.findChild(Button, f"{screen.card.key}.first.{action}")  # type: ignore[attr-defined]
    assert found is not None
    return found


@pytest.mark.parametrize(("key", "action"), ACTS.items())
def test_an_empty_screen_offers_its_first_act_and_the_guide(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, key: str, action: str
) -> None:
    with desk(sqlite_workspace, "tom", tmp_path, key) as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: button(screen, action).isVisible())
        calm(desktop)
        assert button(screen, GUIDE).isVisible()
        registry = desktop.window.actions_registry

        reason = registry.reason(action)
        assert button(screen, action).isEnabled() == (reason == "")
        assert reason in button(screen, action).toolTip()


def test_the_act_does_what_its_action_does(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "tom", tmp_path, "deployments") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: button(screen, "go.inventory").isVisible())
        button(screen, "go.inventory").click()

        assert desktop.window.current_key == "inventory"


def test_who_may_not_do_it_reads_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "lin", tmp_path, "monitoring") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: button(screen, "monitoring.new").isVisible())
        qtbot.waitUntil(lambda: screen.why_no_new() != "")

        assert not button(screen, "monitoring.new").isEnabled()
        assert screen.why_no_new() in button(screen, "monitoring.new").toolTip()


def test_a_filter_that_finds_nothing_offers_its_ways_out_instead(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "tom", tmp_path, "runs") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: button(screen, "runs.start").isVisible())
        screen.apply_filter("state:incident")

        qtbot.waitUntil(lambda: not button(screen, "runs.start").isVisible())
        assert not button(screen, GUIDE).isVisible()


def test_nothing_to_decide_says_in_which_steps_one_decides(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    publish_small(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        work = sqlite_workspace.work("tom")
        said = steps_words(work.read(list_my_steps, work.actor.id))

        assert said.startswith("You are approver in ")
        qtbot.waitUntil(lambda: screen.list.empty._text.text() == said)


def test_steps_are_those_of_ones_roles_in_what_is_in_force(workspace: TestWorkspace) -> None:
    steps = {
        handle: {one.name for one in workspace.work(handle).read(list_my_steps, who)}
        for handle in ("jo", "tom", "lin")
        for who in [workspace.work(handle).actor.id]
    }

    assert "Approve promotion" in steps["jo"] - steps["tom"]
    assert steps["tom"]
    assert steps["lin"] == set()


def test_many_steps_are_counted() -> None:
    steps = [MyStep(f"Step {n}", "Release") for n in range(5)]

    assert steps_words(steps) == (
        "You are approver in 5 steps: Step 0 (Release), Step 1 (Release), Step 2 (Release) "
        "and 2 more."
    )
    assert steps_words(()) == "No step of a life cycle in force is decided by your roles."
