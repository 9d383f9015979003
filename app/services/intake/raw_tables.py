"""Reads a tidy CSV or Parquet file as it is, into an Arrow table."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from app.errors import InputError
from app.services.intake.schema import MAX_NAME_LENGTH
from app.services.intake.walk import check_name
from app.services.parquet_blocks import check_texts, decoded, is_text, rows_at_once
from app.services.table_head import check_names_once, check_no_page
from app.services.table_limits import check_width
from app.texts import N_

DELIMITERS = (",", ";", "\t", "|")
MAX_TABLE_BYTES = 2 * 1024**3
NOT_UTF8 = N_("The file is not UTF-8; it was read as Windows-1252.")
HEADER_BYTES = 1024 * 1024
GIVE_TABLE = N_("Give a CSV file with a header of column names and one row a line.")
MISSING_TEXTS = frozenset({"", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A"})


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of a file. Those of a CSV are all texts; it says how it was read."""

    rows: pa.Table
    delimiter: str = ""
    encoding: str = ""


def read_raw(path: Path, *, max_rows: int | None = None) -> RawTable:
    """The rows of a CSV or Parquet file.

    Args:
        max_rows: read no more than the first rows (for a look at the columns).
    Raises:
        InputError: not readable, empty, ragged, duplicated columns, too large.
    """
    size = _size(path)
    if size == 0:
        raise InputError(f"{path.name} is empty.", hint=GIVE_TABLE)
    if size > MAX_TABLE_BYTES:
        raise InputError(f"{path.name} is larger than 2 GiB.", hint="Give a sample of it.")
    if is_parquet(path):
        found = RawTable(_read_parquet(path, max_rows))
    else:
        found = _read_csv(path, max_rows)
    if not found.rows.num_rows:
        raise InputError(f"{path.name} has a header but no rows.", hint=GIVE_TABLE)
    return found


def incomplete(path: Path) -> InputError:
    """Why a file that says it is Parquet can't be read."""
    return InputError(
        f"{path.name} is not a complete Parquet file.", hint="Copy it again, or write it anew."
    )


def encoding_notes(path: Path) -> tuple[str, ...]:
    """Says that a CSV file is no UTF-8, where it isn't: its letters are then guessed."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PAR1":
                return ()
            file.seek(0)
            if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                return ()  # it says what it is
            file.seek(0)
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return (NOT_UTF8,)
    except OSError as error:
        raise InputError(f"{path.name} can't be read: {error.strerror}.") from error
    return ()


def is_parquet(path: Path) -> bool:
    """True when the file says so itself, or by its name."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1" or path.suffix.lower() in (".parquet", ".pq")
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise InputError(f"There is no file {path.name}.", hint="Check the path.")
        return path.stat().st_size
    except OSError as error:
        raise InputError(f"{path.name} can't be read: {error.strerror}.") from error


def _check_names(names: list[str], file_name: str) -> None:
    check_width(file_name, len(names))
    for position, name in enumerate(names, 1):
        if len(name) > MAX_NAME_LENGTH:
            raise InputError(
                f"Column {position} of {file_name} has a name of {len(name)} letters; "
                f"{MAX_NAME_LENGTH} is the most."
            )
        check_name(name, f"Column {position} of {file_name}")
    check_names_once(file_name, [name.strip() for name in names])


def _read_parquet(path: Path, max_rows: int | None) -> pa.Table:
    try:
        with pa_parquet.ParquetFile(path) as file:
            _check_names([str(name) for name in file.schema_arrow.names], path.name)
            if max_rows is None:
                return file.read(use_threads=False)
            schema = file.schema_arrow
        texts = [one.name for one in schema if is_text(one.type)]
        with pa_parquet.ParquetFile(path, read_dictionary=texts) as file:
            rows = rows_at_once(file, schema.names, max_rows)
            batch = next(file.iter_batches(batch_size=rows, use_threads=False), None)
        return _plain(batch, schema, path.name)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise incomplete(path) from error


