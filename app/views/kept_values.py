"""What a screen tells of its state, as JSON and back: words, numbers, ids, filters. No Qt.

What was kept is read as anything else that may have been tampered with: a value of another shape
is none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.models.queries.spans import Span
from app.views.filters import FilterQuery, parse


def to_json(value: object) -> Any:
    """
    Raises:
        TypeError: this kind of value is not kept.
    """
    if value is None or isinstance(value, str | int | float):  # bool is an int
        return value
    if isinstance(value, tuple):
        return {"tuple": [to_json(one) for one in value]}
    if isinstance(value, UUID):
        return {"id": str(value)}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, FilterQuery):
        return {"filter": str(value)}
    if isinstance(value, Span):
        return {"span": [value.days, to_json(value.start), to_json(value.end), value.minutes]}
    raise TypeError(f"{type(value).__name__} is not kept")


def from_json(found: Any) -> Any:
    """
    Raises:
        ValueError: it is nothing that `to_json` gave.
    """
    if found is None or isinstance(found, str | int | float):
        return found
    match found:
        case {"tuple": list() as parts}:
            return tuple(from_json(one) for one in parts)
        case {"id": str() as text}:
            return UUID(text)
        case {"time": str() as text}:
            return datetime.fromisoformat(text)
        case {"filter": str() as text}:
            return parse(text)
        case {
            "span": [int() | None as days, start, end, *minutes]
        }:  # an earlier version kept three
            return Span(days, _time(start), _time(end), _minutes(minutes))
    raise ValueError(f"{found!r} was not kept by us")


def _time(found: Any) -> datetime | None:
    time = from_json(found)
    if time is None or isinstance(time, datetime):
        return time
    raise ValueError(f"{found!r} is no time")


def _minutes(found: list[Any]) -> int | None:
    match found:
        case [] | [None]:
            return None
        case [int() as minutes]:
            return minutes
    raise ValueError(f"{found!r} are no minutes")
