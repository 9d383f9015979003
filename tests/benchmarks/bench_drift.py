"""Drift of 1,000,000 rows × 30 columns, whole process, beside Evidently in the same run.

    python -m tests.benchmarks.bench_drift --json --peer /path/to/python-with-evidently

Ours: a fresh process that reads the current Parquet file, counts it on a stored reference profile,
measures and judges; also one that reads both files. Theirs: DataDriftPreset on both files in
memory; the time of its `run` alone and of its whole process. Where the peer gets fewer rows than we
do, the ratio at the same rows is measured too and nothing is scaled up silently.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.drift_rows import write_rows
from tests.benchmarks.peers import interpreter
from tests.benchmarks.rows import Row, print_rows, row

OURS = (
    "import sys; from pathlib import Path; from app.services.monitoring.drift import run_drift;"
    "found = run_drift(Path(sys.argv[1]), Path(sys.argv[2])); assert found['results']"
)
PROFILE = (
    "import sys; from pathlib import Path; from app.services.monitoring.drift import run_profile;"
    "Path(sys.argv[2]).write_text(run_profile(Path(sys.argv[1])).dumps())"
)
# Of this program alone: what `wait4` tells holds the memory of the process that started it, too.
PEAK = "; print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
PASS, AIM = 100, 150  # times Evidently
MEMORY_MB = 250
PEER_VERSION = "0.7.23"
PEER = Path(__file__).with_name("evidently_peer.py")


@dataclass(frozen=True)
class Run:
    """Repeats of one process."""

    wall_s: float  # median
    wall_range_s: tuple[float, float]
    cpu_s: float
    peak_mb: float  # kB / 1000, the highest


def timed(code: str, *arguments: Path, repeats: int) -> Run:
    """Wall time, CPU time and peak memory of fresh processes."""
    walls, cpus, peaks = [], [], []
    for _ in range(repeats):
        start = time.perf_counter()
        command = [sys.executable, "-c", code + PEAK, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the measured process ended with {process.returncode}")
        cpus.append(usage.ru_utime + usage.ru_stime)
        peaks.append(int(printed.split()[-1]) / 1000)
    walls.sort()
    return Run(statistics.median(walls), (walls[0], walls[-1]), statistics.median(cpus), max(peaks))


def ours(folder: Path, rows: int, repeats: int) -> dict[str, Any]:
    reference, current = _files(folder, rows)
    stored = folder / f"reference-{rows}.json"
    return {
        "rows": rows,
        "reference_profile": asdict(timed(PROFILE, reference, stored, repeats=1)),
        "current_side_only": asdict(timed(OURS, stored, current, repeats=repeats)),
        "both_sides": asdict(timed(OURS, reference, current, repeats=repeats)),
    }


def theirs(peer: Path, folder: Path, rows: int) -> dict[str, Any]:
    reference, current = _files(folder, rows)
    done = subprocess.run(
        [str(peer), str(PEER), str(reference), str(current)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DO_NOT_TRACK": "1"},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _files(folder: Path, rows: int) -> tuple[Path, Path]:
    paths = folder / f"reference-{rows}.parquet", folder / f"current-{rows}.parquet"
    for seed, path in enumerate(paths):
        if not path.exists():
            write_rows(path, rows, seed=seed, shift=0.3 * seed)
    return paths


def rows(
    mine: dict[str, Any], peer: dict[str, Any] | None, at_peer_rows: dict[str, Any] | None = None
) -> Iterator[Row]:
    """What was measured, against the goals."""
    current, both = mine["current_side_only"], mine["both_sides"]
    worked_on = f"{mine['rows']:,} rows x 30 columns, Parquet"
    yield row(
        "drift on a stored reference profile, whole process, beside Evidently's preset",
        f"at least {PASS} x, aim {AIM} x Evidently {PEER_VERSION}",
        _beside(current, peer, (at_peer_rows or mine)["current_side_only"]),
        None if peer is None else _times(peer, (at_peer_rows or mine)["current_side_only"]) >= PASS,
        worked_on + _peer_rows(peer, mine),
    )
    yield row(
        "drift, both sides read, whole process, beside the same",
        "shown",
        _beside(both, peer, (at_peer_rows or mine)["both_sides"]),
        None,
        worked_on + _peer_rows(peer, mine),
    )
    measured = f"{current['peak_mb']:.0f} MB; both sides {both['peak_mb']:.0f} MB"
    if peer is not None:
        measured += f"; Evidently {peer['peak_mb']:.0f} MB"
    yield row(
        "drift, peak memory of the process",
        f"at most {MEMORY_MB} MB",
        measured,
        current["peak_mb"] <= MEMORY_MB,
        worked_on,
    )


def _times(peer: dict[str, Any], mine: dict[str, Any]) -> float:
    """Their `run` alone over our whole process: the reading that is strictest on us."""
    return float(peer["run_s"] / mine["wall_s"])


def _beside(shown: dict[str, Any], peer: dict[str, Any] | None, mine: dict[str, Any]) -> str:
    low, high = shown["wall_range_s"]
    own = f"{shown['wall_s']:.2f} s ({low:.2f} to {high:.2f}, CPU {shown['cpu_s']:.2f} s)"
    if peer is None:
        return f"{own}; Evidently not run"
    # CPU times say more where other work runs on the machine.
    return (
        f"{_times(peer, mine):.0f} x: {own}, Evidently's run alone {peer['run_s']:.1f} s;"
        f" by CPU {peer['cpu_s'] / mine['cpu_s']:.0f} x,"
        f" by processes {peer['process_s'] / mine['wall_s']:.0f} x"
    )


def _peer_rows(peer: dict[str, Any] | None, mine: dict[str, Any]) -> str:
    if peer is None or peer["rows"] == mine["rows"]:
        return ""
    return f"; the ratio at {peer['rows']:,} rows on both sides"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--peer",
        default=interpreter("evidently"),
        help="a Python with evidently==0.7.23 and pyarrow; empty: without",
    )
    parser.add_argument("--peer-rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keeps the made files for the next run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tiny", action="store_true", help="to see that it runs; without the peer")
    options = parser.parse_args()
    if options.tiny:
        options.rows, options.repeats, options.peer = 2_000, 1, ""
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        mine = ours(folder, options.rows, options.repeats)
        peer, same = None, None
        if options.peer:
            peer = theirs(Path(options.peer), folder, options.peer_rows)
            if options.peer_rows != options.rows:
                same = ours(folder, options.peer_rows, options.repeats)
    print_rows(rows(mine, peer, same), as_json=options.json)


if __name__ == "__main__":
    main()
