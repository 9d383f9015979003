"""Has the demo made by a process of its own, beside the window that is being built meanwhile.

Light: a window imports it before its first paint. What makes the past is in `__main__`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from app import texts
from app.config import LANGUAGE_VARIABLE, data_folder
from app.errors import AppError
from app.services.intake.children import child_environment

FILE = "noorderbank.db"
READY = "ready"
WITH_HISTORY = "with-history"
AHEAD = "--ahead"
_END_S = 10.0  # an act takes a second, and to take away what was made another


def demo_folder() -> Path:
    return data_folder() / "demo"


def has_history(folder: Path) -> bool:
    """The demo is there with its past; a headless run makes it without."""
    return (folder / READY).is_file() and (folder / WITH_HISTORY).is_file()


class Making:
    """The demo in `folder` being made, from now on. `wait` is for its end.

    Args:
        ahead: nobody wants it yet: it lies elsewhere until `want`, and is gone after `drop`.
    """

    def __init__(self, folder: Path, *, ahead: bool = False) -> None:
        self._folder = folder
        self._ahead = ahead
        self._process = subprocess.Popen(
            [*_program(), *([AHEAD] if ahead else []), str(folder)],
            env=child_environment() | {LANGUAGE_VARIABLE: texts.language()},
            stdin=subprocess.PIPE if ahead else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )

    def want(self) -> None:
        """Somebody waits for it from now on."""
        told = self._process.stdin
        if told is not None:
            with suppress(OSError):  # it ended, which `wait` will see
                told.write(b"\n")
                told.flush()

    def drop(self) -> None:
        """Nobody will want it: what is made ahead ends, and takes away what it made."""
        told, self._process.stdin = self._process.stdin, None
        if told is not None:
            told.close()

    def wait(self) -> None:
        """Until the demo is there. What was made ahead in vain is made now.

        Raises:
            AppError: what stopped it.
        """
        said, _ = self._process.communicate()
        if self._ahead:
            if not has_history(self._folder):
                Making(self._folder).wait()
            return
        if said and self._process.returncode == AppError.exit_code:
            found = json.loads(said)
            raise AppError(found["message"], hint=found["hint"])
        if self._process.returncode:
            raise RuntimeError(f"making the demo ended with {self._process.returncode}")

    def end(self) -> None:
        """`drop`, until nothing of it is left; what somebody wanted from the start is made on."""
        if not self._ahead:
            return
        self.drop()
        try:
            self._process.communicate(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def begin(folder: Path) -> Making | None:
    """Make the demo where it isn't there yet; None where it is."""
    return None if has_history(folder) else Making(folder)


def begin_ahead(folder: Path) -> Making | None:
    """Make the demo for whoever will want it, where it isn't there yet; None where it is."""
    return None if has_history(folder) else Making(folder, ahead=True)


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "make-demo"]
    return [sys.executable, "-m", "app.services.demo"]
