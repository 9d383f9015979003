"""Emergency releases that wait for their review, and who may do it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.blockers import Blocker
from app.models.rules.emergency import REVIEW, ReviewFacts, review_blockers
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.inventory import VersionAuthor

WAITING = ("open", "mitigating")


def review_facts(session: Session, finding: Finding) -> ReviewFacts:
    """What decides who may close the review that an emergency release left behind."""
    request = session.get_one(TransitionRequest, finding.request_id)
    votes = session.execute(
        select(Decision.decided_by, Decision.role).where(Decision.request_id == request.id)
    ).all()
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == finding.version_id)
    )
    return ReviewFacts(
        frozenset(map(Role, finding.review_roles or ())),
        frozenset({request.requested_by, *authors, *(person for person, _ in votes)}),
        frozenset(Role(role) for _, role in votes),
    )


def judging_blockers(
    session: Session, finding: Finding, judge: DeciderFacts, *, state: str
) -> tuple[Blocker, ...]:
    """Why `judge` may not accept or close a finding, be it a review or a usual one."""
    if finding.request_id is not None:
        return review_blockers(review_facts(session, finding), judge, state=state)
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == finding.version_id)
    )
    return (Blocker("four_eyes.own_work"),) if judge.person in authors.all() else ()


def list_waiting(session: Session, units: list[UUID] | None = None) -> list[Finding]:
    """Reviews that are not done, the first due first; of these units, or of all."""
    statement = select(Finding).where(Finding.kind == REVIEW, Finding.state.in_(WAITING))
    if units is not None:
        statement = statement.where(Finding.unit_id.in_(units))
    return list(session.scalars(statement.order_by(Finding.due_at, Finding.id)))


def is_overdue(finding: Finding, now: datetime) -> bool:
    return finding.due_at is not None and finding.due_at < now and finding.state in WAITING
