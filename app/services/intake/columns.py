"""Decides what a column holds: numbers or texts, and tidies it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from app.services.intake.raw_tables import MISSING_TEXTS

NUMERIC_SHARE = 0.95  # of the filled cells; the rest counts as missing
CODE_SHARE = 0.1  # of cells like "0123": a code, not a number

_LEADING_ZERO = re.compile(r"[+-]?0\d+$")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}( .*)?"
    r"|\d{4}/\d{1,2}/\d{1,2}( .*)?"
)


def tidy_column(
    column: pd.Series[Any], name: str, *, decimal_comma: bool
) -> tuple[pd.Series[Any], list[str]]:
    """`column` as float64 (missing: NaN) or as object of str (missing: None), with notes."""
    if pd.api.types.is_bool_dtype(column):
        return as_texts(column.map({True: "true", False: "false"})), []
    if pd.api.types.is_numeric_dtype(column):
        return _finite(column.astype("float64"), name)
    if pd.api.types.is_datetime64_any_dtype(column):
        return as_texts(column.astype("str").where(column.notna(), None)), []
    if isinstance(column.dtype, pd.StringDtype):
        numbers = _plain_numbers(column)
        if numbers is not None:
            return _finite(numbers, name)
    return _from_texts(as_texts(column), name, decimal_comma=decimal_comma)


def is_date_like(column: pd.Series[Any]) -> bool:
    """True when nearly every filled cell of a text column looks like a date."""
    filled = column.dropna().astype(str).head(500)
    if filled.empty:
        return False
    return sum(bool(_DATE.fullmatch(text)) for text in filled) >= NUMERIC_SHARE * len(filled)


def as_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """The cells as trimmed texts (missing: None); whole numbers without a point."""
    if isinstance(column.dtype, pd.StringDtype):
        return pd.Series(_trimmed(column).to_pylist(), dtype="object", name=column.name)
    values = [_text(value) for value in column.tolist()]
    return pd.Series(values, dtype="object", name=column.name)


def _trimmed(column: pd.Series[Any]) -> pa.Array:
    """A column of texts without the spaces around them; what means "missing" is null."""
    texts = pc.utf8_trim_whitespace(pa.array(column, pa.string(), from_pandas=True))
    missing = pc.is_in(texts, value_set=pa.array(sorted(MISSING_TEXTS)))
    return pc.if_else(missing, pa.scalar(None, pa.string()), texts)


def _text(value: object) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and np.isnan(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return None if text in MISSING_TEXTS else text


def _plain_numbers(column: pd.Series[Any]) -> pd.Series[Any] | None:
    """The numbers of a column that holds nothing else: the common case, and a fast one."""
    texts = _trimmed(column)
    filled = len(texts) - texts.null_count
    codes = pc.sum(pc.match_substring_regex(texts, r"^[+-]?0\d")).as_py() or 0
    if not filled or codes:
        return None
    try:
        numbers = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None
    return pd.Series(numbers.to_numpy(zero_copy_only=False), dtype="float64", name=column.name)


def _from_texts(
    column: pd.Series[Any], name: str, *, decimal_comma: bool
) -> tuple[pd.Series[Any], list[str]]:
    counts = column.value_counts()
    filled = int(counts.sum())
    if not filled:
        return pd.Series(np.nan, index=column.index, dtype="float64", name=column.name), []
    codes = sum(count for text, count in counts.items() if _LEADING_ZERO.match(str(text)))
    if codes > CODE_SHARE * filled:
        return column, []
    numbers = _numbers(set(map(str, counts.index)), with_comma=decimal_comma)
    parsed = sum(int(counts[text]) for text in numbers)
    if parsed < NUMERIC_SHARE * filled:
        return column, []
    notes = []
    if parsed < filled:
        notes.append(f"{filled - parsed} cells of “{name}” are not numbers; they count as missing.")
    finite, more = _finite(column.map(numbers).astype("float64"), name)
    return finite, notes + more


def _numbers(texts: set[str], *, with_comma: bool) -> dict[str, float]:
    """The numbers among `texts`; "1.234,5" is one only where a comma can't separate columns."""
    comma = with_comma and any(_DECIMAL_COMMA.fullmatch(text) for text in texts)
    found = {}
    for text in texts:
        plain = text.replace(".", "").replace(",", ".") if comma and "," in text else text
        if "_" in plain:  # Python reads 1_000 as a number, no one else does
            continue
        try:
            found[text] = float(plain)
        except ValueError:
            continue
    return found


def _finite(column: pd.Series[Any], name: str) -> tuple[pd.Series[Any], list[str]]:
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    infinite = np.isinf(values)
    notes = []
    if infinite.any():
        notes.append(
            f"{int(infinite.sum())} cells of “{name}” are infinite; they count as missing."
        )
        values = np.where(infinite, np.nan, values)
    tidy: pd.Series[Any] = pd.Series(values, dtype="float64", name=column.name)
    return tidy, notes
