"""Starts the built-in runtime as a process of its own, and finds it again by its folder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import app
from app.errors import AppError, NotReachableError
from app.services.runtime_server import place
from app.services.runtime_server.lock import FileLock

_START_DEADLINE_S = 20.0
_STOP_DEADLINE_S = 8.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class RuntimeProcess:
    url: str
    pid: int
    token: str = field(repr=False)


def start_detached(
    folder: Path,
    *,
    port: int = 0,
    log_dir: Path | None = None,
    python: str = sys.executable,
    options: tuple[str, ...] = (),
) -> RuntimeProcess:
    """The runtime of `folder`: the one that runs already, else a new one that outlives us.

    Args:
        port: 0 keeps the port of last time where it is free.
        options: more of the command line of `modelward serve-runtime`.
    Raises:
        NotReachableError: it does not come up; the message has its last words.
    """
    place.prepare_folder(folder)
    deadline = time.monotonic() + _START_DEADLINE_S
    starting = FileLock(folder / "start.lock")
    _wait(starting.acquire, deadline, "Another program is starting the runtime, and does not end.")
    try:
        if found := find_running(folder):
            return found
        arguments = ["--dir", str(folder.absolute()), "--port", str(port), *options]
        if log_dir is not None:
            arguments += ["--log-dir", str(log_dir.absolute())]
        return _start(folder, arguments, python=python, deadline=deadline)
    finally:
        starting.release()


def find_running(folder: Path) -> RuntimeProcess | None:
    """The runtime that serves `folder` now; None when there is none, whatever files say."""
    if not is_up(folder):
        return None
    note = place.read_note(folder)
    if note is None or note.started != place.process_started(note.pid):
        return None  # it is starting, or the note is an older process's
    return RuntimeProcess(note.url, note.pid, place.token(folder))


def has_ended(folder: Path) -> bool:
    """A runtime ran here once and none does now, nor is one starting."""
    return (folder / place.LOCK_FILE).exists() and not is_up(folder)


def stop(folder: Path) -> bool:
    """End the runtime of `folder`, gently first; False when none ran."""
    running = find_running(folder)
    if running is None:
        return False
    for ending in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, ending)
        deadline = time.monotonic() + _STOP_DEADLINE_S
        with contextlib.suppress(NotReachableError):
            _wait(lambda: not is_up(folder), deadline, "")
            return True
    raise AppError(f"The runtime (process {running.pid}) does not end.")


def _start(folder: Path, arguments: list[str], *, python: str, deadline: float) -> RuntimeProcess:
    log_file = folder.absolute() / place.LOG_FILE
    log_start = log_file.stat().st_size if log_file.exists() else 0
    pid = _launch(python, log_file, arguments)
    while time.monotonic() < deadline:
        if found := find_running(folder):
            return found
        if not place.is_alive(pid) and not is_up(folder):
            break  # it gave up, and no other one is coming up either
        time.sleep(_POLL_S)
    said = log_file.read_bytes()[log_start:].decode(errors="replace").strip().splitlines()
    raise NotReachableError(
        "The built-in runtime did not start" + (f": {said[-1]}" if said else "."),
        hint=f"Its log is {log_file}.",
    )


def _launch(python: str, log_file: Path, arguments: list[str]) -> int:
    """Start the server through a process that ends at once; the server's process id."""
    package = "app.services.runtime_server"
    if getattr(sys, "frozen", False):
        launcher, command = [python, "launch-runtime"], [python, "serve-runtime"]
    else:
        launcher, command = [python, "-m", f"{package}.launch"], [python, "-m", package]
    root = str(Path(app.__path__[0]).parent.absolute())
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [*launcher, str(log_file), *command, *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=_START_DEADLINE_S,
    )
    return int(done.stdout)


def is_up(folder: Path) -> bool:
    """A runtime holds it, or is starting."""
    if not (folder / place.LOCK_FILE).exists():
        return False
    lock = FileLock(folder / place.LOCK_FILE)
    is_free = lock.acquire()
    lock.release()
    return not is_free


def _wait(is_done: Callable[[], bool], deadline: float, message: str) -> None:
    while not is_done():
        if time.monotonic() > deadline:
            raise NotReachableError(message)
        time.sleep(_POLL_S)
