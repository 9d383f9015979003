"""Who writes in another database of the same server holds up neither the seal nor the windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text

from app.models.queries.status import events_since, present_watermark
from app.models.schema_seal import SchemaVerdict, check_schema
from tests.postgres import PostgresServer, quick_folder
from tests.trail_kit import add_use, sealer
from tests.workspaces import TestWorkspace, make_workspace

ALLOWED = (
    "everybody may prepare transactions (ALTER SYSTEM SET max_prepared_transactions = 0, and start"
    " the server anew)"
)
LEFT = "nb_lin left a transaction prepared (ROLLBACK PREPARED 'it''s?mine')"


def verdict(bank: TestWorkspace) -> SchemaVerdict:
    with bank.work("lin").reading() as session:
        return check_schema(session.connection())


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A transaction of somebody with a number of its own, open as long as the block."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_current_xact_id()"))
        yield connection
        connection.rollback()
    engine.dispose()


def test_the_seal_and_the_feed_go_on_while_another_database_is_written(
    postgres_workspace: TestWorkspace, postgres: PostgresServer
) -> None:
    bank = postgres_workspace
    each = sealer(bank)
    each.run_once()
    mark = bank.work("jo").read(present_watermark)

    with writing(postgres.new_database()):
        add_use(bank, "loans")
        sealed = each.run_once()
        told = bank.work("jo").read(events_since, mark).events

    assert sealed > 0
    assert len(told) == sealed


@pytest.fixture
def preparing(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server of its own that lets transactions be prepared."""
    (tmp_path / "server").mkdir()
    with quick_folder(tmp_path / "server") as folder, PostgresServer(folder) as server:
        server.run("ALTER SYSTEM SET max_prepared_transactions = 2")
        server.restart("fast")
        yield server


def test_what_another_database_prepared_holds_nothing_up(
    preparing: PostgresServer, tmp_path: Path
) -> None:
    with make_workspace(tmp_path / "bank", preparing) as bank:
        each = sealer(bank)
        each.run_once()
        with writing(preparing.new_database()) as connection:
            connection.exec_driver_sql("PREPARE TRANSACTION 'elsewhere'")

        add_use(bank, "loans")

        assert each.run_once() > 0


def test_what_this_database_prepared_is_named_until_it_is_ended(
    preparing: PostgresServer, tmp_path: Path
) -> None:
    """No session is left that could be ended, and whoever may write may leave one."""
    with make_workspace(tmp_path / "bank", preparing) as bank:
        before = verdict(bank)
        each = sealer(bank)
        each.run_once()
        with psycopg.connect(bank.login_url("lin").replace("+psycopg", "")) as connection:
            connection.execute("SELECT pg_current_xact_id()")
            connection.execute("PREPARE TRANSACTION 'it''s\nmine'")
        add_use(bank, "loans")
        held, is_settled = verdict(bank), each.run_once() > 0
        with psycopg.connect(bank.url.replace("+psycopg", ""), autocommit=True) as owner:
            owner.execute("ROLLBACK PREPARED 'it''s\nmine'")
        after = verdict(bank)

        assert [one.words for one in before.above] == [ALLOWED]
        assert ALLOWED in before.sentence
        assert [one.words for one in held.above] == [ALLOWED, LEFT]
        assert LEFT in held.sentence
        assert (before.stopping, held.stopping, is_settled) == ("", "", False)
        assert after == before
        assert each.run_once() > 0


def test_who_writes_in_this_database_is_waited_for(postgres_workspace: TestWorkspace) -> None:
    bank = postgres_workspace
    each = sealer(bank)
    each.run_once()
    mark = bank.work("jo").read(present_watermark)

    with writing(bank.url):
        add_use(bank, "loans")
        sealed = each.run_once()
        told = bank.work("jo").read(events_since, mark).events

    assert (sealed, told) == (0, ())
    assert each.run_once() > 0
