"""History tables: the past images of every governed row, as the database itself keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint

from app.models.rules.rights import RIGHTS

SUFFIX = "_history"
LONG = "search_text"  # PostgreSQL refuses keys of that length
WORDS = "_words"  # it holds the texts beside a short key; images are found by that key anyway


def add_history_tables(metadata: MetaData, schema: str) -> None:
    """Add `<table>_history` for each table that has one: its columns, and `recorded_until`.

    An image holds from its `recorded_from` up to, not including, `recorded_until`.
    """
    for rights in RIGHTS:
        if not rights.has_history or f"{schema}.{rights.table}{SUFFIX}" in metadata.tables:
            continue
        table = metadata.tables[f"{schema}.{rights.table}"]
        name = f"{rights.table}{SUFFIX}"
        stamp = table.c.recorded_from
        keys = ("id", "row_version")
        Table(
            name,
            metadata,
            Column("recorded_until", stamp.type, nullable=False),
            *(
                Column(
                    column.name,
                    column.type,
                    nullable=column.nullable,
                    primary_key=column.name in keys,
                )
                for column in table.columns
            ),
            Index(f"ix_{name}_until", "recorded_until"),
            *_indexes(table),
            schema=schema,
        )


def _indexes(table: Table) -> Iterator[Index]:
    """Whatever finds present rows finds images too, and tells whether they held without them.

    Not what is unique for some rows only, nor what begins with the unit: nobody looks there.
    """
    name = f"{table.name}{SUFFIX}"
    yield _index(f"ix_{name}_id", ["id"])
    for present in sorted(table.indexes, key=lambda index: str(index.name)):
        columns = [column.name for column in present.columns]
        is_of_words = str(present.name).endswith(WORDS)
        if not present.unique and columns[0] != "unit_id" and not is_of_words:
            suffix = str(present.name).removeprefix(f"ix_{table.name}_")
            index = _index(f"ix_{name}_{suffix}", columns)
            yield index.ddl_if(dialect="sqlite") if LONG in columns else index
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            columns = [column.name for column in constraint.columns]
            if columns[0] != "unit_id":
                yield _index(f"ix_{name}_by_{columns[-1]}", columns)


def _index(name: str, columns: list[str]) -> Index:
    found = [column for column in columns if column != "recorded_from"]
    return Index(name, *found, "recorded_until", "recorded_from")
