"""Acts of the trail read back: who opened which part of which evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.in_force import depth, digest_in_force
from app.models.queries.lookups import person_names
from app.models.queries.memberships import is_held
from app.models.rules.acts import EVIDENCE_OPENED, TRAIL_VERIFIED
from app.models.rules.policies import EVIDENCE_OPENING, MUST_OPEN
from app.models.tables.organisation import Membership, Person
from app.models.tables.trail import AuditEvent, AuditLeaf


@dataclass(frozen=True, slots=True)
class LastCheck:
    """Somebody verified the whole trail, and held the present rows against it."""

    at: datetime
    person: str
    is_intact: bool
    events: int
    position: int | None  # of the first place that does not hold
    witness: str
    differing: int = 0  # places where present rows were not as the trail told of them
    event: int | None = None  # that the leaf at this position names


@dataclass(frozen=True, slots=True)
class Opening:
    """A person looked at a part of a request's evidence. `digest` is of the whole set then."""

    person_id: UUID
    person: str
    part: str  # summary, tests, diff, or a document's id
    digest: str
    at: datetime


def list_openings(session: Session, request_id: UUID) -> tuple[Opening, ...]:
    """Who opened what of this request, in the order it was done."""
    rows = session.execute(
        select(AuditEvent.actor_id, AuditEvent.facts, AuditEvent.at)
        .where(AuditEvent.object_id == request_id, AuditEvent.tag == EVIDENCE_OPENED)
        .order_by(AuditEvent.id)
    ).all()
    names = person_names(session, [actor for actor, _facts, _at in rows])
    return tuple(
        Opening(
            actor,
            names.get(actor, ""),
            str(facts.get("part", "")),
            str(facts.get("digest", "")),
            at,
        )
        for actor, facts, at in rows
    )


def must_open_evidence(session: Session, unit_id: UUID) -> bool:
    """Whether a policy of this unit, or of the nearest one above, wants evidence opened first."""
    return digest_in_force(session, EVIDENCE_OPENING, unit_id) == MUST_OPEN


def home_unit(session: Session, person: UUID) -> UUID:
    """The highest unit a person belongs to: what they do to a whole list is told there.

    Raises:
        InputError: they belong to none.
    """
    found = _home_unit(session, person)
    if found is None:
        raise InputError("You belong to no unit of this workspace, so nothing is told of you.")
    return found


def _home_unit(session: Session, person: UUID) -> UUID | None:
    statement = (
        select(Membership.unit_id)
        .where(
            Membership.person_id == person,
            is_held(),
        )
        .order_by(depth(Membership.unit_id.expression), Membership.unit_id)
    )
    return session.scalars(statement.limit(1)).first()


def last_check(session: Session, person: UUID) -> LastCheck | None:
    """The newest verification by this person or by a service, told in the person's highest unit.

    Whoever may act can tell the trail of one that never was, so others' words are `last_said`.
    """
    return _check(session, person, _is_believed(person))


def last_said(session: Session, person: UUID) -> LastCheck | None:
    """The newest verification that anybody else says they have made."""
    return _check(session, person, not_(_is_believed(person)))


def _is_believed(person: UUID) -> ColumnElement[bool]:
    services = select(Person.id).where(Person.kind == "service")
    return or_(AuditEvent.actor_id == person, AuditEvent.actor_id.in_(services))


def _check(session: Session, person: UUID, who: ColumnElement[bool]) -> LastCheck | None:
    found = session.execute(
        select(AuditEvent.actor_id, AuditEvent.facts, AuditEvent.at)
        .where(
            AuditEvent.object_id == _home_unit(session, person),
            AuditEvent.tag == TRAIL_VERIFIED,
            who,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    actor, stored, at = found
    facts = stored if isinstance(stored, dict) else {}
    position = _whole(facts.get("position"))
    return LastCheck(
        at=at,
        person=person_names(session, [actor]).get(actor, ""),
        is_intact=facts.get("outcome") == "intact",
        events=_whole(facts.get("events")) or 0,
        position=position,
        witness=str(facts.get("witness", "")),
        differing=_whole(facts.get("differing")) or 0,
        event=session.scalars(
            select(AuditLeaf.event_id).where(AuditLeaf.position == position)
        ).first(),
    )


def _whole(said: object) -> int | None:
    """A number as the trail's own acts hold it; nothing where somebody said something else."""
    return said if type(said) is int and said >= 0 else None
