"""Decision records as applications hand them over: CSV, Parquet or JSON lines, row by row."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from os.path import isfile
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from app.errors import InputError
from app.services.digests import digest

LONGEST_ID = 200
LONGEST_LINE = 1 << 20
PARQUET_ROWS = 4_096
_ENDLESS = "number is infinity"  # what orjson says of 1e400
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
PARQUET_ENDINGS = (".parquet", ".pq")
# What each fact may be called in a file; the names of the runtime's own log are among them.
DECISION, MODEL, VERSION = ("decision_id",), ("model",), ("version",)
TIME = ("decided_at", "at", "time")
SERVED = ("served_sha256", "digest")
INFERENCE = ("inference_sha256", "features_sha256")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the line of a text, or the so-manieth row of a table."""

    number: int
    is_line: bool = True


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One decision as a file or a log tells it."""

    decision_id: str
    at: datetime
    model: str  # its name, or what a runtime serves it as; empty: the digest says it
    version: str
    served_sha256: str
    inference_sha256: str
    place: Place


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that can't be taken; `sentence` names its line and says why."""

    sentence: str


def read_records(path: Path) -> Iterator[RecordRow | WrongRow]:
    """The rows of a file in its order, never more than a block of it in memory.

    Raises:
        InputError: no such file, no such kind of file, or a file that is broken as a whole.
    """
    if not isfile(path):
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv_rows(path)
    if ending in PARQUET_ENDINGS:
        return _parquet_rows(path)
    if ending in JSON_ENDINGS:
        return _json_rows(path)
    raise InputError(
        f"{path.name} is no file of decision records.",
        hint="CSV, Parquet and JSON lines (.jsonl) are read.",
    )


def row_of(found: Mapping[str, Any], place: Place) -> RecordRow:
    """A row of named values, checked.

    Raises:
        InputError: what is missing in it, or can't be.
    """
    try:
        return _row_of(found, place)
    except RecursionError:
        raise InputError("It is nested too deeply.") from None


def _row_of(found: Mapping[str, Any], place: Place) -> RecordRow:
    model, _, number = _text(found, MODEL).partition(":")
    version = number or _text(found, VERSION)
    served = _digest(found, SERVED)
    if not served and not (model and version):
        raise InputError("The row names neither model and version nor the served digest.")
    return RecordRow(
        decision_id=_decision_id(_text(found, DECISION)),
        at=_time(_value(found, TIME)),
        model=model,
        version=version.lower().removeprefix("v"),
        served_sha256=served,
        inference_sha256=_inference(found),
        place=place,
    )


