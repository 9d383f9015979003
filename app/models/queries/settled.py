"""Whether the past up to an instant is settled: read again, it says the same for ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from time import monotonic, sleep

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.errors import UnsettledError
from app.models.enforcement.settling import FUNCTION
from app.models.rules.instants import instant

PATIENCE_S = 3.0  # what people and the service write is stored long before
_PAUSE_S = 0.05
_UNTIL = "mw_settled_until"  # in what a connection knows: it asks again only for a later instant
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def require_settled(session: Session, moment: datetime, *, patience_s: float = PATIENCE_S) -> None:
    """Wait until nothing that is still open can be recorded at or before `moment`.

    To be asked before the session reads: what it reads then of that instant is all there ever
    will be.

    Raises:
        UnsettledError: what began to be stored before is not stored yet.
    """
    connection = session.connection()
    ends = monotonic() + patience_s
    while moment >= (until := _settled_until(connection, moment)):
        if monotonic() > ends:
            raise _unsettled(until)
        sleep(_PAUSE_S)


def _settled_until(connection: Connection, moment: datetime) -> datetime:
    """Up to, not including, this instant; once settled is settled for good."""
    known: datetime = connection.info.get(_UNTIL, _NEVER)
    if moment >= known:
        ask = _of_file if connection.dialect.name == "sqlite" else _of_server
        known = max(known, ask(connection))
        connection.info[_UNTIL] = known
    return known


def _of_server(connection: Connection) -> datetime:
    found = connection.exec_driver_sql(f"SELECT {FUNCTION}").scalar_one()
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def _of_file(connection: Connection) -> datetime:
    """A file has one writer at a time: where nobody is, now; else it began after the last entry."""
    with closing(connection.engine.raw_connection()) as pooled:
        raw = pooled.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        (patience_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            raw.execute("BEGIN IMMEDIATE")
            told = raw.execute("SELECT mw_now()").fetchone()
            raw.execute("ROLLBACK")
        except sqlite3.OperationalError:  # somebody writes, or nobody may
            told = raw.execute("SELECT at FROM audit_event ORDER BY id DESC LIMIT 1").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout = {patience_ms}")
    return datetime.fromisoformat(told[0]).replace(tzinfo=UTC) if told else _NEVER


def _unsettled(until: datetime) -> UnsettledError:
    if until <= _NEVER:
        return UnsettledError(
            "What is still being stored may have begun at any time, so no time is settled yet.",
            hint="Ask again in a moment.",
        )
    return UnsettledError(
        f"The past is settled up to {instant(until)}: something later is still being stored.",
        hint="Ask again in a moment, or for an earlier time.",
    )
