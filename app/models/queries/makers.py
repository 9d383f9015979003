"""Who worked on a version or asked for it: they neither judge it nor try it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.rules.tasks import ASK_ON, STOP
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import VersionAuthor
from app.models.tables.life_cycle import UserTask


def load_makers(session: Session, task: UserTask) -> frozenset[UUID]:
    """Authors of the task's version, who started its life cycle, who asked for what it decides."""
    return list_makers(session, (task,))[task.id]


def list_makers(session: Session, tasks: Collection[UserTask]) -> dict[UUID, frozenset[UUID]]:
    """The makers of each of these tasks, in three statements however many they are."""
    if not tasks:
        return {}
    authors: dict[UUID, set[UUID]] = defaultdict(set)
    for row in session.scalars(
        select(VersionAuthor).where(VersionAuthor.version_id.in_({one.version_id for one in tasks}))
    ):
        authors[row.version_id].add(row.person_id)
    asked = session.execute(
        select(TransitionRequest.id, TransitionRequest.requested_by).where(
            TransitionRequest.id.in_({one.request_id for one in tasks})
        )
    )
    started = session.execute(
        select(ProcessInstance.id, ProcessInstance.started_by).where(
            ProcessInstance.id.in_({one.instance_id for one in tasks})
        )
    )
    by = {key: person for key, person in (*asked, *started) if person is not None}
    return {
        one.id: frozenset(
            {
                *(authors.get(one.version_id, ()) if one.version_id else ()),
                *(by[key] for key in (one.request_id, one.instance_id) if key in by),
            }
        )
        for one in tasks
    }


def asked_on(
    model_id: InstrumentedAttribute[UUID], version_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """Holds for the tasks in which somebody asked for a version's next stage."""
    return and_(
        UserTask.model_id == model_id,
        UserTask.version_id == version_id,
        UserTask.kind == ASK_ON,
        UserTask.state == "completed",
        UserTask.outcome != STOP,
    )


def find_asker(session: Session, instance_id: UUID) -> UUID | None:
    """Who asked last for the next stage in this run; None where nobody was asked for it."""
    return session.scalars(
        select(UserTask.recorded_by)
        .where(
            UserTask.instance_id == instance_id,
            UserTask.kind == ASK_ON,
            UserTask.state == "completed",
            UserTask.outcome != STOP,
        )
        .order_by(UserTask.closed_at.desc(), UserTask.id)
        .limit(1)
    ).first()


def list_askers(
    session: Session, requests: Collection[TransitionRequest]
) -> Iterator[tuple[UUID, UUID]]:
    """(version, person) of whoever asked for a further stage of a version of these requests."""
    rows = session.execute(
        select(UserTask.version_id, UserTask.recorded_by).where(
            UserTask.model_id.in_({one.model_id for one in requests}),
            UserTask.version_id.in_({one.version_id for one in requests}),
            UserTask.kind == ASK_ON,
            UserTask.state == "completed",
            UserTask.outcome != STOP,
        )
    )
    yield from ((row.version_id, row.recorded_by) for row in rows if row.version_id is not None)


def list_starters(
    session: Session, requests: Collection[TransitionRequest]
) -> dict[UUID | None, tuple[UUID, ...]]:
    """By run of these requests, who began it: whoever asked, as much as who wrote the draft."""
    rows = session.execute(
        select(ProcessInstance.id, ProcessInstance.started_by).where(
            ProcessInstance.id.in_({one.instance_id for one in requests})
        )
    )
    return {row.id: (row.started_by,) for row in rows if row.started_by is not None}
