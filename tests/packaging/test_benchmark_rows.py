"""Every benchmark prints what the runner's table understands; seen on tiny sizes, peers apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.benchmarks import bench_drift, bench_registering, bench_runtime
from tests.benchmarks.__main__ import FOLDER, Line, find_modules, parse
from tests.benchmarks.rows import Row

DRIFT = {
    "rows": 1_000_000,
    "current_side_only": {
        "wall_s": 1.0, "wall_range_s": (0.9, 1.2), "cpu_s": 1.5, "peak_mb": 200.0
    },
    "both_sides": {"wall_s": 2.0, "wall_range_s": (1.9, 2.2), "cpu_s": 3.0, "peak_mb": 220.0},
}  # fmt: skip
EVIDENTLY = {
    "rows": 1_000_000, "run_s": 150.0, "process_s": 160.0, "cpu_s": 165.0, "peak_mb": 2300.0
}  # fmt: skip
RUNTIME = {
    "model_bytes": 1_000_000,
    "start_s": 0.5,
    "restart_after_kill_s": 0.6,
    "load_s": 0.1,
    "deployment_s": 0.4,
    "deployment_beyond_load_s": 0.3,
    "deployments_under_load": 9,
    "requests_over_switches": 4000,
    "failed_over_switches": 0,
    "runtime_requests": 9000,
    "runtime_failed": 0,
    "runtime_per_s": 2400.0,
    "runtime_p99_ms": 4.0,
    "mlserver_requests": 4000,
    "mlserver_failed": 0,
    "mlserver_per_s": 800.0,
    "mlserver_p99_ms": 9.0,
    "ratio_to_mlserver": 3.0,
}


# Each of these fills workspaces for half a minute and more, however tiny they are asked to be.
LONG = {
    "bench_demo", "bench_engine", "bench_inventory", "bench_row_security", "bench_start",
    "bench_tasks", "bench_trail", "bench_window",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    [pytest.param(one, marks=pytest.mark.soak if one in LONG else ()) for one in find_modules([])],
)
def test_a_module_prints_rows_by_the_contract(module: str) -> None:
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", "--json", "--tiny"]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=FOLDER.parents[1],
        env=os.environ,
    )

    lines = parse(module, done.stdout)

    assert lines
    for line in lines:
        assert all((line.row, line.goal, line.measured, line.worked_on)), line
        assert any(letter.isdigit() for letter in line.measured + line.worked_on), line


def judged(row: Row) -> bool | None:
    met = row["met"]
    assert met is None or isinstance(met, bool)
    return met


def test_drift_is_judged_by_evidentlys_run_alone_over_our_whole_process() -> None:
    fast = list(bench_drift.rows(DRIFT, EVIDENTLY))
    slow = list(bench_drift.rows(DRIFT, EVIDENTLY | {"run_s": 99.0}))
    alone = list(bench_drift.rows(DRIFT, None))

    assert [judged(one) for one in fast] == [True, None, True]
    assert [judged(one) for one in slow] == [False, None, True]
    assert [judged(one) for one in alone] == [None, None, True]
    assert fast[0]["measured"].startswith("150 x: 1.00 s (0.90 to 1.20, CPU 1.50 s)")
    assert "Evidently not run" in alone[0]["measured"]


def test_drift_says_on_how_many_rows_the_ratio_was_taken() -> None:
    few = EVIDENTLY | {"rows": 100_000}

    (first, *_) = bench_drift.rows(DRIFT, few, DRIFT | {"rows": 100_000})

    assert "the ratio at 100,000 rows on both sides" in first["worked_on"]


def test_a_runtime_that_fails_a_request_meets_no_goal() -> None:
    good = [judged(one) for one in bench_runtime.rows_of(RUNTIME)]
    failing = RUNTIME | {"failed_over_switches": 1, "runtime_failed": 1}
    bad = [judged(one) for one in bench_runtime.rows_of(failing)]
    alone = [judged(one) for one in bench_runtime.rows_of(RUNTIME | {"ratio_to_mlserver": None})]

    assert good == [True, True, True, True]
    assert bad == [False, False, True, True]
    assert alone == [None, True, True, True]


def test_registering_is_judged_by_the_ratio_to_mlflow_only() -> None:
    rows = [
        bench_registering.result(rate, peer, 50)
        for rate, peer in ((170.0, 17.0), (169.0, 17.0), (500.0, None))
    ]

    assert [judged(one) for one in rows] == [True, False, None]
    assert isinstance(parse("bench_registering", json.dumps(rows))[0], Line)
