"""A connection has parts: names for everybody; folders, hosts and secrets for one computer."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, InputError, RefusedError
from app.models.queries.listing_organisation import list_stores
from app.services.connecting import (
    OnThisComputer,
    add_store,
    check_here,
    host_of,
    list_all_connections,
    secret_of_runtime,
    settle_here,
)
from app.services.kept_by_hand import SecretEntry, keep_entry
from app.services.secret_states import load_secrets
from app.services.secrets import Place
from app.services.settings_file import list_allowed_hosts, load_settings
from app.services.trying_connections import try_records
from tests.machine import machine
from tests.services.test_secrets import MemoryKeyring
from tests.workspaces import TestWorkspace

TOKEN = "bearer-3f9c"
HOST = "https://serve.bank.example/eu"


@pytest.fixture
def ring(monkeypatch: Any, tmp_path: Path) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: made)
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    return made


def token(name: str = "runtime.eu", **other: Any) -> SecretEntry:
    return SecretEntry(name, TOKEN, HOST, "bank", **other)


def test_a_store_is_recorded_once_by_whoever_may(workspace: TestWorkspace) -> None:
    with pytest.raises(RefusedError):
        workspace.work("sanne").write(add_store, name="scores", unit="bank")
    workspace.work("root").write(add_store, name=" scores ", unit="bank", description="Of cards.")

    with pytest.raises(InputError, match="already"):
        workspace.work("tom").write(add_store, name="scores", unit="bank")
    (row,) = workspace.work("tom").read(list_stores)
    assert (row.name, row.description) == ("scores", "Of cards.")


def test_a_store_and_a_database_are_known_at_once_to_whoever_runs_already(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    settings, folder = load_settings(tmp_path), tmp_path / "scores"
    assert settings.store_place("scores") != folder
    folder.mkdir()
    file = tmp_path / "desk.db"
    sqlite3.connect(file).close()
    wanted = OnThisComputer(
        store=("scores", str(folder)),
        database=("desk", str(file)),
        secret=SecretEntry("database.desk", TOKEN, is_new=True),
    )
    settle_here(settings, wanted)

    assert settings.store_place("scores") == folder
    assert settings.databases == {"desk": f"sqlite:///{file}"}
    assert ring.kept == {("modelward", "database.desk"): TOKEN}
    assert TOKEN not in (tmp_path / "settings.json").read_text()


def test_a_token_goes_to_its_address_and_unit_alone(tmp_path: Path, ring: MemoryKeyring) -> None:
    settings = machine(home=tmp_path)
    settle_here(settings, OnThisComputer(secret=token(), host=host_of(HOST)))

    assert ring.kept == {("modelward", "runtime.eu"): f"{HOST}#bank {TOKEN}"}
    assert list_allowed_hosts() == ["serve.bank.example:443"]


def test_nothing_is_kept_where_a_part_is_wrong(tmp_path: Path, ring: MemoryKeyring) -> None:
    settings = machine(home=tmp_path)
    for wrong in (
        OnThisComputer(secret=token(), store=("scores", str(tmp_path / "nowhere"))),
        OnThisComputer(secret=token(), database=("desk", "postgresql://me:secret@host/decisions")),
        OnThisComputer(secret=token(), host="no host at all"),
        OnThisComputer(secret=SecretEntry("runtime.eu", TOKEN), store=("scores", str(tmp_path))),
    ):
        with pytest.raises(AppError):
            settle_here(settings, wrong)

    assert ring.kept == {}
    assert (settings.stores, settings.databases) == ({}, {})


def test_a_new_connection_takes_no_secret_away(tmp_path: Path, ring: MemoryKeyring) -> None:
    settings = machine(home=tmp_path)
    keep_entry(settings, token())
    with pytest.raises(InputError, match=r"keeps a secret runtime\.eu already"):
        check_here(settings, OnThisComputer(secret=token(is_new=True)))

    assert keep_entry(settings, SecretEntry("runtime.eu", "next", HOST)) is Place.KEYRING
    assert ring.kept == {("modelward", "runtime.eu"): f"{HOST} next"}


@pytest.mark.parametrize("name", ["key.abc", "seal", "runtime.", "server.postgresql"])
def test_keys_are_not_replaced_by_hand(tmp_path: Path, ring: MemoryKeyring, name: str) -> None:
    with pytest.raises(InputError, match="no secret that is kept by hand"):
        keep_entry(machine(home=tmp_path), SecretEntry(name, TOKEN))
    assert ring.kept == {}


def test_what_the_service_manager_gives_is_not_kept_a_second_time(
    tmp_path: Path, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_SECRET_RUNTIME_EU", f"{HOST} given")
    with pytest.raises(AppError, match="would never be read"):
        keep_entry(machine(home=tmp_path), token())
    assert ring.kept == {}


def test_without_a_safe_place_nothing_is_written_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: None)
    with pytest.raises(AppError, match="no safe place"):
        keep_entry(machine(home=tmp_path), token())
    assert not list(tmp_path.iterdir())


def test_lists_show_databases_of_this_computer_and_no_password(
    workspace: TestWorkspace, tmp_path: Path, ring: MemoryKeyring, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    databases = {
        "desk": "postgresql+psycopg://reader@desk.bank.example/decisions",
        "open": "postgresql://reader:hunter2@desk.bank.example/decisions",
    }
    settings = machine(home=tmp_path, databases=databases)
    keep_entry(settings, SecretEntry("database.desk", TOKEN))
    root = workspace.work("root")

    shown = {one.name: one for one in root.read(list_all_connections, settings, root.actor.id)}
    assert shown["desk"].secret == "database.desk"
    assert "hunter2" not in shown["open"].detail
    here = root.read(load_secrets, settings)
    states = {one.name: (one.kind, one.place) for one in here.rows}
    assert states["database.desk"] == ("database", "keyring")
    assert states["database.open"] == ("database", "")
    assert (here.keeps_in, here.units) == ("keyring", ("bank",))
    assert TOKEN not in json.dumps([str(one) for one in (*here.rows, *shown.values())])
    assert TOKEN not in caplog.text


def test_an_application_database_is_tried(tmp_path: Path, ring: MemoryKeyring) -> None:
    file, away = tmp_path / "desk.db", tmp_path / "away.db"
    sqlite3.connect(file).close()
    settings = machine(home=tmp_path, databases={"desk": str(file), "away": str(away)})

    assert [(one.code, one.is_good) for one in try_records(settings, "desk")] == [
        ("secret", True),
        ("answer", True),
    ]
    assert try_records(settings, "desk")[1].said.startswith("SQLite ")
    assert "no file" in try_records(settings, "away")[1].said


def test_an_application_database_on_a_server_is_tried(
    postgres_workspace: TestWorkspace, tmp_path: Path, ring: MemoryKeyring
) -> None:
    settings = machine(home=tmp_path, databases={"desk": postgres_workspace.login_url("tom")})
    steps = try_records(settings, "desk")

    assert [one.is_good for one in steps] == [True, True]
    assert steps[1].said.startswith("PostgreSQL ")


def test_the_name_of_a_token_follows_from_its_runtime() -> None:
    assert secret_of_runtime("prod-eu-4") == "runtime.prod-eu-4"
    assert secret_of_runtime(" Prod EU..4 ") == "runtime.Prod-EU-4"
