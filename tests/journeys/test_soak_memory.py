"""Half an hour of work: two services and five people's programs grow no larger (make soak)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.journeys.command_line import ROOT, CommandLine
from tests.postgres import PostgresServer
from tests.workspaces import Mould, make_workspace

MINUTES = float(os.environ.get("MODELWARD_SOAK_MINUTES", "30"))
WARM_SHARE = 1 / 6  # five minutes of thirty
EVERY_S = 10.0
PEOPLE = ("sanne", "mark", "sanne", "mark", "sanne")
MOST_GROWTH = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    resident_kb: int
    threads: int
    files: int


def sample(pid: int, at_s: float) -> Sample:
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(at_s, int(status["VmRSS"].split()[0]), int(status["Threads"]), files)


def growth(samples: list[Sample]) -> float:
    """What the straight line through the resident sizes gains from first to last, as a share."""
    at = np.array([one.at_s for one in samples])
    size = np.array([one.resident_kb for one in samples], dtype=float)
    slope, _ = np.polyfit(at, size, 1)
    return float(slope * (at[-1] - at[0]) / size.mean())


@contextmanager
def client(url: str, folder: Path, handle: str) -> Iterator[subprocess.Popen[str]]:
    folder.mkdir(parents=True)
    with (folder / "rounds.txt").open("w") as rounds:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak_client", url, str(folder), handle],
            stdin=subprocess.PIPE, stdout=rounds, text=True, cwd=ROOT,
        )  # fmt: skip
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=60)


@pytest.mark.soak
def test_nothing_grows_in_half_an_hour_of_work(
    postgres: PostgresServer,
    postgres_mould: Mould,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as bank, ExitStack() as running:
        modelward = CommandLine(bank, home, capsys)
        processes = {
            name: running.enter_context(modelward.service(name)) for name in ("first", "second")
        }
        for number, handle in enumerate(PEOPLE):
            place = tmp_path / "people" / str(number)
            made = running.enter_context(client(bank.login_url(handle), place, handle))
            processes[f"{handle} {number}"] = made

        begun = time.monotonic()
        seen: dict[str, list[Sample]] = {name: [] for name in processes}
        connections: list[int] = []
        while (at_s := time.monotonic() - begun) < MINUTES * 60:
            time.sleep(EVERY_S)
            for name, process in processes.items():
                assert process.poll() is None, f"{name} ended"
                seen[name].append(sample(process.pid, at_s))
            with bank.owner_database().session() as session:
                count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                connections.append(session.connection().exec_driver_sql(count).scalar_one())

    rounds = [len(one.read_text().split()) for one in (tmp_path / "people").glob("*/rounds.txt")]
    warm = {
        name: [one for one in found if one.at_s > MINUTES * 60 * WARM_SHARE]
        for name, found in seen.items()
    }
    grown = {name: growth(found) for name, found in warm.items()}
    with capsys.disabled():
        print(f"\nsoak: {MINUTES:g} min, rounds {rounds}, connections {max(connections)}")
        for name, share in grown.items():
            print(f"  {name}: {warm[name][-1].resident_kb // 1000} MB, {share:+.1%}")
    assert min(rounds) >= MINUTES, "nobody worked"
    assert {name: share for name, share in grown.items() if share > MOST_GROWTH} == {}
    middle = len(connections) // 2
    assert max(connections[middle:]) <= max(connections[:middle]) + 1
    for name, found in warm.items():
        half = len(found) // 2
        for kind in ("threads", "files"):
            # The least: what is open while a child starts is open in one of many samples.
            early = min(getattr(one, kind) for one in found[:half])
            late = min(getattr(one, kind) for one in found[half:])
            assert late <= early + 1, f"{name}: {kind} {early} -> {late}"
