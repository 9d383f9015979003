"""Reads the scoring log of the built-in runtime, also while it is being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

from app.errors import InputError

FIXED_COLUMNS = ("decision_id", "at", "model", "version", "digest")
_BATCH_ROWS = 20_000
# A file says when it was written by a clock that lags: by ticks of some ms, on some disks 2 s.
COARSE = timedelta(seconds=5)


def read_segments(
    folder: Path,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    model: str | None = None,
    include_smoke: bool = False,
) -> Iterator[pa.RecordBatch]:
    """Scored rows with since <= at < until: the fixed columns, each feature, each score.

    All rows of a batch come from one model version. A feature or score called like a fixed column
    (or a score like a feature) is named “feature:…” or “score:…”.

    Args:
        model: one stable name; None: all of them.
        include_smoke: also the rows that deployments wrote to test themselves.
    Raises:
        InputError: no such folder, or a line that the runtime can't have written.
    """
    for path in _segments(folder, model, since, until):
        rows = _wanted(_rows(path), since, until, include_smoke=include_smoke)
        for _, alike in groupby(rows, key=_shape):
            yield from _batches(alike)


def read_lines(
    folder: Path, since: datetime | None = None, until: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """The same rows one by one, as the runtime wrote them; those of deployments are left out."""
    for path in _segments(folder, None, since, until):
        yield from _wanted(_rows(path), since, until, include_smoke=False)


def _segments(
    folder: Path, model: str | None, since: datetime | None, until: datetime | None
) -> Iterator[Path]:
    if not folder.is_dir():
        raise InputError(f"There is no scoring log in {folder}.")
    for path in sorted(folder.glob(f"{model or '*'}/*.jsonl")):
        if _may_hold(path, since, until):
            yield path


def _may_hold(path: Path, since: datetime | None, until: datetime | None) -> bool:
    begins = datetime.strptime(path.name.split("-", 1)[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    if until is not None and begins >= until:
        return False
    return since is None or datetime.fromtimestamp(path.stat().st_mtime, UTC) + COARSE >= since


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            yield from _parsed(path, file)
    except FileNotFoundError:
        return  # its retention ended while we read the others


def _parsed(path: Path, file: BinaryIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, start=1):
        if not line.endswith(b"\n"):
            return  # being written, or cut by a crash
        try:
            row = orjson.loads(line)
            row["at"] = datetime.fromisoformat(row["at"])
            row["features"].keys(), row["outputs"].keys()
        except (ValueError, TypeError, KeyError, AttributeError):
            raise InputError(
                f"{path.name}, line {number} is not a line of the scoring log.",
                hint="The file was changed after the runtime wrote it.",
            ) from None
        yield row


def _wanted(
    rows: Iterable[dict[str, Any]],
    since: datetime | None,
    until: datetime | None,
    *,
    include_smoke: bool,
) -> Iterator[dict[str, Any]]:
    for row in rows:
        is_inside = (since is None or row["at"] >= since) and (until is None or row["at"] < until)
        if is_inside and (include_smoke or not row.get("purpose")):
            yield row


def _shape(row: dict[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return row["digest"], tuple(row["features"]), tuple(row["outputs"])


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _BATCH_ROWS:
            yield _batch(waiting)
            waiting = []
    if waiting:
        yield _batch(waiting)


def _batch(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    columns: dict[str, pa.Array] = {
        name: pa.array([row[name] for row in rows], _fixed_type(name)) for name in FIXED_COLUMNS
    }
    for kind, prefix in (("features", "feature"), ("outputs", "score")):
        for name in rows[0][kind]:
            free = name if name not in columns else f"{prefix}:{name}"
            columns[free] = _values([row[kind][name] for row in rows])
    return pa.RecordBatch.from_pydict(columns)


def _fixed_type(name: str) -> pa.DataType:
    return pa.timestamp("us", tz="UTC") if name == "at" else pa.string()


def _values(values: list[Any]) -> pa.Array:
    array = pa.array(values)
    return array.cast(pa.float64()) if pa.types.is_null(array.type) else array
