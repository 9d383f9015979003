"""What tables hold by themselves, whoever writes: columns, and what keys and checks bind.

A workspace that was made before a key was there may have the same revision: only a look tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Inspector,
    MetaData,
    Table,
    UniqueConstraint,
    inspect,
)

_WHERE = ("sqlite_where", "postgresql_where")


def lacking(connection: Connection, metadata: MetaData) -> list[str]:
    """What this version's tables hold and those of the database don't; columns first."""
    there = set(_found(connection, metadata.schema))
    return [line for line in shape(metadata) if line not in there]


def shape(metadata: MetaData) -> list[str]:
    """A line for each column, key and check, in the same words on every database."""
    columns = [
        line
        for table in metadata.sorted_tables
        for column in table.columns
        for line in _column(table.name, column.name, may_be_empty=bool(column.nullable))
    ]
    bonds = [line for table in metadata.sorted_tables for line in sorted(_bonds(table))]
    return [*columns, *bonds]


def _bonds(table: Table) -> Iterator[str]:
    yield _unique(table.name, table.primary_key.columns.keys())
    for key in table.foreign_key_constraints:
        there = [element.column.name for element in key.elements]
        yield _key(table.name, key.column_keys, key.referred_table.name, there)
    for one in table.constraints:
        if isinstance(one, UniqueConstraint):
            yield _unique(table.name, one.columns.keys())
        elif isinstance(one, CheckConstraint):
            yield _check(table.name, str(one.name))
    for index in table.indexes:
        if index.unique:
            is_part = any(index.dialect_kwargs.get(name) is not None for name in _WHERE)
            name = str(index.name) if is_part else ""
            yield _unique(table.name, index.columns.keys(), name)


def _found(connection: Connection, schema: str | None) -> Iterator[str]:
    """The same of the database. A check is known by its name: PostgreSQL words it anew."""
    look = inspect(connection)
    place = None if connection.dialect.name == "sqlite" else schema
    for (_, table), columns in look.get_multi_columns(schema=place).items():
        for column in columns:
            yield from _column(table, column["name"], may_be_empty=column["nullable"])
    for (_, table), keys in look.get_multi_foreign_keys(schema=place).items():
        for key in keys:
            there = key["referred_columns"]
            yield _key(table, key["constrained_columns"], key["referred_table"], there)
    for (_, table), checks in look.get_multi_check_constraints(schema=place).items():
        yield from (_check(table, str(check["name"])) for check in checks)
    yield from _uniques(look, place)


def _uniques(look: Inspector, place: str | None) -> Iterator[str]:
    for (_, table), primary in look.get_multi_pk_constraint(schema=place).items():
        if primary:
            yield _unique(table, primary["constrained_columns"])
    for (_, table), uniques in look.get_multi_unique_constraints(schema=place).items():
        yield from (_unique(table, one["column_names"]) for one in uniques)
    for (_, table), indexes in look.get_multi_indexes(schema=place).items():
        for index in indexes:
            if index["unique"]:
                is_part = any(name in index.get("dialect_options", {}) for name in _WHERE)
                name = str(index["name"]) if is_part else ""
                yield _unique(table, [str(each) for each in index["column_names"]], name)


def _column(table: str, name: str, *, may_be_empty: bool) -> Iterator[str]:
    yield f"{table}.{name}"
    if not may_be_empty:
        yield f"{table}.{name} NOT NULL"


def _unique(table: str, columns: Iterable[str], index: str = "") -> str:
    return f"{table} UNIQUE ({', '.join(columns)}){index and ' of ' + index}"


def _key(table: str, columns: Iterable[str], parent: str, there: Iterable[str]) -> str:
    return f"{table} ({', '.join(columns)}) REFERENCES {parent} ({', '.join(there)})"


def _check(table: str, name: str) -> str:
    return f"{table} CHECK {name}"
