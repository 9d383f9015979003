"""History tables: the past images of every governed row, as the database itself keeps them."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, Table

from app.models.rules.rights import RIGHTS

SUFFIX = "_history"


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
            schema=schema,
        )
