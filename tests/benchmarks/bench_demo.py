"""The demo: from the process's birth to the first paint, and from there or from the click to Home.

python -m tests.benchmarks.bench_demo --json [--repeats N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from app.services.demo.making import FILE
from app.services.demo.stage import end_runtimes
from tests.benchmarks.bench_start import Start, start
from tests.benchmarks.rows import Row, print_rows, row

PAINT_S, MADE_S, HOME_S = 0.8, 5.0, 3.0
READ_S, GLANCED_S = 15.0, 1.0  # somebody reads the first page, or hardly


def make_demo(*, is_named: bool, read_s: float = 0.0) -> Start:
    """What a new user waits for, in a home of their own: by the command, or by a click."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data" / "modelward" / "demo"
        try:
            place = str(folder / FILE) if is_named else ""
            return start(place, "", Path(name), read_s=read_s)
        finally:
            end_runtimes(folder)


def rows(repeats: int, *, read_s: float = READ_S, is_tiny: bool = False) -> Iterator[Row]:
    ways: list[tuple[str, float, Callable[[], Start]]] = [
        (f"a click after {read_s:g} s", HOME_S, partial(make_demo, is_named=False, read_s=read_s))
    ]
    if not is_tiny:
        ways.append(("a click at once", HOME_S, partial(make_demo, is_named=False)))
        ways.append(("modelward demo", MADE_S, partial(make_demo, is_named=True)))
    painted: list[float] = []
    worked_on = f"no demo there yet, {repeats} starts"
    for what, goal, start_it in ways:
        runs = [start_it() for _ in range(repeats)]
        painted += [one.paint_s for one in runs]
        filled = [one.home_s for one in runs]
        yield _row(f"{what} to a Home filled with the past", goal, filled, worked_on)
    yield _row("start to the first paint", PAINT_S, painted, worked_on)


def _row(what: str, goal: float, times: Sequence[float], worked_on: str) -> Row:
    median = statistics.median(times)
    shown = f"median {median:.2f} s, least {min(times):.2f} s"
    return row(f"the demo, {what}", f"≤ {goal} s", shown, median <= goal, worked_on)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--read", type=float, default=READ_S, help="seconds before the click")
    parser.add_argument("--tiny", action="store_true", help="once, to see that it runs")
    given = parser.parse_args()
    if given.tiny:
        found = rows(1, read_s=GLANCED_S, is_tiny=True)
    else:
        found = rows(given.repeats, read_s=given.read)
    print_rows(found, as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
