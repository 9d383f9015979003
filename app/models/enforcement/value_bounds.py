"""What columns that people write are kept to: texts, JSON values and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, DateTime, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.types import TypeEngine

from app.models.enforcement.refusing import Refusing
from app.models.rules.framework_sizes import LONGEST as OF_FRAMEWORKS
from app.models.rules.registrations import LONGEST as OF_REGISTRATIONS
from app.models.rules.rights import RIGHTS
from app.models.rules.roles import PEOPLE
from app.models.rules.sizes import (
    DEEPEST,
    END_YEAR,
    FIRST_YEAR,
    LARGEST,
    OBJECTS,
    TEXTS,
    longest,
    most_bytes,
)

SIZE, NUMBER, SHAPE, DEPTH = "text.size", "json.number", "json.shape", "json.depth"
VOLUME, TIME = "value.size", "time.range"
_BINARY = ("bpmn", "dmn", "entries")
# These have a guard of their own, which says more.
_GUARDED: dict[str, Sequence[str]] = {
    **{table: tuple(columns) for table, columns in OF_FRAMEWORKS.items()},
    "registration_request": tuple(OF_REGISTRATIONS),
    "decision": ("reason",),
    "request_note": ("text",),
}
_GUARDED_BYTES = {"blob_chunk": ("data",), "framework": ("file",)}
_GUARDED_TIMES = {"framework": ("effective_from", "effective_until")}
_STAMPED = ("recorded_from", "created_at")  # by the database, in every table
_NO_TEXT = 'strict $[*] ? (@.type() <> "string")'
_FAR = f'strict $.** ? (@.type() == "number" && (@ > {LARGEST!r} || @ < -{LARGEST!r}))'


_DEEP = f'strict $.**{{{DEEPEST} to last}} ? (@.type() == "array" || @.type() == "object")'


def text_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """By table, the texts that people, or the service for them, write into it."""
    return _columns(metadata, String, _GUARDED)


def json_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    return _columns(metadata, JSON, {})


def shaped_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """Of those, the columns of which readers expect a list of texts, or named values."""
    known = json_columns(metadata).items()
    said = {table: tuple(n for n in names if n in (*TEXTS, *OBJECTS)) for table, names in known}
    return {table: names for table, names in said.items() if names}


def deep_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """Of those, the columns that hold more than a list of texts."""
    known = json_columns(metadata).items()
    said = {table: tuple(name for name in names if name not in TEXTS) for table, names in known}
    return {table: names for table, names in said.items() if names}


def sized_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """Values that are no texts, where people write them themselves."""
    kinds = (json_columns(metadata), _columns(metadata, LargeBinary, _GUARDED_BYTES))
    found = {}
    for rights in RIGHTS:
        names = [name for known in kinds for name in known.get(rights.table, ())]
        said = [n for n in names if rights.insert & PEOPLE or n in rights.editable]
        if said:
            found[rights.table] = tuple(said)
    return found


def time_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    found = _columns(metadata, DateTime, _GUARDED_TIMES)
    said = {table: tuple(n for n in names if n not in _STAMPED) for table, names in found.items()}
    return {table: names for table, names in said.items() if names}


def _columns(
    metadata: MetaData, kind: type[TypeEngine[Any]], but: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    found = {}
    for rights in RIGHTS:
        if (rights.insert | rights.update) & PEOPLE:
            columns = metadata.tables[f"{metadata.schema}.{rights.table}"].columns
            of_kind = (one.name for one in columns if isinstance(_stored(one.type), kind))
            found[rights.table] = tuple(n for n in of_kind if n not in but.get(rights.table, ()))
    return {table: names for table, names in found.items() if names}


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def triggers(metadata: MetaData) -> tuple[Refusing, ...]:
    return (
        Refusing(
            "shapes", "beyond_shapes", SHAPE, shaped_columns(metadata),
            _is_other_on_postgresql, _is_other_on_sqlite,
        ),
        Refusing(
            "sizes", "beyond_sizes", SIZE, text_columns(metadata), _is_long, _is_long_on_sqlite
        ),
        Refusing(
            "depths", "beyond_depths", DEPTH, deep_columns(metadata),
            _is_deep_on_postgresql, _is_deep_on_sqlite,
        ),
        Refusing(
            "numbers", "beyond_numbers", NUMBER, json_columns(metadata),
            _is_far_on_postgresql, _is_far_on_sqlite,
        ),
        Refusing(
            "volumes", "beyond_volumes", VOLUME, sized_columns(metadata),
            _is_large_on_postgresql, _is_large_on_sqlite,
        ),
        Refusing(
            "times", "beyond_times", TIME, time_columns(metadata),
            _is_no_time, _is_no_time_on_sqlite,
        ),
    )  # fmt: skip


def _is_long(column: str) -> str:
    """The bytes are known without looking at them; only of many the letters are counted."""
    size = longest(column)
    return f"(octet_length(NEW.{column}) > {size} AND length(NEW.{column}) > {size})"


def _is_long_on_sqlite(column: str) -> str:
    return f"length(NEW.{column}) > {longest(column)}"


def _is_far_on_postgresql(column: str) -> str:
    return f"jsonb_path_exists(NEW.{column}, '{_FAR}')"


def _is_far_on_sqlite(column: str) -> str:
    """An integer that is too long for SQLite is one without an end there."""
    read = f"json_tree(CASE WHEN json_valid(NEW.{column}) THEN NEW.{column} END)"
    far = f"(j.value > {LARGEST!r} OR j.value < -{LARGEST!r})"
    return f"EXISTS (SELECT 1 FROM {read} j WHERE j.type IN ('integer', 'real') AND {far})"


def _is_deep_on_postgresql(column: str) -> str:
    return f"jsonb_path_exists(NEW.{column}, '{_DEEP}')"


def _is_deep_on_sqlite(column: str) -> str:
    """SQLite itself gives up at two thousand levels: to it that is no JSON any more."""
    nested = (
        f"WITH RECURSIVE n (value, depth) AS (SELECT NEW.{column}, 0 WHERE json_valid(NEW.{column})"
        " UNION ALL SELECT j.value, n.depth + 1 FROM n, json_each(n.value) j"
        f" WHERE j.type IN ('array', 'object') AND n.depth < {DEEPEST})"
        f" SELECT 1 FROM n WHERE n.depth = {DEEPEST}"
    )
    is_no_json = f"NEW.{column} IS NOT NULL AND NOT json_valid(NEW.{column})"
    return f"({is_no_json} OR EXISTS ({nested}))"


def _is_large_on_postgresql(column: str) -> str:
    value = f"NEW.{column}" if column in _BINARY else f"CAST(NEW.{column} AS text)"
    return f"octet_length({value}) > {most_bytes(column)}"


def _is_large_on_sqlite(column: str) -> str:
    return f"length(CAST(NEW.{column} AS BLOB)) > {most_bytes(column)}"


def _is_other_on_postgresql(column: str) -> str:
    kind = f"jsonb_typeof(NEW.{column})"
    if column in OBJECTS:
        return f"{kind} <> 'object'"
    return f"({kind} <> 'array' OR jsonb_path_exists(NEW.{column}, '{_NO_TEXT}'))"


def _is_other_on_sqlite(column: str) -> str:
    """What is no JSON is refused too: PostgreSQL has no such value."""
    kind = f"CASE WHEN json_valid(NEW.{column}) THEN json_type(NEW.{column}) END"
    if column in OBJECTS:
        return f"({kind}) IS NOT 'object'"
    elements = f"json_each(CASE WHEN json_valid(NEW.{column}) THEN NEW.{column} END)"
    other = f"EXISTS (SELECT 1 FROM {elements} j WHERE j.type <> 'text')"
    return f"(({kind}) IS NOT 'array' OR {other})"


def _is_no_time(column: str) -> str:
    """PostgreSQL keeps years before Christ, and infinity: no reader of ours can.

    The year as a number: PostgreSQL words a time that stands here by the reader's zone.
    """
    year = f"extract(year FROM NEW.{column} AT TIME ZONE 'UTC')"
    return f"({year} < {FIRST_YEAR} OR {year} >= {END_YEAR})"


def _is_no_time_on_sqlite(column: str) -> str:
    """There a time is a text, and is compared as one: it is written in the one way."""
    two = "[0-9][0-9]"
    form = f"{two}{two}-{two}-{two} {two}:{two}:{two}.{two}{two}{two}"
    value, said = f"NEW.{column}", f"substr(NEW.{column}, 1, 19)"
    shape = f"{value} NOT GLOB '{form}'"
    is_no_day = f"strftime('%Y-%m-%d %H:%M:%S', {said}, '+0 days') IS NOT {said}"
    outside = f"{value} < '{FIRST_YEAR}' OR {value} >= '{END_YEAR}'"
    return f"({value} IS NOT NULL AND ({shape} OR {is_no_day} OR {outside}))"
