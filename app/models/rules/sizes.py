"""How much a value of a row may hold, whoever writes it: one bound for each kind of text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from app.models.rules.blockers import Blocker

HANDLE = 80  # letters
LINE = 1_000  # a name, a key, a digest, a signature
PLACE = 5_000  # a path or an address
TEXT = 10_000  # what somebody says
DOCUMENT = 100_000  # what is signed, told by the service, or made of several texts to be found by
FILE = 1 << 24  # what the program writes out of files
OTHERS: dict[int, tuple[str, ...]] = {
    HANDLE: ("handle",),
    PLACE: ("path", "uri", "url", "pattern"),
    TEXT: (
        "answer", "comment", "description", "documents", "fix", "note", "place", "purpose",
        "question", "reason", "remark", "runbook", "source", "text", "wanted",
    ),
    DOCUMENT: ("detail", "document", "result", "search_text"),
    FILE: ("manifest", "profile"),
}  # fmt: skip
CHUNK_BYTES = 1 << 20  # of a stored file
LARGEST = sys.float_info.max  # of the numbers in a JSON value: beyond it no reader agrees on one
# Of numbers that people write, by table: the least and the most.
RANGES: dict[str, dict[str, tuple[int, int]]] = {
    "runtime": {"capacity": (1, 100_000)},  # models at once
    "monitor": {"window_s": (1, 366 * 86_400), "minimum_rows": (1, 1_000_000_000)},
}
WAIVED_AT_MOST_DAYS = 366  # an exception is looked at again each year
_LONGEST = {column: size for size, columns in OTHERS.items() for column in columns}


def longest(column: str) -> int:
    """Letters that a text column of this name holds."""
    return _LONGEST.get(column, LINE)


def size_blockers(texts: Mapping[str, str]) -> tuple[Blocker, ...]:
    """Why these texts, by their columns, can't be kept."""
    is_over = any(len(text) > longest(column) for column, text in texts.items())
    return (Blocker("text.size"),) if is_over else ()


def number_blockers(value: object) -> tuple[Blocker, ...]:
    """Why this JSON value can't be kept."""
    return (Blocker("json.number"),) if any(_is_far(one) for one in _numbers(value)) else ()


def range_blockers(table: str, values: Mapping[str, object]) -> tuple[Blocker, ...]:
    """Why these numbers, by their columns, can't be kept in this table."""
    is_out = any(
        isinstance(number := values.get(column, least), int) and not least <= number <= most
        for column, (least, most) in RANGES.get(table, {}).items()
    )
    return (Blocker("number.range"),) if is_out else ()


def waived_until_blockers(until: datetime, *, now: datetime) -> tuple[Blocker, ...]:
    """Why nothing can be waived for so long."""
    is_long = until - now > timedelta(days=WAIVED_AT_MOST_DAYS)
    return (Blocker("waiver.long"),) if is_long else ()


def _is_far(number: float) -> bool:
    return not -LARGEST <= number <= LARGEST


def _numbers(value: object) -> Iterable[float]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, int | float):
            yield one
