"""Whether who voted was one who might: by the slot, by four eyes, and by roles that the trail told.

The guards hold it at the vote. Here it is held afterwards, against who put them aside for a moment.
That nobody votes twice an index holds, which is of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enforcement.audit import AUTHORED
from app.models.queries.held_rows import FIRST_ROWS
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.tables.governance import Decision, RequestSlot, TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.organisation import Membership, UnitAncestor
from app.models.tables.trail import AuditEvent
from app.services.verifying.signatures import first_facts
from app.texts import N_

# Things of a version that make whoever writes them one of its authors.
AUTHORED_OBJECTS = frozenset(RIGHTS_BY_TABLE[one].object for one in AUTHORED)
OWN_WORK = N_("it is a vote on own work")
OTHER_ROLE = N_("nobody may decide there as {role}")
NOT_HELD = N_("the trail tells of no such role of that person then")


def voter_fault(session: Session, request: TransitionRequest, row: Decision) -> str:
    """Why this person's vote can't count, whatever they signed; empty where it can.

    Own work is who asked, who registered the version, and who changed it before the vote.
    """
    version = session.get(ModelVersion, request.version_id)
    if row.decided_by in {request.requested_by, version and version.created_by}:
        return OWN_WORK
    if _had_changed(session, request, row):
        return OWN_WORK
    roles = session.scalars(
        select(RequestSlot.roles).where(
            RequestSlot.request_id == request.id, RequestSlot.slot == row.slot
        )
    ).first()
    if row.role not in (roles or ()):
        return OTHER_ROLE.format(role=row.role)
    return "" if any(_held(session, request.unit_id, row)) else NOT_HELD


def _had_changed(session: Session, request: TransitionRequest, row: Decision) -> bool:
    """Whether the trail tells that this person wrote into the version before they voted on it."""
    voted = (
        select(AuditEvent.id)
        .where(AuditEvent.object_id == row.id, AuditEvent.tag == "decision.recorded")
        .limit(1)
        .scalar_subquery()
    )
    changes = select(AuditEvent.id).where(
        AuditEvent.model_id == request.model_id,
        AuditEvent.version_id == request.version_id,
        AuditEvent.object_type.in_(AUTHORED_OBJECTS),
        AuditEvent.actor_id == row.decided_by,
        AuditEvent.id < voted,
    )
    return session.scalars(changes.limit(1)).first() is not None


def _held(session: Session, unit_id: UUID, row: Decision) -> Iterator[bool]:
    """Of each membership that may have carried the vote whether the trail told of it before."""
    first = (first_facts(session) or {}).get(FIRST_ROWS) or {}
    memberships = session.execute(
        select(Membership.id, Membership.valid_until, AuditEvent.at)
        .join(UnitAncestor, UnitAncestor.ancestor_id == Membership.unit_id)
        .outerjoin(
            AuditEvent,
            (AuditEvent.object_id == Membership.id) & (AuditEvent.tag == "membership.added"),
        )
        .where(
            UnitAncestor.unit_id == unit_id,
            Membership.person_id == row.decided_by,
            Membership.role == row.role,
        )
    )
    for key, until, told_at in memberships:
        is_told = str(key) in first.get("membership", {}) or (
            told_at is not None and told_at <= row.decided_at
        )
        yield is_told and (until is None or until >= row.decided_at)
