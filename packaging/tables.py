"""Writes what tables and rules come to, beside the migrations: `sqlite.sql` and `rules.json`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.models.database import Database
from app.models.upgrade import (
    RULES_DIGESTS,
    SQLITE_TABLES,
    walk_migrations,
    written_digests,
    written_tables,
)


def written() -> str:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "empty.db")
        try:
            with database.session(writes=True) as session:
                connection = session.connection()
                walk_migrations(connection)
                return written_tables(connection)
        finally:
            database.close()


if __name__ == "__main__":
    SQLITE_TABLES.write_text(written(), encoding="utf-8")
    RULES_DIGESTS.write_text(written_digests(), encoding="utf-8")
