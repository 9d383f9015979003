"""Made rows for the drift benchmark: 24 numbers, 6 categories, a score and a label."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NUMBERS = 24
CATEGORY_SIZES = (3, 5, 10, 50, 200, 1000)
NULL_SHARE = 0.03
CHUNK_ROWS = 200_000


def write_rows(path: Path, rows: int, *, seed: int, shift: float = 0.0) -> None:
    """A Parquet file of 30 feature columns, score and label; `shift` moves the first numbers."""
    rng = np.random.default_rng(seed)
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, CHUNK_ROWS):
        table = _table(rng, min(CHUNK_ROWS, rows - first), shift)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _table(rng: np.random.Generator, rows: int, shift: float) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for n in range(NUMBERS):
        values = _numbers(rng, n, rows) + (shift if n < 3 else 0.0)
        mask = rng.random(rows) < NULL_SHARE if n % 6 == 5 else None
        columns[f"n{n:02d}"] = pa.array(values, mask=mask)
    for n, size in enumerate(CATEGORY_SIZES):
        codes = np.minimum((rng.random(rows) ** 2 * size).astype(np.int32), size - 1)
        names = pa.array([f"v{code}" for code in range(size)])
        columns[f"c{n}"] = pa.DictionaryArray.from_arrays(pa.array(codes), names).cast(pa.string())
    score = rng.beta(2, 5, rows)
    columns["score"] = pa.array(score)
    columns["label"] = pa.array((rng.random(rows) < score).astype(np.int64))
    return pa.table(columns)


def _numbers(rng: np.random.Generator, n: int, rows: int) -> np.ndarray:
    kinds = (
        lambda: rng.normal(n, 1 + n / 4, rows),
        lambda: rng.lognormal(0, 0.5 + n / 40, rows),
        lambda: rng.exponential(1 + n, rows),
        lambda: rng.gamma(2, 2, rows),
    )
    return kinds[n % len(kinds)]()
