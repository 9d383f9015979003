"""One task as who ends it sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.approvals import ApprovalRow, Inbox, open_inbox, task_rows
from app.models.queries.evidence_rows import (
    DocumentRow,
    FindingRow,
    ResultRow,
    WaiverRow,
    list_documents,
    list_findings,
    list_result_rows,
    list_waivers,
)
from app.models.queries.find import find_latest_snapshot
from app.models.queries.lookups import Holder, list_holders, person_names
from app.models.queries.responsibilities import RaciRow, duties_in
from app.models.queries.retries import LEADING_BACK, RetryState, load_task_retry
from app.models.queries.run_links import RunLink, load_run_link
from app.models.queries.serving import is_replaced
from app.models.rules.roles import Role
from app.models.rules.tasks import TEST
from app.models.tables.life_cycle import UserTask
from app.models.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody chose at a step of a run."""

    outcome: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskDetail:
    row: ApprovalRow
    form: str
    facts: Mapping[str, Any]
    answers: Mapping[str, Any]
    reason: str
    assignee: str
    may_do: tuple[Holder, ...]
    results: tuple[ResultRow, ...]
    waivers: tuple[WaiverRow, ...]
    findings: tuple[FindingRow, ...]
    documents: tuple[DocumentRow, ...]
    snapshot_id: UUID | None
    run: RunLink | None
    duties: tuple[RaciRow, ...] = ()  # who answers for this step here
    tries: tuple[Try, ...] = ()  # the oldest first
    handed_by: str = ""  # who gave it to whom it is with
    handed_until: datetime | None = None
    handed_note: str = ""
    retry: RetryState | None = None  # what came of it, where its outcome tries a step again
    end: Try | None = None  # who ended it; the reason stands above
    is_replaced: bool = False  # its run put the version somewhere, and it serves there no more


def load_task(session: Session, task_id: UUID, me: UUID, *, now: datetime) -> TaskDetail:
    """A task with what it is about.

    Raises:
        InputError: there is none.
    """
    task = session.get(UserTask, task_id)
    if task is None:
        raise InputError(f"There is no task {task_id}.")
    inbox: Inbox = open_inbox(session, me, now)
    snapshot_id = task.snapshot_id or newest_snapshot(session, task.version_id)
    roles = [Role(role) for role in task.roles if role in set(Role)]
    run = load_run_link(session, task.instance_id)
    return TaskDetail(
        row=task_rows(session, inbox, [task], is_for_all=True)[0],
        form=task.form,
        facts=dict(task.facts),
        answers=dict(task.answers),
        reason=task.reason,
        assignee=person_names(session, [task.assignee_id]).get(task.assignee_id, "")
        if task.assignee_id
        else "",
        may_do=tuple(list_holders(session, task.unit_id, roles)),
        results=list_result_rows(session, snapshot_id) if snapshot_id else (),
        waivers=list_waivers(session, snapshot_id) if snapshot_id else (),
        findings=list_findings(session, snapshot_id) if snapshot_id else (),
        documents=list_documents(session, task.model_id, task.version_id) if task.model_id else (),
        snapshot_id=snapshot_id,
        run=run,
        duties=duties_in(session, task.unit_id, "step", f"{run.template_key}/{task.node_id}")
        if run
        else (),
        tries=_tries(session, task),
        handed_by=_handed_by(session, task),
        handed_until=task.handed_until,
        handed_note=task.handed_note,
        retry=load_task_retry(session, task),
        end=_as_tries(session, [task])[0] if task.state == "completed" and task.outcome else None,
        is_replaced=task.kind == TEST and is_replaced(session, task),
    )


def _tries(session: Session, task: UserTask) -> tuple[Try, ...]:
    """A step that is tried again opens a task of its own each time.

    Others of one step are no tries: of those who are each asked, or of a loop over several things.
    """
    before = session.scalars(
        select(UserTask)
        .where(
            UserTask.instance_id == task.instance_id,
            UserTask.node_id == task.node_id,
            UserTask.state == "completed",
            UserTask.outcome.in_(LEADING_BACK),
            UserTask.closed_at <= task.opened_at,
        )
        .order_by(UserTask.number)
    ).all()
    return _as_tries(session, before)


def _as_tries(session: Session, ended: Sequence[UserTask]) -> tuple[Try, ...]:
    names = person_names(session, [one.recorded_by for one in ended])
    return tuple(
        Try(one.outcome, names.get(one.recorded_by, ""), one.closed_at or one.opened_at)
        for one in ended
    )


def _handed_by(session: Session, task: UserTask) -> str:
    """Who gave it to whom it is with; nobody where they took it themselves."""
    if task.assignee_id is None:
        return ""
    giver = session.scalars(
        select(AuditEvent.actor_id)
        .where(AuditEvent.object_id == task.id, AuditEvent.tag == "task.delegated")
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    if giver is None or giver == task.assignee_id:
        return ""
    return person_names(session, [giver]).get(giver, "")


def newest_snapshot(session: Session, version_id: UUID | None) -> UUID | None:
    from_version = find_latest_snapshot(session, version_id) if version_id else None
    return from_version.id if from_version else None
