"""A window on a real workspace, for the tests of screens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from app.services.seat import Seat
from app.services.settings_file import databases_of, stores_of
from app.views.desktop import Desktop
from tests.machine import machine
from tests.workspaces import TestWorkspace


def seat_at(workspace: TestWorkspace, handle: str, home: Path) -> Seat:
    """The workspace closes its databases."""
    settings = machine(home=home, stores=stores_of(home), databases=databases_of(home))
    return Seat(workspace.database(handle), settings, workspace.work(handle), owns_database=False)


@contextmanager
def desk(
    workspace: TestWorkspace, handle: str, home: Path, screen: str, *, builds_ahead: bool = False
) -> Iterator[Desktop]:
    """`handle` sits at a shown window with `screen` in front; nothing is driven."""
    seat = seat_at(workspace, handle, home)
    desktop = Desktop(seat, home / "window.json", drives=False, builds_ahead=builds_ahead)
    try:
        desktop.window.resize(1280, 800)
        desktop.show(screen)
        desktop.window.activateWindow()
        yield desktop
    finally:
        leave(desktop)


def leave(desktop: Desktop) -> None:
    """Close it for good: windows that live on slow down every later change of theme."""
    desktop.window.close()
    desktop.close()
    desktop.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def busy(workspace: TestWorkspace) -> Iterator[None]:
    """Somebody else writes, and takes their time."""
    slow = sqlite3.connect(workspace.url, isolation_level=None)
    slow.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        slow.execute("ROLLBACK")
        slow.close()
