"""Whether the tables of a PostgreSQL database are those that a new workspace would get.

A key that is followed otherwise, a table of somebody's own between ours: no migration brought it,
and once it is sealed it would be read as right. A default is put right instead: no row has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import Connection, MetaData

from app.models.enforcement.audit import columns_of
from app.models.enforcement.cluster import OWNER
from app.models.enforcement.fingerprint import lines_of
from app.models.enforcement.postgresql import numbered

PARTS = ("tables", "constraints")
_BESIDE = f"mw_fresh_{uuid4().hex[:8]}"  # nobody has one that is called so
# The migrations' own: as Alembic makes it.
_REVISION = (
    f"CREATE TABLE {_BESIDE}.alembic_version (version_num varchar(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_DEFAULTS = (
    "SELECT format('ALTER TABLE ONLY mw.%I ALTER COLUMN %I ', c.relname, a.attname) || coalesce("
    "'SET DEFAULT ' || pg_get_expr(n.adbin, n.adrelid), 'DROP DEFAULT') FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_class f ON f.relname = c.relname AND f.relnamespace = '{fresh}'::regnamespace"
    " JOIN pg_attribute b ON b.attrelid = f.oid AND b.attname = a.attname"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " LEFT JOIN pg_attrdef n ON n.adrelid = f.oid AND n.adnum = b.attnum"
    " WHERE c.relnamespace = 'mw'::regnamespace AND c.relkind = 'r'"
    " AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM"
    " replace(pg_get_expr(n.adbin, n.adrelid), '{fresh}.', 'mw.')"
)


def bring_tables(connection: Connection, metadata: MetaData) -> list[str]:
    """Put counters and defaults right; what else there should not be, or should. As the owner."""
    with _fresh(connection, metadata):
        asked = _DEFAULTS.format(fresh=_BESIDE).replace("%", "%%")
        brought = [
            *numbered(columns_of(metadata), "mw"),
            *(
                str(each).replace(f"{_BESIDE}.", "mw.").replace("%", "%%")
                for each in connection.exec_driver_sql(asked).scalars()
            ),
        ]
        _run(connection, brought)
        found = [line for part in PARTS for line in _unlike(connection, part)]
    _run(connection, brought)  # the first time went with the fresh ones
    return found


def _run(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _unlike(connection: Connection, part: str) -> Iterator[str]:
    there, fresh = (lines_of(connection, part, schema) for schema in ("mw", _BESIDE))
    for words, lines in (("there is", there - fresh), ("there is no", fresh - there)):
        for line in sorted(lines):
            yield f"{words} {line.replace('|', ' ')}"


@contextmanager
def _fresh(connection: Connection, metadata: MetaData) -> Iterator[None]:
    """The same tables once more, empty, beside those of the workspace."""
    beside = connection.begin_nested()
    try:
        connection.exec_driver_sql("RESET ROLE")  # who upgrades is a superuser
        connection.exec_driver_sql(f"CREATE SCHEMA {_BESIDE} AUTHORIZATION {OWNER}")
        connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        connection.execution_options(schema_translate_map={metadata.schema: _BESIDE})
        metadata.create_all(connection, checkfirst=False)
        connection.execution_options(schema_translate_map={})
        _run(connection, [_REVISION, *numbered(columns_of(metadata), _BESIDE)])
        yield
    finally:
        beside.rollback()
