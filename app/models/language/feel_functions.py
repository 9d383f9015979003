"""The built-in functions of FEEL that decision tables and processes may call.

Left out on purpose: `now()` and `today()`, since a decision must give the same answer when it is
checked again (hand the time in as a variable), and the regular-expression functions, since a
hostile pattern can run for hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from statistics import median

from app.models.language import feel_temporal as temporal
from app.models.language.limits import Budget
from app.models.language.values import (
    NUMBERS,
    decimal_of,
    equal,
    is_number,
    kind_of,
    text_of,
)

Arguments = list[object]
Apply = Callable[[Arguments, Budget], object]
MANY = 200
MAX_SCALE = 33


@dataclass(frozen=True, slots=True)
class Function:
    """`apply` gives null (None) for values of a kind it can't use, as FEEL does."""

    fewest: int
    most: int
    apply: Apply


def three_valued_not(value: object) -> bool | None:
    return not value if isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    number = decimal_of(value)
    if number is None or number != number.to_integral_value() or number.adjusted() > 9:
        return None
    return int(number)


def _items(arguments: Arguments, budget: Budget) -> list[object] | None:
    """The one list given, or the arguments themselves; None for null."""
    if len(arguments) == 1:
        (only,) = arguments
        if only is None:
            return None
        items = list(only) if isinstance(only, list | tuple) else [only]
    else:
        items = arguments
    budget.spend_items(len(items))
    return items


def _list(value: object, budget: Budget) -> list[object]:
    items = list(value) if isinstance(value, list | tuple) else [value]
    budget.spend_items(len(items))
    return items


def _numbers(arguments: Arguments, budget: Budget) -> list[Decimal] | None:
    items = _items(arguments, budget)
    if not items:
        return None
    numbers = [decimal_of(item) for item in items]
    found = [number for number in numbers if number is not None]
    return found if len(found) == len(items) else None


# --- conversion and dates -------------------------------------------------------------------


def _number(arguments: Arguments, budget: Budget) -> object:
    value = arguments[0]
    if is_number(value):
        return value
    if not isinstance(value, str):
        return None
    text = value
    if len(arguments) == 3:
        grouping, point = arguments[1:]
        text = text.replace(grouping, "") if isinstance(grouping, str) and grouping else text
        text = text.replace(point, ".") if isinstance(point, str) and point else text
    number = NUMBERS.create_decimal(text.strip())
    return number if number.is_finite() else None


def _string(arguments: Arguments, budget: Budget) -> object:
    value = arguments[0]
    return None if value is None else budget.made_text(text_of(value))


def _date(arguments: Arguments, budget: Budget) -> object:
    if len(arguments) == 3:
        year, month, day = (_whole(argument) for argument in arguments)
        if year is None or month is None or day is None:
            return None
        return date(year, month, day)
    value = arguments[0]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return temporal.parse_date(value) if isinstance(value, str) else None


def _time(arguments: Arguments, budget: Budget) -> object:
    if len(arguments) == 3:
        hour, minute, second = (_whole(argument) for argument in arguments)
        if hour is None or minute is None or second is None:
            return None
        return time(hour, minute, second)
    value = arguments[0]
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, time):
        return value
    return temporal.parse_time(value) if isinstance(value, str) else None


def _date_time(arguments: Arguments, budget: Budget) -> object:
    if len(arguments) == 2:
        day, clock = arguments
        if isinstance(day, date) and isinstance(clock, time):
            return datetime.combine(day, clock)
        return None
    value = arguments[0]
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return temporal.parse_date_time(value) if isinstance(value, str) else None


def _duration(arguments: Arguments, budget: Budget) -> object:
    value = arguments[0]
    return temporal.parse_duration(value) if isinstance(value, str) else value


def _months_between(arguments: Arguments, budget: Budget) -> object:
    start, end = arguments
    if isinstance(start, date) and isinstance(end, date):
        return temporal.months_between(start, end)
    return None


def _at(arguments: Arguments, budget: Budget) -> object:
    return temporal.parse_any(text_of(arguments[0]))


# --- text -----------------------------------------------------------------------------------


def _texts(count: int, apply: Callable[..., object]) -> Function:
    """A function of texts only; null for anything else."""

    def checked(arguments: Arguments, budget: Budget) -> object:
        if not all(isinstance(argument, str) for argument in arguments):
            return None
        value = apply(*arguments)
        return budget.made_text(value) if isinstance(value, str) else value

    return Function(count, count, checked)


def _substring(arguments: Arguments, budget: Budget) -> object:
    text, start = arguments[0], _whole(arguments[1])
    if not isinstance(text, str) or start is None or start == 0:
        return None
    begin = start - 1 if start > 0 else max(len(text) + start, 0)
    if len(arguments) == 2:
        return text[begin:]
    length = _whole(arguments[2])
    return None if length is None or length < 0 else text[begin : begin + length]


