"""A file's triggers put aside for a moment, as the owner of the file can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def triggers_aside(connection: Connection) -> Iterator[None]:
    """Out of the file at once, and back as they were: one by one that takes most of a second.

    Where what is done between fails, they are not put back: the transaction is to be rolled back.
    """
    raw: Any = connection.connection.driver_connection
    triggers = raw.execute("SELECT * FROM sqlite_master WHERE type = 'trigger'").fetchall()
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
    raw.execute("PRAGMA writable_schema = RESET")
    yield
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")  # those made meanwhile
    raw.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", triggers)
    raw.execute("PRAGMA writable_schema = RESET")
