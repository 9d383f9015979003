"""Noorderbank as a new user makes it, by one click; who sits there works with counted hands."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services.demo.left_over import PREFIX
from app.services.demo.making import READY
from app.services.demo.stage import Stage, end_runtimes
from app.views.desktop import Desktop
from app.views.start import Starter
from app.views.widgets.demo_strip import DemoStrip
from tests.hands import Hands, wait_for
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
    spent_s: float  # of a processor, by the window: from the click to Home with its lines
    waited_s: float  # of the clock, from the click to Home with its lines
    shown_s: float  # of that, from the demo that is made


@dataclass
class Bank:
    """A demo to act on. `sit_down("tom")` opens its window as Tom, with its service."""

    folder: Path
    home: Path
    stage: Stage

    @contextlib.contextmanager
    def sit_down(self, handle: str, *, drives: bool = True) -> Iterator[tuple[Any, Hands]]:
        """The desktop, and the hands of who sits there."""
        with demo_desk(self.folder, handle, self.home, width=1440, drives=drives) as desktop:
            desktop.window.resize(1440, 900)
            if drives:
                wait_for("running service", lambda: desktop.service.is_running)
            with Hands(desktop.window) as hands:
                yield desktop, hands


def look_first(home: Path, *, at_once: bool = False) -> FirstLook:
    """One click on the first page; `home` is where MODELWARD_HOME points to.

    Args:
        at_once: before anybody could read the page, while which the demo is made.
    """
    starter = Starter(home / "window.json")
    try:
        starter.begin()
        with Hands(starter.window) as hands:
            wait_for("first page", starter.window.demo_button.isVisible)
            if not at_once:
                ahead = f"{PREFIX}*/demo/{READY}"
                wait_for("demo", lambda: any(home.glob(ahead)), timeout_s=MAKING_S)
            clicked_s, began_s = time.monotonic(), time.process_time()
            hands.click(starter.window.demo_button)
            ready = home / "demo" / READY
            wait_for("demo", ready.is_file, timeout_s=MAKING_S)
            made_s = time.monotonic()
            home_screen = wait_for("Home", lambda: _filled(starter), timeout_s=MAKING_S)
            filled_s, spent_s = time.monotonic(), time.process_time() - began_s
        strip = starter.desktop.window.findChild(DemoStrip)
        assert strip.isVisible()
        rows = home_screen.needs.table.rows_model.rows
        return FirstLook(
            home / "demo",
            hands.clicks,
            hands.keys,
            tuple(str(one.key) for one in rows),
            strip.toolTip(),
            spent_s,
            filled_s - clicked_s,
            filled_s - made_s,
        )
    finally:
        if starter.desktop is not None:
            leave(starter.desktop)
        starter.close()
        end_runtimes(home / "demo")


def _filled(starter: Starter) -> Any:
    """Home, once it shows what needs this person."""
    desktop: Desktop | None = starter.desktop
    screen: Any = desktop.window.current_screen if desktop is not None else None
    if screen is None or not screen.needs.table.rows_model.rowCount():
        return None
    return screen
