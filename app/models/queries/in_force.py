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
    return _first(reader, _called(TABLE, name, unit_id).with_only_columns(TABLE.c.id))


def template_in_force(reader: Reader, name: str, unit_id: UUID) -> Published | None:
    """The life cycle of this key, else with this process, that is in force in the unit."""
    row = reader.execute(_called(TEMPLATE, name, unit_id).limit(1)).first()
    return Published(*tuple(row)) if row is not None else None


def templates_in_force(reader: Reader, unit_id: UUID) -> list[Published]:
    """The same of every key that is published for the unit, by key."""
    statement = _reaching(TEMPLATE, unit_id).order_by(TEMPLATE.c.key, *_nearest(TEMPLATE))
    found: dict[str, Published] = {}
    for row in reader.execute(statement):
        found.setdefault(row.key, Published(*tuple(row)))
    return list(found.values())


def depth(unit: ColumnElement[UUID]) -> ScalarSelect[int]:
    """How many units stand above one, itself counted."""
    above = ANCESTOR.alias()
    return (
        select(func.count(type_=Integer)).select_from(above).where(above.c.unit_id == unit)
    ).scalar_subquery()


def _reaching(table: Table, unit_id: UUID) -> Select[Any]:
    c = table.c
    return (
        select(c.id, c.unit_id, c.key, c.version, _INSIDE[table.name])
        .join(ANCESTOR, ANCESTOR.c.ancestor_id == c.unit_id)
        .where(ANCESTOR.c.unit_id == unit_id, c.state == "published")
    )


def _called(table: Table, name: str, unit_id: UUID) -> Select[Any]:
    is_key = table.c.key == name
    named = or_(is_key, _INSIDE[table.name] == name)
    return _reaching(table, unit_id).where(named).order_by(is_key.desc(), *_nearest(table))


def _nearest(table: Table) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return depth(table.c.unit_id).desc(), table.c.version.desc()


def _first(reader: Reader, statement: Select[Any]) -> UUID | None:
    row = reader.execute(statement.limit(1)).first()
    return cast(UUID, row[0]) if row is not None else None
