"""The demo with its history, made once for all test processes; each test acts on a copy of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from app.services.demo.making import READY
from app.services.demo.preparing import prepare
from app.services.demo.stage import end_runtimes

FOLDER = "made-demo"


def make_demo_once(own_temp: Path) -> Path:
    """The folder of the demo, which is never opened again.

    Args:
        own_temp: this process's temporary folder: beside those of the others where there are some.
    """
    together = own_temp.parent if "PYTEST_XDIST_WORKER" in os.environ else own_temp
    folder = together / FOLDER / "demo"
    folder.parent.mkdir(exist_ok=True)
    lock = QLockFile(str(folder.with_name("lock")))
    lock.setStaleLockTime(0)  # who makes it may take long; who was killed is not waited for
    lock.lock()
    try:
        if not (folder / READY).is_file():
            prepare(folder).close()
            end_runtimes(folder)
    finally:
        lock.unlock()
    return folder


@contextmanager
def copied(made: Path, home: Path) -> Iterator[Path]:
    """A demo of one's own in `home`; its runtimes end with it."""
    folder = home / "demo"
    shutil.copytree(made, folder)
    try:
        yield folder
    finally:
        end_runtimes(folder)
