"""Tables as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.errors import InputError
from app.views.language import tr

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write the rows and say how many there were.

    Raises:
        InputError: the file can't be written.
    """
    count = 0
    try:
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            for row in rows:
                writer.writerow([_cell(value) for value in row])
                count += 1
    except OSError as error:
        raise InputError(
            tr("{path} can't be written: {strerror}.").format(path=path, strerror=error.strerror),
            hint=tr("Choose another place."),
        ) from error
    return count


def _cell(value: object) -> object:
    """Words that a spreadsheet would take for a formula begin with an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
