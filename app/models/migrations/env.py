"""Alembic's environment: runs on the connection that `services/workspace.py` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

SCHEMA = "mw"


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own types as plain ones: a migration imports nothing of the product."""
    if kind != "type":
        return False
    name = type(item).__name__
    if name == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if name == "JSON":
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    is_postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        version_table_schema=SCHEMA if is_postgresql else None,
        include_schemas=is_postgresql,
        render_item=render_item,
        transaction_per_migration=False,
    )
    context.run_migrations()


run()
