"""The window on the demo with its history, for tests that walk every screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from app.services.demo.making import FILE
from app.services.seat import open_seat
from app.views.desktop import Desktop
from app.views.widgets.data_table import DataTable
from app.views.widgets.segments import Segments
from app.views.widgets.tabs import Tabs
from tests.views.desks import leave

CALM_S = 0.1  # without an answer under way: what timers and layouts have to do is done
PATIENCE_S = 60.0
MOST_ROWS = 10  # of a list: as many kinds of things as the demo has stand among them
SCREENS = (
    "home",
    "approvals",
    "alerts",
    "inventory",
    "lineage",
    "life_cycles",
    "runs",
    "runtimes",
    "deployments",
    "monitoring",
    "reports",
    "governance",
    "administration",
    "notifications",
    "jobs",
)


@contextmanager
def demo_desk(
    folder: Path, handle: str, home: Path, *, width: int = 1280, drives: bool = False
) -> Iterator[Desktop]:
    """`handle` of the demo sits at a shown window; its service runs where it `drives`."""
    seat = open_seat(str(folder / FILE), person=handle)
    desktop = Desktop(seat, home / f"{handle}.ini", drives=drives, builds_ahead=False)
    try:
        desktop.window.resize(width, 800)
        desktop.show("home")
        desktop.window.activateWindow()
        calm(desktop)
        yield desktop
    finally:
        leave(desktop)


def calm(desktop: Desktop, turn: Callable[[], object] = QApplication.processEvents) -> None:
    """Until nothing is awaited any more, for a while; `turn` turns the event loop once."""
    end = time.monotonic() + PATIENCE_S
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < CALM_S and time.monotonic() < end:
        turn()
        if desktop.backend.is_reading or desktop.backend.running_commands:
            quiet_since = time.monotonic()
        time.sleep(0.005)


def go(desktop: Desktop, key: str) -> Any:
    """The screen with what it shows first."""
    desktop.window.go(key)
    calm(desktop)
    return desktop.window.current_screen


def faces(desktop: Desktop, key: str) -> list[Callable[[], object]]:
    """What shows the screen's views, then the first rows of its lists, then its pages."""
    screen = go(desktop, key)
    shown = [one for one in screen.findChildren(QWidget) if one.isVisible()]
    found: list[Callable[[], object]] = [lambda: None]
    for one in shown:
        if isinstance(one, Segments):
            found += [partial(one.choose, n) for n in range(len(one._texts))]
    for one in shown:
        if isinstance(one, DataTable):
            rows = min(one.rows_model.rowCount(), MOST_ROWS)
            found += [partial(one.selectRow, n) for n in range(rows)]
    for one in screen.findChildren(Tabs):
        found += [partial(one.show_page, n) for n in range(len(one.bar.tabs))]
    return found
