"""What people do with the tasks of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import StaleError
from app.models.queries.evidence import unwaived_rules
from app.models.queries.find import find_latest_snapshot
from app.models.queries.left_tasks import list_left
from app.models.queries.lookups import roles_by_unit
from app.models.queries.makers import load_makers
from app.models.queries.serving import is_replaced
from app.models.rules.blockers import require
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.tasks import (
    OPEN_STATES,
    SECOND_PERSON,
    TEST,
    TaskFacts,
    claiming_blockers,
    completion_blockers,
    delegation_blockers,
    reason_blockers,
    releasing_blockers,
    until_blockers,
)
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent
from app.services.one_by_one import one_by_one
from app.services.unit_of_work import InboxKind, UnitOfWork


def claim_task(work: UnitOfWork, task_id: UUID) -> UserTask:
    """Take a task. Claiming what one has already changes nothing."""
    task = work.get(UserTask, task_id)
    if task.assignee_id == work.actor.id and task.state == "claimed":
        return task
    require(claiming_blockers(task_facts(work, task), work.decider(task.unit_id)))
    task.state, task.assignee_id = "claimed", work.actor.id
    work.flush()
    return task


def delegate_task(
    work: UnitOfWork,
    task_id: UUID,
    person_id: UUID,
    *,
    until: datetime | None = None,
    note: str = "",
) -> UserTask:
    """Hand a task to a person who may do it; the roles that may stay what they are.

    Args:
        until: then it goes back to who handed it over; without it, it stays where it is.
        note: what they should know.

    Raises:
        RefusedError: with every blocker.
    """
    task = work.get(UserTask, task_id)
    meant = DeciderFacts(
        person_id, roles_by_unit(work.session, person_id).get(task.unit_id, frozenset())
    )
    blockers = delegation_blockers(task_facts(work, task), work.decider(task.unit_id), meant)
    require([*blockers, *until_blockers(until, now=work.now())])
    task.assignee_id, task.handed_until, task.handed_note = person_id, until, note.strip()
    work.flush()
    return task


@dataclass(frozen=True, slots=True)
class Hands:
    """With whom a task is, until when, and what they were told."""

    person_id: UUID | None
    until: datetime | None = None
    note: str = ""

    @classmethod
    def of(cls, task: UserTask) -> Hands:
        return cls(task.assignee_id, task.handed_until, task.handed_note)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A task went from one to another, in this state; enough to go back."""

    task_id: UUID
    state: str
    before: Hands
    after: Hands


def hand_over(
    work: UnitOfWork,
    task_id: UUID,
    person_id: UUID,
    *,
    until: datetime | None = None,
    note: str = "",
) -> HandedOver:
    """As `delegate_task`; what it returns takes it back."""
    before = Hands.of(work.get(UserTask, task_id))
    task = delegate_task(work, task_id, person_id, until=until, note=note)
    return HandedOver(task.id, task.state, before, Hands.of(task))


def take_back_task(work: UnitOfWork, handed: HandedOver) -> HandedOver:
    """Give a task back to whom it was with, by an event of its own: the trail keeps both.

    Raises:
        StaleError: it is with somebody else by now, or done.
        RefusedError: with every blocker.
    """
    task = work.get(UserTask, handed.task_id)
    work.session.refresh(task, with_for_update=True)
    if (task.assignee_id, task.state) != (handed.after.person_id, handed.state):
        raise StaleError(f"Task {task.number} was changed since, so it stays as it is.")
    now, first = Hands.of(task), handed.before
    until = first.until
    if until is not None and until <= work.now():
        until = None  # it would go on at once
    if first.person_id is not None:
        delegate_task(work, task.id, first.person_id, until=until, note=first.note)
    else:
        require(releasing_blockers(task_facts(work, task), work.decider(task.unit_id)))
        _release(work, task)
    return HandedOver(task.id, task.state, now, Hands.of(task))


def is_any_handed_back(session: Session, now: datetime) -> bool:
    """Whether the day of a task that was handed over until a day has come."""
    return session.scalars(_over(now).limit(1)).first() is not None