def _value(found: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((found[name] for name in names if found.get(name) not in (None, "")), None)


def _text(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """A text, or a whole number by its digits: how files and tables call something.

    Raises:
        InputError: anything else, of which there is no text but Python's own.
    """
    value = _value(found, names)
    if value is None:
        return ""
    if isinstance(value, Decimal) and _is_whole(value):  # as PostgreSQL's numeric comes
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise InputError(f"Its {names[0]} is neither a text nor a whole number.")
    return str(value).strip()


def _is_whole(value: Decimal) -> bool:
    is_short = value.is_finite() and value.adjusted() < LONGEST_ID
    return is_short and value == value.to_integral_value()


def _decision_id(text: str) -> str:
    if not text:
        raise InputError("The decision has no id.")
    if len(text) > LONGEST_ID:
        raise InputError(f"The decision id has more than {LONGEST_ID} characters.")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise InputError("The decision id holds control characters.")
    return unicodedata.normalize("NFC", text)


def _time(value: Any) -> datetime:
    """An instant; without a zone it is UTC."""
    if value is None:
        raise InputError("The decision has no time.")
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"The time “{str(value)[:40]}” can't be read.") from None


def _digest(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    text = _text(found, names).lower().removeprefix("sha256:")
    if text and (len(text) != 64 or set(text) - set("0123456789abcdef")):
        raise InputError(f"“{text[:80]}” is no SHA-256 digest.")
    return text


def _inference(found: Mapping[str, Any]) -> str:
    """The digest of features and score: as given, or made from what the row holds of them."""
    given = _digest(found, INFERENCE)
    features, outputs = found.get("features"), found.get("outputs")
    if given or not isinstance(features, dict) or not isinstance(outputs, dict):
        return given
    try:
        return digest({"features": features, "outputs": outputs})
    except ValueError:
        raise InputError("The features hold a number that has no digest.") from None


def checked(found: Mapping[str, Any], place: Place) -> RecordRow | WrongRow:
    try:
        return row_of(found, place)
    except InputError as error:
        return wrong(place, error)


def wrong(place: Place, error: InputError) -> WrongRow:
    why = error.message
    if place.is_line:
        return WrongRow(InputError(f"Line {place.number}: {why}").message)
    return WrongRow(InputError(f"Row {place.number}: {why}").message)


def _csv_rows(path: Path) -> Iterator[RecordRow | WrongRow]:
    from app.services.monitoring.sources.csv_text import look_at  # loads NumPy

    layout = look_at(path)
    columns = [one.strip().lower() for one in layout.columns]
    require_columns(path.name, columns)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter, strict=True)
        next(reader)
        try:
            for cells in reader:
                place = Place(reader.line_num)
                if len(cells) == len(columns):
                    yield checked(dict(zip(columns, cells, strict=True)), place)
                elif cells:
                    yield wrong(
                        place,
                        InputError(f"It has {len(cells)} fields instead of {len(columns)}."),
                    )
        except csv.Error as error:
            raise InputError(
                f"{path.name}, line {reader.line_num}, can't be read as CSV: {error}."
            ) from error


def require_columns(name: str, columns: list[str]) -> None:
    """Raises: InputError: the file or table `name` lacks a column that every record has."""
    for names in (DECISION, TIME):
        if not set(names) & set(columns):
            raise InputError(
                f"{name} has no column {names[0]}.",
                hint="Needed: decision_id, decided_at, and model with version, or served_sha256.",
            )


def _parquet_rows(path: Path) -> Iterator[RecordRow | WrongRow]:
    import pyarrow as pa  # nothing else here needs it, and the window starts without
    import pyarrow.parquet as pq

    from app.services.parquet_blocks import check_texts, decoded, is_text, rows_at_once

    try:
        with pq.ParquetFile(path) as file:
            texts = [one.name for one in file.schema_arrow if is_text(one.type)]
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            columns = {name.strip().lower(): name for name in file.schema_arrow.names}
            require_columns(path.name, list(columns))
            known = (*DECISION, *TIME, *MODEL, *VERSION, *SERVED, *INFERENCE)
            wanted = [columns[name] for name in known if name in columns]
            number = 0
            rows = rows_at_once(file, wanted, PARQUET_ROWS)
            for batch in file.iter_batches(rows, columns=wanted):
                check_texts(batch, f"{path.name}, after row {number}")
                for found in (row for part in decoded(batch) for row in part.to_pylist()):
                    number += 1
                    lowered = {name.strip().lower(): one for name, one in found.items()}
                    yield checked(lowered, Place(number, is_line=False))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path.name} can't be read as Parquet.") from error


def _json_rows(path: Path) -> Iterator[RecordRow | WrongRow]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise InputError(
                    f"{path.name}, line {number}, is longer than {LONGEST_LINE} bytes."
                )
            if not line.strip():
                continue
            try:
                found = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                yield wrong(Place(number), _no_object(error.msg))
                continue
            if isinstance(found, dict):
                yield checked(found, Place(number))
            else:
                yield wrong(Place(number), _no_object())


def _no_object(said: str = "") -> InputError:
    if _ENDLESS in said:
        return InputError("It holds a number that is too large.")
    return InputError("It is no JSON object.")
