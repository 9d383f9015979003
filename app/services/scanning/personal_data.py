"""Finds columns with personal data: by what the cells look like, and by the column's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.models.rules.scanned import Kind
from app.services.arrow import number_array, text_array
from app.services.intake.raw_tables import MISSING_TEXTS, read_raw
from app.services.intake.schema import SchemaField
from app.services.monitoring.kernel import floats
from app.services.scanning.findings import Finding, Severity

SAMPLE_ROWS = 2_000
MIN_SHARE = 0.2  # of the filled cells of a column that nothing else points to
MIN_SHARE_NAMED = 0.05  # where the column's name says so too
MIN_HITS = 3
DISTINCT_SHARE = 0.1  # names of people differ; codes repeat

FIX = "Leave the column out or replace it by a pseudonym; a model card must say why it is needed."

_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_PHONE = re.compile(
    r"(?:\+|00)[1-9]\d{0,2}[\s\-./]?(?:\(?\d{1,4}\)?[\s\-./]?){2,5}\d{2,4}"
    r"|\(?0[1-9]\d{0,3}\)?[\s\-./](?:\d{2,4}[\s\-./]?){2,4}|06\d{8}"
)
_NUMBER = re.compile(r"\d{8,9}")
_MISSING = text_array(sorted(MISSING_TEXTS))


@dataclass(frozen=True, slots=True)
class _Sort:
    name: str
    severity: Severity
    header: re.Pattern[str]
    matches: Callable[[str], bool] | None  # None: only the header can tell
    may: str = ""  # what all that matches looks like, for Arrow: leaves little to ask one by one


def is_iban(text: str) -> bool:
    """Right form, and the remainder of 97 is 1 (ISO 13616)."""
    plain = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    digits = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def is_bsn(text: str) -> bool:
    """A Dutch citizen service number: weights 9 to 2 and -1, divisible by 11."""
    plain = re.sub(r"[.\s]", "", text)
    if not _NUMBER.fullmatch(plain) or not plain.strip("0"):
        return False
    digits = [int(sign) for sign in plain.zfill(9)]
    weighted = sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    return weighted % 11 == 0


def is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text))


def is_phone(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return 9 <= digits <= 15 and bool(_PHONE.fullmatch(text))


def _header(*words: str) -> re.Pattern[str]:
    return re.compile(r"(?i)(?:^|_)(?:" + "|".join(words) + r")(?:_|$)")


_SORTS = (
    _Sort(
        "e-mail addresses",
        Severity.HIGH,
        _header("e_?mail(?:_?adres+|_?address)?"),
        is_email,
        "@",
    ),
    _Sort("bank account numbers (IBAN)", Severity.HIGH, _header("iban"), is_iban, r"^ *\pL"),
    _Sort(
        "citizen service numbers (BSN)",
        Severity.CRITICAL,
        _header("bsn", "sofi(?:nummer)?", "burgerservicenummer"),
        is_bsn,
        r"^(?:\P{Nd}*\p{Nd}){8,9}\P{Nd}*$",
    ),
    _Sort(
        "phone numbers",
        Severity.HIGH,
        _header("phone(?:_?(?:no|nr|number))?", "telephone", "mobile", "telefoon(?:nummer)?"),
        is_phone,
        r"^(?:[+(]|0\d)",
    ),
    _Sort(
        "names of people",
        Severity.MEDIUM,
        _header(
            "first_?name", "last_?name", "sur_?name", "full_?name", "family_?name", "given_?name",
            "customer_?name", "client_?name", "maiden_?name", "voornaam", "achternaam", "naam",
        ),
        None,
    ),
    _Sort(
        "dates of birth",
        Severity.MEDIUM,
        _header("date_?of_?birth", "birth_?date", "birth_?day", "dob", "geboortedatum"),
        None,
    ),
    _Sort(
        "addresses",
        Severity.MEDIUM,
        _header("street(?:_?address)?", "home_?address", "postal_?address", "straat", "adres"),
        None,
    ),
    _Sort(
        "identity documents or social security numbers",
        Severity.HIGH,
        _header("ssn", "passport(?:_?(?:no|nr|number))?", "national_?id", "paspoort(?:nummer)?"),
        None,
    ),
)  # fmt: skip


def table_findings(path: Path, file: str) -> Iterator[Finding]:
    """Columns with personal data in the first rows of a CSV or Parquet file.

    Raises:
        InputError: the table can't be read.
    """
    rows = read_raw(path, max_rows=SAMPLE_ROWS).rows
    for name in rows.column_names:
        finding = _judge(name, filled_cells(rows.column(name).combine_chunks()), file)
        if finding is not None:
            yield finding


def schema_findings(fields: Sequence[SchemaField], file: str) -> Iterator[Finding]:
    """Fields of a schema whose names say personal data, and whose allowed values don't deny it."""
    for field in fields:
        sort = _named(field.name)
        is_coded = bool(field.allowed) and (
            sort is None
            or sort.matches is None
            or not any(map(sort.matches, map(str, field.allowed)))
        )
        if sort is not None and not is_coded:
            said = f"The field “{field.name}” is named like {sort.name}."
            yield Finding(Severity.MEDIUM, Kind.PERSONAL_DATA, file, 0, said, FIX)


