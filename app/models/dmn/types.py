"""The types of DMN columns: JSON knows no dates, so values are converted on their way in."""

from __future__ import annotations

from collections.abc import Callable

from app.models.language import feel_temporal as temporal
from app.models.language.errors import LanguageError
from app.models.language.feel import evaluate_value
from app.models.language.values import decimal_of, kind_of, text_of

ANY = frozenset(["", "Any", "any", "list", "context", "Context"])
_NUMBERS = frozenset(["number", "integer", "long", "double", "decimal", "short", "int", "float"])
_WHOLE = frozenset(["integer", "long", "short", "int"])
_TEMPORAL: dict[str, tuple[str, Callable[[str], object]]] = {
    "date": ("date", temporal.parse_date),
    "time": ("time", temporal.parse_time),
    "dateTime": ("date and time", temporal.parse_date_time),
    "date and time": ("date and time", temporal.parse_date_time),
    "dayTimeDuration": ("days and time duration", temporal.parse_duration),
    "days and time duration": ("days and time duration", temporal.parse_duration),
    "yearMonthDuration": ("years and months duration", temporal.parse_duration),
    "years and months duration": ("years and months duration", temporal.parse_duration),
}


def is_known_type(name: str) -> bool:
    return name in ANY or name in _NUMBERS or name in _TEMPORAL or name in ("string", "boolean")


def converted(value: object, type_name: str) -> object:
    """`value` as a value of the column's type; null and values of no type stay as they are.

    Raises:
        LanguageError: it is not of that type and can't be read as one.
    """
    if value is None or type_name in ANY:
        return value
    if type_name in _NUMBERS:
        return _number(value, type_name)
    if type_name == "boolean":
        return _boolean(value)
    if type_name == "string":
        return value if isinstance(value, list | tuple) else text_of(value)
    return _temporal(value, type_name)


def _number(value: object, type_name: str) -> object:
    number = decimal_of(value)
    if number is None and isinstance(value, str):
        number = decimal_of(evaluate_value("number(text)", {"text": value}).value)
    if number is None:
        raise LanguageError(f"A number was expected, not {_shown(value)}")
    if type_name in _WHOLE and number != number.to_integral_value():
        raise LanguageError(f"A whole number was expected, not {_shown(value)}")
    return number


def _boolean(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise LanguageError(f"Yes or no was expected, not {_shown(value)}")


def _temporal(value: object, type_name: str) -> object:
    kind, read = _TEMPORAL[type_name]
    found = read(value) if isinstance(value, str) else value
    if kind_of(found) != kind:
        raise LanguageError(f"A {kind} was expected, not {_shown(value)}")
    return found


def _shown(value: object) -> str:
    text = text_of(value)
    return f"“{text[:60]}”"
