"""SQLite's REPLACE takes away the rows in its way, and asks no trigger of deletes.

How a statement takes rows in its way counts for what its triggers write, too (SQLite's page on
CREATE TRIGGER says so). So each guarded table first writes the one row of a table of ours, which is
there already: only a statement that replaces replaces that one too, and is refused as a delete is.
This holds for every key, those of some rows only and SQLite's own row number too; what a plain
insert meets stays what it was. OR ABORT, OR FAIL and OR ROLLBACK, written out, meet that row's key,
which SQLite names in its refusal: so the key is called by the code of that refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Index, MetaData, UniqueConstraint

from app.models.enforcement.guard import APPEND_ONLY, BAD_MODE

TABLE = "replacing"
_KEY = f'"{BAD_MODE} write.conflict_clause"'
_TRY = f"INSERT OR IGNORE INTO {TABLE} ({_KEY}) VALUES (1);"
_WORD = re.compile(r"\w+")


def table_statements() -> Iterator[str]:
    yield f"DROP TABLE IF EXISTS {TABLE}"  # an earlier version called its key otherwise
    yield f"CREATE TABLE {TABLE} ({_KEY} INTEGER PRIMARY KEY CHECK ({_KEY} = 1))"
    yield _TRY
    yield (
        f"CREATE TRIGGER mw_{TABLE}_refused AFTER INSERT ON {TABLE} BEGIN"
        f" SELECT RAISE(ABORT, '{APPEND_ONLY} write.append_only'); END"
    )


def triggers(metadata: MetaData, table: str) -> Iterator[str]:
    yield f"CREATE TRIGGER mw_{table}_no_replace_insert BEFORE INSERT ON {table} BEGIN {_TRY} END"
    names = ("rowid", *_of_keys(metadata, table))
    moved = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in names)
    # Only what changes a key can meet another row; an upsert's update would say ABORT here.
    yield (
        f"CREATE TRIGGER mw_{table}_no_replace_update BEFORE UPDATE ON {table} WHEN {moved}"
        f" BEGIN {_TRY} END"
    )


def _of_keys(metadata: MetaData, table: str) -> list[str]:
    """The columns by which a row can be in another one's way."""
    known = metadata.tables[f"{metadata.schema}.{table}"]
    found = set(known.primary_key.columns.keys())
    for one in known.constraints:
        if isinstance(one, UniqueConstraint):
            found.update(one.columns.keys())
    for index in known.indexes:
        if index.unique:
            found.update(index.columns.keys(), _named_in(_where(index)))
    return [column.name for column in known.columns if column.name in found]


def _where(index: Index) -> str:
    """Of which rows it is, as SQL; empty: of all."""
    said = index.dialect_options["sqlite"]["where"]
    return "" if said is None else str(said)


def _named_in(condition: str) -> set[str]:
    return set(_WORD.findall(condition))
