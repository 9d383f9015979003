"""The filter language of the window and of the command line, understood: pure, with positions.

    stage:PROD,UAT risk:high -owner:me age<30d "free text"

Conditions must all hold; several values of one mean "one of these"; words must all occur.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.errors import InputError, quoted

_TOKEN = re.compile(
    r"""
    (?P<not>-)?(?P<key>[A-Za-z][A-Za-z_]*)(?P<op>:|<=|>=|<|>|=)(?P<values>(?:"[^"]*"|[^\s"])*)
    | "(?P<quoted>[^"]*)(?P<end>"?)
    | (?P<word>\S+)
    """,
    re.VERBOSE,
)
_VALUE = re.compile(r'"([^"]*)"|([^,"]+)')
_DURATION = re.compile(r"(\d{1,6})(min|h|d|w|m|y)")
_SECONDS = {"min": 60, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `position` is where it stands in the text, counted from 1."""

    key: str
    values: tuple[str, ...]
    operator: str = ":"
    is_negated: bool = False
    position: int = 1


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold, and words that must all occur. Empty: everything."""

    conditions: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()


# Which operators each key takes; keys that are compared take durations.
PLAIN = frozenset({":", "="})
COMPARED = frozenset({"<", "<=", ">", ">="})
Keys = Mapping[str, frozenset[str]]


def parse_filter(text: str, keys: Keys, *, is_strict: bool = True) -> Filter:
    """What `text` asks for.

    Args:
        is_strict: a key that is not known is an error, as on the command line; else it is a word
            to look for, as in the window, where people are still typing.
    Raises:
        InputError: an unknown key, a missing value, a quote that is not closed: with its position.
    """
    conditions: list[Condition] = []
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        key = (match["key"] or "").lower()
        if key and (key in keys or is_strict):
            found = _condition(match, key, keys, is_strict=is_strict)
            conditions.extend([found] if found else [])
        elif match["quoted"] is not None:
            if is_strict and not match["end"]:
                raise _error(match, "The quote is not closed", "Close it with a second quote.")
            words.append(match["quoted"])
        else:
            words.append(match[0].strip('"'))
    kept = tuple(dict.fromkeys(word for word in words if word.strip()))
    return Filter(tuple(dict.fromkeys(conditions)), kept)


def _condition(match: re.Match[str], key: str, keys: Keys, *, is_strict: bool) -> Condition | None:
    if key not in keys:
        known = ", ".join(sorted(keys))
        raise _error(match, f"There is no filter {quoted(key)}", f"Known: {known}.")
    parts = _VALUE.findall(match["values"])
    values = tuple(dict.fromkeys(held or plain for held, plain in parts if held or plain))
    if not values:
        if is_strict:
            raise _error(match, f"{key} has no value", f"Write for example {key}:value.")
        return None
    operator = match["op"]
    if operator not in keys[key]:
        allowed = " or ".join(sorted(keys[key]))
        raise _error(match, f"{key} can't be compared by {operator}", f"Use {allowed}.")
    return Condition(key, values, operator, bool(match["not"]), match.start() + 1)


def _error(match: re.Match[str], problem: str, hint: str) -> InputError:
    return InputError(f"{problem} (at character {match.start() + 1} of the filter).", hint=hint)


def duration_of(condition: Condition) -> timedelta:
    """The value of a condition on an age: `30d`, `4h`, `10min`, `2w`, `1y`.

    Raises:
        InputError: it is no duration.
    """
    match = _DURATION.fullmatch(condition.values[0].lower())
    if match is None:
        raise InputError(
            f"{quoted(condition.values[0])} is no age "
            f"(at character {condition.position} of the filter).",
            hint="Write for example age>30d, age<4h, age<10min.",
        )
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
