"""What people do with the tasks of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.errors import StaleError
from app.models.queries.evidence import unwaived_rules
from app.models.queries.find import find_latest_snapshot
from app.models.queries.lookups import roles_by_unit
from app.models.queries.makers import load_makers
from app.models.rules.blockers import require
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.tasks import (
    TEST,
    TaskFacts,
    claiming_blockers,
    completion_blockers,
    delegation_blockers,
    reason_blockers,
    releasing_blockers,
)
from app.models.tables.life_cycle import UserTask
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


def delegate_task(work: UnitOfWork, task_id: UUID, person_id: UUID) -> UserTask:
    """Hand a task to a person who may do it; the roles that may stay what they are.

    Raises:
        RefusedError: with every blocker.
    """
    task = work.get(UserTask, task_id)
    meant = DeciderFacts(
        person_id, roles_by_unit(work.session, person_id).get(task.unit_id, frozenset())
    )
    require(delegation_blockers(task_facts(work, task), work.decider(task.unit_id), meant))
    task.assignee_id = person_id
    work.flush()
    return task


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Who had a task and who has it, so that it can go back."""

    task_id: UUID
    before: UUID | None
    after: UUID | None
    state: str


def hand_over(work: UnitOfWork, task_id: UUID, person_id: UUID) -> HandedOver:
    """As `delegate_task`; what it returns takes it back."""
    before = work.get(UserTask, task_id).assignee_id
    task = delegate_task(work, task_id, person_id)
    return HandedOver(task.id, before, person_id, task.state)


def take_back_task(work: UnitOfWork, handed: HandedOver) -> HandedOver:
    """Give a task back to whom it was with, by an event of its own: the trail keeps both.

    Raises:
        StaleError: it is with somebody else by now, or done.
        RefusedError: with every blocker.
    """
    task = work.get(UserTask, handed.task_id)
    work.session.refresh(task, with_for_update=True)
    if (task.assignee_id, task.state) != (handed.after, handed.state):
        raise StaleError(f"Task {task.number} was changed since, so it stays as it is.")
    if handed.before is not None:
        delegate_task(work, task.id, handed.before)
    else:
        require(releasing_blockers(task_facts(work, task), work.decider(task.unit_id)))
        task.assignee_id = None
        work.flush()
    return HandedOver(task.id, handed.after, handed.before, task.state)


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
        unwaived=unwaived,
        makers=load_makers(work.session, task),
    )
