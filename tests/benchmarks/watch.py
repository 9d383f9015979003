"""A window under measurement: its event loop is turned by hand, and each turn is timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.models.database import Database
from app.services.seat import Seat
from app.services.unit_of_work import Work
from app.views import theme
from app.views.desktop import Desktop
from app.views.start import load_parts, make_application
from tests.machine import machine

IDLE_MS = 1.0  # a turn shorter than this had nothing to do


class Watch:
    """Turns the event loop and notes how long each turn took: the blocks of the Qt thread."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        # Milliseconds of the turns that had something to do: as they were felt, and the thread's
        # own processor time, which other work on the machine leaves alone.
        self.blocks: list[float] = []
        self.own: list[float] = []
        self.worst = (0.0, "")
        self.worst_own = (0.0, "")
        self.doing = ""

    def turn(self) -> float:
        started, own_started = time.perf_counter(), time.thread_time()
        self._app.processEvents()
        took = (time.perf_counter() - started) * 1000
        own = (time.thread_time() - own_started) * 1000
        if took >= IDLE_MS:
            self.blocks.append(took)
            self.own.append(own)
            self.worst = max(self.worst, (took, self.doing))
            self.worst_own = max(self.worst_own, (own, self.doing))
        return took

    def do(self, act: Callable[[], object]) -> float:
        """What a person does, within a turn, as by their key or click: it holds the thread too."""
        QTimer.singleShot(0, self._app, act)
        return self.turn()

    def until(self, condition: Callable[[], bool], *, what: str, limit_s: float = 60.0) -> float:
        """Milliseconds until `condition`.

        Raises:
            TimeoutError: it did not come.
        """
        started = time.perf_counter()
        while not condition():
            if time.perf_counter() - started > limit_s:
                raise TimeoutError(f"{what} did not come within {limit_s:.0f} s")
            self.turn()
            time.sleep(0.001)
        return (time.perf_counter() - started) * 1000

    def rest(self, seconds: float) -> None:
        """As a person who looks at what is shown."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.turn()
            time.sleep(0.001)


@contextmanager
def open_window(url: str, handle: str, home: Path) -> Iterator[tuple[Desktop, Watch]]:
    """`handle` sits at a window on this workspace; nothing is shown or driven yet."""
    app = make_application()
    theme.apply(dark=False)
    database = Database(url, is_durable=False)
    seat = Seat(database, machine(home=home), Work.of(database, handle))
    load_parts()
    desktop = Desktop(seat, home / "window.json", drives=False)
    desktop.window.resize(1280, 800)
    try:
        yield desktop, Watch(app)
    finally:
        desktop.window.close()
        desktop.close()