def _before(text: str, part: str) -> str:
    head, found, _ = text.partition(part) if part else ("", "", "")
    return head if found else ""


def _after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


def _split(text: str, separator: str) -> object:
    return text.split(separator) if separator else None


def _string_join(arguments: Arguments, budget: Budget) -> object:
    items = _list(arguments[0], budget)
    separator = arguments[1] if len(arguments) > 1 else ""
    if separator is None:
        separator = ""
    parts = [item for item in items if item is not None]
    if not isinstance(separator, str) or not all(isinstance(part, str) for part in parts):
        return None
    size = sum(len(str(part)) for part in parts) + len(separator) * len(parts)
    budget.spend(size // 64)
    return budget.made_text(separator.join(str(part) for part in parts))


# --- numbers --------------------------------------------------------------------------------


def _of_number(apply: Callable[[Decimal], object]) -> Function:
    def checked(arguments: Arguments, budget: Budget) -> object:
        number = decimal_of(arguments[0])
        return None if number is None else apply(number)

    return Function(1, 1, checked)


def _rounded(rounding: str, fewest: int = 2) -> Function:
    def apply(arguments: Arguments, budget: Budget) -> object:
        number = decimal_of(arguments[0])
        scale = _whole(arguments[1]) if len(arguments) > 1 else 0
        if number is None or scale is None or abs(scale) > MAX_SCALE:
            return None
        context = NUMBERS.copy()
        context.prec = 6200  # as many digits as the largest number has
        return NUMBERS.plus(number.quantize(Decimal(1).scaleb(-scale), rounding, context))

    return Function(fewest, 2, apply)


def _modulo(arguments: Arguments, budget: Budget) -> object:
    left, right = decimal_of(arguments[0]), decimal_of(arguments[1])
    if left is None or right is None or right == 0:
        return None
    rest = NUMBERS.remainder(left, right)
    return NUMBERS.add(rest, right) if rest and (rest < 0) != (right < 0) else rest


def _is_odd(number: Decimal) -> object:
    return (
        None if number != number.to_integral_value() else NUMBERS.remainder(number, Decimal(2)) != 0
    )


def _is_even(number: Decimal) -> object:
    return three_valued_not(_is_odd(number))


# --- lists ----------------------------------------------------------------------------------


def _extreme(pick: Callable[[list[object]], object]) -> Function:
    def apply(arguments: Arguments, budget: Budget) -> object:
        items = _items(arguments, budget)
        if not items or len({kind_of(item) for item in items}) != 1:
            return None
        values: list[object] = [decimal_of(item) if is_number(item) else item for item in items]
        if kind_of(values[0]) not in ("number", "text", "date", "date and time", "time"):
            return None
        try:
            return pick(values)
        except TypeError:  # times with and without a zone have no order
            return None

    return Function(1, MANY, apply)


def _count(arguments: Arguments, budget: Budget) -> object:
    return len(_list(arguments[0], budget))


def _sum(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = NUMBERS.add(total, number)
    return total


def _over_numbers(apply: Callable[[list[Decimal]], object]) -> Function:
    def checked(arguments: Arguments, budget: Budget) -> object:
        numbers = _numbers(arguments, budget)
        return None if numbers is None else apply(numbers)

    return Function(1, MANY, checked)


def _quantified(decisive: bool) -> Function:
    """`any` (one true decides) and `all` (one false decides)."""

    def apply(arguments: Arguments, budget: Budget) -> object:
        items = _items(arguments, budget)
        if items is None:
            return None
        if any(item is decisive for item in items):
            return decisive
        return None if any(not isinstance(item, bool) for item in items) else not decisive

    return Function(1, MANY, apply)


def _list_contains(arguments: Arguments, budget: Budget) -> object:
    items, wanted = arguments
    if items is None:
        return None
    return any(equal(item, wanted, budget) for item in _list(items, budget))


def _index_of(arguments: Arguments, budget: Budget) -> object:
    items, wanted = _list(arguments[0], budget), arguments[1]
    return [number for number, item in enumerate(items, 1) if equal(item, wanted, budget)]


def _append(arguments: Arguments, budget: Budget) -> object:
    return [*_list(arguments[0], budget), *arguments[1:]]


def _concatenate(arguments: Arguments, budget: Budget) -> object:
    return [item for argument in arguments for item in _list(argument, budget)]


def _distinct(items: list[object], budget: Budget) -> list[object]:
    found: list[object] = []
    for item in items:
        if not any(equal(item, other, budget) for other in found):
            found.append(item)
    return found


def _union(arguments: Arguments, budget: Budget) -> object:
    items = [item for argument in arguments for item in _list(argument, budget)]
    return _distinct(items, budget)


def _flatten(arguments: Arguments, budget: Budget) -> object:
    flat: list[object] = []
    stack: list[object] = [arguments[0]]
    while stack:
        budget.spend()
        value = stack.pop()
        if isinstance(value, list | tuple):
            stack.extend(reversed(value))
        else:
            flat.append(value)
    return flat


def _sublist(arguments: Arguments, budget: Budget) -> object:
    items, start = _list(arguments[0], budget), _whole(arguments[1])
    length = _whole(arguments[2]) if len(arguments) > 2 else len(items)
    if not start or length is None or length < 0 or abs(start) > len(items):
        return None
    begin = start - 1 if start > 0 else len(items) + start
    return items[begin : begin + length]


def _remove(arguments: Arguments, budget: Budget) -> object:
    items, position = _list(arguments[0], budget), _whole(arguments[1])
    if not position or abs(position) > len(items):
        return None
    del items[position - 1 if position > 0 else position]
    return items


def _insert_before(arguments: Arguments, budget: Budget) -> object:
    items, position = _list(arguments[0], budget), _whole(arguments[1])
    if not position or abs(position) > len(items):
        return None
    items.insert(position - 1 if position > 0 else len(items) + position, arguments[2])
    return items


def _get_value(arguments: Arguments, budget: Budget) -> object:
    context, key = arguments
    return context.get(key) if isinstance(context, dict) and isinstance(key, str) else None


def _get_entries(arguments: Arguments, budget: Budget) -> object:
    context = arguments[0]
    if not isinstance(context, dict):
        return None
    budget.spend_items(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def _absolute(arguments: Arguments, budget: Budget) -> object:
    value = arguments[0]
    if isinstance(value, timedelta):
        return abs(value)
    number = decimal_of(value)
    return None if number is None else NUMBERS.abs(number)


FUNCTIONS: dict[str, Function] = {
    "not": Function(1, 1, lambda arguments, _: three_valued_not(arguments[0])),
    "is defined": Function(1, 1, lambda arguments, _: arguments[0] is not None),
    "number": Function(1, 3, _number),
    "string": Function(1, 1, _string),
    "date": Function(1, 3, _date),
    "time": Function(1, 3, _time),
    "date and time": Function(1, 2, _date_time),
    "duration": Function(1, 1, _duration),
    "years and months duration": Function(2, 2, _months_between),
    "@": Function(1, 1, _at),
    "substring": Function(2, 3, _substring),
    "string length": _texts(1, len),
    "upper case": _texts(1, str.upper),
    "lower case": _texts(1, str.lower),
    "substring before": _texts(2, _before),
    "substring after": _texts(2, _after),
    "contains": _texts(2, lambda text, part: part in text),
    "starts with": _texts(2, str.startswith),
    "ends with": _texts(2, str.endswith),
    "trim": _texts(1, str.strip),
    "split": _texts(2, _split),
    "string join": Function(1, 2, _string_join),
    "abs": Function(1, 1, _absolute),
    "floor": _rounded(ROUND_FLOOR, 1),
    "ceiling": _rounded(ROUND_CEILING, 1),
    "decimal": _rounded(ROUND_HALF_EVEN),
    "round up": _rounded(ROUND_UP),
    "round down": _rounded(ROUND_DOWN),
    "round half up": _rounded(ROUND_HALF_UP),
    "round half down": _rounded(ROUND_HALF_DOWN),
    "modulo": Function(2, 2, _modulo),
    "odd": _of_number(_is_odd),
    "even": _of_number(_is_even),
    "min": _extreme(min),  # type: ignore[arg-type]  # of one comparable kind by then
    "max": _extreme(max),  # type: ignore[arg-type]
    "count": Function(1, 1, _count),
    "sum": _over_numbers(_sum),
    "mean": _over_numbers(lambda found: NUMBERS.divide(_sum(found), Decimal(len(found)))),
    "median": _over_numbers(median),
    "any": _quantified(True),
    "all": _quantified(False),
    "list contains": Function(2, 2, _list_contains),
    "index of": Function(2, 2, _index_of),
    "append": Function(2, MANY, _append),
    "concatenate": Function(1, MANY, _concatenate),
    "union": Function(1, MANY, _union),
    "distinct values": Function(1, 1, _union),
    "flatten": Function(1, 1, _flatten),
    "reverse": Function(1, 1, lambda arguments, budget: _list(arguments[0], budget)[::-1]),
    "sublist": Function(2, 3, _sublist),
    "remove": Function(2, 2, _remove),
    "insert before": Function(3, 3, _insert_before),
    "get value": Function(2, 2, _get_value),
    "get entries": Function(1, 1, _get_entries),
}
