"""Stages and tags: a new path is put in order by keys and buttons, a free tag is merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models.queries.administration import list_tags_in_use
from app.services.commands.models import NewModel, add_stage_path, register_model
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.service_tags import merge_tags
from app.views.screens.administration import PAGES
from tests import stories
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace

STAGES = [("SIT", "staging", False), ("UAT", "staging", True), ("LIVE", "production", True)]
WHY = "Both name the one fraud service."


@pytest.fixture
def who() -> str:
    return "root"


@pytest.fixture
def at_stages(qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, who: str) -> Any:
    stories.register(sqlite_workspace)
    tom = sqlite_workspace.work("tom")
    tom.write(register_model, NewModel("cc-limit", unit="bank", service_tags=("fraud-eu",)))
    new = NewRuntime("eu-1", "bank", stage_tags=("SIT",), service_tags=("fraud-eu",))
    tom.write(add_runtime, new)
    sqlite_workspace.work("eva").write(add_stage_path, unit="bank", name="Quick", stages=STAGES)
    stories.change_role(sqlite_workspace, "tom", "administrator")  # of whom few build models
    with desk(sqlite_workspace, who, tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen._organisation is not None)
        screen.tabs.show_page(PAGES.index("stages"))
        wait(qtbot, lambda: bool(screen.stages.tags.rows_model.rows))
        yield desktop, screen.stages


def stages_of(page: Any, path: str) -> list[str]:
    return [one.name for one in page.stages.rows_model.rows if one.path == path]


def choose(page: Any, path: str, name: str) -> None:
    rows = page.stages.rows_model.rows
    one = next(one for one in rows if (one.path, one.name) == (path, name))
    assert page.stages.select_key(one.id)


def test_a_stage_moves_by_button_and_key_and_keeps_the_cursor(qtbot: Any, at_stages: Any) -> None:
    desktop, page = at_stages
    choose(page, "Quick", "SIT")
    assert "first of its path" in page.up_button.reason

    page.down_button.click()
    wait(qtbot, lambda: stages_of(page, "Quick") == ["UAT", "SIT", "LIVE"])
    assert page.stages.current_row().name == "SIT"
    wait(qtbot, lambda: "Quick: UAT → SIT → LIVE" in desktop.window.toasts.texts)

    page.stages.setFocus()
    qtbot.keyClick(page.stages, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    wait(qtbot, lambda: stages_of(page, "Quick") == ["SIT", "UAT", "LIVE"])
    assert page.stages.current_row().name == "SIT"


def test_a_path_in_use_says_why_it_stays(at_stages: Any) -> None:
    _desktop, page = at_stages
    used = next(one for one in page.stages.rows_model.rows if one.path != "Quick")
    page.stages.select_key(used.id)
    assert "Models go through this stage path already" in page.down_button.reason


def test_the_sheet_says_why_a_tag_is_not_merged(qtbot: Any, at_stages: Any) -> None:
    _desktop, page = at_stages
    page.tags.select_key("fraud-eu")
    sheet = page.merge()
    wait(qtbot, lambda: "rests on" in sheet.lacks())  # an administrator changes no models
    sheet.reject()


def test_an_engineer_merged_it_meanwhile_and_the_list_follows(
    qtbot: Any, at_stages: Any, sqlite_workspace: TestWorkspace
) -> None:
    _desktop, page = at_stages
    sqlite_workspace.work("tom").write(merge_tags, "fraud-eu", "cc-fraud", reason=WHY)
    wait(qtbot, lambda: "fraud-eu" not in [one.name for one in page.tags.rows_model.rows])
    assert [one.name for one in page.tags.rows_model.rows] == ["cc-fraud"]
    wait(qtbot, lambda: "no other tag" in page.merge_button.reason)


@pytest.mark.parametrize("who", ["tom"])
def test_the_sheet_merges_and_says_what_follows(
    qtbot: Any, at_stages: Any, sqlite_workspace: TestWorkspace
) -> None:
    desktop, page = at_stages
    page.tags.select_key("fraud-eu")
    sheet = page.merge()
    sheet.choice.setCurrentIndex(sheet._others.index("cc-fraud"))
    sheet.reason.set_text(WHY)
    wait(qtbot, lambda: sheet.lacks() == "")
    sheet.verb_button.click()
    wait(qtbot, lambda: "fraud-eu" not in [one.name for one in page.tags.rows_model.rows])
    wait(qtbot, lambda: "#cc-fraud stands for #fraud-eu now" in desktop.window.toasts.texts)
    with sqlite_workspace.service.reading() as session:
        rows = {one.name: one for one in list_tags_in_use(session)}
    assert rows["cc-fraud"].runtimes == ("eu-1",)
