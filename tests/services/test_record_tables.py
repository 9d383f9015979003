"""Decision records from a table of the application's own database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, select

from app.config import Settings
from app.errors import AppError, InputError, NotReachableError
from app.models.tables.applications import DecisionRecord
from app.models.tables.trail import AuditEvent
from app.services.commands.records import Origin, import_records
from app.services.record_files import RecordRow
from app.services.record_tables import clean_address, read_table, secret_name
from app.services.settings_file import load_settings, map_database
from app.services.trail.verifying import verify_trail
from tests.machine import machine
from tests.postgres import PostgresServer
from tests.services.test_runtime_http import CREDENTIALS
from tests.stories import register
from tests.workspaces import TestWorkspace

TABLE = 'CREATE TABLE {schema}"Scores" ("Decision_Id" text, decided_at {time}, model text,'
TABLE += " version integer, customer text)"
INTO = 'INSERT INTO {schema}"Scores" VALUES '
Desk = Callable[[int], Settings]


def values(count: int) -> str:
    rows = (
        f"('d-{n:05}', '2026-03-{1 + n % 28:02} 08:00:00', 'cc-fraud', 1, 'A. Customer')"
        for n in range(count)
    )
    return ", ".join(rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """The credit desk's database with so many decisions; the settings that know it as `desk`."""

    def make(count: int) -> Settings:
        if request.param == "sqlite":
            path = tmp_path / "desk of credit.db"
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute(TABLE.format(schema="", time="text"))
                connection.execute(INTO.format(schema="") + values(count))
            address = str(path)
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.new_database()
            plain = url.replace("+psycopg", "")
            with psycopg.connect(plain, autocommit=True) as session:
                session.execute(b"CREATE SCHEMA credit")
                made = TABLE.format(schema="credit.", time="timestamp")
                session.execute(made.encode())
                session.execute((INTO.format(schema="credit.") + values(count)).encode())
            address = url.replace("postgres:@", "postgres@")
        map_database(tmp_path, "desk", clean_address("desk", address))
        return load_settings(tmp_path)

    return make


def table_of(settings: Settings) -> str:
    return "Scores" if settings.databases["desk"].startswith("sqlite") else "credit.Scores"


def test_a_table_becomes_records_that_the_trail_seals(workspace: TestWorkspace, desk: Desk) -> None:
    settings = desk(5_000)
    register(workspace)
    table = table_of(settings)

    report = workspace.work("sanne").write(
        import_records, read_table(settings, "desk", table), Origin(f"desk/{table}", "sql")
    )

    assert (report.rows, report.stored) == (5_000, 5_000)
    assert (report.first_at, report.last_at) == (
        datetime(2026, 3, 1, 8, tzinfo=UTC),
        datetime(2026, 3, 28, 8, tzinfo=UTC),
    )
    with workspace.service.reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.tag == "records.imported")
        ).one()
        first = select(DecisionRecord.decision_id).where(DecisionRecord.position < 3)
        found = [*session.scalars(first.order_by(DecisionRecord.position))]
    assert (event.facts["source"], event.facts["records"]) == ("sql", 5_000)
    assert found == ["d-00000", "d-00028", "d-00056"]  # by time, then decision
    answer = verify_trail(workspace.work("jo"))
    assert (answer.broken, answer.records) == ((), 5_000)


def test_since_a_time_only_what_is_not_older_is_read(desk: Desk) -> None:
    settings = desk(56)

    begin = datetime(2026, 3, 27, 8, tzinfo=UTC)
    rows = list(read_table(settings, "desk", table_of(settings), begin))

    assert [one.decision_id for one in rows if isinstance(one, RecordRow)] == [
        "d-00026", "d-00054", "d-00027", "d-00055",
    ]  # fmt: skip


def test_a_table_that_is_not_there_or_lacks_a_column_is_named(desk: Desk) -> None:
    settings = desk(1)

    with pytest.raises(InputError, match="There is no table nothing"):
        list(read_table(settings, "desk", "nothing"))
    with pytest.raises(InputError, match="knows no database cards"):
        list(read_table(settings, "cards", "Scores"))
    # A name is a name, whatever it holds.
    with pytest.raises(InputError, match="There is no table"):
        list(read_table(settings, "desk", 'Scores"; DROP TABLE "Scores'))
    assert len(list(read_table(settings, "desk", table_of(settings)))) == 1


