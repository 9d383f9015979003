"""Live update: from another process's commit to the row on the screen of a window that is open.

python -m tests.benchmarks.bench_live --json [--changes N]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.models.database import Database
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.unit_of_work import Work
from app.views.screens.inventory import InventoryScreen
from tests.benchmarks.rows import Row, print_rows, row
from tests.benchmarks.watch import Watch, open_window
from tests.postgres import PostgresServer
from tests.workspaces import TestWorkspace, make_workspace

GOALS_S = {"SQLite": 2.5, "PostgreSQL": 0.5}  # by looking again and again; by NOTIFY
WATCHER, WRITER = "sanne", "mark"


def write_as_child(url: str) -> None:
    """Add a version to a model for each line read; print when its commit had returned."""
    work = Work.of(Database(url), WRITER)
    model_id = work.write(register_model, NewModel("live", unit="bank")).id
    print("ready", flush=True)
    for _ in sys.stdin:
        asset = NewAsset("model", "model.bin", os.urandom(1000))
        work.write(add_version, model_id, NewVersion("folder", "", (asset,)))
        print(time.monotonic(), flush=True)


class Writer:
    """The other process."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.bench_live", "--writer", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._told: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        if self._told.get(timeout=60) != "ready":
            raise SystemExit("the writer did not come up")

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._told.put(line.strip())

    def write(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def committed_at(self) -> float:
        return float(self._told.get(timeout=60))

    def close(self) -> None:
        self._process.communicate(timeout=30)


@contextmanager
def writing(url: str) -> Iterator[Writer]:
    made = Writer(url)
    try:
        yield made
    finally:
        made.close()


def delays(workspace: TestWorkspace, folder: Path, changes: int) -> list[float]:
    """Seconds from each commit until the window's table shows the new version."""
    found = []
    dice = random.Random(7)
    with (
        writing(workspace.login_url(WRITER)) as writer,
        open_window(workspace.login_url(WATCHER), WATCHER, folder) as (desktop, watch),
    ):
        desktop.show("inventory")
        screen = desktop.window.current_screen
        assert isinstance(screen, InventoryScreen)
        watch.until(lambda: screen.model.total is not None, what="the inventory")
        for number in range(changes):
            watch.rest(dice.random() * 1.2)  # the change meets the poll at any moment
            writer.write()
            _wait(screen, watch, number + 1)
            shown_at = time.monotonic()
            found.append(shown_at - writer.committed_at())
    return found


def _wait(screen: InventoryScreen, watch: Watch, version: int) -> None:
    watch.until(
        lambda: any(one.latest_version == version for one in screen.model.rows),
        what=f"version {version}",
    )


def rows(changes: int) -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        for name in ("SQLite", "PostgreSQL"):
            place = folder / name
            place.mkdir()
            server = None
            if name == "PostgreSQL":
                server = stack.enter_context(PostgresServer(place / "server"))
            workspace = stack.enter_context(make_workspace(place, server))
            taken = sorted(delays(workspace, place, changes))
            p99 = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
            yield row(
                f"{name}: another process's commit to the row on the screen",
                f"p99 ≤ {GOALS_S[name]} s",
                f"p99 {p99:.2f} s, median {taken[len(taken) // 2]:.2f} s",
                p99 <= GOALS_S[name],
                f"{len(taken)} commits",
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--tiny", action="store_true", help="two changes, to see that it runs")
    parser.add_argument("--writer", metavar="URL")
    given = parser.parse_args()
    if given.writer:
        write_as_child(given.writer)
        return 0
    print_rows(rows(2 if given.tiny else given.changes), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
