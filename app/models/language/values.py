"""The values expressions work on, and how they go back into JSON.

Numbers are decimals inside, so that 0.1 + 0.2 is 0.3. Nothing here asks a Python object for an
attribute by name: a path leads through dicts and lists only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from app.models.language.errors import LanguageError
from app.models.language.limits import MAX_JSON_DEPTH, MAX_JSON_ITEMS, Budget, checked_text

NUMBERS = Context(
    prec=34, Emax=6144, Emin=-6143, traps=[DivisionByZero, InvalidOperation, Overflow]
)
MAX_NUMBER_BITS = 3_400  # about 1e1023: more digits are an attack, not a number
MAX_INTEGER_DIGITS = 34


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration; months are its smallest part."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    low: object
    high: object
    has_low: bool = True
    has_high: bool = True


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def decimal_of(value: object) -> Decimal | None:
    """`value` as a decimal, None when it is not a (finite) number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        if value.bit_length() > MAX_NUMBER_BITS:
            raise LanguageError("A number has more digits than an expression can handle")
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return None


def kind_of(value: object) -> str:
    """The word for what `value` is, for messages and comparisons."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes/no"
    if is_number(value):
        return "number"
    # A datetime is a date, too: the order counts.
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (str, "text"),
        ((list, tuple), "list"),
        (dict, "context"),
        (datetime, "date and time"),
        (date, "date"),
        (time, "time"),
        (timedelta, "days and time duration"),
        (YearsMonths, "years and months duration"),
        (Range, "range"),
    )
    return next((word for kind, word in kinds if isinstance(value, kind)), "unknown")


def equal(left: object, right: object, budget: Budget, depth: int = 0) -> bool:
    """Deep equality of two values; other kinds are never equal; 1 equals 1.0."""
    budget.spend()
    if depth > MAX_JSON_DEPTH:
        raise LanguageError(f"A value is nested more than {MAX_JSON_DEPTH} deep")
    if kind_of(left) != kind_of(right):
        return False
    if is_number(left):
        return decimal_of(left) == decimal_of(right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(
            equal(one, other, budget, depth + 1) for one, other in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            equal(value, right[key], budget, depth + 1) for key, value in left.items()
        )
    if isinstance(left, str) and isinstance(right, str):
        budget.spend(len(left) // 1024)
    return bool(left == right)


def to_json(value: object) -> object:
    """`value` as plain JSON: decimals become int or float, dates and durations ISO texts.

    Raises:
        LanguageError: a value that JSON can't hold, or one of more than 100,000 parts.
    """
    counted = _Counter()
    return _to_json(value, counted.count, 0)


class _Counter:
    def __init__(self) -> None:
        self._items = 0

    def count(self) -> None:
        self._items += 1
        if self._items > MAX_JSON_ITEMS:
            raise LanguageError(f"The result has more than {MAX_JSON_ITEMS:,} parts")


def _to_json(value: object, count: Callable[[], None], depth: int) -> object:
    count()
    if depth > MAX_JSON_DEPTH:
        raise LanguageError(f"A value is nested more than {MAX_JSON_DEPTH} deep")
    if value is None or isinstance(value, bool | str):
        return value
    if is_number(value):
        return number_to_json(value)
    if isinstance(value, list | tuple):
        return [_to_json(item, count, depth + 1) for item in value]
    if isinstance(value, dict):
        return {str(key): _to_json(item, count, depth + 1) for key, item in value.items()}
    return text_of(value)


def number_to_json(value: object) -> int | float:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise LanguageError("The result is not a finite number")
        if value == value.to_integral_value() and value.adjusted() < MAX_INTEGER_DIGITS:
            return int(value)
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise LanguageError("The result is too large or not a number")
    if isinstance(value, int | float):
        return value
    raise LanguageError("The result is not a number")


def text_of(value: object) -> str:  # noqa: PLR0911  # one per kind
    """`value` as people read it: `true`, `12.5`, `2026-11-20`, `P1Y2M`; lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return checked_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return _number_text(value)
    if isinstance(value, list | tuple | dict):
        return checked_text(json.dumps(to_json(value), ensure_ascii=False))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, YearsMonths):
        return _months_text(value.months)
    if isinstance(value, Range):
        opening, closing = "[" if value.has_low else "(", "]" if value.has_high else ")"
        return f"{opening}{text_of(value.low)}..{text_of(value.high)}{closing}"
    raise LanguageError(f"A {type(value).__name__} is no value of the expression language")


def _number_text(value: object) -> str:
    number = decimal_of(value)
    if number is None:
        raise LanguageError("A number is not finite")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _duration_text(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    exact = f"{seconds + value.microseconds / 1e6:.6f}".rstrip("0").rstrip(".")
    clock = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (exact, "S"))
        if amount not in (0, "0")
    )
    days = f"{value.days}D" if value.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}{'T' + clock if clock else ''}"


def _months_text(months: int) -> str:
    sign = "-" if months < 0 else ""
    years, rest = divmod(abs(months), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{sign}P{parts or '0M'}"