def filled_cells(column: pa.Array) -> pa.Array:
    """The cells that hold something: decimal numbers as they are, all else as trimmed texts."""
    if pa.types.is_floating(column.type):
        numbers = floats(column)
        return number_array(numbers[~np.isnan(numbers)])
    texts = pc.utf8_trim_whitespace(_texts(column)).drop_null()
    return texts.filter(pc.invert(pc.is_in(texts, value_set=_MISSING)))


def _texts(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # lists, and bytes that are no text
        return text_array([str(cell) for cell in column.to_pylist() if cell is not None])


def asked_texts(cells: pa.Array) -> pa.Array:
    """Those of the filled cells that a person's data could be, as texts.

    No number of a person has more than nine digits and a point among them: of measured numbers,
    most of what a scan reads, few are left to be written out and asked.
    """
    if not pa.types.is_floating(cells.type):
        return cells
    values = floats(cells)
    with np.errstate(over="ignore", invalid="ignore"):
        is_short = np.isclose(values, np.round(values, 8), rtol=1e-15, atol=0.0)
    short = values[is_short].tolist()
    return text_array([str(int(one)) if one.is_integer() else str(one) for one in short])


def _judge(name: str, cells: pa.Array, file: str) -> Finding | None:
    """What a column is, by its filled cells."""
    if not len(cells):
        return None
    named = _named(name)
    counted = pc.value_counts(asked_texts(cells))
    texts, counts = counted.field("values"), counted.field("counts")
    for sort in _SORTS:
        if sort.matches is None or not len(texts):
            continue
        is_likely = pc.match_substring_regex(texts, sort.may)
        likely = zip(
            texts.filter(is_likely).to_pylist(), counts.filter(is_likely).to_pylist(), strict=True
        )
        hits = sum(count for text, count in likely if sort.matches(text))
        share = hits / len(cells)
        # One in eleven numbers passes the test of a BSN: it takes nearly all of them, or a name.
        least = MIN_SHARE_NAMED if sort is named else 0.9 if sort.matches is is_bsn else MIN_SHARE
        if share >= least and hits >= min(MIN_HITS, len(cells)):
            said = f"The column “{name}” holds {sort.name} ({share:.0%} of its cells)."
            return Finding(sort.severity, Kind.PERSONAL_DATA, file, 1, said, FIX)
    if named is None or named.matches is not None or not _varies(cells):
        return None
    said = f"The column “{name}” is named like {named.name}, and its values differ."
    return Finding(named.severity, Kind.PERSONAL_DATA, file, 1, said, FIX)


def _named(name: str) -> _Sort | None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^0-9A-Za-z]+", "_", words).lower()
    return next((sort for sort in _SORTS if sort.header.search(plain)), None)


def _varies(cells: pa.Array) -> bool:
    return len(cells.unique()) >= max(2.0, DISTINCT_SHARE * len(cells))
