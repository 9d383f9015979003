"""When two runs count as the same, and that a run again connects to nobody."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.intake.children import child_environment
from app.services.reproducing import job
from app.services.reproducing.child import train_again
from app.services.reproducing.compare import (
    TOLERANCE,
    Compared,
    Verdict,
    compare_labels,
    compare_rows,
    compare_values,
    environment_changes,
    measured,
    pinned_versions,
    reason,
    verdict_of,
)
from app.services.reproducing.parts import Held, Part, libraries, told
from app.services.reproducing.spec import ReproductionSpec, What
from app.services.training.child import train
from app.services.training.spec import Failed, Running, TrainingSpec, read_json, write_json
from tests.services.runtime_kit import wait_until

NAN = float("nan")


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ({"auc": 0.9, "model.onnx": "sha256:a"}, Verdict.EQUAL),
        ({"auc": 0.9 + TOLERANCE / 2, "model.onnx": "sha256:a"}, Verdict.WITHIN_TOLERANCE),
        ({"auc": 0.9, "model.onnx": "sha256:b"}, Verdict.WITHIN_TOLERANCE),
        ({"auc": 0.9 + TOLERANCE * 2, "model.onnx": "sha256:a"}, Verdict.DIFFERENT),
        ({"auc": 0.9}, Verdict.DIFFERENT),
        ({"auc": 0.9, "model.onnx": "sha256:a", "f1": 0.1}, Verdict.DIFFERENT),
    ],
)
def test_numbers_decide_and_bytes_alone_do_not(now: dict[str, float | str], verdict: str) -> None:
    then = {"auc": 0.9, "model.onnx": "sha256:a"}

    assert verdict_of(compare_values(then, now)) is verdict


def test_other_bytes_without_any_number_are_different() -> None:
    assert verdict_of(compare_values({"m": "sha256:a"}, {"m": "sha256:b"})) is Verdict.DIFFERENT


def test_another_verdict_is_different_whatever_the_numbers_are() -> None:
    then, now = {"psi": 0.1, "psi, verdict": "PASS"}, {"psi": 0.1, "psi, verdict": "FAIL"}
    found = compare_values(then, now)

    assert verdict_of(found) is Verdict.DIFFERENT
    assert reason(Verdict.DIFFERENT, found, ()) == "psi, verdict was PASS and is FAIL."


def test_above_one_the_tolerance_is_relative() -> None:
    assert verdict_of(compare_values({"rmse": 1e6}, {"rmse": 1e6 + 5})) is Verdict.WITHIN_TOLERANCE
    assert verdict_of(compare_values({"rmse": 1e6}, {"rmse": 1e6 + 50})) is Verdict.DIFFERENT


def test_rows_are_compared_one_by_one() -> None:
    """Equal means hide nothing."""
    assert compare_rows("s", [1.0, 3.0], [3.0, 1.0]) == Compared("s", 2.0, 2.0, 2.0)
    assert compare_rows("s", [1.0, NAN], [1.0, NAN]).is_equal
    assert compare_rows("s", [1.0, NAN], [1.0, 2.0]).is_within(1e9) is False
    assert compare_rows("s", [1.0], [1.0, 2.0]).is_within(1e9) is False
    assert compare_labels("same", ["a", "b"], ["a", "c"]).difference == 1


def test_results_of_one_name_keep_apart() -> None:
    row = {"test": "bias", "feature": "sex", "role": "protected", "method": "", "threshold": "",
           "p_adjusted": None, "verdict": "PASS"}  # fmt: skip

    found = measured([{**row, "statistic": 0.1}, {**row, "statistic": 0.2, "method": "z"}])

    assert (found["bias of sex"], found["bias of sex (2)"]) == (0.1, 0.2)


def test_a_lock_is_held_against_what_is_installed() -> None:
    lock = "# made by hand\nnumpy==0.1 ; python_version > '3'\nno-such-thing==2\nloose>=1\n"

    numpy, other = environment_changes(lock)

    assert (numpy.package, numpy.then) == ("numpy", "0.1")
    assert numpy.now not in (None, "0.1")
    assert (other.package, other.then, other.now) == ("no-such-thing", "2", None)


def test_each_part_is_told_as_what_it_is() -> None:
    changes = environment_changes("numpy==0.1\nno-such-thing==2\n")
    parts = [
        Part.of("code", "0.1", "0.2"),
        Part.of("data", "a" * 64, "a" * 64),
        Part.of("seed", "", "7"),
        Part.of("lock", "b" * 64, ""),
        libraries(2, changes),
        libraries(0, ()),
    ]

    assert [one.held for one in parts] == [
        Held.OTHER, Held.SAME, Held.NOT_PINNED, Held.NOT_HERE, Held.OTHER, Held.NOT_PINNED,
    ]  # fmt: skip
    assert parts[4].now == "2 other: numpy, no-such-thing"
    assert told(parts) == (
        "Other than pinned: code, libraries. As pinned: data. Not on this machine: lock."
        " Never pinned, so nobody can say: seed, libraries."
    )


def test_a_lock_that_pins_nothing_is_not_called_the_same() -> None:
    assert pinned_versions("# numpy==1\nloose>=1\nbare\n") == ()
    assert pinned_versions("a[x]==1 ; python_version > '3'\n") == (("a", "1"),)


def test_a_run_again_connects_to_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import socket\n"
            "from app.services.reproducing.child import refuse_network\n"
            f"socket.create_connection(('127.0.0.1', {port})).close()\n"
            "refuse_network()\n"
            f"socket.create_connection(('127.0.0.1', {port}))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=child_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert "PermissionError: a reproduction uses no network" in done.stderr


def test_a_run_again_ends_at_its_time_limit(tmp_path: Path) -> None:
    spec = ReproductionSpec(What.SCORING, time_limit_s=0.001)

    job.start(spec, tmp_path)
    wait_until(lambda: not isinstance(job.poll(tmp_path), Running))

    found = job.poll(tmp_path)
    assert isinstance(found, Failed)


def test_a_version_that_kept_fewer_reference_rows_is_still_the_same(tmp_path: Path) -> None:
    rows = [f"{n % 7},{n % 5},{'yes' if n % 7 > 3 else 'no'}" for n in range(130)]
    data = tmp_path / "data.csv"
    data.write_text("\n".join(["a,b,late", *rows]) + "\n")
    spec = TrainingSpec(str(data), "late", algorithm="linear")
    then = train(spec, tmp_path)
    kept = read_json(tmp_path / "reference.json")
    assert len(kept["score"]) > then.rows["holdout"]
    kept["score"] = kept["score"][: then.rows["holdout"]]
    again = tmp_path / "again"
    again.mkdir()
    write_json(again / "reference.json", kept)

    compared = train_again(
        ReproductionSpec(What.TRAINING, then=then.metrics, training=spec.to_json()), again
    )

    assert compared[-1].name == f"score of {then.rows['holdout']} reference rows"
    assert compared[-1].is_equal
