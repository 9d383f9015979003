"""The demo: from the process's birth to the first paint, and to a Home filled with its past.

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

PAINT_S, HOME_S = 0.8, 5.0


def make_demo() -> Start:
    """What a new user waits for, in a home of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data" / "modelward" / "demo"
        try:
            return start(str(folder / FILE), "", Path(name))
        finally:
            end_runtimes(folder)


def rows(repeats: int) -> Iterator[Row]:
    runs = [make_demo() for _ in range(repeats)]
    worked_on = f"no demo there yet, {repeats} starts"
    for what, goal, times in (
        ("the first paint", PAINT_S, [one.paint_s for one in runs]),
        ("a Home filled with the past", HOME_S, [one.home_s for one in runs]),
    ):
        shown = f"median {statistics.median(times):.2f} s, least {min(times):.2f} s"
        met = statistics.median(times) <= goal
        yield row(f"the demo, start to {what}", f"≤ {goal} s", shown, met, worked_on)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--tiny", action="store_true", help="once, to see that it runs")
    given = parser.parse_args()
    print_rows(rows(1 if given.tiny else given.repeats), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
