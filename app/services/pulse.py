"""Hears at once that somebody committed something: a hint to look, never the news itself.

On PostgreSQL by NOTIFY, which comes after the commit; in a file by SQLite's own counter of other
connections' commits. Who misses a hint finds the change with the next regular look.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from app.models.database import CHANGED, Database

WAIT_S = 0.3  # the longest that `wait` takes: who asks may want to end
LOOK_S = 0.1


class Pulse:
    """Waits on a connection of its own; to be used in one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._seen: int | None = None

    def wait(self, is_over: Callable[[], bool]) -> bool:
        """Whether something was committed since the last call; after `WAIT_S` at the latest.

        Raises:
            NotReachableError: the file is gone.
            DBAPIError: the connection is lost; the next call opens another.
        """
        try:
            driver = self._opened()
            if self._database.is_sqlite:
                return self._has_other_version(driver, is_over)
            return any(driver.notifies(timeout=WAIT_S, stop_after=1))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _opened(self) -> Any:
        if self._connection is None:
            self._database.require_same_file()
            pooled = self._database.engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()  # it listens: no other may get it from the pool
            if not self._database.is_sqlite:
                self._connection.rollback()
                self._connection.autocommit = True
                self._connection.execute(f"LISTEN {CHANGED}")
        return self._connection

    def _has_other_version(self, driver: Any, is_over: Callable[[], bool]) -> bool:
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end and not is_over():
            version = driver.execute("PRAGMA data_version").fetchone()[0]
            was, self._seen = self._seen, version
            if was is not None and was != version:
                return True
            time.sleep(LOOK_S)
        return False
