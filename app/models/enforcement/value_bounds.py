"""What columns that people write are kept to: the length of texts, the numbers of JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.types import TypeEngine

from app.models.enforcement.guards_of_framework_bounds import LONGEST as OF_FRAMEWORKS
from app.models.enforcement.refusing import Refusing
from app.models.rules.registrations import LONGEST as OF_REGISTRATIONS
from app.models.rules.rights import RIGHTS
from app.models.rules.roles import PEOPLE
from app.models.rules.sizes import LARGEST, longest

SIZE, NUMBER = "text.size", "json.number"
# These have a guard of their own, which says more.
_GUARDED: dict[str, Sequence[str]] = {
    **{table: tuple(columns) for table, columns in OF_FRAMEWORKS.items()},
    "registration_request": tuple(OF_REGISTRATIONS),
    "decision": ("reason",),
    "request_note": ("text",),
}
_FAR = f'strict $.** ? (@.type() == "number" && (@ > {LARGEST!r} || @ < -{LARGEST!r}))'


def text_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """By table, the texts that people, or the service for them, write into it."""
    return _columns(metadata, String, _GUARDED)


def json_columns(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    return _columns(metadata, JSON, {})


def _columns(
    metadata: MetaData, kind: type[TypeEngine[Any]], but: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    found = {}
    for rights in RIGHTS:
        if (rights.insert | rights.update) & PEOPLE:
            columns = metadata.tables[f"{metadata.schema}.{rights.table}"].columns
            of_kind = (one.name for one in columns if isinstance(one.type, kind))
            found[rights.table] = tuple(n for n in of_kind if n not in but.get(rights.table, ()))
    return {table: names for table, names in found.items() if names}


def triggers(metadata: MetaData) -> tuple[Refusing, ...]:
    return (
        Refusing(
            "sizes", "beyond_sizes", SIZE, text_columns(metadata), _is_long, _is_long_on_sqlite
        ),
        Refusing(
            "numbers", "beyond_numbers", NUMBER, json_columns(metadata),
            _is_far_on_postgresql, _is_far_on_sqlite,
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
