"""Home's blocks of administrators: roles to confirm, access that ends, the service and the seal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.models.queries.home_blocks import MOST, Asked, WorkRow, shared_out
from app.models.queries.lookups import Why, load_units, now, person_names
from app.models.queries.status import load_status
from app.models.tables.organisation import Membership, Person, RoleRequest, SigningKey
from app.models.tables.trail import AuditEvent, TreeHead

ENDS_WITHIN = timedelta(days=30)
SEALED_LATE = timedelta(hours=1)  # after which events that no seal covers are worth a look


def list_roles(asked: Asked) -> tuple[WorkRow, ...]:
    """Roles that one administrator asked for and another has to confirm, the oldest first."""
    rows = asked.session.scalars(
        select(RoleRequest)
        .where(RoleRequest.state == "asked")
        .order_by(RoleRequest.number)
        .limit(MOST)
    ).all()
    names = person_names(
        asked.session, (who for one in rows for who in (one.person_id, one.asked_by))
    )
    return tuple(
        WorkRow(
            kind="person",
            id=one.person_id,
            title=names[one.person_id],
            state="yours" if one.asked_by == asked.me else "asked",
            why=Why(f"home.role.{one.action}", role=one.role, person=names[one.asked_by]),
            at=one.recorded_from,
            part=one.role,
        )
        for one in rows
    )


def list_access(asked: Asked) -> tuple[WorkRow, ...]:
    """Keys that wait for administrators, and roles that end within a month."""
    keys = asked.session.execute(
        select(SigningKey, Person.full_name)
        .join(Person, Person.id == SigningKey.person_id)
        .where(SigningKey.state.in_(("proposed", "endorsed")), Person.closed_at.is_(None))
        .order_by(SigningKey.recorded_from)
        .limit(MOST)
    ).all()
    clock = now(asked.session)
    ending = asked.session.execute(
        select(Membership, Person.full_name)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.valid_until > clock,
            Membership.valid_until <= clock + ENDS_WITHIN,
            Person.closed_at.is_(None),
        )
        .order_by(Membership.valid_until)
        .limit(MOST)
    ).all()
    units = load_units(asked.session)
    waiting = [
        WorkRow(
            kind="person",
            id=key.person_id,
            title=name,
            state=key.state,
            why=Why("home.key", kid=key.kid),
            at=key.recorded_from,
            part=key.kid,
        )
        for key, name in keys
    ]
    ends = [
        WorkRow(
            kind="person",
            id=one.person_id,
            title=name,
            state="ends",
            why=Why("home.role_ends", role=one.role, unit=units[one.unit_id].name),
            at=one.valid_until,
            part=one.role,
            is_due=True,
        )
        for one, name in ending
    ]
    return shared_out(waiting, ends)


def list_service(asked: Asked) -> tuple[WorkRow, ...]:
    """Who drives the work, what it could not do, and up to where the trail is sealed."""
    status = load_status(asked.session)
    last = status.running or status.services[-1:]
    rows = [
        WorkRow(
            kind="service",
            id=asked.me,
            title=one.name,
            state="running" if one.is_running else "stopped",
            why=Why("home.service", host=one.host, due=status.jobs_due, failed=status.jobs_failed),
            at=one.seen_at,
            part=one.name,
        )
        for one in last[:2]
    ]
    head = asked.session.execute(
        select(TreeHead.size, TreeHead.sealed_at).order_by(TreeHead.size.desc()).limit(1)
    ).first()
    newest = asked.session.scalar(select(AuditEvent.at).order_by(AuditEvent.id.desc()).limit(1))
    sealed_at = head.sealed_at if head else None
    is_late = newest is not None and (
        sealed_at is None
        or (newest > sealed_at and now(asked.session) - max(sealed_at, newest) > SEALED_LATE)
    )
    why = Why("home.seal", size=head.size) if head else Why("home.no_seal")
    rows.append(
        WorkRow(
            kind="seal",
            id=asked.me,
            title="seal",
            state="unsealed" if is_late else "sealed",
            why=why,
            at=sealed_at,
        )
    )
    return tuple(rows)
