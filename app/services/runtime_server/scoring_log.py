"""The scoring log: one JSON line per scored row, in segments that a reader may read at any time."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from app.services.runtime_server.limits import MIB
from app.services.runtime_server.served_model import ServedModel
from app.services.runtime_server.tensors import Array

log = logging.getLogger(__name__)
_WRITE_EVERY_S = 0.25  # kill -9 loses at most this much
_SYNC_EVERY_S = 1.0  # a power cut, this much
_MAX_WAITING_ROWS = 500_000  # when the disk fails; later rows are counted as lost
_MAX_COLUMNS = 1024  # per tensor; wider ones (images) are logged by digest


@dataclass(frozen=True, slots=True)
class LogOptions:
    folder: Path
    segment_bytes: int = 64 * MIB
    segment_s: float = 3600.0
    retention_days: float = 400.0  # a year of monitoring and its audit; 0 keeps everything


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """One answered request on a stable name."""

    name: str
    served: ServedModel
    at: datetime
    decision_ids: tuple[str, ...]
    purpose: str
    inputs: dict[str, Array]
    outputs: dict[str, Array]


class ScoringLog:
    """Takes batches without waiting; a thread of its own writes whole lines to the segments."""

    def __init__(self, options: LogOptions) -> None:
        self._options = options
        self._waiting: deque[ScoredBatch] = deque()
        self._waiting_rows = 0
        self._segments: dict[tuple[str, str], _Segment] = {}
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self.rows_written = 0
        self.rows_lost = 0
        self.failure = ""
        options.folder.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._run, name="scoring-log", daemon=True)
        self._thread.start()

    def append(self, batch: ScoredBatch) -> None:
        with self._guard:
            if self._waiting_rows >= _MAX_WAITING_ROWS:
                self.rows_lost += len(batch.decision_ids)
                return
            self._waiting.append(batch)
            self._waiting_rows += len(batch.decision_ids)

    def close(self) -> None:
        """Write what waits, then end."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        self._remove_old_segments()
        next_sync = time.monotonic() + _SYNC_EVERY_S
        while not self._stopping.wait(_WRITE_EVERY_S):
            self._write_waiting()
            if time.monotonic() >= next_sync:
                self._sync()
                next_sync = time.monotonic() + _SYNC_EVERY_S
        self._write_waiting()
        with contextlib.suppress(OSError):  # said before; nothing more can be done at the end
            for segment in self._segments.values():
                segment.close()

    def _write_waiting(self) -> None:
        try:
            self._flush()
            while batch := self._next_batch():
                self._segment_for(batch).add(lines_of(batch))
                with self._guard:
                    self._waiting.popleft()
                    self._waiting_rows -= len(batch.decision_ids)
            self._flush()
        except OSError as error:
            if not self.failure:
                log.error("the scoring log can't be written: %s", error)
            self.failure = str(error)
        else:
            self.failure = ""

    def _next_batch(self) -> ScoredBatch | None:
        with self._guard:
            return self._waiting[0] if self._waiting else None

    def _flush(self) -> None:
        for segment in self._segments.values():
            self.rows_written += segment.flush()

    def _sync(self) -> None:
        if self.failure:
            return
        now = time.monotonic()
        for key, segment in list(self._segments.items()):
            if segment.is_due(now, self._options):
                segment.close()
                del self._segments[key]
                self._remove_old_segments()
            else:
                segment.sync()

    def _segment_for(self, batch: ScoredBatch) -> _Segment:
        key = (batch.name, batch.served.sha256)
        segment = self._segments.get(key)
        if segment is None or segment.size >= self._options.segment_bytes:
            if segment is not None:
                self.rows_written += segment.flush()
                segment.close()
            segment = _Segment(self._options.folder / batch.name, batch.at, batch.served.sha256)
            self._segments[key] = segment
        return segment

    def _remove_old_segments(self) -> None:
        if not self._options.retention_days:
            return
        until = time.time() - timedelta(days=self._options.retention_days).total_seconds()
        for path in self._options.folder.glob("*/*.jsonl"):
            if path.stat().st_mtime < until:
                path.unlink(missing_ok=True)


class _Segment:
    """One file: rows of one stable name and one digest, so that all its lines have one shape."""

    def __init__(self, folder: Path, at: datetime, sha256: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = at.strftime("%Y%m%dT%H%M%S.%fZ")
        path = folder / f"{stamp}-{sha256[:8]}-{os.getpid()}.jsonl"
        self._file = path.open("ab", buffering=0)
        self._buffer = bytearray()
        self._rows = 0
        self._opened = time.monotonic()
        self._dirty = False
        self.size = 0

    def add(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self._buffer += line
            self._rows += 1

    def flush(self) -> int:
        """Hand the lines to the system; the number of rows that went out."""
        if not self._buffer:
            return 0
        while self._buffer:  # a full disk may take a part; the rest follows later, nothing twice
            written = self._file.write(self._buffer) or 0
            del self._buffer[:written]
            self.size += written
        self._dirty = True
        rows, self._rows = self._rows, 0
        return rows

    def sync(self) -> None:
        if self._dirty:
            os.fsync(self._file.fileno())
            self._dirty = False

    def is_due(self, now: float, options: LogOptions) -> bool:
        return self.size >= options.segment_bytes or now - self._opened >= options.segment_s

    def close(self) -> None:
        self.flush()
        self.sync()
        self._file.close()


def lines_of(batch: ScoredBatch) -> Iterator[bytes]:
    """The rows of a batch as JSON lines."""
    count = len(batch.decision_ids)
    names = batch.served.feature_names if len(batch.inputs) == 1 else ()
    features = _rows(batch.inputs, count, names)
    outputs = _rows(batch.outputs, count, ())
    at = batch.at.isoformat(timespec="microseconds")
    key = batch.served.key
    for row, decision_id in enumerate(batch.decision_ids):
        yield orjson.dumps(
            {
                "decision_id": decision_id,
                "at": at,
                "model": batch.name,
                "version": key.version,
                "digest": batch.served.sha256,
                "purpose": batch.purpose,
                "features": features[row],
                "outputs": outputs[row],
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )


def _rows(tensors: dict[str, Array], count: int, names: Sequence[str]) -> list[dict[str, Any]]:
    """The tensors as `count` rows of named values."""
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, array in tensors.items():
        has_rows = array.ndim > 0 and array.shape[0] == count
        table = array.reshape(count if has_rows else 1, -1)
        width = table.shape[1]
        if width > _MAX_COLUMNS:
            columns: Sequence[str] = [f"{name}_sha256"]
            values = [[hashlib.sha256(line.tobytes()).hexdigest()] for line in table]
        else:
            columns, values = _column_names(name, width, names), table.tolist()
        for number, row in enumerate(rows):
            row.update(zip(columns, values[number if has_rows else 0], strict=True))
    return rows


def _column_names(name: str, width: int, names: Sequence[str]) -> Sequence[str]:
    if len(names) == width:
        return names
    return [name] if width == 1 else [f"{name}_{number}" for number in range(width)]
