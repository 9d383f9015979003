"""Starts a detached child that owns its work folder by a lock, and finds it again.

The lock is what says "alive": the parent takes it, the child inherits it and keeps it until it
ends, however it ends. So a process number that went to somebody else is never taken for ours.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from app.errors import AppError
from app.services.intake.children import child_environment

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_FILE = "lock"
LOG_FILE = "log.txt"
END_WAIT_S = 5.0
REAP_TRIES = 10


def take_lock(folder: Path) -> int | None:
    """A descriptor that holds the folder's lock, or None when somebody lives there."""
    return _lock(folder, shared=False)


def is_alive(folder: Path) -> bool:
    """True while a child works in `folder`."""
    if not (folder / LOCK_FILE).exists():
        return False
    descriptor = _lock(folder, shared=True)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def hold_lock(folder: Path) -> None:
    """In the child: keep the lock until the end; where it was inherited, it is held already."""
    take_lock(folder)  # the descriptor stays open on purpose


def start_detached(module: str, arguments: list[str], folder: Path, lock: int) -> int:
    """Run `python -m module arguments` in its own session; gives its process number.

    Output goes to log.txt in `folder`. The child outlives this process.
    """
    command = [sys.executable, "-m", module, *arguments]
    try:
        if sys.platform == "win32":
            os.close(lock)  # can't be inherited there; the child takes it
            lock = -1
            return _start_windows(command, folder)
        os.set_inheritable(lock, True)
        return _start_posix(command, folder)
    except OSError as error:
        raise AppError(f"The training process can't be started: {error.strerror}.") from error
    finally:
        if lock >= 0:
            os.close(lock)


def reap(pid: int) -> None:
    """Take away what is left of a child of ours that has let its lock go; nothing for others."""
    if sys.platform == "win32" or pid <= 0:
        return
    # Between letting go and being gone lie microseconds. Not a blocking wait: by now the number
    # may belong to another child.
    for _ in range(REAP_TRIES):
        try:
            if os.waitpid(pid, os.WNOHANG) != (0, 0):
                return
        except ChildProcessError:
            return
        time.sleep(0.01)


def kill(pid: int, folder: Path) -> None:
    """End the child in `folder` and wait for it. Its files are whole at any moment."""
    if not is_alive(folder):
        return
    try:
        os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + END_WAIT_S
    while is_alive(folder) and time.monotonic() < deadline:
        time.sleep(0.01)
    reap(pid)


def _lock(folder: Path, *, shared: bool) -> int | None:
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _start_posix(command: list[str], folder: Path) -> int:
    # posix_spawn and not Popen: nobody here waits for the child, and the lock must be inherited.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(folder / LOG_FILE), flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(
        command[0], command, child_environment(), file_actions=actions, setsid=True
    )


def _start_windows(command: list[str], folder: Path) -> int:
    detached = 0x00000008 | 0x00000200  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
    with (folder / LOG_FILE).open("ab") as log:
        child = subprocess.Popen(
            command,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            creationflags=detached,
        )
    return child.pid
