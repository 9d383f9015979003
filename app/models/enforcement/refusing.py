"""Triggers that refuse a row for what single columns hold, asked before anything is called.

So a row that is well costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.models.enforcement.guard import FORBIDDEN


@dataclass(frozen=True, slots=True)
class Refusing:
    """`name` is that of the triggers, `function` PostgreSQL's, `code` the blocker's."""

    name: str
    function: str
    code: str
    columns: Mapping[str, Sequence[str]]  # by table
    on_postgresql: Callable[[str], str]  # SQL that holds where the column is refused
    on_sqlite: Callable[[str], str]


def postgresql_triggers(one: Refusing, pinned: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION mw.{one.function}() RETURNS trigger {pinned} AS $$ BEGIN"
        f" PERFORM mw.refuse('{FORBIDDEN}', '{one.code}'); RETURN NULL; END $$"
    )
    for table, names in one.columns.items():
        refused = " OR ".join(map(one.on_postgresql, names))
        yield (
            f"CREATE TRIGGER {one.name} BEFORE INSERT OR UPDATE OF {', '.join(names)}"
            f" ON mw.{table} FOR EACH ROW WHEN ({refused})"
            f" EXECUTE FUNCTION mw.{one.function}()"
        )


def sqlite_triggers(one: Refusing) -> Iterator[str]:
    for table, names in one.columns.items():
        refused = " OR ".join(map(one.on_sqlite, names))
        for kind, of in (("insert", ""), ("update", f" OF {', '.join(names)}")):
            yield (
                f"CREATE TRIGGER mw_{table}_{one.name}_{kind} BEFORE {kind.upper()}{of} ON {table}"
                f" WHEN {refused} BEGIN SELECT RAISE(ABORT, '{FORBIDDEN} {one.code}'); END"
            )
