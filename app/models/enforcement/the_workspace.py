"""The one row that says what a workspace is: only the digest of its rules ever changes in it.

Who took its mark of a demonstration away would have every page after that pass for a bank's.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.audit import Columns
from app.models.enforcement.dialect import POSTGRESQL, SQLITE, Words
from app.models.enforcement.guard import APPEND_ONLY, FORBIDDEN

TABLE = "workspace"
CHANGING = frozenset({"rules_sha256"})  # with each upgrade, which the owner runs


def _is_other(columns: Columns, words: Words) -> str:
    """SQL that holds where an update changes what was settled when the workspace was made."""
    kept = (name for name in columns[TABLE] if name not in CHANGING)
    return " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in kept)


def sqlite_triggers(columns: Columns) -> Iterator[str]:
    """Not by the name of a column: a statement may call the key `rowid`."""
    yield (
        f"CREATE TRIGGER mw_{TABLE}_settled BEFORE UPDATE ON {TABLE}"
        f" WHEN {_is_other(columns, SQLITE)} BEGIN"
        f" SELECT RAISE(ABORT, '{FORBIDDEN} write.settled'); END"
    )
    for action, when in (("insert", f" WHEN EXISTS (SELECT 1 FROM {TABLE})"), ("delete", "")):
        yield (
            f"CREATE TRIGGER mw_{TABLE}_no_{action} BEFORE {action.upper()} ON {TABLE}{when} BEGIN"
            f" SELECT RAISE(ABORT, '{APPEND_ONLY} write.append_only'); END"
        )


def postgresql_triggers(columns: Columns, pinned: str) -> Iterator[str]:
    """Nobody but the owner has a right to write it at all; these bind the owner too."""
    yield (
        f"CREATE OR REPLACE FUNCTION mw.workspace_settled() RETURNS trigger {pinned} AS $$ BEGIN"
        f" IF TG_OP = 'UPDATE' THEN PERFORM mw.refuse('{FORBIDDEN}', 'write.settled');"
        f" ELSIF TG_OP = 'DELETE' OR EXISTS (SELECT 1 FROM mw.{TABLE}) THEN"
        f" PERFORM mw.refuse('{APPEND_ONLY}', 'write.append_only'); END IF; RETURN NEW; END $$"
    )
    changed = f" WHEN ({_is_other(columns, POSTGRESQL)})"
    for action, when in (("update", changed), ("insert", ""), ("delete", "")):
        yield (
            f"CREATE TRIGGER {TABLE}_no_{action} BEFORE {action.upper()} ON mw.{TABLE}"
            f" FOR EACH ROW{when} EXECUTE FUNCTION mw.workspace_settled()"
        )