def _plain(batch: pa.RecordBatch | None, schema: pa.Schema, file_name: str) -> pa.Table:
    """The first rows of a block, as the file has them; fewer where texts are long."""
    if batch is None:
        return pa.Table.from_batches([], schema=schema)
    check_texts(batch, file_name)
    first = next(decoded(batch), None)
    if first is None:
        return pa.Table.from_batches([], schema=schema)
    columns = [
        whole.slice(0, len(one)) if whole.type == kind else one.cast(kind)
        for one, whole, kind in zip(first.columns, batch.columns, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _read_csv(path: Path, max_rows: int | None) -> RawTable:
    encoding = _encoding(path)
    header_text = _header_text(path, encoding)
    try:
        delimiter = _delimiter(header_text)
        lines = io.StringIO(header_text, newline="")  # a line may end in CR alone
        names = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(
            f"{path.name} is not a tidy CSV: its first lines can't be read ({error}).",
            hint=GIVE_TABLE,
        ) from error
    if len(names) == 1 and not names[0].strip():
        raise InputError(f"{path.name} has no header in its first line.", hint=GIVE_TABLE)
    _check_names(names, path.name)
    table = _parse_csv(path, delimiter, encoding, names, max_rows)
    _check_quotes(path, table)
    return RawTable(table, delimiter, encoding)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\x00" in start:
        raise InputError(f"{path.name} is not a text file.", hint="Give a CSV or Parquet file.")
    check_no_page(path.name, start)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return "cp1252"
    return "utf-8"


def _header_text(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        text = file.read(HEADER_BYTES).decode(encoding, errors="replace")
    return text.lstrip("\ufeff")


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into equally many parts, and the most of them."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]

    def quality(delimiter: str) -> tuple[bool, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        return (len(set(counts)) == 1, counts[0] if counts else 0)

    # A file of one column "agrees" with every separator, so more columns beat agreement there.
    several = [mark for mark in DELIMITERS if quality(mark)[1] > 1]
    return max(several, key=quality) if several else ","


def _parse_csv(
    path: Path, delimiter: str, encoding: str, names: list[str], max_rows: int | None
) -> pa.Table:
    reading = pa_csv.ReadOptions(
        column_names=names, skip_rows=1, encoding=encoding, use_threads=False, block_size=1 << 22
    )
    parsing = pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    converting = pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in names}, strings_can_be_null=False
    )
    try:
        if max_rows is None:
            return pa_csv.read_csv(path, reading, parsing, converting)
        with pa_csv.open_csv(path, reading, parsing, converting) as reader:
            batches, count = [], 0
            for batch in reader:
                batches.append(batch)
                count += batch.num_rows
                if count >= max_rows:
                    break
            return pa.Table.from_batches(batches, schema=reader.schema).slice(0, max_rows)
    except (pa.ArrowException, UnicodeError, OSError) as error:
        raise InputError(
            f"{path.name} is not a tidy CSV: {_csv_reason(error)}",
            hint="Mend that line; a cell that holds the separator stands in quotation marks.",
        ) from error


def _csv_reason(error: Exception) -> str:
    text = _first_line(error)
    found = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", text)
    if found:
        row, expected, got = found.groups()
        return f"line {row} has {got} columns, the header has {expected}."
    found = re.search(r"Expected (\d+) columns, got (\d+)", text)
    if found:
        return f"a line has {found[2]} columns, the header has {found[1]}."
    return text


def _check_quotes(path: Path, table: pa.Table) -> None:
    """A quote that is never closed swallows the rest of the file without a word."""
    with path.open("rb") as file:
        quotes = sum(block.count(b'"') for block in iter(lambda: file.read(1 << 20), b""))
    if quotes % 2 == 0:
        return
    for name in table.column_names:
        for text in table.column(name).to_pylist():
            if "\n" in text:
                raise InputError(
                    f"{path.name} has a quotation mark that is never closed, in column “{name}”.",
                    hint="Close it; a quotation mark inside a quoted cell is written twice.",
                )


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:200]
