"""Rows of a Parquet file, a few columns at a time, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from app.errors import InputError
from app.services.monitoring.kernel import BATCH_ROWS
from app.services.monitoring.schema import DataClass, FieldFacts, by_name
from app.services.monitoring.sources.source import (
    check_columns,
    checked,
    class_of_type,
    facts_of_batch,
    is_time,
    settled,
)
from app.services.parquet_blocks import check_texts, is_text, rows_at_once
from app.services.table_head import check_names_once
from app.services.table_limits import check_width

MAGIC = b"PAR1"
BUFFER_BYTES = 1 << 20  # without it a file of one row group is held in memory as a whole
LOOK_ROWS = 10_000


class ParquetSource:
    reads_all_columns = False
    is_repeatable = True

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._check_magic()
        with self._open() as file:
            try:
                self.columns: tuple[str, ...] = tuple(file.schema_arrow.names)
                self.rows: int | None = file.metadata.num_rows
                # Only these may be asked for as dictionaries; a list raises a bare KeyError.
                self._texts = [f.name for f in file.schema_arrow if is_text(f.type)]
                self._kinds = {f.name: f.type for f in file.schema_arrow}
                self._extremes = _extremes(file)
            except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
                raise self._damaged_footer(error) from error
        check_width(self.name, len(self.columns))
        check_names_once(self.name, self.columns)
        if not self.rows:
            raise InputError(f"{self.name} has no rows.", hint="There is nothing to count.")

    def facts(self) -> tuple[FieldFacts, ...]:
        with self._open(self._texts) as file:
            rows = rows_at_once(file, self.columns, LOOK_ROWS)
            reader = file.iter_batches(batch_size=rows, use_threads=False)
            batch = self._next(reader, self.columns, 0)
        if batch is None:
            raise InputError(f"{self.name} promises {self.rows} rows but holds none.")
        return settled(facts_of_batch(batch, self._kinds))

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]:
        known = by_name(check_columns(self.name, self.columns, facts))
        texts = [n for n in columns if n in self._texts and self._is_read(n, known.get(n))]
        done = 0
        with self._open(texts) as file:
            rows = rows_at_once(file, columns, BATCH_ROWS)
            reader = file.iter_batches(batch_size=rows, columns=list(columns), use_threads=False)
            while True:
                batch = self._next(reader, columns, done)
                if batch is None:
                    break
                self._check_promised(batch, done)
                yield checked(batch, facts, f"{self.name}, after row {done}")
                done += batch.num_rows
        if done != self.rows:
            raise InputError(f"{self.name} promises {self.rows} rows but holds {done}.")

    def _is_read(self, name: str, facts: FieldFacts | None) -> bool:
        """Whether a text may be read as a dictionary: bytes that are to be counted are refused."""
        is_word = class_of_type(self._kinds[name]) is None
        return is_word or facts is None or facts.data_class is DataClass.TEXT

    def _next(
        self, reader: Iterator[pa.RecordBatch], columns: Sequence[str], done: int
    ) -> pa.RecordBatch | None:
        try:
            batch = next(reader, None)
            if batch is not None:
                batch.validate(full=True)  # texts that are no UTF-8 break whoever looks at them
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(columns, done, error) from error
        if batch is not None:
            check_texts(batch, f"{self.name}, after row {done}")
        return batch

    def _check_promised(self, batch: pa.RecordBatch, done: int) -> None:
        """Hold numbers against the extremes in the footer: few files carry checksums."""
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            promised = self._extremes.get(name)
            if promised is None:
                continue
            found = pc.min_max(_numbers(column))
            low, high = found["min"].as_py(), found["max"].as_py()
            if low is not None and (low < promised[0] or high > promised[1]):
                raise InputError(
                    f"{self.name} is damaged after row {done}: “{name}” holds other values than "
                    "the file's own statistics allow.",
                    hint="Copy it again, or write it anew.",
                )

    def _open(self, words: Sequence[str] = ()) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(
                self._path,
                pre_buffer=False,
                buffer_size=BUFFER_BYTES,
                read_dictionary=list(words),
                page_checksum_verification=True,
            )
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._damaged_footer(error) from error

    def _check_magic(self) -> None:
        try:
            with self._path.open("rb") as file:
                head = file.read(4)
                size = file.seek(0, 2)
                file.seek(max(0, size - 4))
                tail = file.read(4)
        except OSError as error:
            raise InputError(f"{self.name} can't be opened: {error.strerror}.") from error
        if not size:
            raise InputError(f"{self.name} is empty (0 bytes).")
        if head != MAGIC:
            raise InputError(f"{self.name} is not a Parquet file.", hint="It lacks the mark PAR1.")
        if tail != MAGIC or size < 12:
            raise InputError(f"{self.name} is cut off: its end is missing.", hint="Copy it again.")

    def _damaged_footer(self, error: Exception) -> InputError:
        return InputError(
            f"{self.name} can't be read as Parquet: its footer is damaged.",
            hint=_first_line(error),
        )

    def _damaged(self, columns: Sequence[str], done: int, error: Exception) -> InputError:
        names = ", ".join(f"“{name}”" for name in columns)
        return InputError(
            f"{self.name} is damaged after row {done}, in one of the columns {names}.",
            hint=_first_line(error),
        )


def _extremes(file: pq.ParquetFile) -> dict[str, tuple[float, float]]:
    """Least and greatest value of each column of numbers or times, where every part states them."""
    kinds = {each.name: each.type for each in file.schema_arrow}
    groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
    found = {}
    for place in range(file.metadata.num_columns):
        name = file.schema.column(place).path
        kind = kinds.get(name)  # none: a part of a nested column
        if kind is None or not (_is_number(kind) or is_time(kind)):
            continue
        chunks = [group.column(place).statistics for group in groups]
        if not all(one is not None and (one.has_min_max or not one.num_values) for one in chunks):
            continue
        stated = [one for one in chunks if one.has_min_max]
        if stated and is_time(kind):
            if stated[0].physical_type not in ("INT32", "INT64"):
                continue  # the old 96-bit times have no order that writers agree on
            found[name] = (min(one.min_raw for one in stated), max(one.max_raw for one in stated))
        elif stated:
            found[name] = (min(one.min for one in stated), max(one.max for one in stated))
    return found


def _is_number(kind: pa.DataType) -> bool:
    is_float = pa.types.is_float32(kind) or pa.types.is_float64(kind)
    return bool(is_float or pa.types.is_integer(kind))


def _numbers(column: pa.Array) -> pa.Array:
    """A time as the whole number that the file holds."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date64(column.type):
        return column.view(pa.int64())
    return column.view(pa.int32()) if pa.types.is_date32(column.type) else column


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
