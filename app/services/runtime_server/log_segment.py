"""A segment of the scoring log: rows of one stable name and one digest, all of one shape."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path


class Segment:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("ab", buffering=0)
        self._buffer = bytearray()  # from the beginning of a line
        self._begun = 0  # bytes of it that the system has already
        self._rows_out = 0  # not told yet
        self._opened = time.monotonic()
        self._dirty = False
        self.size = 0

    def add(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self._buffer += line

    def flush(self) -> int:
        """Hand the lines to the system; the number of rows that went out."""
        while self._buffer:  # a full disk may take a part; the rest follows later, nothing twice
            written = self._file.write(self._buffer[self._begun :]) or 0
            self.size += written
            self._begun += written
            self._dirty = True
            done = self._buffer.rfind(b"\n", 0, self._begun) + 1
            self._rows_out += self._buffer.count(b"\n", 0, done)
            del self._buffer[:done]
            self._begun -= done
        return self._told()

    def _told(self) -> int:
        rows, self._rows_out = self._rows_out, 0
        return rows

    def sync(self) -> None:
        if self._dirty:
            os.fsync(self._file.fileno())
            self._dirty = False

    def is_due(self, now: float, *, size: int, seconds: float) -> bool:
        return self.size >= size or now - self._opened >= seconds

    def close(self) -> int:
        """Write what waits; as `flush`."""
        rows = self.flush()
        self.sync()
        self._file.close()
        return rows

    def leave(self) -> tuple[int, bytes]:
        """Write nothing more: rows that went out, and the lines that did not.

        Of a line that went out in part the reader takes nothing; it is among those that did not.
        """
        with contextlib.suppress(OSError):
            self.sync()  # what was written before
        with contextlib.suppress(OSError):
            self._file.close()
        rest = bytes(self._buffer)
        self._buffer.clear()
        return self._told(), rest
