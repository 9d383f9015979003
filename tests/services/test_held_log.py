"""While the store of scoring logs is paused no record is written there, and none is lost."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.services.runtime_process import find_running, start_detached, stop
from app.services.runtime_server.held_log import HeldLog
from app.services.runtime_server.log_segment import Segment
from app.services.scoring_log import read_lines
from tests.services.runtime_kit import Running, add_model, running, sha256_of, wait_until

MODEL = "credit"


@contextmanager
def scored(folder: Path, *options: str) -> Iterator[Running]:
    with running(folder, *options) as runtime:
        content = add_model(1)
        runtime.serve(f"{MODEL}--c1", "v1", content)
        assert runtime.point(MODEL, f"{MODEL}--c1", "v1", sha256_of(content), None).ok
        yield runtime


def ask(runtime: Running, *decisions: str) -> None:
    for decision in decisions:
        assert runtime.infer(MODEL, [[1, 2]], id=decision).ok


def facts(runtime: Running) -> dict[str, Any]:
    found: dict[str, Any] = runtime.call("GET", "/v2").json()["scoring_log"]
    return found


def written(runtime: Running, count: int) -> None:
    wait_until(lambda: facts(runtime)["rows_written"] == count)


def logged(folder: Path) -> list[str]:
    return [row["decision_id"] for row in read_lines(folder)]


def content_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that lies there, and when it was written."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def hold(runtime: Running) -> HeldLog:
    held = HeldLog(runtime.folder)
    held.ask()
    wait_until(lambda: facts(runtime)["held"])
    return held


def test_what_is_decided_while_the_store_is_paused_is_in_its_log_once_it_goes_on(
    tmp_path: Path,
) -> None:
    with scored(tmp_path) as runtime:
        ask(runtime, "before")
        written(runtime, 1)
        held = hold(runtime)
        paused = content_of(runtime.log_dir)

        ask(runtime, *(f"held-{number}" for number in range(50)))
        written(runtime, 51)

        assert content_of(runtime.log_dir) == paused
        assert facts(runtime)["rows_lost"] == 0
        held.end()
        wait_until(lambda: not facts(runtime)["held"])
        ask(runtime, "after")
        written(runtime, 52)
        expected = ["before", *(f"held-{number}" for number in range(50)), "after"]
        assert logged(runtime.log_dir) == expected
        assert held.is_over
        assert not list(runtime.log_dir.rglob("*.part"))


def test_a_runtime_that_is_killed_and_started_while_it_holds_loses_nothing(tmp_path: Path) -> None:
    with scored(tmp_path) as runtime:
        held = hold(runtime)
        ask(runtime, "first")
        written(runtime, 1)
        os.kill(runtime.process.pid, signal.SIGKILL)
        wait_until(lambda: find_running(runtime.folder) is None)
        paused = content_of(runtime.log_dir)

        process = start_detached(runtime.folder, log_dir=runtime.log_dir)
        again = Running(runtime.folder, runtime.log_dir, process, runtime.session)
        ask(again, "second")
        written(again, 1)
        stop(runtime.folder)

        assert content_of(runtime.log_dir) == paused
        assert len(held.segments()) == 2
        held.end()
        start_detached(runtime.folder, log_dir=runtime.log_dir)
        wait_until(lambda: held.is_over)
        assert logged(runtime.log_dir) == ["first", "second"]


def test_a_store_that_goes_on_and_is_not_well_keeps_nobody_from_holding_on(tmp_path: Path) -> None:
    with scored(tmp_path) as runtime:
        held = hold(runtime)
        ask(runtime, "first")
        written(runtime, 1)
        blocked = runtime.log_dir / MODEL
        blocked.write_text("a file where a folder must be")

        held.end()
        wait_until(lambda: bool(facts(runtime)["failure"]))
        ask(runtime, "second")
        written(runtime, 2)

        assert facts(runtime)["held"]
        blocked.unlink()
        wait_until(lambda: held.is_over)
        wait_until(lambda: not facts(runtime)["failure"])
        assert logged(runtime.log_dir) == ["first", "second"]


def test_a_carrier_that_was_killed_between_two_steps_brings_nothing_twice(tmp_path: Path) -> None:
    held, log = HeldLog(tmp_path / "runtime"), tmp_path / "scores"
    segment = held.folder / "m" / "20260501T120000.000000Z-abcd0123-1-held-1.jsonl"
    segment.parent.mkdir(parents=True)
    line = _line("one")
    segment.write_bytes(line)
    there = log / "m" / segment.name
    there.parent.mkdir(parents=True)
    there.write_bytes(line)  # it arrived, and was not taken away here
    (log / "m" / f"{segment.name}.part").write_bytes(line[:9])  # or it was on its way

    assert held.carry_over(log, goes_on=lambda: True)

    assert logged(log) == ["one"]
    assert held.is_over
    assert os.listdir(log / "m") == [segment.name]


def test_what_is_held_stays_where_it_is_when_the_store_is_paused_again(tmp_path: Path) -> None:
    held, log = HeldLog(tmp_path / "runtime"), tmp_path / "scores"
    for number in range(3):
        segment = held.folder / "m" / f"20260501T12000{number}.000000Z-abcd0123-1-held-1.jsonl"
        segment.parent.mkdir(parents=True, exist_ok=True)
        segment.write_bytes(_line(f"d-{number}"))
    left = iter((True, False))

    assert not held.carry_over(log, goes_on=lambda: next(left))

    assert logged(log) == ["d-0"]
    assert logged(held.folder) == ["d-1", "d-2"]


@pytest.mark.skipif(os.name != "posix", reason="a limit of file sizes is asked for")
def test_a_line_that_went_out_in_part_is_among_those_that_did_not(tmp_path: Path) -> None:
    first, second = (tmp_path / "m" / f"20260501T12000{n}.000000Z-abcd-1.jsonl" for n in (0, 1))
    lines = [_line(f"d-{number}") for number in range(3)]
    segment = Segment(first)
    segment.add(lines)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(lines[0]) + 5, hard))
    try:
        with pytest.raises(OSError, match="large"):
            segment.flush()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    rows, rest = segment.leave()
    other = Segment(second)
    other.add([rest])

    assert (rows, other.close()) == (1, 2)
    assert logged(tmp_path) == ["d-0", "d-1", "d-2"]


def _line(decision: str) -> bytes:
    at = datetime(2026, 5, 1, 12, tzinfo=UTC).isoformat()
    return (
        f'{{"decision_id":"{decision}","at":"{at}","model":"m","version":"1",'
        '"digest":"d","purpose":"","features":{},"outputs":{}}\n'
    ).encode()
