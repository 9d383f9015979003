"""Models that somebody asked to be registered: who asks, who may do it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.lookups import (
    Holder,
    holders_by_unit,
    load_subjects,
    load_units,
    person_names,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.memberships import is_held
from app.models.rules.folding import fold
from app.models.rules.registrations import ASKED, REGISTRARS, may_register
from app.models.tables.inventory import RegisteredModel, RegistrationRequest
from app.models.tables.organisation import BusinessUnit, Membership, Person, UnitAncestor

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """One such request. `is_mine`: this reader may register there, and nobody else is meant who
    may; `can_answer`: they may, whoever is meant."""

    id: UUID
    number: int
    name: str
    purpose: str
    source: str
    note: str
    unit_id: UUID
    unit_key: str
    unit_name: str
    state: str
    reason: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    meant: str  # who was asked by name; empty: whoever may
    answered_by: str
    answered_at: datetime | None
    model_id: UUID | None
    model_name: str
    version_id: UUID | None
    version: int | None
    who: tuple[str, ...]  # may register it, by name
    is_mine: bool
    is_own: bool  # this reader asked
    is_registrar: bool  # this reader may register there
    can_answer: bool


def list_open_registrations(
    session: Session, me: UUID, *, is_all: bool = False
) -> tuple[RegistrationRow, ...]:
    """What waits for an answer of this reader, or was asked by them; `is_all`: others' too.

    The oldest first; what somebody else is meant to answer last, so that it takes nobody's place.
    """
    asks_me = or_(RegistrationRequest.meant_id.is_(None), RegistrationRequest.meant_id == me)
    statement = (
        select(RegistrationRequest)
        .where(_is_open(session, me, is_all))
        .order_by(case((asks_me, 0), else_=1), RegistrationRequest.asked_at, RegistrationRequest.id)
        .limit(MOST)
    )
    return _read(session, statement, me)


def count_unlisted_open(session: Session, me: UUID, *, is_all: bool = False) -> int:
    """How many `list_open_registrations` leaves out for being too many."""
    return _over(session, _is_open(session, me, is_all))


def _is_open(session: Session, me: UUID, is_all: bool) -> ColumnElement[bool]:
    is_asked = RegistrationRequest.state == ASKED
    return is_asked if is_all else and_(is_asked, is_ours(session, me))


def is_ours(session: Session, me: UUID) -> ColumnElement[bool]:
    """This reader asked it, or may register there."""
    there = RegistrationRequest.unit_id.in_(_units(session, me))
    return or_(RegistrationRequest.asked_by == me, there)


def _over(session: Session, condition: ColumnElement[bool]) -> int:
    found = session.scalar(select(func.count(RegistrationRequest.id)).where(condition)) or 0
    return max(0, found - MOST)


def count_my_registrations(session: Session, me: UUID) -> int:
    """How many `is_mine` of, without reading what they say."""
    may_themselves = exists().where(
        Membership.person_id == RegistrationRequest.meant_id,
        Membership.role.in_([str(role) for role in REGISTRARS]),
        Membership.unit_id == UnitAncestor.ancestor_id,
        UnitAncestor.unit_id == RegistrationRequest.unit_id,
        is_held(),
        Person.id == RegistrationRequest.meant_id,
        Person.closed_at.is_(None),
        Person.kind == "person",
    )
    asks_me = or_(RegistrationRequest.meant_id.is_(None), RegistrationRequest.meant_id == me)
    statement = select(func.count()).where(
        RegistrationRequest.state == ASKED,
        RegistrationRequest.unit_id.in_(_units(session, me)),
        or_(asks_me, not_(may_themselves)),
    )
    return session.scalar(statement) or 0


def _units(session: Session, me: UUID) -> list[UUID]:
    """Where this reader may register."""
    return [unit for unit, roles in roles_by_unit(session, me).items() if may_register(roles)]


def list_registrations(
    session: Session, me: UUID, *, is_all: bool = False
) -> tuple[RegistrationRow, ...]:
    """What waits, and what this reader asked, the newest first; `is_all`: answered ones too."""
    statement = select(RegistrationRequest).where(_is_listed(me, is_all))
    newest = statement.order_by(RegistrationRequest.number.desc()).limit(MOST)
    return _read(session, newest, me)


def count_unlisted(session: Session, me: UUID, *, is_all: bool = False) -> int:
    """How many `list_registrations` leaves out for being too many."""
    return _over(session, _is_listed(me, is_all))


def _is_listed(me: UUID, is_all: bool) -> ColumnElement[bool]:
    if is_all:
        return true()
    return or_(RegistrationRequest.state == ASKED, RegistrationRequest.asked_by == me)


def load_registration(session: Session, key: UUID, me: UUID) -> RegistrationRow:
    """
    Raises:
        InputError: there is none, or not where this reader sees it.
    """
    found = _read(session, select(RegistrationRequest).where(RegistrationRequest.id == key), me)
    if not found:
        raise InputError("There is no such request for a model to be registered.")
    return found[0]


def registration_rows(
    session: Session, rows: Sequence[RegistrationRequest], me: UUID
) -> tuple[RegistrationRow, ...]:
    held = roles_by_unit(session, me)
    units = load_units(session)
    ids = (id_ for one in rows for id_ in (one.asked_by, one.answered_by, one.meant_id))
    names = person_names(session, ids)
    subjects = load_subjects(session, (one.model_id for one in rows))
    numbers = version_numbers(session, (one.version_id for one in rows))
    asked_in = {one.unit_id for one in rows if one.state == ASKED}
    holders = registrars(session, asked_in)
    found = []
    for one in rows:
        unit = units.get(one.unit_id)
        who = {person.person_id: person.full_name for person in holders.get(one.unit_id, ())}
        is_open = one.state == ASKED
        is_registrar = may_register(held.get(one.unit_id, ()))
        can = is_open and is_registrar
        subject = subjects.get(one.model_id) if one.model_id else None
        found.append(
            RegistrationRow(
                id=one.id,
                number=one.number,
                name=one.name,
                purpose=one.purpose,
                source=one.source,
                note=one.note,
                unit_id=one.unit_id,
                unit_key=unit.key if unit else "",
                unit_name=unit.name if unit else "",
                state=one.state,
                reason=one.reason,
                asked_by_id=one.asked_by,
                asked_by=names.get(one.asked_by, ""),
                asked_at=one.asked_at,
                meant=names.get(one.meant_id, "") if one.meant_id else "",
                answered_by=names.get(one.answered_by, "") if one.answered_by else "",
                answered_at=None if is_open else one.recorded_from,
                model_id=one.model_id,
                model_name=subject.name if subject else "",
                version_id=one.version_id,
                version=numbers.get(one.version_id) if one.version_id else None,
                who=tuple(who.values()),
                is_mine=can and (one.meant_id == me or one.meant_id not in who),
                is_own=one.asked_by == me,
                is_registrar=is_registrar,
                can_answer=can,
            )
        )
    return tuple(found)


def _read(
    session: Session, statement: Select[RegistrationRequest], me: UUID
) -> tuple[RegistrationRow, ...]:
    return registration_rows(session, session.scalars(statement).all(), me)


def registrars(session: Session, units: Iterable[UUID]) -> dict[UUID, tuple[Holder, ...]]:
    """Who may register in each of the units, each once, by name."""
    found = holders_by_unit(session, units, REGISTRARS)
    return {
        unit: tuple({one.person_id: one for one in holders}.values())
        for unit, holders in found.items()
    }


@dataclass(frozen=True, slots=True)
class AskIn:
    """A unit in which this reader may ask, and who would be asked."""

    id: UUID
    key: str
    name: str
    who: tuple[Holder, ...]


def load_units_to_ask_in(session: Session, me: UUID) -> tuple[AskIn, ...]:
    """Those where somebody may register first, by name."""
    units = load_units(session)
    mine = [one for one in roles_by_unit(session, me) if one in units]
    who = registrars(session, mine)
    found = (AskIn(one, units[one].key, units[one].name, who.get(one, ())) for one in mine)
    return tuple(sorted(found, key=lambda one: (not one.who, one.name.casefold())))


@dataclass(frozen=True, slots=True)
class Registered:
    """A model that has the name somebody asks for."""

    id: UUID
    name: str
    unit_name: str


def find_registered(session: Session, name: str, unit_id: UUID) -> Registered | None:
    """The model of this name in that unit or below it, whatever case or spaces."""
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)
    found = session.execute(
        select(RegisteredModel.id, RegisteredModel.name, BusinessUnit.name)
        .join(BusinessUnit, BusinessUnit.id == RegisteredModel.unit_id)
        .where(
            RegisteredModel.name_folded == fold(name),
            RegisteredModel.unit_id.in_(below),
        )
        .order_by(BusinessUnit.name)
    ).first()
    return Registered(*found) if found is not None else None
