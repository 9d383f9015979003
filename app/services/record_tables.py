"""Decision records that an application keeps in a table of its own database: read, never written.

Where that database is, this machine's settings say, as they do of stores; the password lies with
its other secrets. The workspace keeps neither.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from os.path import isfile
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnClause,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Select,
    column,
    create_engine,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy import table as named_table
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError

from app.config import Settings
from app.errors import AppError, InputError
from app.models.home_folders import whole_path
from app.models.reaching import transport_of, why_unreachable
from app.services.allowed_hosts import is_never_meant
from app.services.record_files import (
    DECISION,
    INFERENCE,
    MODEL,
    SERVED,
    TIME,
    VERSION,
    Place,
    RecordRow,
    WrongRow,
    checked,
    require_columns,
)
from app.services.secrets import Secrets

FETCHED_ROWS = 4_096
DATABASE_SECRETS = "database."  # what the names of their passwords begin with
CONNECT_S = 10
STATEMENT_MS = 600_000  # a bank's table is sorted before its first row comes
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
# What an address may say beside user, host and database: how the server proves who it is, and by
# `host` the folder of a socket, which no URL says before its path.
_SAYS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "host"})
_SOCKETS = re.compile(r"/[^,]*\Z")  # libpq takes several hosts, with commas between them
HINT = "For example postgresql://reader@desk.bank.example/decisions, or the path of a SQLite file."

Resolve = Callable[[str, int], list[str]]


def secret_name(name: str) -> str:
    return DATABASE_SECRETS + name


def clean_address(name: str, address: str) -> str:
    """The address as the settings keep it.

    Raises:
        InputError: name or address is none, or it holds a password.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"“{name[:100]}” is no name of a database.", hint="Use letters, digits, dots, dashes."
        )
    url = _url(address)
    if url.password is not None:
        raise InputError(
            "An address holds no password; it would stand in the settings in the open.",
            hint=f"Keep it as a secret: modelward secret keep {secret_name(name)}.",
        )
    return url.render_as_string()


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=str(whole_path(address).absolute()))
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):  # of a port that is none; the text may hold a password
        raise InputError("That is no address of a database.", hint=HINT) from None
    if backend == "sqlite":
        return URL.create("sqlite", database=url.database)
    strange = sorted(url.query.keys() - _SAYS)
    if backend != "postgresql" or strange or not url.database:
        said = f": {', '.join(strange)} may not be said" if strange else ""
        raise InputError(f"That is no address of a database{said}.", hint=HINT)
    host = url.query.get("host")
    if host is not None and (url.host or not isinstance(host, str) or not _SOCKETS.match(host)):
        raise InputError(
            "That is no address of a database: host= may say the folder of a socket only.",
            hint=HINT,
        )
    return url.set(drivername="postgresql+psycopg")


def ask_database(settings: Settings, name: str, *, resolve: Resolve | None = None) -> str:
    """What kind of server answers, and of which version: asked by a login that only reads.

    Raises:
        InputError: no such database, or an address that is not connected to.
        NotReachableError: the server does not answer, or lets nobody in.
    """
    engine = _engine(settings, name, resolve or _addresses)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("SELECT count(*) FROM sqlite_master"))  # is one at all
                return f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}"
            return f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"
    except DBAPIError as error:
        raise why_unreachable(error, name) from error
    finally:
        engine.dispose()


def read_table(
    settings: Settings,
    name: str,
    table: str,
    since: datetime | None = None,
    *,
    resolve: Resolve | None = None,
) -> Iterator[RecordRow | WrongRow]:
    """The rows of a table or view, by time and decision; never more than a block in memory.

    Raises:
        InputError: no such database, table or column, or an address that is not connected to.
        NotReachableError: the server does not answer, or lets nobody in.
    """
    engine = _engine(settings, name, resolve or _addresses)
    try:
        with engine.connect() as raw:
            connection = raw.execution_options(yield_per=FETCHED_ROWS, stream_results=True)
            statement, names = _statement(connection, table, since)
            for number, row in enumerate(connection.execute(statement), start=1):
                found = checked(dict(zip(names, row, strict=True)), Place(number, is_line=False))
                if since is None or isinstance(found, WrongRow) or found.at >= since:
                    yield found
    except DBAPIError as error:
        raise _trouble(error, name, table) from error
    finally:
        engine.dispose()


