"""Files of a kilobyte that stand for gigabytes are read in little memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.errors import InputError
from app.services.intake.raw_tables import read_raw
from app.services.monitoring.engines.local import reference_profile
from app.services.monitoring.schema import DataClass, FieldFacts, Role
from app.services.monitoring.sources.parquet import ParquetSource
from app.services.parquet_blocks import BLOCK_BYTES, LONGEST_TEXT
from app.services.record_files import read_records

ROOM = 3 * BLOCK_BYTES
HOW = ({}, {"use_dictionary": False, "compression": "zstd"})  # both are small on disk
POOLS: list[pa.MemoryPool] = []  # what was taken from one may be given back later
AT = datetime(2026, 7, 1, tzinfo=UTC)


@contextmanager
def within(room: int) -> Iterator[None]:
    """Neither Arrow nor Python takes more at any moment."""
    usual = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(usual)
    POOLS.append(pool)
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        yield
        taken = pool.max_memory(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(usual)
    assert max(taken) < room, taken


def write(path: Path, column: str, text: str, rows: int, **how: object) -> Path:
    """The same text in each row, and what records need beside."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
    table = pa.table(
        {
            column: texts,
            "decided_at": pa.array([AT] * rows),
            "served_sha256": pa.array(["0" * 64] * rows),
        }
    )
    whole = pa.schema([pa.field(column, pa.string()), *list(table.schema)[1:]])
    with pq.ParquetWriter(path, whole, **how) as writer:
        for start in range(0, rows, 1_000):
            part = table.slice(start, 1_000)
            columns = [part[0].combine_chunks().dictionary_decode(), *part.columns[1:]]
            writer.write_table(pa.table(columns, schema=whole), row_group_size=rows)
    return path


@pytest.mark.parametrize("how", HOW)
def test_records_with_long_texts_are_read_in_little_memory(
    tmp_path: Path, how: dict[str, object]
) -> None:
    path = write(tmp_path / "rows.parquet", "decision_id", "x" * 100_000, 4_096, **how)
    assert path.stat().st_size < 200_000
    with within(ROOM):
        count = sum(1 for _ in read_records(path))
    assert count == 4_096


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("facts", [None, FieldFacts("note", DataClass.CATEGORICAL, Role.PREDICTOR)])
def test_a_sample_with_long_texts_is_profiled_in_little_memory(
    tmp_path: Path, how: dict[str, object], facts: FieldFacts | None
) -> None:
    path = write(tmp_path / "rows.parquet", "note", "x" * 50_000, 20_000, **how)
    assert path.stat().st_size < 200_000
    with within(ROOM):
        profile = reference_profile(ParquetSource(path), facts and [facts])
    assert profile.rows == 20_000


def test_a_number_of_many_digits_is_refused_before_each_row_has_it(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.parquet", "income", "1" * 50_000, 20_000)
    facts = [FieldFacts("income", DataClass.NUMERICAL, Role.PREDICTOR)]
    with within(ROOM), pytest.raises(InputError, match="“income” is numeric but holds the text"):
        reference_profile(ParquetSource(path), facts)


def test_a_text_that_is_too_long_is_refused_with_its_column(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.parquet", "decision_id", "x" * (LONGEST_TEXT + 1), 10)
    said = f"rows.parquet, after row 0: the column “decision_id” holds a text of {LONGEST_TEXT + 1}"
    with pytest.raises(InputError, match=said):
        list(read_records(path))
    with pytest.raises(InputError, match=said):
        ParquetSource(path).facts()


@pytest.mark.parametrize("how", HOW)
def test_the_first_rows_of_long_texts_are_looked_at_in_little_memory(
    tmp_path: Path, how: dict[str, object]
) -> None:
    path = write(tmp_path / "rows.parquet", "note", "x" * 500_000, 500, **how)
    with within(ROOM):
        found = read_raw(path, max_rows=500).rows
    assert 0 < found.num_rows < 500
    assert found["note"][0].as_py() == "x" * 500_000


def test_the_first_rows_are_as_the_file_has_them(tmp_path: Path) -> None:
    table = pa.table(
        {
            "words": pa.array(["a", None, "b"]),
            "large": pa.array(["a", None, "b"], pa.large_string()),
            "bytes": pa.array([b"a", None, b"b"]),
            "kinds": pa.array(["a", None, "b"]).dictionary_encode(),
            "lists": pa.array([["a"], None, []]),
            "numbers": pa.array([1.5, None, 2.5]),
        }
    )
    pq.write_table(table, tmp_path / "rows.parquet")
    assert read_raw(tmp_path / "rows.parquet", max_rows=2).rows.equals(table.slice(0, 2))
