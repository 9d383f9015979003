"""Opens the shared database: an SQLite file for one person, PostgreSQL for teams."""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from app.errors import AppError, InputError, NotReachableError, VerificationError
from app.models.home_folders import whole_path
from app.models.reaching import server_trouble, transport_of, why_unreachable
from app.models.rules.folding import casefolded, fold
from app.models.rules.names import cleaned, hides
from app.models.rules.public_keys import key_name
from app.models.stored_json import read_json
from app.models.tables.base import SCHEMA

PATIENCE_MS = 30_000  # with another program that writes the same file
CHANGED = "mw_changed"  # the channel on which PostgreSQL tells of commits: a hint without content
KEPT = "mw_kept"  # in a session's info: what was read of the database, kept while it is open
PART = "mw_part"  # in what a connection knows: the file holds a part of a workspace, to be read
LACKS_MODELS, LACKS_NOTHING = "other models", ""  # what PART says is not in it
Clock = Callable[[], datetime]


def real_clock() -> datetime:
    return datetime.now(UTC)


class Database:
    """One open workspace database. Sessions come from `session`, each for one transaction.

    Args:
        url: a `sqlite:///…` or `postgresql+psycopg://…` URL, or the path of a file.
        is_durable: SQLite only: every commit survives a power cut. The engine works without.
        clock: SQLite only: the record clock; another than the real one only in a demo.
        password: of the login, where the server asks for one; kept in memory alone, never in `url`.
    """

    def __init__(
        self,
        url: str | Path,
        *,
        is_durable: bool = True,
        clock: Clock = real_clock,
        password: str = "",
    ) -> None:
        self.url = as_url(url)
        self._password = password
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.clock = clock
        self._is_durable = is_durable
        self._kept: dict[str, Any] = {}
        self._file: tuple[int, int] | None = None  # SQLite: device and inode of what was opened
        self.engine = self._open_sqlite() if self.is_sqlite else self._open_postgresql()

    @property
    def name(self) -> str:
        """For status lines: the file's name, or user@host/database; never a password."""
        if self.is_sqlite:
            return Path(self.url.database or "").name
        return f"{self.url.database}@{self.url.host or 'localhost'}"

    def sibling(self, *, is_durable: bool) -> Database:
        """The same database, with its own connections."""
        made = Database(
            self.url.render_as_string(hide_password=False),
            is_durable=is_durable,
            clock=self.clock,
            password=self._password,
        )
        made._file, made._kept = self._file, self._kept
        return made

    @contextmanager
    def session(self, actor: UUID | None = None, *, writes: bool = False) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back on any error.

        `actor` counts on SQLite; on PostgreSQL the login is the person.

        Raises:
            NotReachableError: the server does not answer, lets nobody in or can't prove who it
                is; the file is gone or another one.
        """
        self.require_same_file()
        is_committing = False
        try:
            with self.engine.connect() as raw:
                connection = raw.execution_options(mw_writes=writes)
                connection.info["mw_actor"] = actor.hex if actor else None
                with (
                    connection.begin(),
                    Session(
                        bind=connection, expire_on_commit=False, info={KEPT: self._kept}
                    ) as session,
                ):
                    yield session
                    session.flush()
                    if writes:
                        self.require_same_file()
                    is_committing = writes
                if writes and not self.is_sqlite:
                    _tell_listeners(raw)
        except DBAPIError as error:
            trouble = file_trouble(error, self.name) or server_trouble(error, self.name)
            if trouble is None and is_unreachable(error):
                trouble = why_unreachable(error, self.name, may_be_stored=is_committing)
            if trouble is not None:
                raise trouble from error
            raise

    def uses_password(self) -> bool:
        """Whether the server wanted this login's password, and not a certificate or a ticket.

        Raises:
            PasswordError: it did, and takes another one.
            NotReachableError: it does not answer, or lets nobody in by this login.
        """
        if self.is_sqlite:
            return False
        with self.session() as session:
            driver: Any = session.connection().connection.driver_connection
            return bool(driver.pgconn.used_password)

    def close(self) -> None:
        self.engine.dispose()

    def require_same_file(self) -> None:
        """An open file lives on after its name is gone: what is written there, nobody finds.

        And to connect where no file is would make an empty one.

        Raises:
            NotReachableError: the opened file is no longer at its place.
        """
        if self._file is None:
            return
        found = _identity(self.url.database)
        if found is None:
            raise NotReachableError(
                f"The file {self.name} is no longer at its place.",
                hint="Put the same file back; nothing of this step was saved.",
            )
        if found != self._file:
            raise NotReachableError(
                f"Another file lies where {self.name} was opened.",
                hint="Open the workspace again; nothing of this step was saved.",
            )

    def _open_sqlite(self) -> Engine:
        path = self.url.database or ""
        if path and path != ":memory:" and not Path(path).parent.is_dir():
            raise InputError(f"There is no folder {Path(path).parent}.", hint="Make it first.")
        engine = create_engine(
            self.url,
            connect_args={"timeout": PATIENCE_MS / 1_000, "check_same_thread": False},
            execution_options={"schema_translate_map": {SCHEMA: None}},
            json_deserializer=read_json,
            hide_parameters=True,  # what rows say stands in no log and no report of a fault
            pool_size=3,
            pool_use_lifo=True,
            max_overflow=20,
        )
        engine.dialect.identifier_preparer = _Preparer(engine.dialect)
        event.listen(engine, "do_connect", self._on_sqlite_do_connect)
        event.listen(engine, "connect", self._on_sqlite_connect)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _on_sqlite_do_connect(
        self, _: Any, __: Any, places: list[Any], options: dict[str, Any]
    ) -> None:
        """Only the first connection may make the file: one that is gone is not made anew, empty."""
        if self._file is not None:
            places[0] = f"{Path(places[0]).absolute().as_uri()}?mode=rw"
            options["uri"] = True

    def _on_sqlite_connect(self, connection: DBAPIConnection, record: Any) -> None:
        raw = connection
        assert isinstance(raw, sqlite3.Connection)
        if self._file is None:
            self._file = _identity(self.url.database)
        raw.isolation_level = None  # SQLAlchemy's events say BEGIN, with the right kind
        synchronous = "FULL" if self._is_durable else "NORMAL"
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            f"busy_timeout={PATIENCE_MS}",
            "temp_store=MEMORY",
        ):
            raw.execute(f"PRAGMA {pragma}")
        raw.create_function("mw_actor", 0, lambda: record.info.get("mw_actor"))
        raw.create_function("mw_now", 0, self._now_text)
        raw.create_function("mw_salted", 1, _salted)
        raw.create_function("mw_number", 1, _number)
        raw.create_function("mw_fold", 1, _fold, deterministic=True)
        raw.create_function("mw_fold_name", 1, _fold_name, deterministic=True)
        raw.create_function("mw_cleaned", 1, _cleaned, deterministic=True)
        raw.create_function("mw_key_name", 1, _key_name, deterministic=True)
        raw.create_function("mw_sha256", 1, _sha256, deterministic=True)
        raw.create_aggregate("mw_sha256_of", 1, _Sha256)
        raw.create_function("mw_hides", 1, _hides, deterministic=True)

    def _now_text(self) -> str:
        moment = self.clock().astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(sep=" ", timespec="microseconds")

    def _open_postgresql(self) -> Engine:
        from app.models import patience  # a file needs no driver of a server

        secret = {"password": self._password} if self._password else {}
        engine = create_engine(
            self.url,
            json_deserializer=read_json,
            hide_parameters=True,  # as above
            pool_size=5,
            max_overflow=20,
            pool_use_lifo=True,  # the first act of a connection is dear: the same one acts again
            connect_args={
                **transport_of(self.url),
                **patience.KEEPING,
                **secret,
                "application_name": "modelward",
                "options": "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
                f" -c statement_timeout={patience.STATEMENT_S}s {patience.PLANNING}"
                # What a database or login says of it would have our questions ask something else.
                " -c search_path=pg_catalog,pg_temp",
            },
        )
        event.listen(engine, "do_connect", patience.connect)
        event.listen(engine, "checkin", patience.lay_down)
        event.listen(engine, "checkout", patience.take_up)
        return engine


class _Preparer(SQLiteIdentifierPreparer):
    """Takes the schema out of each statement once: SQLAlchemy looks for it at every run."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        render = super()._render_schema_translates
        self._rendered = lru_cache(maxsize=4096)(lambda written: render(written, {SCHEMA: None}))

    def _render_schema_translates(self, statement: str, schema_translate_map: object) -> str:
        return self._rendered(statement)  # there is one map


