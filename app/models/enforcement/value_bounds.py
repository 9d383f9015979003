"""What every column that people write is kept to: the length of texts, the numbers of JSON values.

As for hidden names the triggers ask before they call anything, so that a row that is well costs
next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.types import TypeEngine

from app.models.enforcement.guard import FORBIDDEN
from app.models.enforcement.guards_of_framework_bounds import LONGEST as OF_FRAMEWORKS
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


def postgresql_triggers(metadata: MetaData, pinned: str) -> Iterator[str]:
    for name, code, columns, say in (
        ("sizes", SIZE, text_columns(metadata), _is_long),
        ("numbers", NUMBER, json_columns(metadata), _is_far_on_postgresql),
    ):
        yield (
            f"CREATE OR REPLACE FUNCTION mw.beyond_{name}() RETURNS trigger {pinned} AS $$ BEGIN"
            f" PERFORM mw.refuse('{FORBIDDEN}', '{code}'); RETURN NULL; END $$"
        )
        for table, names in columns.items():
            over = " OR ".join(say(one) for one in names)
            yield f"DROP TRIGGER IF EXISTS {name} ON mw.{table}"
            yield (
                f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {', '.join(names)}"
                f" ON mw.{table} FOR EACH ROW WHEN ({over})"
                f" EXECUTE FUNCTION mw.beyond_{name}()"
            )


def sqlite_triggers(metadata: MetaData) -> Iterator[str]:
    for name, code, columns, say in (
        ("sizes", SIZE, text_columns(metadata), _is_long_on_sqlite),
        ("numbers", NUMBER, json_columns(metadata), _is_far_on_sqlite),
    ):
        for table, names in columns.items():
            over = " OR ".join(say(one) for one in names)
            for kind, of in (("insert", ""), ("update", f" OF {', '.join(names)}")):
                yield (
                    f"CREATE TRIGGER mw_{table}_{name}_{kind} BEFORE {kind.upper()}{of} ON {table}"
                    f" WHEN {over} BEGIN SELECT RAISE(ABORT, '{FORBIDDEN} {code}'); END"
                )


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
