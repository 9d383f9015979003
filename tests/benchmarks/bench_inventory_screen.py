"""The inventory's screen on 100,000 models: first rows, filter keystroke, scrolling, Qt blocks.

python -m tests.benchmarks.bench_inventory_screen DATABASE [--handle owner0000]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.database import Database
from app.services.unit_of_work import Work
from app.views import theme
from app.views.backend import Backend
from app.views.filters import parse
from app.views.main_window import MainWindow, Setup
from app.views.screens.inventory import InventoryScreen

FILTERS = ("stage:PROD risk:high", "owner:me", "fraud", "health:critical", "debt:any", "age<30d")
SCROLLS = 60


class Watch:
    """Turns the event loop and notes how long each turn took: the blocks of the Qt thread."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.turns: list[float] = []

    def turn(self) -> None:
        started = time.perf_counter()
        self._app.processEvents()
        self.turns.append((time.perf_counter() - started) * 1000)

    def until(self, condition: Callable[[], bool], seconds: float = 30.0) -> float:
        """Milliseconds until `condition`."""
        started = time.perf_counter()
        while not condition() and time.perf_counter() - started < seconds:
            self.turn()
            time.sleep(0.001)
        return (time.perf_counter() - started) * 1000


def measure(path: Path, handle: str, *, is_frozen: bool = False) -> dict[str, object]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(dark=False)
    watch = Watch(app)
    work = Work.of(Database(path, is_durable=False), handle)
    backend = Backend(
        lambda query, args, kwargs: work.read(query, *args, **kwargs),
        lambda command, args, kwargs: work.write(command, *args, **kwargs),
        decider=work.actor,
    )
    settings = Path(tempfile.mkdtemp()) / "s.ini"
    window = MainWindow(backend, Setup(settings))
    window.resize(1280, 800)
    window.show()
    found: dict[str, object] = {}
    started = time.perf_counter()
    window.start("inventory")
    screen = window.current_screen
    assert isinstance(screen, InventoryScreen)
    watch.until(lambda: screen.model.rowCount() > 0)
    found["first_rows_ms"] = round((time.perf_counter() - started) * 1000)
    watch.until(lambda: screen.model.total is not None)
    watch.until(lambda: screen.facets.findChildren(object) != [])
    watch.until(lambda: screen.pane.detail is not None)
    found["count_and_detail_ms"] = round((time.perf_counter() - started) * 1000)
    watch.until(lambda: False, 3.0)
    if is_frozen:
        # What the desktop should do once it stands: else each full collection blocks a moment.
        gc.collect()
        gc.freeze()
    found["scroll"] = _scroll(screen, watch)
    found["filters_ms"] = {text: _filter(screen, watch, text) for text in FILTERS}
    found["keystroke_ms"] = _type(screen, watch)
    turns = sorted(watch.turns)
    found["qt_block_p99_ms"] = round(turns[int(len(turns) * 0.99)], 1)
    found["qt_block_max_ms"] = round(turns[-1], 1)
    window.close()
    backend.close()
    return found


def _scroll(screen: InventoryScreen, watch: Watch) -> dict[str, object]:
    """Jump to the end of what is loaded, again and again: each needs the next page."""
    bar = screen.table.verticalScrollBar()
    jumps = []
    began = time.perf_counter()
    for _ in range(SCROLLS):
        before = screen.model.rowCount()
        if screen.model.total == before:
            break
        started = time.perf_counter()
        bar.setValue(bar.maximum())
        watch.turn()
        jumps.append((time.perf_counter() - started) * 1000)
        watch.until(lambda before=before: screen.model.rowCount() > before, 5.0)
    ordered = sorted(jumps)
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "rows_loaded": screen.model.rowCount(),
        "jump_median_ms": round(statistics.median(jumps), 1),
        "jump_p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
    }


def _filter(screen: InventoryScreen, watch: Watch, text: str) -> dict[str, int]:
    shown: list[int] = []
    screen.model.modelReset.connect(lambda: shown.append(1))
    screen.filter.set_query(parse(text))
    rows = watch.until(lambda: bool(shown))
    total = watch.until(lambda: not screen.model.is_loading and screen.model.total is not None)
    watch.until(lambda: False, 1.5)
    return {"first_rows": round(rows), "then_total": round(total), "total": screen.model.total or 0}


def _type(screen: InventoryScreen, watch: Watch) -> int:
    """From the last key of a word to its first rows, the pause of 120 ms included."""
    screen.filter.clear()
    watch.until(lambda: False, 1.5)
    shown: list[int] = []
    screen.model.modelReset.connect(lambda: shown.append(1))
    QTest.keyClicks(screen.filter.edit, "mortgage")
    return round(watch.until(lambda: bool(shown)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=Path)
    parser.add_argument("--handle", default="owner0000")
    parser.add_argument("--freeze", action="store_true", help="freeze the heap first")
    args = parser.parse_args()
    sys.stdout.write(
        json.dumps(measure(args.database, args.handle, is_frozen=args.freeze), indent=2) + "\n"
    )


if __name__ == "__main__":
    main()