def take_your_time(connection: Connection) -> None:
    """For the rest of this transaction: a migration of a large workspace takes what it takes."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        driver: Any = connection.connection.driver_connection
        driver.longest_s = math.inf


def take_kept_plans(connection: Connection) -> None:
    """For the rest of this transaction: what `keeping_plans` has planned is not planned anew.

    Left to itself the server plans the first ten of each question, which costs it more than to
    answer one by a key. Not for lists that people filter: their best plan depends on the filter.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")


@contextmanager
def keeping_plans(connection: Connection) -> Iterator[None]:
    """What is asked within is planned for as long as the connection stands."""
    if connection.dialect.name != "postgresql":
        yield
        return
    take_kept_plans(connection)
    driver: Any = connection.connection.driver_connection
    before, driver.prepare_threshold = driver.prepare_threshold, 0
    try:
        yield
    finally:
        driver.prepare_threshold = before


def _tell_listeners(connection: Connection) -> None:
    """After the commit and apart from it: within it, all commits of the server would queue."""
    driver: Any = connection.connection.driver_connection
    driver.tell(CHANGED)


def _identity(path: str | None) -> tuple[int, int] | None:
    """Which file lies at `path`; None where none does (or the database is in memory)."""
    try:
        found = os.stat(path or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino


def as_url(place: str | Path) -> URL:
    """The URL of a workspace given as a URL or as the path of a file.

    Raises:
        InputError: neither.
    """
    written = str(place)
    if "://" not in written:
        return URL.create("sqlite", database=str(whole_path(written).absolute()))
    try:
        url = make_url(written)
    except (ArgumentError, ValueError) as error:
        raise InputError(
            "This is no workspace URL.",
            hint="Give the path of a file, or postgresql+psycopg://user@host/database.",
        ) from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise InputError(
            f"A workspace can't live in {url.get_backend_name()}.",
            hint="SQLite (a file) and PostgreSQL are supported.",
        )
    return url


def without_password(url: URL) -> URL:
    """The same place; what is kept, shown or remembered of an address is this."""
    return url._replace(password=None).difference_update_query(["password"])


def password_in(url: URL) -> str:
    """The password that an address holds, in either of its two places; empty: none."""
    said = url.query.get("password", "")
    return url.password or (said if isinstance(said, str) else said[-1])


def is_unreachable(error: DBAPIError) -> bool:
    """The connection is gone, as opposed to a statement that was refused."""
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated:
        return True
    if state is None and error.orig is not None:
        names = {(one.__module__.partition(".")[0], one.__name__) for one in type(error.orig).mro()}
        return ("psycopg", "OperationalError") in names
    return str(state or "")[:2] == "08" or str(state or "")[:4] == "57P0"


# What SQLite says of its file, by the beginning of the code's name.
_FILE_TROUBLES: tuple[tuple[str, type[AppError], str, str], ...] = (
    ("SQLITE_CANTOPEN", NotReachableError, "is no longer at its place",
     "Put the same file back; nothing of this step was saved."),
    ("SQLITE_FULL", NotReachableError, "can't be written: its disk is full",
     "Free some space; nothing of this step was saved, and nothing before it is lost."),
    ("SQLITE_IOERR", NotReachableError, "can't be read or written: its disk may be full or broken",
     "Look at the disk; nothing of this step was saved."),
    ("SQLITE_READONLY", InputError, "can't be written",
     "Check who may write the file and its folder."),
    ("SQLITE_CORRUPT", VerificationError, "is damaged",
     "Keep the file, and go on with a backup; modelward workspace check tells more."),
)  # fmt: skip


def file_trouble(error: DBAPIError, name: str) -> AppError | None:
    """The error in the user's words, where the file of the workspace is to blame."""
    code = str(getattr(error.orig, "sqlite_errorname", ""))
    if "malformed" in str(error.orig):  # a schema that can't be read comes without that code
        code = "SQLITE_CORRUPT"
    for begin, kind, sentence, hint in _FILE_TROUBLES:
        if code.startswith(begin):
            return kind(f"{name} {sentence}.", hint=hint)
    return None


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mw_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _number(value: float | None) -> str | None:
    """All digits of a number: SQLite's own JSON keeps fifteen."""
    return None if value is None else json.dumps(float(value))


def _fold(text: str | None) -> str | None:
    return None if text is None else casefolded(text)


def _fold_name(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _cleaned(text: str | None) -> str | None:
    return None if text is None else cleaned(text)


def _key_name(public_key: object) -> str | None:
    return (key_name(public_key) or None) if isinstance(public_key, str) else None


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


class _Sha256:
    """Of parts that are too large to be joined first."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()

    def step(self, part: Any) -> None:
        self._found.update(part.encode() if isinstance(part, str) else part)

    def finalize(self) -> Any:
        return self._found.hexdigest()


def _hides(value: object) -> bool:
    return isinstance(value, str) and hides(value)


def _salted(value: str | None) -> str | None:
    if value is None:
        return None
    salt = secrets.token_hex(16)
    digest = hashlib.sha256((salt + value).encode()).hexdigest()
    return json.dumps({"salt": salt, "sha256": digest})