def _engine(settings: Settings, name: str, resolve: Resolve) -> Engine:
    address = settings.databases.get(name)
    if address is None:
        raise InputError(
            f"This machine knows no database {name}.",
            hint=f"modelward records connect {name} ADDRESS says where it is.",
        )
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(Path(url.database or ""))
    secret = Secrets.of(settings).find(secret_name(name))
    connected: dict[str, Any] = {
        **transport_of(url),
        "connect_timeout": CONNECT_S,
        "tcp_user_timeout": CONNECT_S * 1_000,
        "application_name": "modelward records",
        "options": f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MS}",
        # Its own secret or none: never the workspace's, from PGPASSWORD or a file.
        "password": secret[0] if secret else "",
        "passfile": os.devnull,
    }
    if url.host and not url.host.startswith("/"):
        connected["hostaddr"] = _address(url.host, url.port or 5432, resolve)
    return create_engine(url, connect_args=connected, hide_parameters=True)


def _sqlite(path: Path) -> Engine:
    if not isfile(path):
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    address = URL.create("sqlite", database=f"{path.as_uri()}?mode=ro", query={"uri": "true"})
    return create_engine(address, hide_parameters=True)


def _address(host: str, port: int, resolve: Resolve) -> str:
    """The address that is connected to: looked up once, so that it can't change after the check.

    Who keeps this machine's settings listed the host, so it may be a private one; the addresses
    under which clouds hand out credentials, and those of nobody, are never meant.
    """
    found = resolve(host, port)
    for told in found:
        address = ipaddress.ip_address(told)
        if is_never_meant(address):
            raise InputError(f"{host} is at the address {address}, where no database is.")
    if not found:
        raise InputError(f"{host} has no address.")
    return found[0]


def _addresses(host: str, port: int) -> list[str]:
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(place[4][0]).partition("%")[0] for place in places]


def _statement(
    connection: Connection, table: str, since: datetime | None
) -> tuple[Select[Any], list[str]]:
    """What is read, and what each column is called here."""
    schema, _, bare = table.rpartition(".")
    try:
        present = inspect(connection).get_columns(bare, schema=schema or None)
    except NoSuchTableError:
        raise InputError(
            f"There is no table {table}.", hint="Write TABLE or SCHEMA.TABLE."
        ) from None
    known = {one["name"].strip().lower(): one for one in present}
    require_columns(table, list(known))
    names = [
        name for name in (*DECISION, *TIME, *MODEL, *VERSION, *SERVED, *INFERENCE) if name in known
    ]
    every: list[ColumnClause[Any]] = [column(known[name]["name"]) for name in names]
    source = named_table(bare, *every, schema=schema or None)
    columns = [source.c[known[name]["name"]] for name in names]
    at = next(name for name in TIME if name in known)
    time, decision = source.c[known[at]["name"]], columns[names.index(DECISION[0])]
    statement = select(*columns).order_by(time, decision)
    return _later(statement, time, known[at], since), names


def _later(
    statement: Select[Any], time: ColumnElement[Any], told: ReflectedColumn, since: datetime | None
) -> Select[Any]:
    """Spares reading what is older, where the column holds times and not texts."""
    kind = told["type"]
    if since is None or not isinstance(kind, DateTime):
        return statement
    begin = since if kind.timezone else since.astimezone(UTC).replace(tzinfo=None)
    return statement.where(time >= begin)


def _trouble(error: DBAPIError, name: str, table: str) -> AppError:
    state = getattr(error.orig, "sqlstate", None)
    if state == "42501":
        return AppError(
            f"The login of {name} may not read {table}.", hint="Ask for the right to SELECT."
        )
    if state == "57014":
        return AppError(f"{name} took too long to give {table}.", hint="Say --since, or a view.")
    return why_unreachable(error, name)
