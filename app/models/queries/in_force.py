"""What is in force in a unit: which version of a decision table, or of a life cycle, counts.

The one answer (docs/decisions/020): of what is published in the unit or in one above it, the
nearest unit's; there, the highest version. A key comes before the name of what is inside the file.
Read as of an instant, the same query answers for that instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import UnitAncestor

TABLE = cast(Table, DecisionTable.__table__)
TEMPLATE = cast(Table, LifeCycleTemplate.__table__)
ANCESTOR = cast(Table, UnitAncestor.__table__)
_INSIDE = {TABLE.name: TABLE.c.decision_id, TEMPLATE.name: TEMPLATE.c.process_id}

Reader = Session | Connection


@dataclass(frozen=True, slots=True)
class Published:
    """A published version of a life cycle, without its content."""

    id: UUID
    unit_id: UUID
    key: str
    version: int
    process_id: str


def table_in_force(reader: Reader, name: str, unit_id: UUID) -> UUID | None:
    """The decision table of this key, else with this decision, that is in force in the unit."""
    return cast("UUID | None", reader.scalar(_table_id, {"name": name, "unit": unit_id}))


def digest_in_force(reader: Reader, name: str, unit_id: UUID) -> str | None:
    """The SHA-256 of that table."""
    return cast("str | None", reader.scalar(_table_digest, {"name": name, "unit": unit_id}))


def tables_in_force(reader: Reader, unit_id: UUID) -> list[str]:
    """The key of every decision table that is in force in the unit, sorted."""
    return [row.key for row in reader.execute(_table_keys, {"unit": unit_id})]


def template_in_force(reader: Reader, name: str, unit_id: UUID) -> Published | None:
    """The life cycle of this key, else with this process, that is in force in the unit."""
    row = reader.execute(_template, {"name": name, "unit": unit_id}).first()
    return Published(*tuple(row)) if row is not None else None


def templates_in_force(reader: Reader, unit_id: UUID) -> list[Published]:
    """The same of every key that is published for the unit, by key."""
    found: dict[str, Published] = {}
    for row in reader.execute(_templates, {"unit": unit_id}):
        found.setdefault(row.key, Published(*tuple(row)))
    return list(found.values())


def depth(unit: ColumnElement[UUID]) -> ScalarSelect[int]:
    """How many units stand above one, itself counted."""
    above = ANCESTOR.alias()
    return (
        select(func.count(type_=Integer)).select_from(above).where(above.c.unit_id == unit)
    ).scalar_subquery()


def _reaching(table: Table) -> Select[Any]:
    c = table.c
    return (
        select(c.id, c.unit_id, c.key, c.version, _INSIDE[table.name])
        .join(ANCESTOR, ANCESTOR.c.ancestor_id == c.unit_id)
        .where(ANCESTOR.c.unit_id == bindparam("unit"), c.state == "published")
    )


def _called(table: Table) -> Select[Any]:
    is_key = table.c.key == bindparam("name")
    named = or_(is_key, _INSIDE[table.name] == bindparam("name"))
    return _reaching(table).where(named).order_by(is_key.desc(), *_nearest(table)).limit(1)


def _nearest(table: Table) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return depth(table.c.unit_id).desc(), table.c.version.desc()


# Built once: commands for which somebody waits ask for them.
_table_id = _called(TABLE).with_only_columns(TABLE.c.id)
_table_digest = _called(TABLE).with_only_columns(TABLE.c.sha256)
_table_keys = _reaching(TABLE).with_only_columns(TABLE.c.key).distinct().order_by(TABLE.c.key)
_template = _called(TEMPLATE)
_templates = _reaching(TEMPLATE).order_by(TEMPLATE.c.key, *_nearest(TEMPLATE))
