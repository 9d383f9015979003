"""Training in a child process: what it learns, and how the job lives."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.errors import InputError
from app.services.intake.children import child_environment
from app.services.training import job, process
from app.services.training.spec import (
    Cancelled,
    Failed,
    Finished,
    Running,
    TrainingSpec,
    read_json,
    write_json,
)


def _data(folder: Path, rows: int = 300) -> Path:
    random = np.random.default_rng(1)
    income = random.normal(50, 10, rows)
    frame = pd.DataFrame(
        {
            "income": income,
            "sort": random.choice(["a", "b"], rows),
            "bad": np.where(income + random.normal(0, 5, rows) > 55, "yes", "no"),
        }
    )
    path = folder / "data.csv"
    frame.to_csv(path, index=False)
    return path


def _wait(folder: Path) -> object:
    deadline = time.monotonic() + 60
    while isinstance(state := job.poll(folder), Running) and time.monotonic() < deadline:
        time.sleep(0.05)
    return state


def test_a_training_lives_its_whole_life_in_files(tmp_path: Path) -> None:
    spec = TrainingSpec(str(_data(tmp_path)), "bad")
    work = tmp_path / "work"

    first = job.start(spec, work)
    assert isinstance(job.poll(work), Running)
    assert job.start(spec, work) == first  # adopted, not begun again
    state = _wait(work)

    assert isinstance(state, Finished)
    assert state.result.metrics["auc"] > 0.8
    with pytest.raises(ChildProcessError):
        os.waitpid(first, os.WNOHANG)
    assert job.start(spec, work) == first  # finished: kept
    assert job.poll(work) == state
    assert isinstance(job.cancel(work), Finished)  # too late to cancel
    assert job.cancel(work) == state


def test_a_killed_child_is_told_and_begun_anew(tmp_path: Path) -> None:
    spec = TrainingSpec(str(_data(tmp_path)), "bad")
    work = tmp_path / "work"
    pid = job.start(spec, work)
    os.kill(pid, signal.SIGKILL)
    state = _wait(work)
    assert isinstance(state, Failed)
    assert state.message == "The training process ended without a result."
    assert not state.is_input_error
    with pytest.raises(ChildProcessError):  # nothing of it is left in the process table
        os.waitpid(pid, os.WNOHANG)

    assert job.start(spec, work) != pid
    assert isinstance(_wait(work), Finished)


def test_a_child_outlives_its_killed_parent_and_is_found_by_the_folder(tmp_path: Path) -> None:
    work = tmp_path / "work"
    parent = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from app.services.training import job\n"
        "from app.services.training.spec import TrainingSpec\n"
        "job.start(TrainingSpec(sys.argv[1], 'bad'), Path(sys.argv[2]))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", parent, str(_data(tmp_path)), str(work)]
    assert subprocess.run(command, env=child_environment(), check=False).returncode == -9
    pid = read_json(work / "child.json")["pid"]
    (work / "child.json").unlink()  # as if the parent had died before it could write this

    assert isinstance(job.poll(work), Running)
    assert isinstance(_wait(work), Finished)
    assert read_json(work / "child.json")["pid"] == pid


def test_cancelling_ends_the_child_and_stays(tmp_path: Path) -> None:
    spec = TrainingSpec(str(_data(tmp_path)), "bad")
    work = tmp_path / "work"
    job.start(spec, work)
    assert isinstance(job.cancel(work), Cancelled)
    assert not process.is_alive(work)
    assert isinstance(job.poll(work), Cancelled)
    with pytest.raises(InputError, match="was cancelled"):
        job.start(spec, work)


def test_a_training_over_its_time_is_ended(tmp_path: Path) -> None:
    work = tmp_path / "work"
    job.start(TrainingSpec(str(_data(tmp_path)), "bad", time_limit_s=0.01), work)
    state = _wait(work)
    assert isinstance(state, Failed)
    assert state.timed_out
    assert not process.is_alive(work)


def test_a_child_that_ignores_its_limit_is_ended_by_the_parent(tmp_path: Path) -> None:
    work = tmp_path / "work"
    job.start(TrainingSpec(str(_data(tmp_path)), "bad", time_limit_s=30), work)
    child = read_json(work / "child.json")
    write_json(work / "child.json", {**child, "started_at": time.time() - 100})
    state = job.poll(work)
    assert isinstance(state, Failed)
    assert state.timed_out
    assert not process.is_alive(work)


def test_a_process_number_that_went_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    spec = TrainingSpec(str(_data(tmp_path)), "bad")
    write_json(work / "spec.json", spec.to_json())
    write_json(work / "child.json", {"pid": os.getpid(), "started_at": time.time()})
    assert isinstance(job.poll(work), Failed)
    assert isinstance(job.cancel(work), Cancelled)  # and this process still runs


def test_a_work_folder_belongs_to_one_spec(tmp_path: Path) -> None:
    spec = TrainingSpec(str(tmp_path / "none.csv"), "bad")
    job.start(spec, tmp_path / "work")
    with pytest.raises(InputError, match="Another training"):
        job.start(dataclasses.replace(spec, seed=1), tmp_path / "work")
    state = _wait(tmp_path / "work")
    assert isinstance(state, Failed)
    assert state.is_input_error
    assert state.message == "The data file none.csv can't be read: No such file or directory."


def test_nothing_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No training was started"):
        job.poll(tmp_path)


def test_the_same_training_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    spec = TrainingSpec(str(_data(tmp_path)), "bad")
    digests = set()
    for name in ("one", "two"):
        job.start(spec, tmp_path / name)
        state = _wait(tmp_path / name)
        assert isinstance(state, Finished)
        digests.add(state.result.file("model.onnx").sha256)

    assert len(digests) == 1
