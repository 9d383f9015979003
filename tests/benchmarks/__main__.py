"""Runs the benchmarks of this folder one after the other and prints one table.

A benchmark is a module `bench_<what>.py` that, run with `--json`, prints one JSON document: a row
or a list of rows (also as `{"rows": [...]}`), each with the keys

    row        what was measured, in the words of the goal
    goal       the goal, as text
    measured   the figure with its unit, as text
    met        true, false, or null where the goal cannot be judged on this machine
    worked_on  how many rows, models, requests … it worked on

What was measured stands in `bench/results.json`; a goal that is not met is a result, a benchmark
that breaks is an error.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
PREFIX = "bench_"
RESULTS = Path("bench/results.json")
LIMIT_S = 1200
KEYS = ("row", "goal", "measured", "met", "worked_on")


class BadOutputError(Exception):
    """A benchmark printed something else than its contract says."""


@dataclass(frozen=True, slots=True)
class Line:
    row: str
    goal: str
    measured: str
    met: bool | None
    worked_on: str
    module: str


def parse(module: str, printed: str) -> list[Line]:
    """The rows that `module` printed.

    Raises:
        BadOutputError: not JSON, or a row lacks a key.
    """
    try:
        document = json.loads(printed)
    except json.JSONDecodeError as error:
        raise BadOutputError(f"{module} printed no JSON document: {error}") from error
    if isinstance(document, dict):
        document = document.get("rows", [document])
    return [_line(module, row) for row in document]


def _line(module: str, row: Any) -> Line:
    if not isinstance(row, dict):
        raise BadOutputError(f"a row of {module} is no object")
    missing = [key for key in KEYS if key not in row]
    if missing:
        raise BadOutputError(f"a row of {module} lacks {', '.join(missing)}")
    met = row["met"]
    if met is not None and not isinstance(met, bool):
        raise BadOutputError(f"a row of {module} has {met!r} as met: true, false or null")
    return Line(
        str(row["row"]),
        str(row["goal"]),
        str(row["measured"]),
        met,
        str(row["worked_on"]),
        module,
    )


def find_modules(chosen: Sequence[str]) -> list[str]:
    """Names without their prefix may be `chosen`; else every benchmark, by name."""
    found = sorted(path.stem for path in FOLDER.glob(f"{PREFIX}*.py"))
    return [name for name in found if not chosen or name.removeprefix(PREFIX) in chosen]


def run(modules: Sequence[str]) -> Iterator[Line]:
    """Each module in a process of its own; one that breaks gives a line that says so."""
    for module in modules:
        command = [sys.executable, "-m", f"{__package__}.{module}", "--json"]
        begun = time.monotonic()
        print(f"{module} …", file=sys.stderr, flush=True)
        try:
            done = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT_S
            )
            yield from parse(module, done.stdout)
        except (BadOutputError, subprocess.SubprocessError) as error:
            yield Line(module, "runs to its end", f"broke: {_why(error)}", False, "-", module)
        print(f"{module} took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"exit code {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no end after {LIMIT_S} s"
    return str(error)


def show(lines: Sequence[Line]) -> None:
    table = Table("row", "goal", "measured", "met", "worked on")
    words = {True: "yes", False: "no", None: "not judged"}
    for line in lines:
        table.add_row(line.row, line.goal, line.measured, words[line.met], line.worked_on)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def write(lines: Sequence[Line], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [asdict(line) for line in lines],
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("chosen", nargs="*", help="names without their prefix; default all")
    given = parser.parse_args()
    modules = find_modules(given.chosen)
    if not modules:
        print(f"There is no {PREFIX}*.py of that name.", file=sys.stderr)
        return 2
    lines = list(run(modules))
    show(lines)
    write(lines, RESULTS)
    return int(any(line.measured.startswith("broke:") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
