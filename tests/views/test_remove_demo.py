"""The demo goes as it came: with one button, wholly, and nothing else with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, InputError
from app.services.demo.making import FILE
from app.services.demo.preparing import prepare
from app.services.demo.stage import remove_for_good
from app.services.settings_file import last_workspace
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.settings_pages import REMOVE_DEMO
from app.views.start import Starter, demo_file
from app.views.widgets.button import Button
from tests.views.desks import desk, leave
from tests.workspaces import TestWorkspace


@pytest.fixture
def starter(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starter]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    prepare(demo_file().parent, with_history=False).close()
    made = Starter(tmp_path / "window.json")
    qtbot.addWidget(made.window)
    made.window.place_wanted.emit(str(demo_file()))
    qtbot.waitUntil(lambda: made.desktop is not None)
    yield made
    if made.desktop is not None:
        leave(made.desktop)
    made.close()


def test_settings_removes_the_demo_and_the_ways_in_stand_there_as_at_first(
    qtbot: Any, tmp_path: Path, starter: Starter
) -> None:
    beside = tmp_path / "home" / "mine.txt"
    beside.write_text("my own")
    window = starter.desktop.window
    window.go("settings")
    button = window.findChild(Button, "settings.remove_demo")
    assert isinstance(button, Button)
    assert last_workspace() == str(demo_file())

    button.click()
    sheet = window.findChild(ConfirmSheet)
    assert isinstance(sheet, ConfirmSheet)
    assert demo_file().is_file()  # it only asked so far
    sheet.verb_button.click()
    qtbot.waitUntil(lambda: "start" in starter.window.banners.keys)

    assert not demo_file().parent.exists()
    assert beside.read_text() == "my own"
    assert last_workspace() == ""
    assert starter.desktop is None
    assert starter.window.demo_button.isVisible()


def test_a_workspace_of_ones_own_has_no_such_button_and_the_command_says_why(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, "settings") as desktop:
        screen: Any = desktop.window.current_screen
        registry = desktop.window.actions_registry

        assert screen.findChild(Button, "settings.remove_demo") is None
        assert registry.reason(REMOVE_DEMO) == "This is not the demo that this computer made."


def test_what_is_still_there_is_not_said_to_be_gone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "letter.txt").write_text("not the demo's")

    with pytest.raises(AppError, match="could not be removed whole"):
        remove_for_good(folder)

    assert (folder / "letter.txt").is_file()


def test_only_what_the_demo_made_goes_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    prepare(folder, with_history=False).close()
    (folder / "letter.txt").write_text("not the demo's")

    with pytest.raises(AppError, match=r"could not be removed whole: letter\.txt stays"):
        remove_for_good(folder)

    assert [one.name for one in folder.iterdir()] == ["letter.txt"]


def test_a_workspace_that_is_no_demo_is_not_removed_as_one(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    sqlite_workspace.close()
    shutil.copyfile(sqlite_workspace.url, folder / FILE)
    (folder / "stores").mkdir()

    for act in (remove_for_good, lambda place: prepare(place, reset=True)):
        with pytest.raises(InputError, match="is no demo, so nothing of it is removed"):
            act(folder)

    assert {FILE, "stores"} <= {one.name for one in folder.iterdir()}


def test_a_demo_that_was_only_begun_goes(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / FILE).touch()

    remove_for_good(folder)

    assert not folder.exists()
