"""Roles change by request: an administrator asks, a second one confirms, the database does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.memberships import is_unended
from app.models.rules.accounts import AccountFacts, closing_blockers
from app.models.rules.blockers import require
from app.models.rules.role_requests import (
    GRANT,
    RoleChange,
    answering_role_blockers,
    asking_role_blockers,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import Thing, transition_blockers
from app.models.tables.organisation import Membership, Person, RoleRequest
from app.services.commands.people import administers_top
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork


def request_role(
    work: UnitOfWork,
    person_id: UUID,
    role: str,
    unit_id: UUID,
    *,
    reason: str,
    action: str = GRANT,
    until: datetime | None = None,
) -> RoleRequest:
    """Ask that a person gets (or loses) `role` in a unit; a second administrator answers.

    Raises:
        RefusedError: it could not be confirmed, or this person may not ask.
    """
    change = _change(work, person_id, role, unit_id, action)
    held = work.roles_in(unit_id)
    require(transition_blockers(Thing.ROLE_REQUEST, "", "asked", held))
    require((*asking_role_blockers(change), *reason_blockers(reason)))
    return work.add(
        RoleRequest(
            unit_id=unit_id,
            person_id=person_id,
            role=role,
            action=action,
            valid_until=until,
            reason=reason.strip(),
        )
    )


def confirm_role(
    work: UnitOfWork, request_id: UUID, *, signer: Signer | None = None
) -> RoleRequest:
    """Let it happen: the membership changes in this transaction, on PostgreSQL the duty too.

    Signed by whoever has a key in force: an administrator's key comes in force by others.

    Raises:
        RefusedError: for who asked, for who gets the role, and what could not be asked for today.
    """
    request = work.get(RoleRequest, request_id)
    change = _change(work, request.person_id, request.role, request.unit_id, request.action)
    answering = answering_role_blockers(
        change, asked_by=request.asked_by, actor=work.actor.id, state=request.state
    )
    require([*answering, *unsigned_step_blockers(work, request, "confirmed", signer)])
    changes = {"answered_by": work.actor.id}
    sign_step(work, request, "confirmed", signer, meaning="Confirmed", **changes)
    request.state, request.answered_by = "confirmed", work.actor.id
    work.flush()
    return request


def refuse_role(work: UnitOfWork, request_id: UUID, *, reason: str) -> RoleRequest:
    """Say no, with a reason; what was asked for stays in the history."""
    require(reason_blockers(reason))
    request = work.get(RoleRequest, request_id)
    request.state, request.answered_by = "refused", work.actor.id
    request.reason = reason.strip()
    work.flush()
    return request


def withdraw_role(work: UnitOfWork, request_id: UUID) -> RoleRequest:
    """Take one's own request back."""
    request = work.get(RoleRequest, request_id)
    request.state = "withdrawn"
    work.flush()
    return request


def find_role_request(work: UnitOfWork, number: int) -> RoleRequest:
    found = work.session.scalar(select(RoleRequest).where(RoleRequest.number == number))
    if found is None:
        raise InputError(
            f"There is no request {number} for a role.", hint="modelward user requests lists them."
        )
    return found


def close_person(work: UnitOfWork, person_id: UUID, *, reason: str) -> Person:
    """End an account: every role ends, the login is nobody's, what the person did stays theirs.

    What is still asked for them is refused with the same reason.

    Raises:
        InputError: it is closed already.
        RefusedError: one's own account, an administrator's, not by one of the top unit, or
            without a reason.
    """
    person = work.get(Person, person_id)
    if person.closed_at is not None:
        raise InputError(f"The account of {person.handle} is closed already.")
    facts = AccountFacts(
        person.kind,
        frozenset(_held_now(work.session, person_id)),
        is_own=person_id == work.actor.id,
    )
    require(closing_blockers(facts, is_root=administers_top(work), reason=reason))
    open_ones = select(RoleRequest.id).where(
        RoleRequest.person_id == person_id, RoleRequest.state == "asked"
    )
    for asked in work.session.scalars(open_ones.order_by(RoleRequest.number)).all():
        refuse_role(work, asked, reason=reason)  # first: who confirms takes them in this order
    person.closed_at, person.reason = work.now(), reason.strip()
    work.flush()
    return person


def _change(work: UnitOfWork, person_id: UUID, role: str, unit_id: UUID, action: str) -> RoleChange:
    rows = work.session.execute(
        select(Membership.role, Membership.unit_id).where(
            Membership.person_id == person_id,
            is_unended(),
        )
    ).all()
    held = frozenset(Role(one) for one, _ in rows)
    there = frozenset(Role(one) for one, unit in rows if unit == unit_id)
    is_closed = work.get(Person, person_id).closed_at is not None
    return RoleChange(person_id, role, action, held, there, is_closed)


def _held_now(session: Session, person_id: UUID) -> Iterable[Role]:
    rows = session.scalars(
        select(Membership.role).where(
            Membership.person_id == person_id,
            is_unended(),
        )
    )
    return (Role(role) for role in rows)
