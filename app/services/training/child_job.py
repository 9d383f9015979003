"""A child process in its own work folder, started once and asked how it stands."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

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


def start(module: str, spec: dict[str, Any], folder: Path) -> None:
    """Start `module` on `spec`, or leave alone the one that runs or ran in `folder`."""
    if read_json(folder / RESULT_FILE) is not None:
        return
    lock = process.take_lock(folder)
    if lock is None:
        return
    write_json(folder / SPEC_FILE, spec)
    pid = process.start_detached(module, [str(folder)], folder, lock)
    write_json(folder / CHILD_FILE, {"pid": pid, "started_at": time.time()})


def is_begun(folder: Path) -> bool:
    """A child was started in `folder`: it runs, ran, or left what it wrote.

    What it is to do may be written there and no child be started: its service was killed between.
    """
    has_left = any((folder / name).exists() for name in (CHILD_FILE, RESULT_FILE))
    return has_left or process.is_alive(folder)


def poll(folder: Path, limit_s: float) -> Running | Failed | dict[str, Any]:
    """How it stands, or what it wrote when it finished. Ends it when it is over its time limit."""
    child = read_json(folder / CHILD_FILE) or {"pid": 0, "started_at": time.time()}
    is_late = False
    if process.is_alive(folder):
        seconds = max(0.0, time.time() - child["started_at"])
        if seconds <= limit_s + GRACE_S:
            return Running(child["pid"], round(seconds, 1))
        process.kill(child["pid"], folder)
        is_late = True
    process.reap(child["pid"])
    content: dict[str, Any] | None = read_json(folder / RESULT_FILE)
    if content is not None and content["state"] == "finished":
        return content
    if content is not None:
        return Failed(content["message"], content["hint"])
    if is_late or "Timeout (" in log_tail(folder):
        return Failed(f"It took longer than {limit_s:g} seconds and was ended.", timed_out=True)
    return Failed("The process ended without a result: it was killed or ran out of memory.")
