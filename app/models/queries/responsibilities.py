"""Who answers for what: entries as people read them, and those that hold in a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.queries.in_force import depth, template_in_force
from app.models.queries.lookups import load_units, person_names
from app.models.queries.run_view import read_process
from app.models.tables.frameworks import RaciEntry
from app.models.tables.life_cycle import LifeCycleTemplate
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


def step_names(session: Session, entries: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Of entries about a step what it is called, and its life cycle, by what is in force there.

    A step that no life cycle in force has any more has no name.
    """
    rows = session.execute(
        select(RaciEntry.id, RaciEntry.unit_id, RaciEntry.about).where(
            RaciEntry.id.in_(list(entries)), RaciEntry.about_kind == "step"
        )
    ).all()
    places = {(row.unit_id, row.about.partition("/")[0]) for row in rows}
    names = {place: _names_in(session, *place) for place in places}
    found = {}
    for row in rows:
        key, _, step = row.about.partition("/")
        life_cycle, steps = names[row.unit_id, key]
        if step in steps:
            found[row.id] = steps[step], life_cycle
    return found


def _names_in(session: Session, unit_id: UUID, key: str) -> tuple[str, dict[str, str]]:
    """What the life cycle of that key is called in a unit, and each of its steps."""
    found = template_in_force(session, key, unit_id)
    if found is None:
        return "", {}
    stored = session.get_one(LifeCycleTemplate, found.id)
    nodes = read_process(stored.bpmn, stored.process_id).nodes
    return stored.name, {one.id: one.name for one in nodes.values() if one.name}
