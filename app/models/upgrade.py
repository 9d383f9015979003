"""Brings a database's tables and rules to this version: Alembic, then enforcement, as one step."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.models.enforcement.shape import lacking
from app.models.schema_seal import first_few, seal_schema
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.organisation import Workspace
from app.texts import N_

MIGRATIONS = Path(__file__).parent / "migrations"
# What they come to, and what tells the rules from others': written by packaging/tables.py.
SQLITE_TABLES = MIGRATIONS / "sqlite.sql"
RULES_DIGESTS = MIGRATIONS / "rules.json"
VERSION_TABLE = "alembic_version"
_RULES = "app.models.enforcement.apply"  # imported where rules are made: no start of a window does
_FRESH = "app.models.enforcement.fresh_tables"
WAY_OUT = N_(  # of tables that are none of this version's, whatever their revision says
    "Open it with the Modelward that made it, restore it from its backup, or make it anew under"
    " another name: modelward workspace init; a demo is made anew by: modelward demo --reset."
)
# Duplicate or undefined: table, column, object. SQLite says it in words only.
_OTHER_SHAPE = ("42P07", "42701", "42710", "42P01", "42703", "42704")
_END = ";\n\n"
_OTHER_SHAPE_TEXT = re.compile("already exists|duplicate column|no such (table|column|index)")


def alembic_config(connection: Connection | None = None) -> Any:
    """Alembic is imported where it is needed: every start of the window would pay for it."""
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = METADATA
    return config


def revisions() -> tuple[str, ...]:
    """What this version of the product knows, oldest first: its migrations are numbered."""
    return tuple(sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def newest_revision() -> str:
    """The revision that this version of the product works with."""
    return revisions()[-1]


def present_revision(connection: Connection) -> str:
    """The revision of the database; empty where it has no tables yet."""
    schema = None if connection.dialect.name == "sqlite" else SCHEMA
    if not inspect(connection).has_table(VERSION_TABLE, schema=schema):
        return ""
    place = VERSION_TABLE if schema is None else f"{schema}.{VERSION_TABLE}"
    return connection.scalar(text(f"SELECT version_num FROM {place}")) or ""


def is_known(revision: str) -> bool:
    """Whether this version of the product can go on from that revision."""
    return revision in revisions()


def has_present_rules(connection: Connection) -> bool:
    """Whether the rules in force are those of this version.

    The digest was worked out beforehand: a start need not make every rule to know it.
    """
    known = json.loads(RULES_DIGESTS.read_text(encoding="utf-8"))
    stored = connection.scalar(select(Workspace.rules_sha256))
    return bool(stored == known[connection.dialect.name])


def is_of_another_shape(error: DBAPIError) -> bool:
    """A migration met tables or columns that its revision does not have, or misses some."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _OTHER_SHAPE or bool(_OTHER_SHAPE_TEXT.search(str(error.orig)))


def missing_parts(connection: Connection) -> str:
    """What this version's tables hold and those of the database don't; empty: nothing lacks."""
    return first_few(lacking(connection, METADATA))


def other_parts(connection: Connection) -> str:
    """What PostgreSQL's tables hold that a new workspace's would not; empty: they are alike.

    Defaults of columns are put right meanwhile. Run as the owner, who may go back to a superuser.
    """
    if connection.dialect.name == "sqlite":
        return ""
    return first_few(import_module(_FRESH).bring_tables(connection, METADATA))


def upgrade_tables(connection: Connection) -> None:
    """Create or migrate the tables. Rules come after: see `upgrade_rules`.

    A new file gets at once what the migrations come to: to walk them takes ten times as long.
    """
    if connection.dialect.name == "sqlite" and not present_revision(connection):
        for statement in SQLITE_TABLES.read_text(encoding="utf-8").split(_END):
            connection.exec_driver_sql(statement)
    if present_revision(connection) != newest_revision():
        walk_migrations(connection)


def walk_migrations(connection: Connection) -> None:
    command: Any = import_module("alembic.command")
    command.upgrade(alembic_config(connection), "head")


def written_tables(connection: Connection) -> str:
    """The statements that make the tables and indexes of this SQLite file, and its revision."""
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    )
    revision = present_revision(connection)
    at_revision = f"INSERT INTO {VERSION_TABLE} (version_num) VALUES ('{revision}')"
    return _END.join([*made.scalars(), at_revision]) + "\n"


def written_digests() -> str:
    """What tells these rules from those of another version, for each database."""
    rules: Any = import_module(_RULES)
    kinds = {"postgresql": False, "sqlite": True}
    found = {name: rules.rules_digest(METADATA, is_sqlite=one) for name, one in kinds.items()}
    return json.dumps(found, indent=2) + "\n"


def upgrade_rules(connection: Connection) -> None:
    """Replace grants, triggers and rule rows by this version's, and seal them."""
    import_module(_RULES).apply(connection, METADATA)
    seal_schema(connection)
