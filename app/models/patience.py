"""A PostgreSQL connection that does not wait forever for a server whose packets vanish.

A cable that is pulled, a firewall that forgets, a VPN or proxy that lives on without passing
anything: nobody closes the connection, so the driver would wait as long as it stands. What the
operating system finds out by itself (`KEEPING`) covers the first two. For the last, whoever waits
in silence knocks at the server's door, on a connection of its own: a slow statement of a server
that answers is waited for, up to what the server itself allows a statement.
"""

from __future__ import annotations

import selectors
import socket
import struct
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy.exc import InvalidatePoolError

CONNECT_S = 4
SILENCE_S = 2.0  # then it is asked whether the server still answers, and again each time
KNOCK_S = 3.0
STATEMENT_S = 60  # the server ends a statement that takes longer
RESTED_S = 1.0  # a connection laid down for longer is asked whether it still stands
MARGIN_S = 15.0  # after which the server has said so, or never will
# What libpq asks of the operating system: unsent for 5 s, or idle and unanswered for 11 s.
KEEPING: dict[str, int] = {
    "connect_timeout": CONNECT_S,
    "tcp_user_timeout": 5_000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# What is read here lies in memory, and no read is so long that compiling it would pay.
PLANNING = "-c random_page_cost=1.1 -c jit=off"
_SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)  # answered by one letter, before any login
LOST = "the server has stopped answering"
# Neither minds the number of a file, as `select` does elsewhere than on Windows.
if sys.platform == "win32":
    Look: type[selectors.BaseSelector] = selectors.SelectSelector
else:
    Look = selectors.PollSelector


class PatientConnection(psycopg.Connection[Any]):
    """Ends with an `OperationalError`, closed, where the server has fallen silent for good."""

    longest_s = STATEMENT_S + MARGIN_S

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        return super().wait(self._listening(gen), *args, **kwargs)

    def _listening(self, gen: PQGen[RV]) -> Generator[Any, Any, RV]:
        """The same conversation; each look without a word is held against the clock."""
        silent_from = knocked_at = 0.0  # a clock that reads 0 was not looked at
        try:
            asked = next(gen)
            while True:
                ready = yield asked
                if ready:
                    silent_from = 0.0
                else:
                    now = time.monotonic()
                    if not silent_from:
                        silent_from = knocked_at = now
                    elif now - silent_from > self.longest_s:
                        raise self._lost()
                    elif now - knocked_at > SILENCE_S:
                        if not answers(self.info):
                            raise self._lost()
                        knocked_at = time.monotonic()
                asked = gen.send(ready)
        except StopIteration as end:
            value: RV = end.value
            return value

    def tell(self, channel: str) -> None:
        """A hint outside of any transaction: one round trip, without BEGIN and COMMIT around it."""
        try:
            with suppress(psycopg.Error):
                self.autocommit = True
                self.execute(b"NOTIFY " + channel.encode())
        finally:
            with suppress(psycopg.Error):  # gone, or interrupted within: then it is closed
                self.autocommit = False

    def _lost(self) -> psycopg.OperationalError:
        self.pgconn.finish()
        return psycopg.OperationalError(LOST)


def connect(_: Any, __: Any, places: list[Any], options: dict[str, Any]) -> PatientConnection:
    """How SQLAlchemy's `do_connect` makes one."""
    return PatientConnection.connect(*places, **options)


def lay_down(_: Any, record: Any) -> None:
    """SQLAlchemy's `checkin`: the connection goes back to its pool."""
    record.info["mw_laid_down_at"] = time.monotonic()


def take_up(connection: psycopg.Connection[Any], record: Any, _: Any) -> None:
    """SQLAlchemy's `checkout`: is it still there? One that is gone is replaced.

    Asking each time would be a round trip before every transaction. Who has rested is asked, and
    whose server has said something that nobody asked for: good-bye, as a rule.
    """
    laid_down_at = record.info.pop("mw_laid_down_at", None)
    if laid_down_at is None:
        return
    is_ready = not connection.closed and not connection.autocommit
    has_rested = time.monotonic() - laid_down_at >= RESTED_S
    if is_ready and not has_rested and not has_something_to_say(connection.fileno()):
        return
    try:
        connection.autocommit = True
        connection.execute(b"")
        connection.autocommit = False
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def has_something_to_say(number: int) -> bool:
    """Something can be read from this socket, or its end: told by the system at once."""
    with Look() as look:
        look.register(number, selectors.EVENT_READ)
        return bool(look.select(0))


def answers(server: psycopg.ConnectionInfo) -> bool:
    """Whether the server that a connection leads to answers another caller."""
    try:
        with _call(server) as line:
            line.settimeout(KNOCK_S)
            line.sendall(_SSL_REQUEST)
            return bool(line.recv(1))
    except OSError:
        return False


def _call(server: psycopg.ConnectionInfo) -> socket.socket:
    host = server.hostaddr or server.host
    if not host.startswith("/"):
        return socket.create_connection((host, server.port), timeout=KNOCK_S)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(KNOCK_S)
    try:
        line.connect(f"{host}/.s.PGSQL.{server.port}")
    except OSError:
        line.close()
        raise
    return line
