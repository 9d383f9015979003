"""A large workspace on each database, as somebody of the whole bank opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.models.database import Database
from app.models.queries.trail import log_id
from app.models.rules.roles import Role
from app.services.sealing import Sealer, key_name
from app.services.secrets import Secrets
from app.services.signing import KeyPair
from app.services.unit_of_work import Work
from app.services.workspace import login_statement
from tests.benchmarks.load import load
from tests.postgres import PostgresServer, as_login

OWNER = "owner0000"  # who owns models, and opens the file
MEMBER, SERVICE = "bench_bank", "bench_service"  # who have logins


def open_large(
    folder: Path, models: int, file: Path | None = None
) -> Iterator[tuple[str, str, str]]:
    """The kind of each database, its place, and who opens it.

    Args:
        file: an SQLite workspace that was loaded before; then PostgreSQL is left out.
    """
    if file is not None:
        yield "SQLite", str(file), OWNER
        return
    made = folder / "large.db"
    secrets = Secrets(folder, is_embedded=True)
    _load(Database(made), models, secrets)
    seal(Database(made), secrets)
    yield "SQLite", str(made), OWNER
    folder.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
    place = folder / "server"
    place.mkdir()
    with PostgresServer(place) as server:
        url = server.new_database()
        owner = Database(url)
        _load(owner, models, secrets, SERVICE)
        let_in(owner, server, MEMBER, "bank")
        server.make_login(login_statement(SERVICE, [Role.WORKER]))
        seal(Database(as_login(url, SERVICE)), secrets)
        owner.close()
        yield "PostgreSQL", as_login(url, MEMBER), MEMBER


def _load(
    database: Database, models: int, secrets: Secrets, service_login: str | None = None
) -> None:
    load(database, models=models, secrets=secrets, service_login=service_login)
    database.close()


def seal(database: Database, secrets: Secrets) -> None:
    """As the background service has done with all but the last second of a trail."""
    work = Work.of(database, "service" if database.is_sqlite else None)
    pair = KeyPair.of_seed(secrets.get(key_name(work.read(log_id))))
    while Sealer(work, pair).run_once():
        pass
    database.close()


def let_in(owner: Database, server: PostgresServer, login: str, unit: str) -> None:
    """A login of a data scientist of `unit`, called like the person."""
    server.make_login(login_statement(login, [Role.DATA_SCIENTIST]))
    with owner.session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(
            text(
                "WITH p AS (INSERT INTO mw.person (id, handle, full_name, login, kind, row_version,"
                " recorded_by) SELECT i.id, :login, :login, :login, 'person', 1, i.id"
                " FROM (SELECT gen_random_uuid() AS id) i RETURNING id)"
                " INSERT INTO mw.membership (id, unit_id, person_id, role, row_version,"
                " recorded_by) SELECT gen_random_uuid(), u.id, p.id, 'data_scientist', 1, p.id"
                " FROM p, mw.business_unit u WHERE u.key = :unit"
            ),
            {"login": login, "unit": unit},
        )
    with owner.engine.connect() as connection:
        name = owner.url.database
        connection.exec_driver_sql(f'GRANT CONNECT ON DATABASE "{name}" TO mw_member')
        connection.commit()
