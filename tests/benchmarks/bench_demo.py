"""The demo: from the process's birth to the first paint, and from there or from the click to Home.

python -m tests.benchmarks.bench_demo --json [--repeats N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.services.demo.making import FILE
from app.services.demo.stage import end_runtimes
from tests.benchmarks.bench_start import Start, start
from tests.benchmarks.rows import Row, print_rows, row

PAINT_S, MADE_S, HOME_S = 0.8, 5.0, 3.0
READ_S = 15.0  # somebody reads the first page


def make_demo(*, is_named: bool, read_s: float = 0.0) -> Start:
    """What a new user waits for, in a home of their own: by the command, or by a click."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data" / "modelward" / "demo"
        try:
            place = str(folder / FILE) if is_named else ""
            return start(place, "", Path(name), read_s=read_s)
        finally:
            end_runtimes(folder)


def rows(repeats: int, read_s: float) -> Iterator[Row]:
    named = [make_demo(is_named=True) for _ in range(repeats)]
    read = [make_demo(is_named=False, read_s=read_s) for _ in range(repeats)]
    at_once = [make_demo(is_named=False) for _ in range(repeats)]
    worked_on = f"no demo there yet, {repeats} starts"
    filled = "a Home filled with the past"
    for what, goal, times in (
        ("start to the first paint", PAINT_S, [one.paint_s for one in (*named, *read, *at_once)]),
        (f"modelward demo to {filled}", MADE_S, [one.home_s for one in named]),
        (f"a click after {read_s:g} s to {filled}", HOME_S, [one.home_s for one in read]),
        (f"a click at once to {filled}", HOME_S, [one.home_s for one in at_once]),
    ):
        shown = f"median {statistics.median(times):.2f} s, least {min(times):.2f} s"
        met = statistics.median(times) <= goal
        yield row(f"the demo, {what}", f"≤ {goal} s", shown, met, worked_on)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--read", type=float, default=READ_S, help="seconds before the click")
    parser.add_argument("--tiny", action="store_true", help="once, to see that it runs")
    given = parser.parse_args()
    print_rows(rows(1 if given.tiny else given.repeats, given.read), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
