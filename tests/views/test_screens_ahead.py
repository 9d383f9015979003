"""Screens are built while the person pauses, and nothing of them is read, shown or kept."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from app.views import screens_ahead
from app.views.desktop import Desktop
from app.views.main_window import MainWindow
from tests import stories
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def built(desktop: Desktop) -> set[str]:
    return set(desktop.window._screens)


def test_who_pauses_finds_every_screen_built_and_none_of_them_read(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "approvals", builds_ahead=True) as desktop:
        calm(desktop)
        assert built(desktop) == {"approvals"}
        asked: list[str] = []
        monkeypatch.setattr(
            type(desktop.backend), "_ask", lambda _self, order, _call: asked.append(order.name)
        )
        monkeypatch.setattr(screens_ahead, "IDLE_S", 0.0)
        frozen: list[bool] = []
        seen = SimpleNamespace(freeze=lambda: frozen.append(True))
        monkeypatch.setattr(screens_ahead, "gc", seen)
        desktop._ahead._timer.setInterval(1)

        qtbot.waitUntil(lambda: built(desktop) == set(desktop.window.screen_titles))
        qtbot.waitUntil(lambda: not desktop._ahead._timer.isActive())
        assert frozen == [True]

        of_no_screen = {
            "incident_badge", "latest_badge", "load_status", "list_views",
            "load_seal_status", "look",  # the notice of the trail, by a clock of its own
        }  # fmt: skip
        assert {one for one in asked if not one.startswith("count_")} <= of_no_screen
        assert desktop.window.current_key == "approvals"


def test_a_screen_built_ahead_is_read_when_one_goes_there(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        while desktop.window.build_ahead():
            pass
        stories.register(sqlite_workspace, name="churn")
        calm(desktop)

        desktop.window.go("inventory")

        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: {one.name for one in screen.model.rows} == {"cc-fraud", "churn"})


def test_while_somebody_works_nothing_is_built(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    with desk(sqlite_workspace, "jo", tmp_path, "home", builds_ahead=True) as desktop:

        def idle_s() -> float:
            looks.append(screens_ahead.IDLE_S / 2)
            return looks[-1]

        monkeypatch.setattr(desktop._ahead, "_idle_s", idle_s)
        desktop._ahead._timer.setInterval(1)
        qtbot.waitUntil(lambda: len(looks) > 5)

        assert built(desktop) == {"home"}


def test_beside_a_long_task_nothing_is_built(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, looks = Event(), list[bool]()
    with desk(sqlite_workspace, "jo", tmp_path, "home", builds_ahead=True) as desktop:
        calm(desktop)

        def idle_s() -> float:
            if not desktop.backend.is_reading:  # else nothing would be built either
                looks.append(True)
            return screens_ahead.IDLE_S

        desktop.backend.begin(lambda _work, **_told: may_end.wait(30))
        monkeypatch.setattr(desktop._ahead, "_idle_s", idle_s)
        desktop._ahead._timer.setInterval(1)
        qtbot.waitUntil(lambda: len(looks) > 5)
        meanwhile = built(desktop)
        may_end.set()

        qtbot.waitUntil(lambda: built(desktop) == set(desktop.window.screen_titles))
        assert meanwhile == {"home"}


def test_what_was_left_on_a_screen_that_is_only_built_comes_back_the_next_time(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    def filter_of(window: MainWindow) -> str:
        window.go("inventory")
        screen: Any = window.current_screen
        return str(screen.filter.query)

    with desk(sqlite_workspace, "jo", tmp_path, "inventory") as desktop:
        desktop.window.current_screen.apply_filter("risk:high")  # type: ignore[union-attr]
        calm(desktop)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        while desktop.window.build_ahead():
            pass
        calm(desktop)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        assert filter_of(desktop.window) == "risk:high"
