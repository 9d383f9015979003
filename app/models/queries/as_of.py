"""Rows of a governed table as they were recorded at an instant: past images and present rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql import Subquery

from app.models.enforcement.history import SUFFIX
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA


def history_table(table: Table) -> Table:
    """Where the database keeps the past images of `table`."""
    return METADATA.tables[f"{SCHEMA}.{table.name}{SUFFIX}"]


def as_of(table: Table, moment: datetime) -> Subquery:
    """The rows of `table` as recorded at `moment`, to select from like the table itself.

    An image holds from its `recorded_from` up to, not including, its `recorded_until`; the
    present row has no end yet.
    """
    past = history_table(table)
    names = [column.name for column in table.columns]
    at = literal(moment, table.c.recorded_from.type)
    images = select(*(past.c[name] for name in names)).where(
        past.c.recorded_from <= at, past.c.recorded_until > at
    )
    present = select(*(table.c[name] for name in names)).where(table.c.recorded_from <= at)
    return union_all(images, present).subquery(f"{table.name}_as_of")


def list_as_of(session: Session, table: Table, moment: datetime) -> list[dict[str, Any]]:
    """Every row of `table` as recorded at `moment`, by id."""
    rows = as_of(table, moment)
    statement: Select[Any] = select(rows).order_by(rows.c.id)
    return [dict(row._mapping) for row in session.execute(statement)]
