"""Every advisory lock that Modelward takes of PostgreSQL: they are numbers of the whole database.

Held until the transaction ends. SQLite has one writer at a time and needs none.
"""

from __future__ import annotations

from enum import IntEnum, unique

from sqlalchemy import Connection, text


@unique
class Lock(IntEnum):
    MIGRATION = 7_120_331  # one upgrade at a time
    INBOX = 7_120_332  # one worker reads the inbox, so that its order is kept
    SEALING = 7_120_333  # one service seals, so that no other's work is thrown away


def try_lock(connection: Connection, lock: Lock) -> bool:
    """Take `lock` where nobody holds it; False where somebody does."""
    if connection.dialect.name == "sqlite":
        return True
    statement = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(connection.execute(statement, {"key": lock.value}).scalar_one())


def wait_for_lock(connection: Connection, lock: Lock) -> None:
    """Take `lock` as soon as nobody holds it; for an owner, whose logins may wait."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock.value})
