"""A comparison as a child process in its own work folder: start and poll."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from app.services.challenging.spec import ChallengeSpec, spec_from_json
from app.services.training import process
from app.services.training.job import GRACE_S, log_tail
from app.services.training.spec import (
    CHILD_FILE,
    RESULT_FILE,
    SPEC_FILE,
    Failed,
    Running,
    read_json,
    write_json,
)

CHILD_MODULE = "app.services.challenging.child"


def start(spec: ChallengeSpec, folder: Path) -> None:
    """Start it, or leave alone the one that runs or ran in `folder`."""
    if read_json(folder / RESULT_FILE) is not None:
        return
    lock = process.take_lock(folder)
    if lock is None:
        return
    write_json(folder / SPEC_FILE, spec.to_json())
    pid = process.start_detached(CHILD_MODULE, [str(folder)], folder, lock)
    write_json(folder / CHILD_FILE, {"pid": pid, "started_at": time.time()})


def poll(folder: Path) -> Running | Failed | dict[str, Any]:
    """How it stands, or its answer. Ends it when it is over its time limit."""
    limit = spec_from_json(read_json(folder / SPEC_FILE)).time_limit_s
    child = read_json(folder / CHILD_FILE) or {"pid": 0, "started_at": time.time()}
    is_late = False
    if process.is_alive(folder):
        seconds = max(0.0, time.time() - child["started_at"])
        if seconds <= limit + GRACE_S:
            return Running(child["pid"], round(seconds, 1))
        process.kill(child["pid"], folder)
        is_late = True
    process.reap(child["pid"])
    content = read_json(folder / RESULT_FILE)
    if content is not None and content["state"] == "finished":
        answer: dict[str, Any] = content["answer"]
        return answer
    if content is not None:
        return Failed(content["message"], content["hint"])
    if is_late or "Timeout (" in log_tail(folder):
        return Failed(f"It took longer than {limit:g} seconds and was ended.", timed_out=True)
    return Failed("The process ended without a result: it was killed or ran out of memory.")
