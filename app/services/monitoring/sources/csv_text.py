"""A look at a CSV file before it is parsed: encoding, quotes, delimiter, header, classes.

The parser accepts things that silently change counts (a quote that never closes swallows rows, a
name given twice hides a column), so the whole file is looked over once, at memory speed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import InputError
from app.services.monitoring.schema import DataClass, FieldFacts
from app.services.monitoring.sources.source import fact_of_words, guessed, settled
from app.services.table_head import check_names_once, check_no_page, is_number
from app.services.table_limits import check_width

DELIMITERS = (",", ";", "\t", "|")
NULL_WORDS = ("", "NULL", "null", "NA", "N/A", "n/a", "#N/A", "None", "<NA>")
BLOCK_BYTES = 1 << 20
LOOK_BYTES = 1 << 20
LOOK_ROWS = 5000
MAX_QUOTED_LINES = 100  # a quoted field with more lines than this was never closed
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}(\.?\d{3})*,\d+|[+-]?\d+,\d+")
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "ZIP", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd"}


@dataclass(frozen=True, slots=True)
class CsvLayout:
    delimiter: str
    columns: tuple[str, ...]
    facts: tuple[FieldFacts, ...]
    has_quoted_lines: bool


def look_at(path: Path) -> CsvLayout:
    """How the file is written.

    Raises:
        InputError: one sentence that names the file and the line or column.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(LOOK_BYTES)
    except OSError as error:
        raise InputError(f"{name} can't be opened: {error.strerror}.") from error
    _check_kind(name, head)
    text = head.decode("utf-8-sig", errors="ignore")  # a character may be cut at the end
    if len(head) == LOOK_BYTES:
        text = text[: text.rfind("\n") + 1]
    delimiter = _delimiter(text)
    has_quoted_lines = _check_text(path, delimiter)
    rows = _rows(text, delimiter)
    if not rows and (len(head) == LOOK_BYTES or text.strip()):
        raise _too_long(name, "header")
    if not rows:
        raise InputError(f"{name} is empty: it has no header.")
    columns = tuple(cell.strip() for cell in rows[0])
    check_width(name, len(columns))
    _check_header(name, columns, delimiter)
    if len(rows) < 2:
        if b"\n" in head and head.split(b"\n", 1)[1].strip():
            raise _too_long(name, "first row")
        raise InputError(f"{name} has a header but no rows.", hint="There is nothing to count.")
    facts = _facts(name, columns, rows[1:], delimiter)
    return CsvLayout(delimiter, tuple(rows[0]), facts, has_quoted_lines)


def _too_long(name: str, line: str) -> InputError:
    return InputError(
        f"{name}: the {line} is too long to be read.",
        hint="A field may hold 128 KiB, a row 1 MiB.",
    )


def is_decimal_comma(value: str) -> bool:
    return bool(_DECIMAL_COMMA.fullmatch(value.strip()))


def decimal_comma_error(name: str, column: str, value: str, row: int) -> InputError:
    return InputError(
        f"{name}: column “{column}” is written with a decimal comma (“{value}” in row {row}).",
        hint="Write numbers with a decimal point.",
    )