def give_back(work: UnitOfWork, now: datetime) -> None:
    """To who handed each over, where they may still do it; else to everybody of its roles."""

    def hand_back(task: UserTask) -> None:
        giver = _handed_by(work.session, task.id)
        roles = roles_by_unit(work.session, giver).get(task.unit_id, frozenset()) if giver else ()
        facts = task_facts(work, task)
        may = facts.roles & {str(one) for one in roles}
        if giver is None or not may or (task.kind in SECOND_PERSON and giver in facts.makers):
            _release(work, task)
            return
        task.assignee_id, task.handed_until, task.handed_note = giver, None, ""
        work.flush()

    tasks = work.session.scalars(_over(now).order_by(UserTask.number)).all()
    one_by_one(work, tasks, hand_back, what="giving back tasks")


def is_any_left(session: Session, _now: datetime) -> bool:
    """Whether somebody has a task without holding a role of it any more."""
    return session.scalars(list_left(session).limit(1)).first() is not None


def release_left(work: UnitOfWork, _now: datetime) -> None:
    """To everybody of its roles: who lost theirs can't do it, and nobody would look for it."""
    tasks = work.session.scalars(list_left(work.session)).all()
    one_by_one(work, tasks, partial(_release, work), what="letting go of tasks")


def _over(now: datetime) -> Select[UserTask]:
    return select(UserTask).where(
        UserTask.state.in_(sorted(OPEN_STATES)), UserTask.handed_until <= now
    )


def _release(work: UnitOfWork, task: UserTask) -> None:
    task.assignee_id, task.handed_until, task.handed_note = None, None, ""
    work.flush()


def _handed_by(session: Session, task_id: UUID) -> UUID | None:
    """Who handed it over last: the trail knows."""
    return session.scalars(
        select(AuditEvent.actor_id)
        .where(AuditEvent.object_id == task_id, AuditEvent.tag == "task.delegated")
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()


def complete_task(
    work: UnitOfWork,
    task_id: UUID,
    *,
    outcome: str,
    reason: str,
    answers: Mapping[str, Any] | None = None,
) -> UserTask:
    """End a task with one of its outcomes; the process goes on from there.

    Raises:
        RefusedError: with every blocker.
    """
    task = work.get(UserTask, task_id)
    facts = task_facts(work, task)
    blockers = completion_blockers(facts, work.decider(task.unit_id), outcome=outcome)
    require([*blockers, *reason_blockers(reason)])
    closed_at = work.now()  # first: reading the clock would store half of what follows
    task.state, task.outcome, task.reason = "completed", outcome, reason.strip()
    task.answers = dict(answers or {})
    task.closed_at = closed_at
    work.flush()
    work.tell_engine(InboxKind.TASK_OUTCOME, task.unit_id, task_id=str(task.id))
    if task.kind == TEST and task.version_id is not None:  # it is evidence of what waits
        work.tell_engine(InboxKind.EVIDENCE, task.unit_id, version_id=str(task.version_id))
    return task


def task_facts(work: UnitOfWork, task: UserTask) -> TaskFacts:
    unwaived: tuple[str, ...] = ()
    if "waive" in task.outcomes and task.version_id is not None:
        newest = find_latest_snapshot(work.session, task.version_id)
        snapshot_id = task.snapshot_id or (newest.id if newest else None)
        unwaived = tuple(unwaived_rules(work.session, snapshot_id)) if snapshot_id else ()
    return TaskFacts(
        kind=task.kind,
        roles=frozenset(task.roles),
        outcomes=tuple(task.outcomes),
        state=task.state,
        assignee=task.assignee_id,
        named=task.named_id,
        unwaived=unwaived,
        makers=load_makers(work.session, task),
        is_replaced=is_replaced(work.session, task),
        ended={} if task.state in OPEN_STATES else _ended(work.session, task),
    )


def _ended(session: Session, task: UserTask) -> dict[str, str]:
    """By whom, where a person ended it: told to whoever was about to."""
    by = session.scalar(
        select(Person.full_name)
        .join(AuditEvent, AuditEvent.actor_id == Person.id)
        .where(AuditEvent.object_id == task.id, AuditEvent.tag == "task.completed")
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return {"by": by, "outcome": task.outcome} if by is not None else {}
