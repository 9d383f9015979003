"""Start: from the process's birth to the first paint and to a filled Home, files warm.

python -m tests.benchmarks.bench_start --json [--models N] [--database FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.large import open_large
from tests.benchmarks.rows import Row, print_rows, row
from tests.workspaces import make_workspace

PAINT_S, HOME_S = 0.8, 1.5
# What `app.views.start.run` does, with an eye on the first paint and on Home. Nothing else of the
# product is imported before, and the imports of this program are those of any Qt program.
PROGRAM = """
import json, resource, sys, time
begun, place, person, read_s = float(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
import importlib
start = importlib.import_module("app.views.start")
from PySide6.QtCore import QEvent, QObject, QTimer
found = {}

def note(what):
    if what not in found:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        found[what] = [time.monotonic() - begun, usage.ru_utime + usage.ru_stime]

class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            note("paint")
            application.removeEventFilter(self)  # each event would be shown to Python
        return False

start.check_binding()
application = start.make_application()
eye = Eye()
application.installEventFilter(eye)
starter = start.Starter(start.data_folder() / start.SETTINGS_FILE)

def look():
    desktop = starter.desktop
    screen = desktop.window.current_screen if desktop is not None else None
    if getattr(screen, "is_filled", False):
        note("home")
        application.quit()

def click():
    note("click")
    starter.window.demo_button.click()

timer = QTimer(interval=5)
timer.timeout.connect(look)
timer.start()
starter.begin(place)
if not place:
    QTimer.singleShot(round(read_s * 1000), click)
application.exec()
print(json.dumps(found), flush=True)
starter.close()
"""


@dataclass(frozen=True)
class Start:
    paint_s: float
    paint_cpu_s: float
    home_s: float  # since the click, where there was one
    home_cpu_s: float


def start(place: str, person: str, home: Path, *, read_s: float = 0.0) -> Start:
    """Start the window on `place`; without one, click for the demo once the page was read."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "MODELWARD_AS": person,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's product is compiled once
    command = [sys.executable, "-c", PROGRAM, repr(time.monotonic()), place, person, str(read_s)]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    found = json.loads(done.stdout.splitlines()[-1])
    paint, click, filled = found["paint"], found.get("click", (0.0, 0.0)), found["home"]
    return Start(paint[0], paint[1], filled[0] - click[0], filled[1] - click[1])


def rows(models: int, repeats: int, database: Path | None) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "small").mkdir()
        with make_workspace(folder / "small", None) as workspace:
            yield from _rows(workspace.url, "sanne", folder, repeats, "a new workspace, SQLite")
        for kind, place, who in open_large(folder, models, database):
            yield from _rows(place, who, folder, repeats, f"{models:,} models, {kind}")


def _rows(place: str, person: str, home: Path, repeats: int, what: str) -> Iterator[Row]:
    start(place, person, home)  # warm
    runs = [start(place, person, home) for _ in range(repeats)]
    paint = statistics.median(one.paint_s for one in runs)
    filled = statistics.median(one.home_s for one in runs)
    paint_cpu = statistics.median(one.paint_cpu_s for one in runs)
    filled_cpu = statistics.median(one.home_cpu_s for one in runs)
    worked_on = f"{what}, {repeats} starts"
    yield row(f"start to the first paint, {what}", f"≤ {PAINT_S} s",
              f"{paint:.2f} s (CPU {paint_cpu:.2f} s)", paint <= PAINT_S, worked_on)  # fmt: skip
    yield row(f"start to a filled Home, {what}", f"≤ {HOME_S} s",
              f"{filled:.2f} s (CPU {filled_cpu:.2f} s)", filled <= HOME_S, worked_on)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--database", type=Path, help="a file that was loaded before; no server")
    parser.add_argument("--tiny", action="store_true", help="few models, to see that it runs")
    given = parser.parse_args()
    models, repeats = (200, 1) if given.tiny else (given.models, given.repeats)
    print_rows(rows(models, repeats, given.database), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