def _check_kind(name: str, head: bytes) -> None:
    if not head.strip():
        raise InputError(f"{name} is empty." if head else f"{name} is empty (0 bytes).")
    check_no_page(name, head)
    for mark, kind in _PACKED.items():
        if head.startswith(mark):
            raise InputError(f"{name} is packed ({kind}), not plain CSV.", hint="Unpack it first.")
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if is_utf16 or (b"\0" in head[:4096] and head[:4096].count(b"\0") > len(head[:4096]) // 4):
        raise InputError(f"{name} is written in UTF-16.", hint="Save it as UTF-8.")
    if b"\0" in head[:4096]:
        raise InputError(f"{name} is not text: it holds zero bytes.")


def _check_text(path: Path, delimiter: str) -> bool:
    """UTF-8 throughout and every quote closed; True where a quoted field spans lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 0
    quotes = _Quotes(path.name, delimiter.encode())
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            try:
                # Plain ASCII needs no decoding, unless a character is open from the last block.
                if not block.isascii() or decoder.getstate()[0]:
                    decoder.decode(block)
            except UnicodeDecodeError as error:
                line = lines + error.object[: error.start].count(b"\n") + 1
                bad = error.object[error.start]
                raise InputError(
                    f"{path.name} is not UTF-8: byte 0x{bad:02X} in line {line}.",
                    hint="It may be Latin-1 (Windows-1252); save it as UTF-8.",
                ) from error
            quotes.add(block, lines)
            lines += block.count(b"\n")
    if decoder.getstate()[0]:
        raise InputError(f"{path.name} is cut off in the middle of a character.")
    quotes.finish(lines)
    return quotes.has_quoted_lines


class _Quotes:
    """Whether quotes are open at the ends of lines.

    An even number of quotes in a line changes nothing, so only odd ones are looked at closely: a
    quote inside an unquoted field (5" pipe) is a character like any other.
    """

    def __init__(self, name: str, delimiter: bytes) -> None:
        self._name = name
        self._delimiter = delimiter
        self._is_open = False
        self._rest = b""
        self._opened = 0
        self.has_quoted_lines = False

    def add(self, block: bytes, lines_before: int) -> None:
        if b'"' not in block and b'"' not in self._rest:
            # Every line of the block lies inside the open quote, or none does.
            self._rest = block[block.rfind(b"\n") + 1 :] if b"\n" in block else self._rest + block
            self._check(self._is_open, lines_before + block.count(b"\n"))
            return
        # A line that two blocks share is looked at as a whole.
        pieces = (self._rest + block).split(b"\n")
        self._rest = pieces.pop()
        for n, piece in enumerate(pieces):
            was_open = self._is_open
            if piece.count(b'"') % 2:
                self._is_open = self._ends_open(piece, was_open)
            if self._is_open and not was_open:
                self._opened = lines_before + n + 1
            self._check(self._is_open, lines_before + n + 1)

    def _check(self, is_inside: bool, line: int) -> None:
        self.has_quoted_lines |= is_inside
        if is_inside and line - self._opened > MAX_QUOTED_LINES:
            raise self._unclosed()

    def finish(self, lines: int) -> None:
        if self._rest:
            self.add(b"\n", lines)
        if self._is_open:
            raise self._unclosed()

    def _ends_open(self, line: bytes, is_open: bool) -> bool:
        place = 0
        while place <= len(line):
            if not is_open and line[place : place + 1] == b'"':
                is_open, place = True, place + 1
            if is_open:
                place = line.find(b'"', place)
                if place < 0:
                    return True
                is_open = line[place + 1 : place + 2] == b'"'  # doubled: a quote in the text
                if is_open:
                    place += 2
                    continue
            place = line.find(self._delimiter, place)
            if place < 0:
                return False
            place += len(self._delimiter)
        return is_open

    def _unclosed(self) -> InputError:
        return InputError(
            f"{self._name}: a quote opened in line {self._opened} is never closed.",
            hint="The rows after it would be lost.",
        )


def _delimiter(text: str) -> str:
    """The one that most often splits the header, and splits the next lines as often."""
    lines = text.splitlines()[:20]
    counts = {each: [_split_count(line, each) for line in lines] for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: counts[each][0] if lines else 0)
    ties = [each for each in DELIMITERS if lines and counts[each][0] == counts[best][0]]
    return max(ties or [","], key=lambda each: counts[each].count(counts[each][0]) if lines else 0)


def _split_count(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    try:
        for row in reader:
            if row:
                found.append(row)
            if len(found) > LOOK_ROWS:
                break
    except csv.Error:
        return found  # a field cut off at the end of the sample, or over the reader's limit
    return found


def _check_header(name: str, columns: Sequence[str], delimiter: str) -> None:
    for position, column in enumerate(columns, start=1):
        if not column:
            raise InputError(
                f"{name}: column {position} has no name.",
                hint="pandas writes one for its index; use to_csv(index=False).",
            )
    if all(is_number(each) for each in columns):
        raise InputError(
            f"{name} has no header: its first line holds numbers.",
            hint="Put a line with the names of the columns first.",
        )
    check_names_once(name, columns)


def _facts(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str
) -> tuple[FieldFacts, ...]:
    found = []
    for position, column in enumerate(columns):
        cells = [(n, row[position]) for n, row in enumerate(rows, start=1) if position < len(row)]
        known = [(n, cell) for n, cell in cells if cell.strip() not in NULL_WORDS]
        if (
            known
            and delimiter != ","
            and all(is_decimal_comma(c) or is_number(c) for _, c in known)
        ):
            for n, cell in known:
                if is_decimal_comma(cell):
                    raise decimal_comma_error(name, column, cell, n)
        found.append(_fact(column, [cell for _, cell in known]))
    return settled(found)


def _fact(column: str, words: Sequence[str]) -> FieldFacts:
    if words and all(map(is_number, words)):
        return guessed(column, DataClass.NUMERICAL)
    return fact_of_words(column, words)
