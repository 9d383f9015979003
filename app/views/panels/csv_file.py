"""Tables as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import category, normalize

from app.errors import InputError
from app.views.language import tr

_BEGINS_FORMULA = frozenset("=+-@\u2212")  # also in their wide and small forms


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write the rows and say how many there were.

    Raises:
        InputError: the file can't be written.
    """
    count = 0
    try:
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow([_cell(title) for title in header])
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
    if isinstance(value, str) and _is_formula(value):
        return f"'{value}"
    return "" if value is None else value


def _is_formula(text: str) -> bool:
    """What programs skip before they look is skipped here too: spaces, line ends, controls."""
    if text.startswith(("\t", "\r")):
        return True
    seen = next((one for one in text if category(one)[0] not in "CZ"), "")
    return normalize("NFKC", seen)[:1] in _BEGINS_FORMULA
