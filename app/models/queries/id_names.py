"""What the ids in a row are called by those who read it: by the table that a column points at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, Table, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.tables.engine import ProcessInstance

_NAMED_BY = ("full_name", "number", "name", "title", "version", "digest")
_DIGITS = 12  # of a digest
# What a column holds that points at no table by itself: a run comes after what it is for.
_MEANT: dict[str, Any] = {"instance_id": ProcessInstance.__table__}


def id_names(session: Session, table: Table, rows: list[Mapping[str, Any]]) -> dict[UUID, str]:
    """By id the name of what columns of `table` point at; what this reader may not see has none."""
    wanted: dict[Table, set[UUID]] = {}
    for column in table.columns:
        there = _MEANT.get(column.name, _pointed_at(column))
        ids = {one for row in rows if isinstance(one := row.get(column.name), UUID)}
        if there is not None and ids:
            wanted.setdefault(there, set()).update(ids)
    return {
        key: name for there, ids in wanted.items() for key, name in names_in(session, there, ids)
    }


def _pointed_at(column: Column[Any]) -> Table | None:
    """The table whose id it holds; one that agrees with another table's column holds the same."""
    for one in column.foreign_keys:
        there = one.column
        found = there.table if there.name == "id" else _pointed_at(there)
        if isinstance(found, Table):
            return found
    return None


def names_in(session: Session, table: Table, ids: set[UUID]) -> list[tuple[UUID, str]]:
    """What its rows of these ids are called; none where it names them by nothing."""
    by = next((name for name in _NAMED_BY if name in table.columns), None)
    if by is None:
        return []
    columns = [table.c[name] for name in dict.fromkeys((by, "version")) if name in table.columns]
    found = session.execute(select(table.c.id, *columns).where(is_one_of(session, table.c.id, ids)))
    return [(row.id, _words(row, by)) for row in found]


def _words(row: Row[Any], by: str) -> str:
    """ "Sanne de Vries", "12", "v14", "Release thresholds v2"."""
    if by == "version":
        return f"v{row.version}"
    if by == "digest":
        return str(row.digest)[:_DIGITS]
    version = row._mapping.get("version") if by == "name" else None
    name = str(row._mapping[by])
    return name if version is None else f"{name} v{version}"
