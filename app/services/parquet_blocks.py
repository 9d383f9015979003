"""Blocks of rows of a Parquet file that stay small: a kilobyte of it may stand for gigabytes.

What is alike is packed in the file, and a text stands there once, however many rows hold it. So
texts are read as dictionaries, a block has fewer rows where they are wide, and nothing is decoded
before the longest text has been looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from app.errors import InputError

BLOCK_BYTES = 1 << 26
LONGEST_TEXT = 1 << 20  # as a line of CSV or of JSON
_PACKED = 200  # times as large as in the file: an average says little of its widest rows


def rows_at_once(file: pq.ParquetFile, columns: Sequence[str], most: int) -> int:
    """How many rows of these columns a block may have, at most `most`.

    Columns of numbers or times are no concern of it: those have one width.
    """
    plain = {each.name for each in file.schema_arrow if _is_narrow(each.type)}
    wide = {name for name in columns if name not in plain}
    roots = [file.schema.column(n).path for n in range(file.metadata.num_columns)] if wide else []
    places = [n for n, path in enumerate(roots) if path in wide or _root(path, wide)]
    rows = most
    for number in range(file.metadata.num_row_groups if places else 0):
        group = file.metadata.row_group(number)
        parts = [group.column(place) for place in places]
        size = sum(one.total_uncompressed_size for one in parts)
        packed = sum(one.total_compressed_size for one in parts)
        rows = min(rows, BLOCK_BYTES * max(1, group.num_rows) // max(1, size))
        if size > BLOCK_BYTES and size > _PACKED * packed:
            rows = min(rows, BLOCK_BYTES // LONGEST_TEXT)
    return max(1, rows)


def check_texts(batch: pa.RecordBatch, where: str) -> None:
    """Refuse a text that is too long to be anything that is counted or kept.

    Raises:
        InputError: naming the column.
    """
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        found = longest(column)
        if found > LONGEST_TEXT:
            raise InputError(
                f"{where}: the column “{name}” holds a text of {found} bytes;"
                f" {LONGEST_TEXT} is the most."
            )


def longest(column: pa.Array) -> int:
    """Bytes of the longest text of a column, or of its dictionary; 0 where it holds none."""
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not (is_text(texts.type) and len(texts)):
        return 0
    return int(pc.max(pc.binary_length(texts)).as_py() or 0)


def decoded(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Its rows with texts in place of dictionaries, so many at a time as a block has room for."""
    width = sum(map(longest, batch.columns))
    step = max(1, BLOCK_BYTES // max(1, width))
    for start in range(0, batch.num_rows, step):
        part = batch.slice(start, step)
        columns = [
            one.dictionary_decode() if pa.types.is_dictionary(one.type) else one
            for one in part.columns
        ]
        yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def is_text(kind: Any) -> bool:
    """Whether a column of the type may be asked for as a dictionary."""
    types = pa.types
    is_word = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return bool(is_word or types.is_binary(kind) or types.is_large_binary(kind))


def _is_narrow(kind: Any) -> bool:
    return bool(pa.types.is_primitive(kind) or pa.types.is_decimal(kind))


def _root(path: str, names: set[str]) -> bool:
    """Whether a part of a nested column belongs to one of these."""
    return any(path.startswith(f"{name}.") for name in names)
