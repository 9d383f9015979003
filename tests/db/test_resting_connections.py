"""A connection is asked whether it still stands after a rest, and not between two steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text

from app.errors import NotReachableError
from app.models import patience
from app.models.database import Database
from tests.workspaces import TestWorkspace

MY_PROCESS = text("SELECT pg_backend_pid()")
END_IT = text("SELECT pg_terminate_backend(:pid, 5000)")


@pytest.fixture
def bank(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


@pytest.fixture
def database(bank: TestWorkspace) -> Iterator[Database]:
    with closing(Database(bank.login_url("service"))) as made:
        yield made


def process_of(database: Database) -> int:
    with database.session() as session:
        found: int = session.execute(MY_PROCESS).scalar_one()
    return found


def end_it(bank: TestWorkspace, pid: int) -> None:
    with closing(bank.owner_database()) as owner, owner.session() as session:
        assert session.execute(END_IT, {"pid": pid}).scalar_one()


def questions(database: Database, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many statements beside its own one transaction asks the server."""
    asked = []
    execute = psycopg.Connection.execute

    def listening(self: psycopg.Connection, query: bytes, *args: object, **kw: object) -> object:
        asked.append(query)
        return execute(self, query, *args, **kw)  # type: ignore[arg-type, call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", listening)
        process_of(database)
    return len(asked)


def test_between_two_steps_nothing_is_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "RESTED_S", 60.0)
    process_of(database)
    assert questions(database, monkeypatch) == 0

    monkeypatch.setattr(patience, "RESTED_S", 0.0)
    assert questions(database, monkeypatch) == 1


def test_a_connection_that_went_while_it_rested_is_replaced(
    bank: TestWorkspace, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "RESTED_S", 0.0)
    first = process_of(database)
    end_it(bank, first)

    assert process_of(database) != first


def test_one_that_went_a_moment_ago_is_told_and_replaced_by_the_next(
    bank: TestWorkspace, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "RESTED_S", 60.0)
    first = process_of(database)
    end_it(bank, first)

    with pytest.raises(NotReachableError):
        process_of(database)
    assert process_of(database) != first


def test_a_write_after_whose_commit_the_connection_goes_is_stored_all_the_same(
    bank: TestWorkspace, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = patience.PatientConnection.tell

    def ended_before(self: patience.PatientConnection, channel: str) -> None:
        end_it(bank, self.info.backend_pid)
        tell(self, channel)

    monkeypatch.setattr(patience.PatientConnection, "tell", ended_before)
    with database.session(writes=True) as session:
        first = session.execute(MY_PROCESS).scalar_one()

    assert process_of(database) != first
