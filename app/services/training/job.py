"""Training as a job in its own work folder: start, poll, cancel; survives the worker's end."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import InputError
from app.services.training import process
from app.services.training.spec import (
    CANCEL_FILE,
    CHILD_FILE,
    RESULT_FILE,
    SPEC_FILE,
    Cancelled,
    Failed,
    Finished,
    Running,
    TrainingSpec,
    TrainingState,
    read_json,
    result_from_json,
    spec_from_json,
    write_json,
)

CHILD_MODULE = "app.services.training.child"
GRACE_S = 5.0  # the child ends itself at its limit; after this the parent does
DUMP_BYTES = 256 * 1024
ADOPT_WAIT_S = 2.0


def start(spec: TrainingSpec, work_folder: Path) -> int:
    """Start the training, or find the one that runs or ran in `work_folder`; its process number.

    Safe to call again after a crash: a running child is adopted, a finished training is kept, one
    that died is begun anew.

    Raises:
        InputError: unusable spec, another spec in that folder, or cancelled there.
    """
    spec.check()
    spec = replace(spec, data_path=str(Path(spec.data_path).absolute()))
    work_folder.mkdir(parents=True, exist_ok=True)
    before = read_json(work_folder / SPEC_FILE)
    if before is not None and spec_from_json(before) != spec:
        raise InputError(
            "Another training uses this work folder.", hint="Give each training its own folder."
        )
    if (work_folder / CANCEL_FILE).exists():
        raise InputError("This training was cancelled.", hint="Start a new one.")
    if isinstance(_result_state(work_folder), Finished):
        return _pid(work_folder)
    lock = process.take_lock(work_folder)
    if lock is None:
        return _adopted_pid(work_folder)
    _clear(work_folder)
    write_json(work_folder / SPEC_FILE, spec.to_json())
    pid = process.start_detached(CHILD_MODULE, [str(work_folder)], work_folder, lock)
    write_json(work_folder / CHILD_FILE, {"pid": pid, "started_at": time.time()})
    return pid


def poll(work_folder: Path) -> TrainingState:
    """How the training in `work_folder` stands. Ends it when it is over its time limit.

    Raises:
        InputError: nothing was started there.
    """
    if (work_folder / CANCEL_FILE).exists():
        return Cancelled(at=str((read_json(work_folder / CANCEL_FILE) or {}).get("at", "")))
    spec = read_json(work_folder / SPEC_FILE)
    if spec is None:
        raise InputError("No training was started in this work folder.")
    limit = spec_from_json(spec).time_limit_s
    is_late = False
    if process.is_alive(work_folder):
        seconds = max(0.0, time.time() - _started_at(work_folder))
        if seconds <= limit + GRACE_S:
            return Running(_pid(work_folder), round(seconds, 1))
        process.kill(_pid(work_folder), work_folder)
        is_late = True
    process.reap(_pid(work_folder))
    # After the end: the child writes its result before it lets the lock go.
    state = _result_state(work_folder)
    if state is not None:
        return state
    # The first line of a dump whose stacks may be long.
    if is_late or "Timeout (" in log_tail(work_folder, size_bytes=DUMP_BYTES):
        return _timed_out(limit)
    return Failed(
        "The training process ended without a result.",
        hint="It was killed or ran out of memory; the log in its work folder has the details.",
    )


def cancel(work_folder: Path) -> TrainingState:
    """End the training. One that has finished stays finished; gives the state after."""
    if not work_folder.is_dir():
        raise InputError("No training was started in this work folder.")
    if isinstance(_result_state(work_folder), Finished):
        return poll(work_folder)
    write_json(
        work_folder / CANCEL_FILE, {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    )
    if process.is_alive(work_folder):
        process.kill(_adopted_pid(work_folder), work_folder)
    return poll(work_folder)


def log_tail(work_folder: Path, *, size_bytes: int = 4_000) -> str:
    """The last lines that the child wrote."""
    try:
        with (work_folder / process.LOG_FILE).open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - size_bytes))
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _result_state(folder: Path) -> TrainingState | None:
    content: Any = read_json(folder / RESULT_FILE)
    if content is None:
        return None
    if content["state"] == "finished":
        return Finished(result_from_json(content["result"]))
    return Failed(content["message"], content["hint"], content["is_input_error"])


def _timed_out(limit: float) -> Failed:
    return Failed(
        f"The training took longer than {limit:g} seconds and was ended.",
        hint="Give fewer rows or more time.",
        timed_out=True,
    )


def _pid(folder: Path) -> int:
    return int((read_json(folder / CHILD_FILE) or {}).get("pid", 0))


def _started_at(folder: Path) -> float:
    content = read_json(folder / CHILD_FILE)
    if content is not None:
        return float(content["started_at"])
    return (folder / SPEC_FILE).stat().st_mtime


def _adopted_pid(folder: Path) -> int:
    """The number of the child that lives here, whoever started it a moment ago."""
    deadline = time.monotonic() + ADOPT_WAIT_S
    while not (pid := _pid(folder)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return pid


def _clear(folder: Path) -> None:
    """Take away what an attempt that died left behind."""
    for path in folder.iterdir():
        if path.name in (process.LOCK_FILE, SPEC_FILE):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
