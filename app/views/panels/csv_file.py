"""Tables as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.errors import InputError
from app.services.placed_file import placed
from app.views.formulas import harmless
from app.views.language import tr


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file of another kind. What lay there stays until all of it is written.

    Raises:
        InputError: the file can't be written.
    """
    try:
        with placed(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise _unwritten(path, error) from error


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write the rows and say how many there were. What lay there stays until all are written.

    Raises:
        InputError: the file can't be written.
    """
    count = 0
    try:
        with placed(path) as part, part.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow([_cell(title) for title in header])
            for row in rows:
                writer.writerow([_cell(value) for value in row])
                count += 1
    except OSError as error:
        raise _unwritten(path, error) from error
    return count


def _unwritten(path: Path, error: OSError) -> InputError:
    return InputError(
        tr("{path} can't be written: {strerror}.").format(path=path, strerror=error.strerror),
        hint=tr("Choose another place."),
    )


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else value
