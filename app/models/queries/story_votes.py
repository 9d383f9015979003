"""What people had said of a snapshot by a day: requests, votes, acceptance tests, waivers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.queries.as_of import as_of
from app.models.queries.images import name_of
from app.models.queries.lookups import load_stages, person_names
from app.models.queries.story import Answered, Requested, Reviewed, Tried, Voted, Waived
from app.models.rules.tasks import TEST
from app.models.tables.everything import METADATA
from app.models.tables.governance import Decision
from app.models.tables.inventory import Snapshot
from app.models.tables.life_cycle import UserTask


def requests_then(session: Session, answered: Answered, at: datetime) -> tuple[Requested, ...]:
    """Every request for this snapshot that had been accepted by then, in that order."""
    then = as_of(METADATA.tables["mw.transition_request"], at)
    rows = session.execute(
        select(then).where(
            then.c.version_id == answered.version_id,
            then.c.snapshot_id == answered.snapshot_id,
            then.c.state == "accepted",
        )
    ).all()
    stages = load_stages(session)
    reviews = {row.id: _review(session, row.id, at) for row in rows if row.is_emergency}
    return tuple(
        Requested(
            id=row.id,
            number=row.number,
            stage=stages[row.stage_id].name,
            state=row.state,
            asked_by=name_of(session, row.requested_by),
            asked_at=row.requested_at,
            reason=row.reason,
            documents=row.documents,
            closed_at=row.closed_at,
            evidence_digest=row.evidence_digest,
            votes=_votes(session, row, at),
            is_emergency=row.is_emergency,
            is_reviewed=reviews.get(row.id) is not None,
            review=reviews.get(row.id),
        )
        for row in sorted(rows, key=lambda one: (one.closed_at or one.requested_at, one.number))
    )


def _review(session: Session, request_id: UUID, at: datetime) -> Reviewed | None:
    """The review of an emergency, which has the id of its request; None: not closed by then."""
    then = as_of(METADATA.tables["mw.finding"], at)
    row = session.execute(
        select(then).where(then.c.id == request_id, then.c.state == "closed")
    ).first()
    if row is None:
        return None
    return Reviewed(row.id, name_of(session, row.recorded_by), row.reason, row.recorded_from)


def _votes(session: Session, request: Row[Any], at: datetime) -> tuple[Voted, ...]:
    rows = session.scalars(
        select(Decision)
        .where(
            Decision.request_id == request.id,
            Decision.seen_digest == request.evidence_digest,
            Decision.decided_at <= at,
        )
        .order_by(Decision.decided_at)
    ).all()
    names = person_names(session, (one.decided_by for one in rows))
    return tuple(
        Voted(one.id, names[one.decided_by], one.role, one.verdict, one.reason, one.decided_at)
        for one in rows
    )


def tried_then(session: Session, answered: Answered, at: datetime) -> tuple[Tried, ...]:
    """The acceptance tests that had ended by then; those of a later snapshot led to that one."""
    rows = session.execute(
        select(UserTask, Snapshot.sequence)
        .outerjoin(Snapshot, Snapshot.id == UserTask.snapshot_id)
        .where(
            UserTask.model_id == answered.model_id,
            UserTask.version_id == answered.version_id,
            UserTask.kind == TEST,
            UserTask.state == "completed",
            UserTask.closed_at <= at,
        )
        .order_by(UserTask.closed_at, UserTask.number)
    ).all()
    last = answered.snapshot
    meant = [row for row in rows if row[1] is None or last is None or row[1] <= last]
    names = person_names(session, (task.recorded_by for task, _ in meant))
    return tuple(
        Tried(
            id=task.id,
            number=task.number,
            stage=str(task.facts.get("stage", "")),
            snapshot=sequence,
            outcome=task.outcome,
            reason=task.reason,
            by=names.get(task.recorded_by, ""),  # what is done is never written again
            at=task.closed_at or task.opened_at,
        )
        for task, sequence in meant
    )


def waivers_then(session: Session, snapshot_id: UUID | None, at: datetime) -> tuple[Waived, ...]:
    then = as_of(METADATA.tables["mw.waiver"], at)
    rows = session.execute(
        select(then)
        .where(then.c.snapshot_id == snapshot_id, then.c.state == "granted", then.c.expires_at > at)
        .order_by(then.c.number)
    ).all()
    names = person_names(session, [one for row in rows for one in (row.asked_by, row.granted_by)])
    return tuple(
        Waived(
            row.id,
            row.number,
            f"{row.test}:{row.feature}" if row.feature else row.test,
            row.reason,
            names.get(row.asked_by, ""),
            names.get(row.granted_by, ""),
            row.expires_at,
            row.remark,
        )
        for row in rows
    )
