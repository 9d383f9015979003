"""Closing the window: work under way is told of first, and another workspace can be opened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.services.commands.many_models import WatchThem
from app.services.unit_of_work import Work
from app.views.service_thread import ServiceThread
from app.views.start import Starter
from tests.views.desks import desk, leave
from tests.workspaces import TestWorkspace


@pytest.fixture
def jo(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        qtbot.waitUntil(lambda: not desktop.backend.is_reading)
        yield desktop


def act_on_many(
    _work: Work, _act: object, go: threading.Event, *, progress: Any, is_cancelled: Any
) -> None:
    """Long work under the name of the real one, which ends when the test says so."""
    while not is_cancelled() and not go.wait(0.01):
        progress(1, 2)


def test_nothing_is_asked_where_nothing_is_under_way(jo: Any) -> None:
    assert jo.window.close()

    assert jo.closing.sheet is None


def test_work_of_the_window_is_told_of_and_who_stays_loses_none_of_it(qtbot: Any, jo: Any) -> None:
    go, done = threading.Event(), []
    task = jo.backend.begin(act_on_many, WatchThem(is_on=True), go)
    task.done.connect(done.append)

    assert not jo.window.close()
    assert not jo.window.close()  # asked once, however often one presses
    sheet = jo.closing.sheet
    assert sheet.isVisible()
    said = " ".join(one.text() for one in sheet.findChildren(type(sheet.title_label)))
    assert "Changing several models" in said
    assert "It stops. What it has stored stays stored." in said
    qtbot.waitUntil(sheet.cancel_button.hasFocus)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert jo.window.isVisible()
    assert jo.closing.sheet is None
    go.set()
    qtbot.waitUntil(lambda: bool(done))
    assert jo.window.close()


def test_who_closes_all_the_same_stops_it(qtbot: Any, jo: Any) -> None:
    task = jo.backend.begin(act_on_many, WatchThem(is_on=True), threading.Event())

    jo.window.close()
    qtbot.mouseClick(jo.closing.sheet.verb_button, Qt.MouseButton.LeftButton)

    assert not jo.window.isVisible()
    jo.close()
    assert task.is_cancelling


def test_a_step_of_the_own_service_is_told_of_once_it_takes_its_time(
    monkeypatch: pytest.MonkeyPatch, jo: Any
) -> None:
    step = ("train", 0.5)
    monkeypatch.setattr(ServiceThread, "present_step", property(lambda _self: step))
    assert jo.closing._lines() == []  # over before anybody has read of it

    step = ("train", 75.0)
    assert not jo.window.close()

    (title, comes_of_it), *others = jo.closing._lines()
    assert (title, others) == ("Train", [])
    assert comes_of_it.startswith("For 1 min so far. This step ends first")
    jo.closing.sheet.reject()
    step = ("train", 0.5)


def test_another_workspace_is_opened_from_the_window_and_the_way_back_is_the_first(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    starter = Starter(tmp_path / "window.json", "jo")
    qtbot.addWidget(starter.window)
    starter.begin(sqlite_workspace.url)
    qtbot.waitUntil(lambda: starter.desktop is not None)
    window = starter.desktop.window

    starter.desktop.window.status.database.click()
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    assert "Open another workspace…" in [one.text() for one in menu.actions()]
    menu.close()
    window.actions_registry.trigger("app.switch")
    qtbot.waitUntil(lambda: starter.desktop is None)

    assert starter.window.isVisible()
    assert starter.window.demo_button.isVisible()
    back = starter.window.back_button
    assert back.isVisible()
    assert back.text().startswith("Back to ")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: starter.desktop is not None)
    assert starter.desktop.seat.actor.handle == "jo"
    leave(starter.desktop)
    starter.close()
