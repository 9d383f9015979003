"""Who is on call: of a unit, by the newest entry of it or of the nearest unit above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.lookups import Holder, holders_by_unit, now, roles_by_unit
from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS_BY_TABLE, write_blockers
from app.models.rules.triage import TAKERS
from app.models.tables.monitoring import OnCall
from app.models.tables.organisation import BusinessUnit, Person, UnitAncestor


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody is on call, for this unit and those below."""

    unit_id: UUID
    unit: str
    person_id: UUID
    person: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Duties:
    """Who is on call now, where a reader sees it, by the units' names."""

    rows: tuple[Duty, ...]
    blockers: tuple[Blocker, ...]  # why this reader may hand it over nowhere


@dataclass(frozen=True, slots=True)
class HandOver:
    """A unit in which a reader may say who is on call, and whom they may name."""

    unit_id: UUID
    unit: str
    people: tuple[tuple[UUID, str], ...]  # id and name, each once whatever their roles
    present: Duty | None  # by its own entry


def load_duties(session: Session, me: UUID) -> Duties:
    rows = session.execute(
        select(OnCall.unit_id, BusinessUnit.name, Person.id, Person.full_name, OnCall.ends_at)
        .join(BusinessUnit, BusinessUnit.id == OnCall.unit_id)
        .join(Person, Person.id == OnCall.person_id)
        .where(*_in_force(now(session)))
        .order_by(BusinessUnit.name, OnCall.unit_id)
    )
    held = frozenset().union(*roles_by_unit(session, me).values())
    return Duties(tuple(Duty(*row) for row in rows), write_blockers("on_call", "insert", held))


def list_hand_overs(session: Session, me: UUID) -> tuple[HandOver, ...]:
    """Where `me` may say who is on call, the uppermost unit first."""
    may = RIGHTS_BY_TABLE["on_call"].insert
    units = [unit for unit, held in roles_by_unit(session, me).items() if held & may]
    present = {one.unit_id: one for one in load_duties(session, me).rows}
    holders = holders_by_unit(session, units, TAKERS)
    depth = select(func.count()).where(UnitAncestor.unit_id == BusinessUnit.id).scalar_subquery()
    named = session.execute(
        select(BusinessUnit.id, BusinessUnit.name)
        .where(BusinessUnit.id.in_(units))
        .order_by(depth, BusinessUnit.name)
    )
    return tuple(
        HandOver(unit_id, name, _once(holders.get(unit_id, ())), present.get(unit_id))
        for unit_id, name in named
    )


def _once(holders: Iterable[Holder]) -> tuple[tuple[UUID, str], ...]:
    return tuple(dict.fromkeys((one.person_id, one.full_name) for one in holders))


def find_on_call(session: Session, unit_id: UUID, at: datetime) -> UUID | None:
    """Who is on call for a unit: as it says itself, or the nearest unit above that says it."""
    above = aliased(UnitAncestor)
    depth = select(func.count()).where(above.unit_id == OnCall.unit_id).scalar_subquery()
    return session.scalars(
        select(OnCall.person_id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == OnCall.unit_id)
        .where(UnitAncestor.unit_id == unit_id, *_in_force(at))
        .order_by(depth.desc())
        .limit(1)
    ).first()


def _in_force(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """It has not ended, and no newer entry of its unit took its place."""
    newer = aliased(OnCall)
    is_later = or_(
        newer.created_at > OnCall.created_at,
        and_(newer.created_at == OnCall.created_at, newer.id > OnCall.id),
    )
    replaced = select(newer.id).where(newer.unit_id == OnCall.unit_id, is_later).exists()
    return OnCall.ends_at > at, ~replaced
