"""Signing in to a team's database: which password is used, where it stays, who gets no further."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.errors import EntryError, NotReachableError, PasswordError
from app.services import sign_in
from app.services.commands.accounts import close_account
from app.services.seat import Seat, open_seat
from app.services.secrets import Secrets
from app.services.sign_in import Entry, come_in, is_right_password, renamed, way_in
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
        postgres.ask_password(made.url, "nb_jo", PASSWORD)
        yield made


@pytest.fixture
def ring(monkeypatch: Any) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: made)
    return made


def sit(place: str, password: str = "", *, keeps: bool = False) -> Seat:
    return open_seat(place, password=password, keeps=keeps)


def test_a_server_that_wants_a_password_says_so(bank: TestWorkspace) -> None:
    with pytest.raises(PasswordError, match="asks for a password"):
        sit(bank.login_url("jo"))


def test_a_login_without_one_is_asked_for_nothing(bank: TestWorkspace, ring: MemoryKeyring) -> None:
    seat = sit(bank.login_url("aisha"))

    assert seat.actor.handle == "aisha"
    assert not seat.database.uses_password()
    assert ring.kept == {}
    seat.close()


def test_the_typed_password_opens_and_stays_in_memory_alone(
    bank: TestWorkspace, ring: MemoryKeyring, tmp_path: Path, caplog: Any
) -> None:
    seat = sit(bank.login_url("jo"), PASSWORD)

    assert seat.actor.handle == "jo"
    assert PASSWORD not in repr(seat.database.url) + str(seat.database.url.render_as_string())
    assert PASSWORD not in repr(Entry("place", PASSWORD))
    assert ring.kept == {}
    kept = "".join(one.read_text("utf-8") for one in (tmp_path / "home").rglob("*.json"))
    assert "nb_jo" in kept
    assert PASSWORD not in kept + caplog.text
    seat.close()


def test_who_wants_it_kept_is_asked_once(bank: TestWorkspace, ring: MemoryKeyring) -> None:
    sit(bank.login_url("jo"), PASSWORD, keeps=True).close()

    seat = sit(bank.login_url("jo"))

    assert [*ring.kept.values()] == [PASSWORD]
    assert all("jo" not in name for _, name in ring.kept)
    seat.close()
    sit(bank.login_url("jo"), PASSWORD).close()
    assert ring.kept == {}  # typed again without wanting it kept


def test_a_kept_password_that_was_changed_since_is_asked_for_anew(
    bank: TestWorkspace, ring: MemoryKeyring, postgres: PostgresServer
) -> None:
    sit(bank.login_url("jo"), PASSWORD, keeps=True).close()
    postgres.run("ALTER ROLE nb_jo PASSWORD 'another'")

    with pytest.raises(PasswordError, match="does not take this password"):
        sit(bank.login_url("jo"))
    sit(bank.login_url("jo"), "another", keeps=True).close()

    assert [*ring.kept.values()] == ["another"]


def test_where_no_keyring_keeps_others_out_nothing_is_kept(bank: TestWorkspace) -> None:
    assert not way_in(bank.login_url("jo")).can_keep

    sit(bank.login_url("jo"), PASSWORD, keeps=True).close()

    with pytest.raises(PasswordError):
        sit(bank.login_url("jo"))


def test_a_password_in_the_address_counts_as_typed_and_is_not_remembered(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    own = make_url(bank.login_url("jo"))
    for place in (own.set(password=PASSWORD), own.update_query_dict({"password": PASSWORD})):
        seat = sit(place.render_as_string(hide_password=False))
        seat.close()

        settings = json.loads((tmp_path / "home" / "settings.json").read_text())
        assert PASSWORD not in str(settings)
        assert PASSWORD not in seat.database.url.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("statement", "password", "told"),
    [
        ("", "an old guess", "does not take this password: it is wrong, or the login has expired"),
        ("ALTER ROLE nb_jo VALID UNTIL '2020-01-01'", PASSWORD, "or the login has expired"),
        ("ALTER ROLE nb_jo NOLOGIN", PASSWORD, "lets nobody in by this login any more"),
    ],
)
def test_each_reason_why_a_login_is_refused_is_one_sentence(
    bank: TestWorkspace, postgres: PostgresServer, statement: str, password: str, told: str
) -> None:
    postgres.run(statement or "SELECT 1")
    try:
        with pytest.raises(NotReachableError, match=told) as refused:
            sit(bank.login_url("jo"), password)
    finally:
        postgres.run("ALTER ROLE nb_jo LOGIN VALID UNTIL 'infinity'")

    assert refused.value.message.count(".") == 1
    assert password not in str(refused.value) + refused.value.hint


def test_a_closed_account_is_told_so(bank: TestWorkspace, postgres: PostgresServer) -> None:
    jo = bank.work("root").read(load_actor, "jo").id
    try:
        bank.work("root").write(close_account, jo, reason="Left the bank.")

        with pytest.raises(EntryError, match="account of Jo Vermeer was closed on 20"):
            sit(bank.login_url("jo"), PASSWORD)
        postgres.run("REVOKE mw_compliance FROM nb_jo")  # as `user close` tells to
        with pytest.raises(EntryError, match=r"no right to .*: the account is closed"):
            sit(bank.login_url("jo"), PASSWORD)
    finally:  # logins are the server's, not the workspace's
        postgres.run("GRANT mw_compliance TO nb_jo")


def test_somebody_whose_roles_have_ended_is_told_so(bank: TestWorkspace) -> None:
    with bank.owner_database().session(writes=True) as session:
        session.connection().exec_driver_sql(
            "ALTER TABLE mw.membership DISABLE TRIGGER USER;"
            " UPDATE mw.membership SET valid_until = now() WHERE person_id ="
            " (SELECT id FROM mw.person WHERE handle = 'jo');"
            " ALTER TABLE mw.membership ENABLE TRIGGER USER"
        )

    with pytest.raises(EntryError, match="Jo Vermeer has no role in force"):
        sit(bank.login_url("jo"), PASSWORD)


def test_the_password_of_an_open_workspace_is_asked_of_the_server_again(
    bank: TestWorkspace,
) -> None:
    database = come_in(Entry(bank.login_url("jo"), PASSWORD))

    assert is_right_password(database, PASSWORD)
    assert not is_right_password(database, "wrong")
    assert not is_right_password(database, "")
    database.close()


def test_a_place_is_told_without_its_password_and_for_another_login() -> None:
    place = "postgresql://ann:secret@db.bank.test/governance?sslmode=require"

    way = sign_in.way_in(place, Secrets(Path("/nowhere"), MemoryKeyring(), environment={}))

    assert (way.login, way.server, way.is_proved, way.can_keep) == (
        "ann", "governance@db.bank.test", False, True,
    )  # fmt: skip
    assert "secret" not in way.place + renamed(place, "bob")
    assert "bob@" in renamed(place, "bob")
    assert sign_in.way_in("postgresql://ann@db.bank.test/governance").is_proved
