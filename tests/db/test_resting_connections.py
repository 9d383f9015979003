"""A connection is asked whether it still stands after a rest, and not between two steps."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

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


def test_one_that_went_a_moment_ago_is_replaced_before_the_next_transaction(
    bank: TestWorkspace, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its server said good-bye: that can be read, without a question."""
    monkeypatch.setattr(patience, "RESTED_S", 60.0)
    first = process_of(database)
    end_it(bank, first)

    with database.session(writes=True) as session:
        second = session.execute(MY_PROCESS).scalar_one()
    assert second != first
    assert questions(database, monkeypatch) == 0


@pytest.fixture
def many_files() -> Iterator[int]:
    """So many are open that the next one has a number of which `select` knows nothing."""
    least = 1024
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = least + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("this system lets nobody open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    with ExitStack() as opened:
        while opened.enter_context(open(os.devnull)).fileno() < least:
            pass
        yield least
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_number_of_its_file_makes_no_difference(
    bank: TestWorkspace, database: Database, monkeypatch: pytest.MonkeyPatch, many_files: int
) -> None:
    monkeypatch.setattr(patience, "RESTED_S", 60.0)
    with database.session() as session:
        driver: Any = session.connection().connection.driver_connection
        assert driver.fileno() > many_files
    first = process_of(database)
    assert questions(database, monkeypatch) == 0
    end_it(bank, first)

    assert process_of(database) != first


def test_one_that_goes_within_a_transaction_is_told_and_replaced_by_the_next(
    bank: TestWorkspace, database: Database
) -> None:
    seen: list[int] = []

    def lose_it() -> None:
        with database.session() as session:
            seen.append(session.execute(MY_PROCESS).scalar_one())
            end_it(bank, seen[0])
            session.execute(MY_PROCESS)

    with pytest.raises(NotReachableError):
        lose_it()
    assert process_of(database) != seen[0]


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
