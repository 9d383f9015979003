"""The numbered files of the migrations are the chain that Alembic walks."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from app.models.database import Database
from app.models.upgrade import (
    RULES_DIGESTS,
    SQLITE_TABLES,
    alembic_config,
    is_known,
    newest_revision,
    revisions,
    upgrade_tables,
    walk_migrations,
    written_digests,
    written_tables,
)


def test_the_files_numbers_are_alembics_chain() -> None:
    script = ScriptDirectory.from_config(alembic_config())

    assert [one.revision for one in reversed([*script.walk_revisions()])] == [*revisions()]
    assert newest_revision() == script.get_current_head()
    assert is_known("0001")
    assert not is_known("9999")


def test_a_new_file_gets_the_tables_that_the_migrations_come_to(tmp_path: Path) -> None:
    walked, written = Database(tmp_path / "walked.db"), Database(tmp_path / "written.db")
    with walked.session(writes=True) as session:
        walk_migrations(session.connection())
        found = written_tables(session.connection())
    with written.session(writes=True) as session:
        upgrade_tables(session.connection())
        made = written_tables(session.connection())

    assert made == found
    assert SQLITE_TABLES.read_text(encoding="utf-8") == found, "make tables"


def test_the_digests_that_a_start_asks_for_are_those_of_the_rules() -> None:
    assert RULES_DIGESTS.read_text(encoding="utf-8") == written_digests(), "make tables"


def test_a_new_file_whose_written_tables_are_old_is_migrated_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(name: str, revision: str) -> str:
        database = Database(tmp_path / name)
        with database.session(writes=True) as session:
            connection = session.connection()
            if revision:
                command.upgrade(alembic_config(connection), revision)
            else:
                upgrade_tables(connection)
            return written_tables(connection)

    old = tmp_path / "old.sql"
    old.write_text(make("first.db", revisions()[0]), encoding="utf-8")
    monkeypatch.setattr("app.models.upgrade.SQLITE_TABLES", old)

    assert make("migrated.db", "") == make("newest.db", "head")