def test_what_reads_can_not_write(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a view whose rows would change something is refused by the database."""
    settings = desk(1)
    if settings.databases["desk"].startswith("sqlite"):
        path = make_url(settings.databases["desk"]).database
        os.chmod(path or "", 0o400)
        assert len(list(read_table(settings, "desk", "Scores"))) == 1
        return
    with psycopg.connect(
        settings.databases["desk"].replace("+psycopg", ""), autocommit=True
    ) as connection:
        connection.execute(b"CREATE TABLE credit.seen (at timestamp)")
        connection.execute(
            b"CREATE FUNCTION credit.look() RETURNS text LANGUAGE plpgsql AS"
            b" $$ BEGIN INSERT INTO credit.seen VALUES (now()); RETURN 'd'; END $$"
        )
        connection.execute(
            b"CREATE VIEW credit.sly AS SELECT credit.look() AS decision_id, now() AS decided_at,"
            b" 'cc-fraud:1' AS model"
        )
    with pytest.raises(AppError):
        list(read_table(settings, "desk", "credit.sly"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://reader:hunter2@desk.example/decisions", "An address holds no password"),
        ("postgresql://reader@desk.example/d?options=-csearch_path%3Dx", "options may not be said"),
        ("postgresql://reader@desk.example/d?hostaddr=127.0.0.1", "hostaddr may not be said"),
        ("postgresql://reader@desk.example/d?passfile=/etc/passwd", "passfile may not be said"),
        ("postgresql://reader@desk.example/d?service=x", "service may not be said"),
        *(
            (f"postgresql://reader@{host}/d?host={said}", "folder of a socket only")
            for host, said in (
                ("", "169.254.169.254"),
                ("", "10.0.0.5"),
                ("10.0.0.5", "169.254.169.254"),
                ("desk.example", "/run/postgresql"),
                ("", "/run,169.254.169.254"),
                ("", "@x"),
                ("", "/run&host=169.254.169.254"),
            )
        ),
        ("mysql://reader@desk.example/d", "That is no address of a database"),
        ("http://desk.example/", "That is no address of a database"),
        ("postgresql://reader@desk.example", "That is no address of a database"),
        ("postgresql://reader:hunter2@desk:port/d", "That is no address of a database"),
    ],
)
def test_an_address_says_where_and_nothing_else(address: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        clean_address("desk", address)
    assert "hunter2" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    "address", [*CREDENTIALS, "169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"]
)
def test_where_no_database_can_be_nobody_connects(tmp_path: Path, address: str) -> None:
    settings = machine(tmp_path, databases={"desk": "postgresql://reader@desk.example/d"})

    with pytest.raises(InputError, match="where no database is"):
        list(read_table(settings, "desk", "t", resolve=lambda host, port: [address]))


def test_an_address_that_was_kept_before_is_looked_at_too(tmp_path: Path) -> None:
    kept = "postgresql+psycopg://reader@/decisions?host=169.254.169.254"
    settings = machine(tmp_path, databases={"desk": kept})

    with pytest.raises(InputError, match="folder of a socket only"):
        list(read_table(settings, "desk", "t"))


def test_a_password_is_a_secret_of_this_machine_and_stands_nowhere_else(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is the workspace's own password sent to the application's server."""
    seen: list[dict[str, object]] = []

    def connect(*_: object, **given: object) -> None:
        seen.append(given)
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setenv("PGPASSWORD", "of the workspace")
    settings = machine(tmp_path, databases={"desk": "postgresql://reader@db.example/d"})

    def attempt() -> None:
        rows = read_table(settings, "desk", "t", resolve=lambda host, port: ["10.1.2.3"])
        with pytest.raises(NotReachableError) as refused:
            list(rows)
        assert "hunter2" not in f"{refused.value.message} {refused.value.hint}"

    attempt()
    name = secret_name("desk")
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / name).write_text("hunter2")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    attempt()

    assert [one["password"] for one in seen] == ["", "hunter2"]
    assert {one["hostaddr"] for one in seen} == {"10.1.2.3"}
    assert {one["sslmode"] for one in seen} == {"verify-full"}
    assert "default_transaction_read_only=on" in str(seen[0]["options"])
