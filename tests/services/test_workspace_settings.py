"""A workspace's settings are the same whoever opens it: the window or the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.command_line.call import Call
from app.errors import AppError
from app.models import database as databases
from app.models.database import Database
from app.services.seat import open_seat
from app.services.settings_file import map_store
from app.services.workspace import NewWorkspace, create_workspace, only_person
from app.services.workspace_settings import settings_at

NEW = NewWorkspace("Bank", "bank", "Bank", (only_person("ana", "Ana Novak"),))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def workspace_file(folder: Path, *, is_demo: bool) -> str:
    folder.mkdir(parents=True)
    path = folder / "workspace.db"
    database = Database(path)
    create_workspace(database, replace(NEW, is_demo=is_demo))
    database.close()
    return str(path)


@pytest.mark.parametrize("is_demo", [True, False])
def test_window_and_command_line_have_the_same_settings(
    home: Path, tmp_path: Path, is_demo: bool
) -> None:
    place = workspace_file(tmp_path / "elsewhere", is_demo=is_demo)
    map_store(home, "data", "/srv/machine")
    map_store(tmp_path / "elsewhere", "data", "/srv/demo")

    call = Call(lambda _, __: 0, workspace=place)
    seat = open_seat(place)
    seat.close()

    assert call.settings == seat.settings
    assert call.settings.home == (tmp_path / "elsewhere" if is_demo else home)
    assert call.settings.stores == {"data": "/srv/demo" if is_demo else "/srv/machine"}


def test_a_demo_that_is_busy_is_not_taken_for_a_workspace_of_this_computer(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = workspace_file(tmp_path / "elsewhere", is_demo=True)
    monkeypatch.setattr(databases, "PATIENCE_MS", 100)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("SELECT name FROM workspace").fetchall()

        with pytest.raises(AppError, match="writing to the same place"):
            settings_at(place)


@pytest.mark.parametrize(
    "content", [None, b"", b"no database at all"], ids=["nothing", "empty", "another file"]
)
def test_where_no_workspace_is_the_settings_are_those_of_the_machine(
    home: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "workspace.db"
    if content is not None:
        path.write_bytes(content)

    assert settings_at(str(path)).home == home
