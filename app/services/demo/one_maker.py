"""One process at a time makes or moves the demo of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError
from app.services.runtime_server.lock import FileLock

PATIENCE_S = 120.0  # with another window that makes the same demo


@contextmanager
def one_maker(folder: Path) -> Iterator[None]:
    """Raises: AppError: another window makes it, and does not end."""
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    if not lock.acquire_soon(PATIENCE_S):
        raise AppError("Another window makes the demo, and does not end.")
    try:
        yield
    finally:
        lock.release()
