"""The demo as a new user makes it, by one click; each module of tasks acts on a copy of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from app.services.demo.making import READY
from app.services.demo.stage import Stage, end_runtimes
from app.views import theme
from app.views.desktop import Desktop
from app.views.start import Starter
from app.views.widgets.demo_strip import DemoStrip
from tests.journeys.tasks.hands import Hands, wait_for
from tests.views.demo_desk import demo_desk
from tests.views.desks import leave

MAKING_S = 300.0


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What one click on an empty profile led to, and what it took."""

    folder: Path
    clicks: int
    keys: int
    needs: tuple[str, ...]  # Home's lines of what needs this person
    strip: str  # the words at the top of the window
    spent_s: float  # of a processor, from the demo that is made to Home with its lines


@dataclass
class Bank:
    """A demo to act on. `sit_down("tom")` opens its window as Tom, with its service."""

    folder: Path
    home: Path
    stage: Stage

    @contextlib.contextmanager
    def sit_down(self, handle: str) -> Iterator[tuple[Any, Hands]]:
        """The desktop, and the hands of who sits there."""
        with demo_desk(self.folder, handle, self.home, width=1440, drives=True) as desktop:
            desktop.window.resize(1440, 900)
            wait_for("running service", lambda: desktop.service.is_running)
            with Hands(desktop.window) as hands:
                yield desktop, hands


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(dark=False)


@pytest.fixture(scope="session")
def first_look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> FirstLook:
    home = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELWARD_HOME", str(home))
        theme.apply(dark=False)
        starter = Starter(home / "window.json")
        try:
            starter.begin()
            with Hands(starter.window) as hands:
                wait_for("first page", starter.window.demo_button.isVisible)
                hands.click(starter.window.demo_button)
                ready = home / "demo" / READY
                wait_for("demo", ready.is_file, timeout_s=MAKING_S)
                began_s = time.process_time()
                home_screen = wait_for("Home", lambda: _filled(starter), timeout_s=MAKING_S)
            spent_s = time.process_time() - began_s
            strip = starter.desktop.window.findChild(DemoStrip)
            assert strip.isVisible()
            rows = home_screen.needs.table.rows_model.rows
            found = FirstLook(
                home / "demo",
                hands.clicks,
                hands.keys,
                tuple(str(one.key) for one in rows),
                strip.toolTip(),
                spent_s,
            )
        finally:
            if starter.desktop is not None:
                leave(starter.desktop)
            starter.close()
            end_runtimes(home / "demo")
    return found


def _filled(starter: Starter) -> Any:
    """Home, once it shows what needs this person."""
    desktop: Desktop | None = starter.desktop
    screen: Any = desktop.window.current_screen if desktop is not None else None
    if screen is None or not screen.needs.table.rows_model.rowCount():
        return None
    return screen


@pytest.fixture(scope="module")
def bank(first_look: FirstLook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One for all tasks of a module: each leaves what the others need."""
    home = tmp_path_factory.mktemp("bank")
    shutil.copytree(first_look.folder, home / "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELWARD_HOME", str(home))
        try:
            with contextlib.closing(Stage(home / "demo")) as stage:
                yield Bank(home / "demo", home, stage)
        finally:
            end_runtimes(home / "demo")
