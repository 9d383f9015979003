"""The scoring log: one JSON line per scored row, in segments that a reader may read at any time."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from app.services.runtime_server.held_log import HeldLog
from app.services.runtime_server.limits import MIB
from app.services.runtime_server.log_segment import Segment
from app.services.runtime_server.served_model import ServedModel
from app.services.runtime_server.tensors import Array

log = logging.getLogger(__name__)
_WRITE_EVERY_S = 0.25  # kill -9 loses at most this much
_SYNC_EVERY_S = 1.0  # a power cut, this much
_CARRY_S = 1.0  # of a store that goes on, before lines that came meanwhile are written
_MAX_WAITING_ROWS = 500_000  # when the disk fails; later rows are counted as lost
_MAX_COLUMNS = 1024  # per tensor; wider ones (images) are logged by digest


@dataclass(frozen=True, slots=True)
class LogOptions:
    folder: Path
    segment_bytes: int = 64 * MIB
    segment_s: float = 3600.0
    retention_days: float = 400.0  # a year of monitoring and its audit; 0 keeps everything
    held: HeldLog | None = None  # where lines wait while the folder's store is paused


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
    """Takes batches without waiting; a thread of its own writes whole lines to the segments.

    While its store is paused they are written beside the runtime; the log takes them over, in
    their order and before any later line, when it goes on.
    """

    def __init__(self, options: LogOptions) -> None:
        self._options = options
        self._waiting: deque[ScoredBatch] = deque()
        self._waiting_rows = 0
        self._segments: dict[tuple[str, str], Segment] = {}
        self._made = 0  # segments
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self.rows_written = 0
        self.rows_lost = 0
        self.failure = ""
        self.is_held = options.held is not None  # until it is known that nothing has to wait
        if options.held is None or not options.held.is_asked_for:
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
        if self.is_held:
            self._tell(self._choose_place())
        else:
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
        trouble = self._choose_place()
        try:
            self._flush()
            while batch := self._next_batch():
                self._segment_for(batch).add(lines_of(batch))
                with self._guard:
                    self._waiting.popleft()
                    self._waiting_rows -= len(batch.decision_ids)
            self._flush()
        except OSError as error:
            trouble = str(error)
        self._tell(trouble)

    def _tell(self, trouble: str) -> None:
        if trouble and not self.failure:
            log.error("the scoring log can't be written: %s", trouble)
        self.failure = trouble

    def _choose_place(self) -> str:
        """Turn to where lines go now; what keeps them from the store, where they should go there.

        Then they are held on: nothing is lost by a store that went on and is not well.
        """
        held = self._options.held
        if held is None or held.is_asked_for == self.is_held:
            return ""
        if not self.is_held:
            self._hold()
            return ""
        try:
            if self._has_carried_over(held):
                self._options.folder.mkdir(parents=True, exist_ok=True)
                self.is_held = False
                self._remove_old_segments()
        except OSError as error:
            return str(error)
        return ""

    def _has_carried_over(self, held: HeldLog) -> bool:
        """A part at a time where much is held: what comes meanwhile is written, beside the rest."""
        until = time.monotonic() + _CARRY_S
        still_written = {segment.path for segment in self._segments.values()}
        if not held.carry_over(
            self._options.folder,
            but=still_written,
            goes_on=lambda: not held.is_asked_for and time.monotonic() < until,
        ):
            return False
        for key, segment in list(self._segments.items()):
            self.rows_written += segment.close()
            del self._segments[key]
        held.carry_over(self._options.folder, goes_on=lambda: not held.is_asked_for)
        return held.is_over

    def _hold(self) -> None:
        """What a failing disk left unwritten goes with the rest."""
        left, self._segments = self._segments, {}
        self.is_held = True
        for key, segment in left.items():
            rows, rest = segment.leave()
            self.rows_written += rows
            if rest:
                self._segments[key] = self._new_segment(key, datetime.now(UTC))
                self._segments[key].add([rest])

    def _next_batch(self) -> ScoredBatch | None:
        with self._guard:
            return self._waiting[0] if self._waiting else None

    def _flush(self) -> None:
        for segment in self._segments.values():
            self.rows_written += segment.flush()

    def _sync(self) -> None:
        now, options = time.monotonic(), self._options
        try:
            for key, segment in list(self._segments.items()):
                if segment.is_due(now, size=options.segment_bytes, seconds=options.segment_s):
                    self.rows_written += segment.close()
                    del self._segments[key]
                    if not self.is_held:
                        self._remove_old_segments()
                else:
                    segment.sync()
        except OSError as error:  # the lines wait, and are tried again
            self._tell(str(error))

    def _segment_for(self, batch: ScoredBatch) -> Segment:
        key = (batch.name, batch.served.sha256)
        segment = self._segments.get(key)
        if segment is None or segment.size >= self._options.segment_bytes:
            if segment is not None:
                self.rows_written += segment.close()
            segment = self._new_segment(key, batch.at)
            self._segments[key] = segment
        return segment

    def _new_segment(self, key: tuple[str, str], at: datetime) -> Segment:
        (name, sha256), held = key, self._options.held
        stamp = f"{at.strftime('%Y%m%dT%H%M%S.%fZ')}-{sha256[:8]}-{os.getpid()}"
        if held is None or not self.is_held:
            return Segment(self._options.folder / name / f"{stamp}.jsonl")
        self._made += 1  # so that none is carried over to where another one lies
        return Segment(held.folder / name / f"{stamp}-held-{self._made}.jsonl")

    def _remove_old_segments(self) -> None:
        if not self._options.retention_days:
            return
        until = time.time() - timedelta(days=self._options.retention_days).total_seconds()
        for path in self._options.folder.glob("*/*.jsonl"):
            if path.stat().st_mtime < until:
                path.unlink(missing_ok=True)


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
