"""Whether who voted, waived, reviewed or took a step might: four eyes, and roles that were told.

The guards hold it in the moment of the act. Here it is held afterwards, against who put them aside
for that moment: by what the trail told before, in the order of its events and by no clock. Where
not all of it can be read nobody can tell, and nothing is said. That nobody votes twice an index
holds, which is of the schema.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enforcement.audit import AUTHORED
from app.models.queries.held_rows import FIRST_ROWS
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import WAIVER_GRANTERS
from app.models.rules.tasks import ASK_ON, STOP
from app.models.rules.transitions import TRANSITIONS
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import (
    Decision,
    Finding,
    RequestSlot,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import ModelVersion, RegistrationRequest
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Membership, UnitAncestor
from app.models.tables.trail import AuditEvent
from app.services.verifying.beginning import first_facts, reads_all
from app.texts import N_

# Things of a version that make whoever writes them one of its authors.
AUTHORED_OBJECTS = frozenset(RIGHTS_BY_TABLE[one].object for one in AUTHORED)
OWN_WORK = N_("it is a vote on own work")
OWN_CASE = N_("it is about own work")
OTHER_ROLE = N_("nobody may decide there as {role}")
NOT_TOLD = N_("the trail does not tell that this person did it")
NOT_HELD = N_("the trail tells of no such role of that person then")


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did, as its event tells it."""

    event_id: int
    at: datetime
    person: UUID


def voter_fault(session: Session, request: TransitionRequest, row: Decision) -> str:
    """Why this person's vote can't count, whatever they signed; empty where it can."""
    if not reads_all(session):
        return ""
    act = _told(session, row.id, "decision.recorded", row.decided_by)
    if act is None:
        return NOT_TOLD
    if _asked(session, request, act) or _is_author(session, request.version_id, act):
        return OWN_WORK
    roles = session.scalars(
        select(RequestSlot.roles).where(
            RequestSlot.request_id == request.id, RequestSlot.slot == row.slot
        )
    ).first()
    if row.role not in (roles or ()):
        return OTHER_ROLE.format(role=row.role)
    return _role_fault(session, request.unit_id, {row.role}, act)


def granter_fault(session: Session, row: Waiver) -> str:
    """Why who granted a waiver could not; empty where they could."""
    if not reads_all(session):
        return ""
    act = _told(session, row.id, "waiver.granted", row.granted_by)
    if act is None:
        return NOT_TOLD
    if act.person == row.asked_by or _is_author(session, row.version_id, act):
        return OWN_CASE
    return _role_fault(session, row.unit_id, set(map(str, WAIVER_GRANTERS)), act)


def reviewer_fault(session: Session, row: Finding, person: UUID | None) -> str:
    """Why this person could not close the review of a release; empty where they could."""
    if not reads_all(session):
        return ""
    act = _told(session, row.id, "finding.closed", person)
    request = session.get(TransitionRequest, row.request_id)
    if act is None or request is None:
        return NOT_TOLD
    voters = session.scalars(
        select(Decision.decided_by).where(Decision.request_id == request.id)
    ).all()
    if person in {request.requested_by, *voters} or _is_author(session, row.version_id, act):
        return OWN_CASE
    return _role_fault(session, row.unit_id, set(row.review_roles or ()), act)


def taker_fault(session: Session, step: AuditEvent) -> str:
    """Why who took this step could not; empty where they could."""
    if not reads_all(session):
        return ""
    roles = {str(role) for one in TRANSITIONS if one.tag == step.tag for role in one.roles}
    return _role_fault(session, step.unit_id, roles, _Act(step.id, step.at, step.actor_id))


def _told(session: Session, row_id: UUID, tag: str, person: UUID | None) -> _Act | None:
    """The event by which a row came to be signed by this person."""
    if person is None:
        return None
    found = session.execute(
        select(AuditEvent.id, AuditEvent.at)
        .where(AuditEvent.object_id == row_id, AuditEvent.tag == tag, AuditEvent.actor_id == person)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return _Act(found.id, found.at, person) if found else None


def _asked(session: Session, request: TransitionRequest, act: _Act) -> bool:
    """Whether they asked for what is decided: for the request, its run, or a further stage."""
    run = request.instance_id and session.get(ProcessInstance, request.instance_id)
    if act.person in {request.requested_by, run and run.started_by}:
        return True
    asked = (
        select(AuditEvent.id)
        .join(UserTask, UserTask.id == AuditEvent.object_id)
        .where(
            UserTask.model_id == request.model_id,
            UserTask.version_id == request.version_id,
            UserTask.kind == ASK_ON,
            UserTask.outcome != STOP,
            AuditEvent.tag == "task.completed",
            AuditEvent.actor_id == act.person,
            AuditEvent.id < act.event_id,
        )
    )
    return session.scalars(asked.limit(1)).first() is not None


def _is_author(session: Session, version_id: UUID, act: _Act) -> bool:
    """Who registered a version or asked for that, and who wrote into it before the act."""
    version = session.get(ModelVersion, version_id)
    if version is None:
        return False
    wanted = select(RegistrationRequest.id).where(
        RegistrationRequest.version_id == version_id, RegistrationRequest.asked_by == act.person
    )
    changes = select(AuditEvent.id).where(
        AuditEvent.model_id == version.model_id,
        AuditEvent.version_id == version_id,
        AuditEvent.object_type.in_(AUTHORED_OBJECTS),
        AuditEvent.actor_id == act.person,
        AuditEvent.id < act.event_id,
    )
    return act.person == version.created_by or any(
        session.scalars(one).first() is not None for one in (changes.limit(1), wanted.limit(1))
    )


def _role_fault(session: Session, unit_id: UUID, roles: Collection[str], act: _Act) -> str:
    return "" if any(_held(session, unit_id, roles, act)) else NOT_HELD


def _held(session: Session, unit_id: UUID, roles: Collection[str], act: _Act) -> Iterator[bool]:
    """Of each membership that may have carried the act whether the trail told of it before."""
    first = (first_facts(session) or {}).get(FIRST_ROWS) or {}
    memberships = session.execute(
        select(Membership.id, Membership.valid_until, AuditEvent.id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == Membership.unit_id)
        .outerjoin(
            AuditEvent,
            (AuditEvent.object_id == Membership.id) & (AuditEvent.tag == "membership.added"),
        )
        .where(
            UnitAncestor.unit_id == unit_id,
            Membership.person_id == act.person,
            Membership.role.in_(roles),
        )
    )
    for key, until, told in memberships:
        is_told = str(key) in first.get("membership", {}) or (
            told is not None and told < act.event_id
        )
        yield is_told and (until is None or until >= act.at)
