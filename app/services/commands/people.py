"""Units, people and their roles."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.memberships import is_unended
from app.models.rules.accounts import (
    PERSON,
    adding_blockers,
    full_name_blockers,
    handle_blockers,
    login_blockers,
)
from app.models.rules.blockers import require
from app.models.rules.roles import PEOPLE, Role
from app.models.tables.organisation import BusinessUnit, Membership, Person
from app.services.commands.changing import change
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork


def add_unit(work: UnitOfWork, *, key: str, name: str, parent: str) -> BusinessUnit:
    """A new business unit below `parent` (its key)."""
    above = find_unit(work, parent)
    name = clean_name(name, what="name of the unit")
    return work.add(BusinessUnit(key=clean_name(key, what="key"), name=name, parent_id=above.id))


def rename_unit(
    work: UnitOfWork, unit_id: UUID, *, name: str, seen: int | None = None
) -> BusinessUnit:
    clean = clean_name(name, what="title")
    return change(work, work.get(BusinessUnit, unit_id), {"name": clean}, seen=seen)


def find_unit(work: UnitOfWork, key: str) -> BusinessUnit:
    unit = work.session.scalar(select(BusinessUnit).where(BusinessUnit.key == key))
    if unit is None:
        known = sorted(work.session.scalars(select(BusinessUnit.key)))
        raise InputError(f"There is no unit {key}.", hint="Known: " + ", ".join(known) + ".")
    return unit


def default_unit(work: UnitOfWork, roles: frozenset[Role]) -> BusinessUnit:
    """The unit where this person holds one of `roles`, if it is the only one."""
    units = sorted({unit for role, unit in work.actor.memberships if role in roles}, key=str)
    found = [work.get(BusinessUnit, unit) for unit in units]
    if len(found) == 1:
        return found[0]
    if not found:
        root = work.session.scalars(
            select(BusinessUnit).where(BusinessUnit.parent_id.is_(None))
        ).first()
        assert root is not None
        return root
    raise InputError(
        "You work for several units.",
        hint="Say which with --unit: " + ", ".join(sorted(unit.key for unit in found)) + ".",
    )


def administers_top(work: UnitOfWork) -> bool:
    """Whether this person is an administrator of the top unit, who adds and closes accounts."""
    top = work.session.scalars(select(BusinessUnit.id).where(BusinessUnit.parent_id.is_(None)))
    return any(Role.ADMINISTRATOR in work.roles_in(unit) for unit in top)


def add_person(
    work: UnitOfWork, *, handle: str, full_name: str, login: str | None = None
) -> Person:
    """Record a person. Their database login, if any, is made by the database's administrator.

    Raises:
        RefusedError: not by an administrator of the top unit; somebody has this handle; the login
            is one of the product's or of PostgreSQL's.
    """
    require(adding_blockers(kind=PERSON, is_root=administers_top(work)))
    handle = clean_name(handle, what="handle")
    require(handle_blockers(handle, work.session.scalars(select(Person.handle))))
    full_name = clean_name(full_name, what="full name")
    require([*full_name_blockers(full_name), *login_blockers(login or "")])
    return work.add(Person(handle=handle, full_name=full_name, login=login))


def find_person(work: UnitOfWork, handle: str) -> Person:
    person = work.session.scalar(select(Person).where(Person.handle == handle))
    if person is None:
        raise InputError(f"There is nobody called {handle} in this workspace.")
    return person


def grant_role(
    work: UnitOfWork, person_id: UUID, role: str, unit_id: UUID, *, until: datetime | None = None
) -> Membership:
    """Let a person hold `role` in a unit and all below it."""
    if role not in {str(known) for known in PEOPLE}:
        raise InputError(
            f"There is no role {role}.", hint="Known: " + ", ".join(sorted(PEOPLE)) + "."
        )
    return work.add(Membership(unit_id=unit_id, person_id=person_id, role=role, valid_until=until))


def end_role(work: UnitOfWork, person_id: UUID, role: str, unit_id: UUID) -> Membership:
    """End a role now. It stays in the history, and can be granted anew.

    Raises:
        InputError: the person does not hold it in this unit.
    """
    now = work.now()
    held = work.session.scalars(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.role == role,
            Membership.unit_id == unit_id,
            is_unended(),
        )
    ).all()
    if not held:
        raise InputError(
            f"The role {role} is not held in this unit.",
            hint="Administration shows who holds what; so does modelward user list.",
        )
    for membership in held:
        membership.valid_until = now
    work.flush()
    return held[0]
