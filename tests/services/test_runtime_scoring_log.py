"""The scoring log: what is written for each answer, and what a reader sees of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import requests

from app.errors import InputError
from app.services.runtime_process import find_running, stop
from app.services.scoring_log import read_segments
from tests.services.runtime_kit import (
    Running,
    add_model,
    body,
    running,
    sha256_of,
    text_model,
    wait_until,
)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rt")) as started:
        yield started


def _serve_stable(runtime: Running, name: str, content: bytes) -> None:
    runtime.serve(f"{name}--c1", "v1", content)
    assert runtime.point(name, f"{name}--c1", "v1", sha256_of(content), None).ok


def _rows(runtime: Running, **options: Any) -> list[dict[str, Any]]:
    batches = list(read_segments(runtime.log_dir, **options))
    return pa.Table.from_batches(batches).to_pylist() if batches else []


def test_each_row_is_logged_with_its_decision_features_score_version_and_digest(
    runtime: Running,
) -> None:
    content = add_model(1, feature_names=["age", "model"])
    begun = datetime.now(UTC)
    _serve_stable(runtime, "first", content)
    runtime.infer("first", [[30, 2]], id="d-1")
    runtime.infer("first", [[40, 2], [50, 3]], id="d-2")
    runtime.infer("first", [[60, 2]], parameters={"decision_ids": ["mine"]})
    generated = runtime.infer("first", [[70, 2]]).json()["parameters"]["decision_id"]
    wait_until(lambda: len(_rows(runtime, model="first")) == 5)

    rows = _rows(runtime, model="first")

    assert [row["decision_id"] for row in rows] == ["d-1", "d-2#0", "d-2#1", "mine", generated]
    first = dict(rows[0])
    assert begun <= first.pop("at") <= datetime.now(UTC)
    assert first == {
        "decision_id": "d-1",
        "model": "first",
        "version": "v1",
        "digest": sha256_of(content),
        "age": 30.0,
        "feature:model": 2.0,
        "y": 34.0,
    }


def test_only_business_decisions_on_stable_names_are_read(runtime: Running) -> None:
    _serve_stable(runtime, "second", add_model())
    runtime.infer("second--c1", [[1, 2]], id="candidate")
    runtime.infer("second", [[1, 2]], id="test", parameters={"purpose": "smoke"})
    runtime.infer("second", [[1, "x"]], id="refused")
    runtime.infer("second", [[1, 2]], id="real")
    wait_until(lambda: len(_rows(runtime, model="second")) == 1)

    assert [row["decision_id"] for row in _rows(runtime, model="second")] == ["real"]
    everything = _rows(runtime, model="second", include_smoke=True)
    assert [row["decision_id"] for row in everything] == ["test", "real"]


def test_all_outputs_are_logged_also_when_one_was_asked_for(runtime: Running) -> None:
    document = {
        "inputs": [
            {"name": "city", "datatype": "BYTES", "shape": [1, 1], "data": ["2026-01-01"]},
            {"name": "age", "datatype": "INT64", "shape": [1, 1], "data": [2]},
        ],
        "outputs": [{"name": "twice"}],
    }
    _serve_stable(runtime, "third", text_model())
    assert runtime.call("POST", "/v2/models/third/infer", json=document).ok
    wait_until(lambda: len(_rows(runtime, model="third")) == 1)

    row = _rows(runtime, model="third")[0]

    found = (row["city"], row["age"], row["same"], row["twice"])
    assert found == ("2026-01-01", 2, "2026-01-01", 4)


def test_an_orderly_stop_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        _serve_stable(runtime, "credit", add_model())
        for number in range(100):
            runtime.infer("credit", [[number, 0]])

        stop(runtime.folder)

        assert [row["x_0"] for row in _rows(runtime)] == list(map(float, range(100)))


def test_kill_9_loses_at_most_the_last_second(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        _serve_stable(runtime, "credit", add_model())
        answered: dict[str, float] = {}
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            decision = runtime.infer("credit", [[1, 2]]).json()["parameters"]["decision_id"]
            answered[decision] = time.monotonic()
        killed = time.monotonic()
        os.kill(runtime.process.pid, signal.SIGKILL)
        wait_until(lambda: find_running(runtime.folder) is None)

        logged = {row["decision_id"] for row in _rows(runtime)}

    lost = [at for decision, at in answered.items() if decision not in logged]
    assert all(killed - at < 1.0 for at in lost)
    assert logged <= answered.keys()
    assert len(logged) > 50


def test_segments_are_closed_by_age_and_old_ones_are_removed(tmp_path: Path) -> None:
    old = tmp_path / "scores/credit/20200101T000000.000000Z-00000000-1.jsonl"
    old.parent.mkdir(parents=True)
    old.write_text("")
    os.utime(old, (0, 0))
    with running(tmp_path, "--log-segment-s", "0.2", "--log-retention-days", "30") as runtime:
        _serve_stable(runtime, "credit", add_model())
        for number in range(2):
            runtime.infer("credit", [[number, 0]])
            wait_until(partial(_has_closed_segments, runtime, number + 1))

        assert not old.exists()
        assert len(_rows(runtime)) == 2


def _has_closed_segments(runtime: Running, count: int) -> bool:
    paths = list((runtime.log_dir / "credit").glob("*.jsonl"))
    return len(paths) == count and not any(_is_open(runtime, path) for path in paths)


def _is_open(runtime: Running, path: Path) -> bool:
    handles = Path(f"/proc/{runtime.process.pid}/fd").iterdir()
    return any(os.path.realpath(handle) == str(path.resolve()) for handle in handles)


def test_a_log_that_cannot_be_written_does_not_stop_serving_and_catches_up(tmp_path: Path) -> None:
    blocked = tmp_path / "scores/credit"
    blocked.parent.mkdir()
    blocked.write_text("a file where a folder must be")
    with running(tmp_path) as runtime:
        _serve_stable(runtime, "credit", add_model())
        assert runtime.infer("credit", [[1, 2]], id="early").ok
        wait_until(lambda: bool(_log_facts(runtime)["failure"]))

        blocked.unlink()

        wait_until(lambda: len(_rows(runtime)) == 1)
        wait_until(lambda: not _log_facts(runtime)["failure"])
        assert _log_facts(runtime)["rows_written"] == 1


def _log_facts(runtime: Running) -> dict[str, Any]:
    facts: dict[str, Any] = runtime.call("GET", "/v2").json()["scoring_log"]
    return facts


def _segment(folder: Path, at: datetime, *lines: str) -> Path:
    path = folder / "m" / f"{at.strftime('%Y%m%dT%H%M%S.%fZ')}-abcd0123-1.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))
    return path


def _line(decision: str, at: datetime, features: str = '{"f":1.5}', outputs: str = "{}") -> str:
    return (
        f'{{"decision_id":"{decision}","at":"{at.isoformat()}","model":"m","version":"1",'
        f'"digest":"d","purpose":"","features":{features},"outputs":{outputs}}}\n'
    )


def test_the_period_includes_its_start_and_excludes_its_end(tmp_path: Path) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    times = [noon + timedelta(minutes=minute) for minute in range(4)]
    _segment(tmp_path, noon, *(_line(str(n), at) for n, at in enumerate(times)))

    batches = list(read_segments(tmp_path, times[1], times[3]))

    assert pa.Table.from_batches(batches)["decision_id"].to_pylist() == ["1", "2"]
    assert batches[0].schema.field("at").type == pa.timestamp("us", tz="UTC")


def test_a_row_is_read_though_its_file_seems_older(tmp_path: Path) -> None:
    """A disk tells when it was written by a clock of ticks: earlier than what stands in it."""
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    path = _segment(tmp_path, noon - timedelta(hours=1), _line("1", noon))
    before = (noon - timedelta(milliseconds=5)).timestamp()
    os.utime(path, (before, before))

    (batch,) = read_segments(tmp_path, noon - timedelta(milliseconds=1))

    assert batch["decision_id"].to_pylist() == ["1"]


def test_a_line_cut_by_a_crash_is_left_out_and_a_changed_one_is_named(tmp_path: Path) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    path = _segment(tmp_path, noon, _line("whole", noon), _line("cut", noon)[:40])

    assert [len(batch) for batch in read_segments(tmp_path)] == [1]

    path.write_text(_line("a", noon) + '{"decision_id": 5}\n')
    with pytest.raises(InputError, match="line 2 is not a line of the scoring log"):
        list(read_segments(tmp_path))


def test_columns_of_different_versions_never_mix_in_a_batch(tmp_path: Path) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    lines = [_line("1", noon), _line("2", noon, '{"g":"x"}', '{"g":null,"version":0.5}')]
    _segment(tmp_path, noon, *lines)

    first, second = read_segments(tmp_path)

    assert first.schema.names[5:] == ["f"]
    assert second.schema.names[5:] == ["g", "score:g", "score:version"]
    assert second.schema.field("score:g").type == pa.float64()


def test_a_missing_log_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no scoring log"):
        list(read_segments(tmp_path / "nowhere"))


def test_wide_inputs_are_logged_by_digest(runtime: Running) -> None:
    _serve_stable(runtime, "image", add_model(width=2000))
    assert requests.post(
        runtime.url("/v2/models/image/infer"),
        json=body([[0.5] * 2000]),
        headers=dict(runtime.session.headers),
        timeout=5,
    ).ok
    wait_until(lambda: len(_rows(runtime, model="image")) == 1)

    assert len(_rows(runtime, model="image")[0]["x_sha256"]) == 64
