"""Brings a database's rules up to this version of the product: the whole set, each time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, MetaData, text

from app.models.enforcement import postgresql, sqlite
from app.models.rules.rights import RIGHTS
from app.models.rules.transitions import TRANSITIONS


def apply(connection: Connection, metadata: MetaData) -> None:
    """Replace the rule rows and every trigger. Run as the owner, inside one transaction."""
    schema = "" if connection.dialect.name == "sqlite" else "mw."
    if schema:
        _run(connection, postgresql.statements(metadata))
    else:
        _drop_triggers(connection)
        _run(connection, sqlite.statements(metadata))
    _write_rules(connection, schema)


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _drop_triggers(connection: Connection) -> None:
    rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for name in rows.scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _write_rules(connection: Connection, schema: str) -> None:
    connection.execute(text(f"DELETE FROM {schema}allowed_transition"))
    connection.execute(
        text(
            f"INSERT INTO {schema}allowed_transition (thing, source, target, role)"
            " VALUES (:thing, :source, :target, :role)"
        ),
        [
            {"thing": step.thing, "source": step.source, "target": step.target, "role": role}
            for step in TRANSITIONS
            for role in step.roles
        ],
    )
    connection.execute(text(f"DELETE FROM {schema}allowed_write"))
    rows = [
        {"table_name": rights.table, "action": action, "role": role}
        for rights in RIGHTS
        for action, roles in (("insert", rights.insert), ("update", rights.update))
        for role in roles
    ]
    connection.execute(
        text(
            f"INSERT INTO {schema}allowed_write (table_name, action, role)"
            " VALUES (:table_name, :action, :role)"
        ),
        rows,
    )
