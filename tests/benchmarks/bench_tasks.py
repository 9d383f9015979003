"""People's tasks on the demo in one process, by keys and clicks that are counted.

python -m tests.benchmarks.bench_tasks --json [--tiny] [--only keys …] [--demo FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["MODELWARD_LANGUAGE"] = "en"

from app.services.demo.stage import Stage, end_runtimes
from app.views import theme
from app.views.start import make_application
from tests.benchmarks import (
    tasks_alerts,
    tasks_cases,
    tasks_clicks,
    tasks_keys,
    tasks_look,
    tasks_lost,
)
from tests.benchmarks.rows import Row, print_rows, row
from tests.demo_bank import Bank, FirstLook, look_first

DEMO_S = 3.0
PARTS: dict[str, Callable[..., Iterator[Row]]] = {
    "keys": tasks_keys.rows,
    "alerts": tasks_alerts.rows,
    "cases": tasks_cases.rows,
    "mouse": partial(tasks_clicks.rows, by_mouse=True),
    "jobs": partial(tasks_clicks.rows, by_mouse=False),
    "lost": tasks_lost.rows,
    "look": tasks_look.rows,
}
TINY = ["alerts", "mouse", "lost"]  # the others take as long with few of each


@contextlib.contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """The program's own data lie in `folder`."""
    before = os.environ.get("MODELWARD_HOME")
    os.environ["MODELWARD_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("MODELWARD_HOME")
        if before is not None:
            os.environ["MODELWARD_HOME"] = before


@contextlib.contextmanager
def copy_of(made: Path, home: Path) -> Iterator[Bank]:
    """The demo as it was made, for one part."""
    shutil.copytree(made, home / "demo")
    with at_home(home):
        try:
            with contextlib.closing(Stage(home / "demo")) as stage:
                yield Bank(home / "demo", home, stage)
        finally:
            end_runtimes(home / "demo")


def rows(parts: list[str], demo: Path | None, *, tiny: bool) -> Iterator[Row]:
    make_application()
    theme.apply(dark=False)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if demo is None:
            (folder / "first").mkdir()
            with at_home(folder / "first"):
                first = look_first(folder / "first", at_once=True)
            yield _first_look(first)
            demo = first.folder
        for part in parts:
            (folder / part).mkdir()
            with copy_of(demo, folder / part) as bank:
                yield from PARTS[part](bank, tiny=tiny)


def _first_look(first: FirstLook) -> Row:
    told = f"{first.clicks} click, {first.keys} keys, {first.waited_s:.1f} s to Home filled;"
    told += f" {first.shown_s:.1f} s of it after the demo was made"
    is_met = (first.clicks, first.keys) == (1, 0) and first.waited_s <= DEMO_S
    return row("the demo, from the click on the first page", f"1 click, ≤ {DEMO_S:.0f} s", told,
               is_met, f"1 empty profile, {len(first.needs)} things to do")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", nargs="*", choices=[*PARTS])
    parser.add_argument("--demo", type=Path, help="one that was made before; it is not changed")
    parser.add_argument("--tiny", action="store_true", help="few of each, to see that it runs")
    given = parser.parse_args()
    parts = given.only or (TINY if given.tiny else [*PARTS])
    print_rows(rows(parts, given.demo, tiny=given.tiny), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
