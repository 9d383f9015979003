"""The file of an SQLite workspace goes away while it is open, or is exchanged."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

from app.errors import NotReachableError
from app.models.database import Database
from app.models.tables.organisation import Workspace


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(tmp_path / "bank.db", is_durable=False)
    with made.session(writes=True) as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
    return made


def write(database: Database, words: str) -> None:
    with database.session(writes=True) as session:
        session.execute(text("INSERT INTO note VALUES (:words)"), {"words": words})


def notes(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(text("SELECT words FROM note")))


def move(folder: Path, target: Path) -> None:
    """The database with what SQLite keeps beside it."""
    target.mkdir(exist_ok=True)
    for each in folder.glob("bank.db*"):
        each.rename(target / each.name)


def test_a_file_that_was_moved_away_takes_neither_reads_nor_writes(
    database: Database, tmp_path: Path
) -> None:
    move(tmp_path, tmp_path / "away")

    for ask in (lambda: write(database, "lost"), lambda: notes(database)):
        with pytest.raises(NotReachableError, match=r"bank\.db is no longer at its place"):
            ask()

    assert not (tmp_path / "bank.db").exists()
    database.close()


def test_the_same_file_put_back_is_used_again(database: Database, tmp_path: Path) -> None:
    move(tmp_path, tmp_path / "away")
    with pytest.raises(NotReachableError):
        notes(database)
    move(tmp_path / "away", tmp_path)

    write(database, "kept")

    assert notes(database) == ["kept"]
    database.close()


def test_a_copy_in_its_place_is_not_taken_for_it(database: Database, tmp_path: Path) -> None:
    shutil.copytree(tmp_path, tmp_path / "copy")
    move(tmp_path, tmp_path / "away")
    move(tmp_path / "copy", tmp_path)

    with pytest.raises(NotReachableError, match=r"Another file lies where bank\.db"):
        write(database, "lost")

    database.close()


def test_a_file_that_goes_during_a_write_is_noticed_before_the_end(
    database: Database, tmp_path: Path
) -> None:
    def write_while_it_goes() -> None:
        with database.session(writes=True) as session:
            session.execute(text("INSERT INTO note VALUES ('half')"))
            move(tmp_path, tmp_path / "away")

    with pytest.raises(NotReachableError):
        write_while_it_goes()
    move(tmp_path / "away", tmp_path)

    assert notes(database) == []
    database.close()


def test_a_sibling_does_not_make_the_file_anew(database: Database, tmp_path: Path) -> None:
    move(tmp_path, tmp_path / "away")
    sibling = database.sibling(is_durable=False)

    with pytest.raises(NotReachableError):
        notes(sibling)

    assert not (tmp_path / "bank.db").exists()
    sibling.close()
    database.close()


def test_the_schema_is_looked_for_once_in_each_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    render = SQLiteIdentifierPreparer._render_schema_translates

    def look(self: SQLiteIdentifierPreparer, statement: str, names: Any) -> str:
        looked.append(statement)
        return render(self, statement, names)

    monkeypatch.setattr(SQLiteIdentifierPreparer, "_render_schema_translates", look)
    database = Database(tmp_path / "bank.db")
    with database.session(writes=True) as session:
        session.execute(text("CREATE TABLE workspace (name TEXT)"))
        session.execute(text("INSERT INTO workspace VALUES ('Bank')"))

    for _ in range(3):
        with database.session() as session:
            assert session.scalars(select(Workspace.name)).one() == "Bank"

    database.close()
    assert len([one for one in looked if one.startswith("SELECT")]) == 1
