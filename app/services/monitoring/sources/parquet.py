"""Rows of a Parquet file, a few columns at a time, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from app.errors import InputError
from app.services.monitoring.kernel import BATCH_ROWS
from app.services.monitoring.schema import DataClass, FieldFacts, by_name
from app.services.monitoring.sources.source import (
    check_columns,
    check_unique,
    checked,
    class_of_type,
    facts_of_batch,
    settled,
)
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
            self.columns: tuple[str, ...] = tuple(file.schema_arrow.names)
            self.rows: int | None = file.metadata.num_rows
            # Only these may be asked for as dictionaries; a list raises a bare KeyError.
            self._words = {f.name for f in file.schema_arrow if class_of_type(f.type) is None}
        check_width(self.name, len(self.columns))
        check_unique(self.name, self.columns)
        if not self.rows:
            raise InputError(f"{self.name} has no rows.", hint="There is nothing to count.")

    def facts(self) -> tuple[FieldFacts, ...]:
        with self._open() as file:
            try:
                batch = next(file.iter_batches(batch_size=LOOK_ROWS, use_threads=False))
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(self.columns, 0, error) from error
        return settled(facts_of_batch(batch))

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]:
        known = by_name(check_columns(self.name, self.columns, facts))
        words = [n for n in columns if n in self._words]
        counted = [n for n in words if known[n].data_class is DataClass.CATEGORICAL]
        done = 0
        with self._open(counted) as file:
            reader = file.iter_batches(
                batch_size=BATCH_ROWS, columns=list(columns), use_threads=False
            )
            while True:
                try:
                    batch = next(reader, None)
                except (pa.ArrowException, OSError) as error:
                    raise self._damaged(columns, done, error) from error
                if batch is None:
                    break
                yield checked(batch, facts, f"{self.name}, after row {done}")
                done += batch.num_rows
        if done != self.rows:
            raise InputError(f"{self.name} promises {self.rows} rows but holds {done}.")

    def _open(self, words: Sequence[str] = ()) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(
                self._path,
                pre_buffer=False,
                buffer_size=BUFFER_BYTES,
                read_dictionary=list(words),
                page_checksum_verification=True,
            )
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"{self.name} can't be read as Parquet: its footer is damaged.",
                hint=_first_line(error),
            ) from error

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

    def _damaged(self, columns: Sequence[str], done: int, error: Exception) -> InputError:
        names = ", ".join(f"“{name}”" for name in columns)
        return InputError(
            f"{self.name} is damaged after row {done}, in one of the columns {names}.",
            hint=_first_line(error),
        )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
