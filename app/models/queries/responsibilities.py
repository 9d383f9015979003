"""Who answers for what: entries as people read them, and those that hold in a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.queries.in_force import depth
from app.models.queries.lookups import load_units, person_names
from app.models.tables.frameworks import RaciEntry
from app.models.tables.organisation import UnitAncestor

UNIT = cast(Table, RaciEntry.__table__).c.unit_id


@dataclass(frozen=True, slots=True)
class RaciRow:
    number: int
    id: UUID
    about_kind: str
    about: str
    part: str
    who: str  # a role as its code, or a person's name
    is_person: bool
    unit: str
    state: str
    reason: str
    since: datetime
    unit_id: UUID
    carried_from: str = ""  # reference of the requirement that became the one it is shown for
    is_to_confirm: bool = False  # that requirement changed since the entry was recorded


def list_raci(
    session: Session, *, about_kind: str = "", about: str = "", is_all: bool = False
) -> list[RaciRow]:
    """Who answers for what: in force, or with what has ended; by what it is about, then by part."""
    statement = select(RaciEntry).order_by(
        RaciEntry.about_kind, RaciEntry.about, RaciEntry.part, RaciEntry.number
    )
    if about_kind:
        statement = statement.where(RaciEntry.about_kind == about_kind)
    if about:
        statement = statement.where(RaciEntry.about == about)
    if not is_all:
        statement = statement.where(RaciEntry.state == "in_force")
    rows = session.scalars(statement).all()
    names = person_names(session, [one.person_id for one in rows])
    units = load_units(session)
    return [
        RaciRow(
            number=one.number,
            id=one.id,
            about_kind=one.about_kind,
            about=one.about,
            part=one.part,
            who=names.get(one.person_id, "") if one.person_id else one.role,
            is_person=one.person_id is not None,
            unit=units[one.unit_id].key if one.unit_id in units else "",
            state=one.state,
            reason=one.reason,
            since=one.recorded_from,
            unit_id=one.unit_id,
        )
        for one in rows
    ]


def duties_in(session: Session, unit_id: UUID, about_kind: str, about: str) -> tuple[RaciRow, ...]:
    """Who answers for it in a unit: what the nearest unit says that says anything."""
    nearest = session.scalars(
        select(RaciEntry.unit_id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == RaciEntry.unit_id)
        .where(
            UnitAncestor.unit_id == unit_id,
            RaciEntry.about_kind == about_kind,
            RaciEntry.about == about,
            RaciEntry.state == "in_force",
        )
        .order_by(depth(UNIT).desc())
        .limit(1)
    ).first()
    if nearest is None:
        return ()
    rows = list_raci(session, about_kind=about_kind, about=about)
    return tuple(one for one in rows if one.unit_id == nearest)
