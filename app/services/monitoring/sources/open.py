"""Opens whatever holds the rows: a file, several files, a pattern, or batches in memory."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from os.path import exists, isdir, isfile
from pathlib import Path

import pyarrow as pa

from app.errors import InputError, quoted
from app.services.monitoring.schema import FieldFacts
from app.services.monitoring.sources.csv import CsvSource
from app.services.monitoring.sources.parquet import MAGIC, ParquetSource
from app.services.monitoring.sources.source import (
    Source,
    check_columns,
    checked,
    facts_of_batch,
    settled,
)

PARQUET_SUFFIXES = (".parquet", ".pq", ".parq")


class NoFileError(InputError):
    """Nothing lies where a source was looked for, on this machine."""


def list_files(where: Path | str | Sequence[Path | str]) -> list[Path]:
    """What is read of one file, a folder, a pattern such as `2026-05-*.parquet`, or of several.

    Raises:
        InputError: nothing there.
    """
    places = [where] if isinstance(where, str | Path) else list(where)
    return [path for place in places for path in _paths(place)]


def open_source(where: Path | str | Sequence[Path | str]) -> Source:
    """A source over the files that are there.

    Raises:
        InputError: nothing there, or a file that can't be used, by name.
    """
    paths = list_files(where)
    if not paths:
        raise InputError("No file was given.")
    sources = [_open_file(path) for path in paths]
    return sources[0] if len(sources) == 1 else ManySource(sources)


class ManySource:
    """Several files with the same columns, read one after the other."""

    def __init__(self, sources: Sequence[Source]) -> None:
        first = sources[0]
        self.name = f"{first.name} and {len(sources) - 1} more"
        self._sources = sources
        self.columns = first.columns
        known = [each.rows for each in sources]
        self.rows = None if None in known else sum(rows or 0 for rows in known)
        self.reads_all_columns = any(each.reads_all_columns for each in sources)
        self.is_repeatable = True

    def facts(self) -> tuple[FieldFacts, ...]:
        return self._sources[0].facts()

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]:
        for each in self._sources:
            check_columns(each.name, each.columns, facts)
        for each in self._sources:
            yield from each.batches(columns, facts)


class BatchSource:
    """Record batches that a caller has, such as a scoring log.

    Args:
        batches: a list, a function that makes an iterator (both can be read again), or an
            iterator (read once; good for the current side only).
    """

    reads_all_columns = True
    rows: int | None = None

    def __init__(
        self,
        batches: Sequence[pa.RecordBatch]
        | Callable[[], Iterable[pa.RecordBatch]]
        | Iterator[pa.RecordBatch],
        name: str = "the given batches",
    ) -> None:
        self.name = name
        self._batches = batches
        self.is_repeatable = callable(batches) or isinstance(batches, Sequence)
        self._first: pa.RecordBatch | None = None
        self._iterator = None if self.is_repeatable else iter(batches)  # type: ignore[arg-type]  # no function here
        self._first = next(self._iterator or iter(self._fresh()), None)
        if self._first is None:
            raise InputError(f"There are no rows in {name}.", hint="There is nothing to count.")
        self.columns = tuple(self._first.schema.names)

    def facts(self) -> tuple[FieldFacts, ...]:
        assert self._first is not None
        return settled(facts_of_batch(self._first))

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]:
        check_columns(self.name, self.columns, facts)
        rows = 0
        for number, batch in enumerate(self._all(), start=1):
            rows += batch.num_rows
            yield checked(batch.select(list(columns)), facts, f"{self.name}, batch {number}")
        if not rows:
            raise InputError(f"{self.name} hold no rows.", hint="There is nothing to count.")

    def _fresh(self) -> Iterable[pa.RecordBatch]:
        return self._batches() if callable(self._batches) else self._batches

    def _all(self) -> Iterator[pa.RecordBatch]:
        if self._iterator is None:
            yield from self._fresh()
            return
        if self._first is None:
            raise InputError(f"{self.name} can be read only once.")
        first, self._first = self._first, None
        yield first
        yield from self._iterator


def _paths(place: Path | str) -> list[Path]:
    path = Path(place)
    if isdir(path):
        found = sorted(p for p in path.iterdir() if p.suffix in (*PARQUET_SUFFIXES, ".csv"))
        if not found:
            raise InputError(f"The folder {path.name} holds no Parquet or CSV file.")
        return found
    if exists(path):
        return [path]
    found = sorted(Path(name) for name in glob.glob(str(place)))
    if not found:
        raise NoFileError(f"There is no file {quoted(path.name)}.", hint=f"Looked for {place}.")
    return found


def _open_file(path: Path) -> Source:
    if exists(path) and not isfile(path):
        raise InputError(f"{path.name} is a pipe or a device, not a file.", hint="Name a file.")
    if path.suffix.lower() in PARQUET_SUFFIXES:
        return ParquetSource(path)
    try:
        with path.open("rb") as file:
            is_parquet = file.read(4) == MAGIC
    except OSError as error:
        raise InputError(f"{path.name} can't be opened: {error.strerror}.") from error
    return ParquetSource(path) if is_parquet else CsvSource(path)
