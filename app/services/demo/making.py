"""Has the demo made by a process of its own, beside the window that is being built meanwhile.

Light: a window imports it before its first paint. What makes the past is in `__main__`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app import texts
from app.config import LANGUAGE_VARIABLE, data_folder
from app.errors import AppError
from app.services.intake.children import child_environment

FILE = "noorderbank.db"
READY = "ready"
WITH_HISTORY = "with-history"


def demo_folder() -> Path:
    return data_folder() / "demo"


def has_history(folder: Path) -> bool:
    """The demo is there with its past; a headless run makes it without."""
    return (folder / READY).is_file() and (folder / WITH_HISTORY).is_file()


class Making:
    """The demo in `folder` being made, from now on. `wait` is for its end."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [*_program(), str(folder)],
            env=child_environment() | {LANGUAGE_VARIABLE: texts.language()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )

    def wait(self) -> None:
        """Until the demo is there.

        Raises:
            AppError: what stopped it.
        """
        said, _ = self._process.communicate()
        if said and self._process.returncode == AppError.exit_code:
            found = json.loads(said)
            raise AppError(found["message"], hint=found["hint"])
        if self._process.returncode:
            raise RuntimeError(f"making the demo ended with {self._process.returncode}")


def begin(folder: Path) -> Making | None:
    """Make the demo where it isn't there yet; None where it is."""
    return None if has_history(folder) else Making(folder)


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "make-demo"]
    return [sys.executable, "-m", "app.services.demo"]
