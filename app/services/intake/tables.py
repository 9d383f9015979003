"""Reads a tidy CSV or Parquet file into a frame of numbers and texts, and says what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from app.services.intake.columns import tidy_column
from app.services.intake.raw_tables import NOT_UTF8, RawTable, incomplete, read_raw


@dataclass(frozen=True, slots=True)
class Table:
    """`frame` has float64 columns for numbers and object columns of str (None: missing)."""

    frame: pd.DataFrame
    notes: tuple[str, ...]
    delimiter: str = ""
    encoding: str = ""


def read_table(path: Path, *, max_rows: int | None = None) -> Table:
    """The rows of a CSV or Parquet file with tidied column types.

    Args:
        max_rows: read no more than the first rows (for a look at the columns).
    Raises:
        InputError: not readable, empty, ragged, duplicated columns, too large.
    """
    found = read_raw(path, max_rows=max_rows)
    frame, notes = _tidy(_frame(path, found), decimal_comma=found.delimiter not in ("", ","))
    if found.encoding == "cp1252":
        notes.insert(0, NOT_UTF8)
    return Table(frame, tuple(notes), found.delimiter, found.encoding)


def _frame(path: Path, found: RawTable) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = found.rows.to_pandas(ignore_metadata=True)
    except (pa.ArrowException, ValueError) as error:
        raise incomplete(path) from error
    return frame


def _tidy(raw: pd.DataFrame, *, decimal_comma: bool) -> tuple[pd.DataFrame, list[str]]:
    columns, notes = {}, []
    for position, name in enumerate(raw.columns, 1):
        shown = str(name).strip() or f"column_{position}"
        if not str(name).strip():
            notes.append(f"Column {position} has no name; it is called “{shown}”.")
        column, column_notes = tidy_column(raw[name], shown, decimal_comma=decimal_comma)
        columns[shown] = column
        notes.extend(column_notes)
    return pd.DataFrame(columns), notes
