"""What stands beside a task: who may grant its waivers, and why something was rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.fitting import Fitting, load_fitting
from app.models.queries.lookups import OPEN_TASKS, roles_by_unit
from app.models.queries.lookups import now as database_now
from app.models.queries.releases import VersionFiles, load_version_files
from app.models.queries.task_detail import TaskDetail, load_task, newest_snapshot
from app.models.queries.votes import Vote, load_votes
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts, WaiverFacts, waiver_blockers
from app.models.tables.execution import Deployment
from app.models.tables.governance import TransitionRequest, Waiver
from app.models.tables.inventory import VersionAuthor


@dataclass(frozen=True, slots=True)
class Tried:
    """The deployment that a task is about."""

    id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task and what a person needs to end it."""

    detail: TaskDetail
    grant_blockers: Mapping[UUID, tuple[Blocker, ...]] = field(default_factory=dict)
    rejections: tuple[Vote, ...] = ()
    fitting: Fitting | None = None  # of a task whose release finds no runtime, while it is open
    files: VersionFiles | None = None  # of a task that asks for what is missing
    tried: Tried | None = None  # of a task whose deployment stopped


def load_task_page(session: Session, task_id: UUID, me: UUID, *, now: datetime) -> TaskPage:
    """The task as `me` sees it; per waiver asked for, why `me` may not grant it."""
    detail = load_task(session, task_id, me, now=now)
    version_id = detail.row.version_id
    return TaskPage(
        detail,
        _grant_blockers(session, version_id, me) if version_id else {},
        _rejections(session, version_id)
        if version_id and detail.row.action == "acknowledge"
        else (),
        _fitting(session, detail, now) if detail.row.action == "runtime" else None,
        load_version_files(session, version_id)
        if version_id and detail.row.action == "complete"
        else None,
        _tried(session, detail) if detail.row.action == "deployment" else None,
    )


def _tried(session: Session, detail: TaskDetail) -> Tried | None:
    """The last one of its run that had begun when the task was opened."""
    if detail.run is None:
        return None
    row = session.execute(
        select(Deployment.id, Deployment.number)
        .where(
            Deployment.instance_id == detail.run.id, Deployment.started_at <= detail.row.asked_at
        )
        .order_by(Deployment.number.desc())
        .limit(1)
    ).first()
    return Tried(*row) if row else None


def _fitting(session: Session, detail: TaskDetail, now: datetime) -> Fitting | None:
    """What the task holds was so when it was opened: runtimes are changed because of it."""
    if detail.run is None or detail.row.state not in OPEN_TASKS:
        return None
    return load_fitting(session, detail.run.id, now)


def _grant_blockers(
    session: Session, version_id: UUID, me: UUID
) -> dict[UUID, tuple[Blocker, ...]]:
    snapshot_id = newest_snapshot(session, version_id)
    authors = frozenset(
        session.scalars(
            select(VersionAuthor.person_id).where(VersionAuthor.version_id == version_id)
        )
    )
    clock = database_now(session)
    held = roles_by_unit(session, me)
    return {
        one.id: waiver_blockers(
            WaiverFacts(
                asked_by=one.asked_by,
                authors=authors,
                state=one.state,
                is_past_expiry=one.expires_at <= clock,
            ),
            DeciderFacts(me, held.get(one.unit_id, frozenset())),
        )
        for one in session.scalars(select(Waiver).where(Waiver.snapshot_id == snapshot_id))
    }


def _rejections(session: Session, version_id: UUID) -> tuple[Vote, ...]:
    """The votes against it in the request that was rejected last."""
    request = session.scalars(
        select(TransitionRequest)
        .where(TransitionRequest.version_id == version_id, TransitionRequest.state == "rejected")
        .order_by(TransitionRequest.number.desc())
    ).first()
    if request is None:
        return ()
    return tuple(vote for vote in load_votes(session, request) if vote.verdict == "reject")
