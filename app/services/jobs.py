"""The job queue: claim, finish, put back. Fenced leases, safe for many workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.models.rules.own_work import OF_JOBS
from app.models.tables.base import UtcDateTime, mw_now
from app.services.engine.statements import JOB, mw_in, ordered_id
from app.services.unit_of_work import UnitOfWork

ATTEMPTS = 3  # of work without an instance
CLAIM_LIMIT = 20  # so often a job may be taken up without any answer: it kills its workers


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this worker holds until its lease ends. `fence` tells it from later claims."""

    id: UUID
    instance_id: UUID | None
    token_id: UUID | None
    kind: str
    node_id: str
    task_type: str
    inputs: Mapping[str, Any]
    memory: Mapping[str, Any]
    attempt: int
    attempts_left: int
    owner: str
    fence: int

    @property
    def key(self) -> str:
        """Stable over attempts: the idempotency key of every outside effect."""
        return f"{OF_JOBS}{self.id.hex}"


_next_due = (
    select(JOB.c.id)
    .where(JOB.c.state == "queued", JOB.c.due_at <= bindparam("now", type_=UtcDateTime()))
    .order_by(JOB.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_claim = (
    update(JOB)
    .where(JOB.c.id == _next_due)
    .values(
        state="leased",
        owner=bindparam("by"),
        fence=JOB.c.fence + 1,
        attempt=JOB.c.attempt + 1,
        lease_until=mw_in(bindparam("lease_s")),
        started_at=func.coalesce(JOB.c.started_at, mw_now()),
    )
    .returning(
        JOB.c.id,
        JOB.c.instance_id,
        JOB.c.token_id,
        JOB.c.kind,
        JOB.c.node_id,
        JOB.c.task_type,
        JOB.c.inputs,
        JOB.c.memory,
        JOB.c.attempt,
        JOB.c.attempts_left,
        JOB.c.owner,
        JOB.c.fence,
    )
)
_is_held = (
    JOB.c.id == bindparam("job"),
    JOB.c.owner == bindparam("by"),
    JOB.c.fence == bindparam("at_fence"),
    JOB.c.state == "leased",
)
_finish = (
    update(JOB)
    .where(*_is_held)
    .values(state=bindparam("to_state"), note=bindparam("why"), lease_until=None, ended_at=mw_now())
)
_put_back = (
    update(JOB)
    .where(*_is_held)
    .values(
        state=bindparam("to_state"),
        due_at=bindparam("at", type_=UtcDateTime()),
        inputs=bindparam("handed"),
        memory=bindparam("remembered"),
        note=bindparam("why"),
        attempt=bindparam("tried"),
        attempts_left=bindparam("left"),
        lease_until=None,
    )
)
_renew = update(JOB).where(*_is_held).values(lease_until=mw_in(bindparam("lease_s")))
_take_over = (
    update(JOB).where(JOB.c.state == "leased", JOB.c.lease_until < mw_now()).values(state="queued")
)
_mark = (
    update(JOB)
    .where(JOB.c.id == bindparam("job"))
    .values(state=bindparam("to_state"), note=bindparam("why"), lease_until=None, ended_at=mw_now())
)
_by_key = select(JOB.c.id).where(JOB.c.key == bindparam("named"))
_insert = {
    "sqlite": sqlite.insert(JOB).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(JOB).on_conflict_do_nothing(index_elements=["key"]),
}


def claim(work: UnitOfWork, owner: str, now: datetime, lease_s: float) -> ClaimedJob | None:
    """Take the job that is due longest, with a lease by the database's clock.

    Args:
        now: the due clock; leases don't use it.
    """
    connection = work.session.connection()
    row = connection.execute(_claim, {"now": now, "by": owner, "lease_s": lease_s}).first()
    return ClaimedJob(*row) if row is not None else None


def finish(work: UnitOfWork, job: ClaimedJob, state: str = "succeeded", note: str = "") -> bool:
    """End the job; False when it is no longer held: cancelled, or taken over by another."""
    return _apply(work, _finish, job, {"to_state": state, "why": note})


def put_back(
    work: UnitOfWork,
    job: ClaimedJob,
    due_at: datetime,
    *,
    memory: Mapping[str, Any],
    inputs: Mapping[str, Any] | None = None,
    note: str = "",
    attempt: int = 0,
    attempts_left: int | None = None,
    state: str = "queued",
) -> bool:
    """Let the job be taken up again at `due_at`; False when it is no longer held.

    Args:
        inputs: instead of those it was handed before.
    """
    return _apply(
        work,
        _put_back,
        job,
        {
            "to_state": state,
            "at": due_at,
            "handed": dict(job.inputs if inputs is None else inputs),
            "remembered": dict(memory),
            "why": note,
            "tried": attempt,
            "left": job.attempts_left if attempts_left is None else attempts_left,
        },
    )


def renew(work: UnitOfWork, job: ClaimedJob, lease_s: float) -> bool:
    """Hold the job for longer; False when it is no longer held."""
    return _apply(work, _renew, job, {"lease_s": lease_s})


def mark(work: UnitOfWork, job_id: UUID, state: str, note: str) -> None:
    """End a job whose row or instance this transaction has locked, in this state."""
    values = {"job": job_id, "to_state": state, "why": note}
    work.session.connection().execute(_mark, values)


def take_over_expired(work: UnitOfWork) -> int:
    """Give back to the queue what was leased by workers that did not renew."""
    return work.session.connection().execute(_take_over).rowcount


def enqueue(
    work: UnitOfWork,
    task_type: str,
    inputs: Mapping[str, Any],
    due_at: datetime,
    key: str,
    *,
    attempts: int = ATTEMPTS,
) -> UUID:
    """Queue work that belongs to no instance, once per `key`; gives the job's id each time."""
    connection = work.session.connection()
    job = {
        "id": ordered_id(),
        "kind": "task",
        "key": key,
        "task_type": task_type,
        "inputs": dict(inputs),
        "due_at": due_at,
        "attempts_left": attempts,
    }
    connection.execute(_insert[connection.dialect.name], job)
    found: UUID = connection.execute(_by_key, {"named": key}).scalar_one()
    return found


def _apply(work: UnitOfWork, statement: Any, job: ClaimedJob, values: dict[str, Any]) -> bool:
    held = {"job": job.id, "by": job.owner, "at_fence": job.fence}
    return bool(work.session.connection().execute(statement, held | values).rowcount)
