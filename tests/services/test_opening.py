"""Opening a team's database is told step by step: what was found, how long it took, what failed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.errors import InputError, NotReachableError, PasswordError
from app.models.database import as_url
from app.models.reaching import find_server
from app.services.commands.accounts import close_account
from app.services.opening import STEPS, Opening
from app.services.seat import open_seat
from app.services.unit_of_work import load_actor
from tests.postgres import PostgresServer
from tests.services.test_secrets import MemoryKeyring
from tests.workspaces import Mould, TestWorkspace, make_workspace

PASSWORD = "correct horse battery"


@pytest.fixture
def bank(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, monkeypatch: Any
) -> Iterator[TestWorkspace]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with make_workspace(tmp_path, postgres, postgres_mould) as made:
        yield made


@pytest.fixture
def nobodys_port() -> int:
    """Of this machine; nothing listens there, for nobody was told of it."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def good(told: list[Opening]) -> list[tuple[str, bool | None]]:
    return [(one.code, one.is_good) for one in told[-1].done]


def test_each_step_is_told_as_it_begins_and_as_it_ends(bank: TestWorkspace) -> None:
    told: list[Opening] = []

    seat = open_seat(bank.login_url("jo"), tell=told.append)

    seat.close()
    assert [one.running for one in told] == [part for code in STEPS for part in (code, "")]
    assert [len(one.done) for one in told] == [0, 1, 1, 2, 2, 3, 3, 4]
    assert good(told) == [(code, True) for code in STEPS]
    assert all(one.took_ms > 0 for one in told[-1].done)
    assert told[-1].done[0].said  # the folder or address where the server was found
    assert told[-1].done[1].said == "not encrypted"
    assert told[-1].done[3].said == seat.actor.full_name
    assert seat.steps == told[-1].done


def test_a_password_that_is_lacking_fails_the_second_step_and_with_it_all_begin_anew(
    bank: TestWorkspace, postgres: PostgresServer
) -> None:
    postgres.ask_password(bank.url, "nb_jo", PASSWORD)
    told: list[Opening] = []

    with pytest.raises(PasswordError):
        open_seat(bank.login_url("jo"), tell=told.append)

    assert good(told) == [("reach", True), ("enter", False)]
    assert "asks for a password" in told[-1].done[1].said


def test_a_kept_password_is_tried_in_steps_of_its_own(
    bank: TestWorkspace, postgres: PostgresServer, monkeypatch: Any
) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: ring)
    postgres.ask_password(bank.url, "nb_jo", PASSWORD)
    open_seat(bank.login_url("jo"), password=PASSWORD, keeps=True).close()
    told: list[Opening] = []

    open_seat(bank.login_url("jo"), tell=told.append).close()

    assert good(told) == [(code, True) for code in STEPS]
    assert PASSWORD not in repr(told)


def test_a_database_without_a_workspace_fails_where_versions_are_compared(
    bank: TestWorkspace, postgres: PostgresServer
) -> None:
    told: list[Opening] = []
    empty = postgres.new_database()

    with pytest.raises(InputError, match="holds no workspace"):
        open_seat(empty, tell=told.append)

    assert good(told) == [("reach", True), ("enter", True), ("version", False)]
    postgres.drop_database(empty)


def test_a_closed_account_fails_where_it_is_looked_for(bank: TestWorkspace) -> None:
    told: list[Opening] = []
    bank.work("root").write(
        close_account, bank.work("root").read(load_actor, "jo").id, reason="Left the bank."
    )

    with pytest.raises(NotReachableError):
        open_seat(bank.login_url("jo"), tell=told.append)

    assert good(told)[-1] == ("account", False)
    assert "The account of Jo Vermeer was closed" in told[-1].done[-1].said


def test_a_port_where_nothing_listens_is_said_before_anybody_logs_in(nobodys_port: int) -> None:
    told: list[Opening] = []
    place = f"postgresql://jo@127.0.0.1:{nobodys_port}/gov"

    with pytest.raises(NotReachableError, match=f"listens at 127.0.0.1, port {nobodys_port}"):
        open_seat(place, tell=told.append)

    assert good(told) == [("reach", False)]


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 300])
def test_a_name_that_nobody_knows_is_said_so(host: str) -> None:
    with pytest.raises(NotReachableError, match="Nobody here knows a server called"):
        find_server(as_url(f"postgresql://jo@{host}/gov"))


def test_a_folder_without_a_server_is_said_so(tmp_path: Path) -> None:
    url = make_url("postgresql+psycopg:///gov").update_query_dict({"host": str(tmp_path)})

    with pytest.raises(NotReachableError, match="No database listens"):
        find_server(url)


@pytest.mark.parametrize(
    "place",
    ["postgresql:///gov?service=bank", "postgresql:///gov?host=one,two", "postgresql:///gov",
     "postgresql://jo@127.0.0.1:99999/gov"],
)  # fmt: skip
def test_what_libpq_alone_knows_is_left_to_it(place: str, monkeypatch: Any) -> None:
    monkeypatch.delenv("PGHOST", raising=False)

    assert find_server(as_url(place)) == ""


def test_a_file_is_opened_without_steps(
    sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    told: list[Opening] = []

    seat = open_seat(str(as_url(sqlite_workspace.url).database), tell=told.append)

    assert (told, seat.steps) == ([], ())
    seat.close()
