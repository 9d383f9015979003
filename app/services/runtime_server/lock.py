"""A lock file: held as long as the process lives, freed by the system however it ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


class FileLock:
    """One holder at a time, over processes. The file itself stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def acquire(self) -> bool:
        """Take the lock if it is free; never waits.

        Raises:
            OSError: no file can be locked where it lies.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        is_mine = False
        try:
            is_mine = _try_lock(descriptor)
        finally:
            if not is_mine:
                os.close(descriptor)
        if is_mine:
            self._descriptor = descriptor
        return is_mine

    def acquire_soon(self, patience_s: float) -> bool:
        """Take the lock; one that is held for a moment (somebody looks) is no refusal."""
        deadline = time.monotonic() + patience_s
        while not self.acquire():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
