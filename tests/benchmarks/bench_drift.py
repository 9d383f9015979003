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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.drift_rows import write_rows
from tests.benchmarks.peers import interpreter

OURS = (
    "import sys; from pathlib import Path; from app.services.monitoring.drift import run_drift;"
    "found = run_drift(Path(sys.argv[1]), Path(sys.argv[2])); assert found['results']"
)
PROFILE = (
    "import sys; from pathlib import Path; from app.services.monitoring.drift import run_profile;"
    "Path(sys.argv[2]).write_text(run_profile(Path(sys.argv[1])).dumps())"
)
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
        process = subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)])
        _, status, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the measured process ended with {process.returncode}")
        cpus.append(usage.ru_utime + usage.ru_stime)
        peaks.append(usage.ru_maxrss / 1000)
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


def ratios(mine: dict[str, Any], peer: dict[str, Any]) -> dict[str, float]:
    """How many times faster: their `run` alone over our whole process is the strictest reading.

    CPU times say more where other work runs on the machine.
    """
    pairs = (("run_s", "wall_s"), ("process_s", "wall_s"), ("cpu_s", "cpu_s"))
    return {
        f"{side}_{theirs}": peer[theirs] / mine[side][own]
        for side in ("current_side_only", "both_sides")
        for theirs, own in pairs
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    peer = Path(interpreter("evidently")) if interpreter("evidently") else None
    parser.add_argument(
        "--peer", type=Path, default=peer, help="a Python with evidently==0.7.23 and pyarrow"
    )
    parser.add_argument("--peer-rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keeps the made files for the next run")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found: dict[str, Any] = {"ours": ours(folder, options.rows, options.repeats)}
        if options.peer:
            found["evidently"] = theirs(options.peer, folder, options.peer_rows)
            mine = found["ours"]
            if options.peer_rows != options.rows:
                mine = found["ours_at_peer_rows"] = ours(folder, options.peer_rows, options.repeats)
            found["times_faster"] = ratios(mine, found["evidently"])
    sys.stdout.write(json.dumps(found, indent=None if options.json else 2) + "\n")


if __name__ == "__main__":
    main()
