"""How JUEL treats values: its conversions, its equality, and the white-listed methods.

As in the Expression Language of Java EE, numbers and texts that hold a number compare as numbers,
and null is neither smaller nor larger than anything. Stricter than there: null is no 0, and a key
that a context does not hold is an error (`get()` gives null instead).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from app.models.language.errors import LanguageError
from app.models.language.limits import Budget
from app.models.language.values import NUMBERS, decimal_of, equal, is_number, kind_of, text_of

_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "<": lambda left, right: left < right,  # type: ignore[operator]  # both decimals or both texts
    ">": lambda left, right: left > right,  # type: ignore[operator]
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}
_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "%": NUMBERS.remainder,
}


def truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value is None:
        return False
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise LanguageError(f"Yes or no was expected, not {kind_of(value)}")


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def equals(left: object, right: object, budget: Budget) -> bool:
    """`==`: a number and a text, or yes/no and a text, are compared after conversion."""
    if (isinstance(left, str) and is_number(right)) or (isinstance(right, str) and is_number(left)):
        return _number(left) == _number(right)
    if isinstance(left, bool) and isinstance(right, str):
        return left == (right.lower() == "true")
    if isinstance(right, bool) and isinstance(left, str):
        return right == (left.lower() == "true")
    return equal(left, right, budget)


def compare(left: object, operator: str, right: object) -> bool:
    if left is None or right is None:
        return left is right and operator in ("<=", ">=")
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARE[operator](left, right)
    return _COMPARE[operator](_number(left), _number(right))


def arithmetic(left: object, operator: str, right: object) -> Decimal:
    one, other = _number(left), _number(right)
    if operator in "/%" and other == 0:
        raise LanguageError("Division by zero")
    return _ARITHMETIC[operator](one, other)


def _number(value: object) -> Decimal:
    number = decimal_of(value)
    if number is not None:
        return number
    if isinstance(value, str):
        try:
            return NUMBERS.create_decimal(value.strip())
        except DecimalException:
            pass
        shown = value if len(value) <= 40 else f"{value[:40]}…"
        raise LanguageError(
            f"A number was expected, not the text “{shown}”",
            hint="To put texts together, write them one after the other: ${a}${b}.",
        )
    raise LanguageError(f"A number was expected, not {kind_of(value)}")


def member(value: object, name: str) -> object:
    if isinstance(value, dict):
        if name in value:
            return value[name]
        raise LanguageError(f"There is no “{name}” in this value")
    raise LanguageError(f"“.{name}” needs a context, not {kind_of(value)}")


def element(value: object, index: object) -> object:
    if isinstance(value, dict):
        return member(value, text_of(index))
    if not isinstance(value, list | tuple):
        raise LanguageError(f"“[…]” needs a list or a context, not {kind_of(value)}")
    number = _number(index)
    if number != number.to_integral_value() or not 0 <= number < len(value):
        raise LanguageError(f"The list has no item {text_of(number)}; it holds {len(value)}")
    return value[int(number)]


def call_method(value: object, name: str, arguments: list[object], budget: Budget) -> object:
    return _METHODS[name](value, arguments, budget)


def _contains(value: object, arguments: list[object], budget: Budget) -> object:
    if isinstance(value, str):
        return _text(arguments[0]) in value
    if isinstance(value, list | tuple):
        return any(equal(item, arguments[0], budget) for item in value)
    raise LanguageError(f"contains() needs a text or a list, not {kind_of(value)}")


def _size(value: object, arguments: list[object], budget: Budget) -> object:
    if isinstance(value, list | tuple | dict):
        return len(value)
    raise LanguageError(f"size() needs a list or a context, not {kind_of(value)}")


def _is_empty(value: object, arguments: list[object], budget: Budget) -> object:
    if isinstance(value, str | list | tuple | dict):
        return not value
    raise LanguageError(f"isEmpty() needs a text, a list or a context, not {kind_of(value)}")


def _get(value: object, arguments: list[object], budget: Budget) -> object:
    if isinstance(value, dict):
        return value.get(text_of(arguments[0]))
    return element(value, arguments[0])


def _number_value(value: object, arguments: list[object], budget: Budget) -> object:
    return _of_kind(value, "number")


def _string_value(value: object, arguments: list[object], budget: Budget) -> object:
    return _of_kind(value, "text")


def _bool_value(value: object, arguments: list[object], budget: Budget) -> object:
    return _of_kind(value, "yes/no")


def _of_kind(value: object, kind: str) -> object:
    if kind_of(value) != kind:
        raise LanguageError(f"The value is {kind_of(value)}, not {kind}")
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise LanguageError(f"A text was expected, not {kind_of(value)}")


def _to_string(value: object, arguments: list[object], budget: Budget) -> object:
    if value is None:
        raise LanguageError("toString() needs a value, not null")
    return budget.made_text(text_of(value))


_METHODS: dict[str, Callable[[object, list[object], Budget], object]] = {
    "toString": _to_string,
    "equals": lambda value, arguments, budget: equal(value, arguments[0], budget),
    "contains": _contains,
    "size": _size,
    "isEmpty": _is_empty,
    "get": _get,
    "startsWith": lambda value, arguments, _: _text(value).startswith(_text(arguments[0])),
    "prop": lambda value, arguments, _: member(value, _text(arguments[0])),
    "numberValue": _number_value,
    "stringValue": _string_value,
    "boolValue": _bool_value,
}
