"""People, units, roles, and who can act for whom in the workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import now
from app.models.queries.memberships import is_held
from app.models.rules.roles import Role
from app.models.rules.transitions import TRANSITIONS, Thing
from app.models.tables.organisation import BusinessUnit, Membership, Person, Workspace


@dataclass(frozen=True, slots=True)
class MembershipRow:
    id: UUID
    role: Role
    unit_id: UUID
    unit_key: str
    unit_name: str
    valid_from: datetime
    valid_until: datetime | None
    is_valid: bool  # now


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: UUID
    handle: str
    full_name: str
    login: str
    kind: str  # person | service
    closed_at: datetime | None
    closed_because: str
    memberships: tuple[MembershipRow, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """Held now, anywhere."""
        return tuple(sorted({one.role for one in self.memberships if one.is_valid}))


def list_people(session: Session, *, with_closed: bool = True) -> tuple[PersonRow, ...]:
    """Everybody, by name, with what they hold and held."""
    statement = select(Person).order_by(Person.full_name, Person.handle)
    if not with_closed:
        statement = statement.where(Person.closed_at.is_(None))
    return _rows(session.scalars(statement).all(), _memberships(session))


def list_role_holders(session: Session) -> tuple[PersonRow, ...]:
    """People with an open account who hold a role now, by name: as many as work here, however
    many did."""
    holds = exists().where(Membership.person_id == Person.id, is_held())
    statement = (
        select(Person)
        .where(Person.kind == "person", Person.closed_at.is_(None), holds)
        .order_by(Person.full_name, Person.handle)
    )
    return person_rows(session, session.scalars(statement).all())


def person_rows(session: Session, people: Sequence[Person]) -> tuple[PersonRow, ...]:
    """In this order, with what they hold and held."""
    return _rows(people, _memberships(session, [one.id for one in people]))


def _rows(
    people: Sequence[Person], held: Mapping[UUID, list[MembershipRow]]
) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            one.id,
            one.handle,
            one.full_name,
            one.login or "",
            one.kind,
            one.closed_at,
            one.reason,
            tuple(held.get(one.id, ())),
        )
        for one in people
    )


def _memberships(
    session: Session, people: Collection[UUID] | None = None
) -> dict[UUID, list[MembershipRow]]:
    """By person; of everybody, or of these."""
    clock = now(session)
    statement = (
        select(Membership, BusinessUnit.key, BusinessUnit.name)
        .join(BusinessUnit, BusinessUnit.id == Membership.unit_id)
        .order_by(BusinessUnit.key, Membership.role)
    )
    if people is not None:
        statement = statement.where(is_one_of(session, Membership.person_id, people))
    rows = session.execute(statement)
    found: dict[UUID, list[MembershipRow]] = {}
    for one, key, name in rows:
        is_valid = one.valid_from <= clock and (one.valid_until is None or one.valid_until > clock)
        found.setdefault(one.person_id, []).append(
            MembershipRow(
                one.id,
                Role(one.role),
                one.unit_id,
                key,
                name,
                one.valid_from,
                one.valid_until,
                is_valid,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class UnitRow:
    id: UUID
    key: str
    name: str
    parent_id: UUID | None
    depth: int
    people: int  # who hold a role in exactly this unit now


def list_units(session: Session) -> tuple[UnitRow, ...]:
    """The tree, each unit after the one above it, brothers by name."""
    units = session.scalars(select(BusinessUnit).order_by(BusinessUnit.name)).all()
    held = _memberships(session)
    counts: dict[UUID, int] = {}
    for memberships in held.values():
        for unit_id in {one.unit_id for one in memberships if one.is_valid}:
            counts[unit_id] = counts.get(unit_id, 0) + 1
    below: dict[UUID | None, list[BusinessUnit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)
    found: list[UnitRow] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for unit in below.get(parent, ()):
            found.append(
                UnitRow(unit.id, unit.key, unit.name, unit.parent_id, depth, counts.get(unit.id, 0))
            )
            walk(unit.id, depth + 1)

    walk(None, 0)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with who holds it now and which steps it may take: the rights matrix."""

    role: Role
    people: tuple[str, ...]
    steps: tuple[tuple[Thing, str], ...]  # (thing, state it may bring it to)


def list_roles(session: Session) -> tuple[RoleRow, ...]:
    """Every role of the product in its order, but the worker's."""
    people = list_people(session, with_closed=False)
    return tuple(
        RoleRow(role, _holders(people, role), _steps(role))
        for role in Role
        if role is not Role.WORKER
    )


def _holders(people: Iterable[PersonRow], role: Role) -> tuple[str, ...]:
    return tuple(one.full_name for one in people if role in one.roles)


def _steps(role: Role) -> tuple[tuple[Thing, str], ...]:
    found = [(step.thing, step.target) for step in TRANSITIONS if role in step.roles]
    return tuple(dict.fromkeys(found))


def is_team(session: Session) -> bool:
    """The workspace is shared: a login is a person."""
    return bool(session.scalar(select(Workspace.is_team)))
