"""Brings a database's rules up to this version of the product: the whole set, each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, MetaData, text

from app.models.enforcement import postgresql, sqlite
from app.models.enforcement.shape import shape
from app.models.rules.rights import RIGHTS
from app.models.rules.transitions import TRANSITIONS


def apply(connection: Connection, metadata: MetaData) -> None:
    """Replace the rule rows and every trigger. Run as the owner, inside one transaction."""
    is_sqlite = connection.dialect.name == "sqlite"
    schema = "" if is_sqlite else "mw."
    if is_sqlite:
        _drop_triggers(connection)
    _run(connection, _statements(metadata, is_sqlite=is_sqlite))
    _write_rules(connection, schema)
    connection.execute(
        text(f"UPDATE {schema}workspace SET rules_sha256 = :digest"),
        {"digest": rules_digest(metadata, is_sqlite=is_sqlite)},
    )


def rules_digest(metadata: MetaData, *, is_sqlite: bool) -> str:
    """What tells these rules from those of another version: SHA-256 of all that is in force.

    The keys of the tables too, so that one that was made without is looked at by the upgrade.
    """
    found = hashlib.sha256()
    rows = [tuple(map(str, row.values())) for row in (*_transition_rows(), *_write_rows())]
    statements = _statements(metadata, is_sqlite=is_sqlite)
    for part in (*statements, *map(repr, sorted(rows)), *shape(metadata)):
        found.update(part.encode() + b"\0")
    return found.hexdigest()


def _statements(metadata: MetaData, *, is_sqlite: bool) -> Iterator[str]:
    return sqlite.statements(metadata) if is_sqlite else postgresql.statements(metadata)


def _run(connection: Connection, statements: Iterable[str]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in statements:  # psycopg takes a single % for a parameter
        connection.exec_driver_sql(statement if is_sqlite else statement.replace("%", "%%"))


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
        _transition_rows(),
    )
    connection.execute(text(f"DELETE FROM {schema}allowed_write"))
    connection.execute(
        text(
            f"INSERT INTO {schema}allowed_write (table_name, action, role)"
            " VALUES (:table_name, :action, :role)"
        ),
        _write_rows(),
    )


def _transition_rows() -> list[dict[str, str]]:
    return [
        {"thing": step.thing, "source": step.source, "target": step.target, "role": role}
        for step in TRANSITIONS
        for role in step.roles
    ]


def _write_rows() -> list[dict[str, str]]:
    return [
        {"table_name": rights.table, "action": action, "role": role}
        for rights in RIGHTS
        for action, roles in (("insert", rights.insert), ("update", rights.update))
        for role in roles
    ]
