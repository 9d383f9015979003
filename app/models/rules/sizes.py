"""How much a value of a row may hold, whoever writes it: one bound for each kind of text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.models.rules.assessing import LONGEST_REPEAT_DAYS
from app.models.rules.blockers import Blocker
from app.models.rules.lineage_reviews import MOST_EVENTS

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
SEARCHED_BYTES = 1_200  # of `search_text`: an index row of PostgreSQL has 2,704 in all
CHUNK_BYTES = 1 << 20  # of a stored file
# JSON columns by what they hold, in whatever table people write them: readers go by that.
TEXTS = ("service_tags", "stage_tags", "formats", "tests")  # a list of texts
OBJECTS = ("parameters", "answers", "metrics", "data_digests", "allowed", "content", "payload")
# How many bytes a JSON value, written as text, or a file in a row may have, by its column.
JSON_BYTES = 1 << 20
BYTES = {
    **dict.fromkeys(TEXTS, TEXT), "content": DOCUMENT, "entries": 1 << 16,
    "bpmn": FILE, "dmn": FILE,
}  # fmt: skip
DEEPEST = 32  # of lists and values by name inside each other: nobody's reader gives up there
LARGEST = sys.float_info.max  # of the numbers in a JSON value: beyond it no reader agrees on one
VERSIONS = (1, 1_000_000)  # so that there is always a next one that a reader takes
# Of numbers that people write, by table: the least and the most.
RANGES: dict[str, dict[str, tuple[int, int]]] = {
    "runtime": {"capacity": (1, 100_000)},  # models at once
    "monitor": {
        "window_s": (1, 366 * 86_400), "minimum_rows": (1, 1_000_000_000), "version": VERSIONS,
    },
    "data_source": {"retention_days": (0, 36_600), "label_delay_s": (0, 3_660 * 86_400)},
    "attestation": {"repeat_days": (1, LONGEST_REPEAT_DAYS)},
    "model_version": {"version": VERSIONS},
    "lineage_review": {"events": (1, MOST_EVENTS)},
}  # fmt: skip
# Who adds the next of a line says its number, and no later one: else the rest of them were taken.
# By table, the column of the number, and what the line is of.
COUNTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "model_version": ("version", ("model_id",)),
    "monitor": ("version", ("model_id", "name")),
    "life_cycle_template": ("version", ("unit_id", "key")),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of a table one person may have: so that nobody alone fills the database."""

    most: int
    whose: str  # the column that says whose they are
    of: str = ""  # so many for each of these; empty: in all
    still: str = ""  # SQL over the row x: which of them count; empty: all


MOST_VIEWS = 1_000
MOST_WATCHED = 20_000
MOST_LOOKED_AT = 10_000
MOST_NOTES = 500  # on one request
MOST_ASKED_MODELS = 200  # that nobody has answered
MOST_WISHES = 5_000  # to the service, that it has not taken up
SHARES = {
    "saved_view": Share(MOST_VIEWS, "person_id"),
    "watch": Share(MOST_WATCHED, "person_id"),
    "presence": Share(MOST_LOOKED_AT, "person_id"),
    "request_note": Share(MOST_NOTES, "created_by", of="request_id"),
    "registration_request": Share(MOST_ASKED_MODELS, "asked_by", still="x.state = 'asked'"),
    "engine_inbox": Share(MOST_WISHES, "created_by", still="x.consumed_at IS NULL"),
}
# Of times that people write: what lies before or after, programs read as no time at all.
FIRST_YEAR, END_YEAR = 1900, 3000
_FIRST, _END = (datetime(year, 1, 1, tzinfo=UTC) for year in (FIRST_YEAR, END_YEAR))
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


def depth_blockers(value: object) -> tuple[Blocker, ...]:
    """Why a JSON value with so much inside each other can't be kept."""
    inside = [value]
    for _ in range(DEEPEST):
        inside = [part for one in inside for part in _parts(one)]
    is_over = any(isinstance(one, Mapping | list | tuple) for one in inside)
    return (Blocker("json.depth"),) if is_over else ()


def most_bytes(column: str) -> int:
    """Of a value that is no text, in a column of this name."""
    return BYTES.get(column, JSON_BYTES)


def volume_blockers(values: Mapping[str, object]) -> tuple[Blocker, ...]:
    """Why these values, by their columns, can't be kept."""
    is_over = any(_volume(value) > most_bytes(name) for name, value in values.items())
    return (Blocker("value.size"),) if is_over else ()


def shape_blockers(values: Mapping[str, object]) -> tuple[Blocker, ...]:
    """Why these JSON values, by their columns, can't be kept; None: it is not said."""
    known = {name: value for name, value in values.items() if value is not None}
    is_other = any(
        (name in TEXTS and not _is_texts(value))
        or (name in OBJECTS and not isinstance(value, Mapping))
        for name, value in known.items()
    )
    return (Blocker("json.shape"),) if is_other else ()


def range_blockers(table: str, values: Mapping[str, object]) -> tuple[Blocker, ...]:
    """Why these numbers, by their columns, can't be kept in this table."""
    is_out = any(
        isinstance(number := values.get(column, least), int) and not least <= number <= most
        for column, (least, most) in RANGES.get(table, {}).items()
    )
    return (Blocker("number.range"),) if is_out else ()


def time_blockers(values: Iterable[object]) -> tuple[Blocker, ...]:
    """Why one of these times can't be kept."""
    times = (one for one in values if isinstance(one, datetime) and one.tzinfo is not None)
    is_out = any(not _FIRST <= one < _END for one in times)
    return (Blocker("time.range"),) if is_out else ()


def waived_until_blockers(until: datetime, *, now: datetime) -> tuple[Blocker, ...]:
    """Why nothing can be waived for so long."""
    is_long = until - now > timedelta(days=WAIVED_AT_MOST_DAYS)
    return (Blocker("waiver.long"),) if is_long else ()


def _volume(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, bytes):
        return len(value)
    try:
        return len(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    except (TypeError, ValueError, RecursionError):  # whoever stores it says what is wrong
        return 0


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


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
