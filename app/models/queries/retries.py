"""How far a step that somebody asked to be tried again has come, and nothing rosier."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.engine import Incident, Job, ProcessInstance, StepRun, Token
from app.models.tables.life_cycle import EngineInbox, UserTask

TRIED_AT_ONCE = ("retry", "other_runtime", "supplied", "resubmit")  # outcomes of tasks
LEADING_BACK = (*TRIED_AT_ONCE, "fix")
_WORKS = ("service", "business_rule", "send", "call")  # kinds of steps that try something
_OPEN_JOBS = ("queued", "leased", "suspended")


@dataclass(frozen=True, slots=True)
class RetryState:
    """`step`: requested, executing, verified, failed (again), refused."""

    step: str
    detail: str = ""
    at: str = ""  # the name of the step that runs, has passed or failed, where it is known
    task_id: UUID | None = None  # the task that came of it, if the step failed again
    task_number: int | None = None

    @property
    def has_ended(self) -> bool:
        return self.step in ("verified", "failed", "refused")


def load_retry(session: Session, inbox_id: UUID, incident_id: UUID) -> RetryState:
    """Verified only once the step itself has passed: the incident closes when the retry begins."""
    asked = session.get(EngineInbox, inbox_id)
    if asked is None or asked.consumed_at is None:
        return RetryState("requested")
    if asked.result:
        return RetryState("refused", asked.result)
    return _after_retry(session, session.get_one(Incident, incident_id))


def _after_retry(session: Session, incident: Incident) -> RetryState:
    again = session.scalars(
        select(Incident)
        .where(
            Incident.instance_id == incident.instance_id,
            Incident.node_id == incident.node_id,
            Incident.number > incident.number,
        )
        .order_by(Incident.number.desc())
    ).first()
    if again is not None:
        return RetryState("failed", again.message)
    if _is_under_way(session, incident):
        return RetryState("executing")
    step = session.scalars(
        select(StepRun)
        .where(
            StepRun.instance_id == incident.instance_id,
            StepRun.node_id == incident.node_id,
            StepRun.ended_at >= incident.resolved_at,
        )
        .order_by(StepRun.ended_at.desc())
    ).first()
    if step is not None and step.state != "done":
        return RetryState("failed", step.outcome or step.state)
    return RetryState("verified")


def _is_under_way(session: Session, incident: Incident) -> bool:
    """The step has not ended: its job is open, or its token still stands there."""
    if incident.job_id is not None:
        state = session.scalars(select(Job.state).where(Job.id == incident.job_id)).first()
        if state in _OPEN_JOBS:
            return True
    token = session.get(Token, incident.token_id)
    return token is not None and token.node_id == incident.node_id and token.state != "incident"


def load_task_retry(session: Session, task: UserTask) -> RetryState | None:
    """What came of a task whose outcome tries a step again; None: its outcome leads elsewhere.

    Verified once that step has passed and neither this task nor an incident came of it.
    """
    if task.state != "completed" or task.outcome not in TRIED_AT_ONCE:
        return None
    left = session.scalars(
        select(StepRun).where(
            StepRun.instance_id == task.instance_id, StepRun.token_id == task.token_id
        )
    ).first()
    if left is None:
        return RetryState("requested")
    return _came_back(session, task) or _stopped(session, left) or _on_its_way(session, left)


def _came_back(session: Session, task: UserTask) -> RetryState | None:
    again = session.scalars(
        select(UserTask)
        .where(
            UserTask.instance_id == task.instance_id,
            UserTask.node_id == task.node_id,
            UserTask.opened_at >= task.closed_at,
            UserTask.id != task.id,
        )
        .order_by(UserTask.number)
        .limit(1)
    ).first()
    if again is None:
        return None
    detail = str(again.facts.get("error") or "")
    return RetryState("failed", detail, again.name, again.id, again.number)


def _stopped(session: Session, left: StepRun) -> RetryState | None:
    incident = session.scalars(
        select(Incident)
        .where(Incident.instance_id == left.instance_id, Incident.opened_at >= left.ended_at)
        .order_by(Incident.number)
        .limit(1)
    ).first()
    return RetryState("failed", incident.message) if incident is not None else None


def _on_its_way(session: Session, left: StepRun) -> RetryState:
    worked = session.scalars(
        select(StepRun)
        .where(
            StepRun.instance_id == left.instance_id,
            StepRun.id > left.id,
            StepRun.node_kind.in_(_WORKS),
        )
        .order_by(StepRun.id)
        .limit(1)
    ).first()
    if worked is not None:
        has_passed = worked.state == "done"
        said = "" if has_passed else worked.outcome
        return RetryState("verified" if has_passed else "failed", said, worked.name)
    run = session.get_one(ProcessInstance, left.instance_id)
    if run.ended_at is not None:
        return RetryState("refused", run.reason)
    running = session.scalars(
        select(Token.name)
        .join(Job, Job.token_id == Token.id)
        .where(Token.instance_id == left.instance_id, Job.kind == "task", Job.state.in_(_OPEN_JOBS))
        .limit(1)
    ).first()
    return RetryState("executing", at=running or "")


def load_retry_of(session: Session, task_id: UUID) -> RetryState | None:
    """As `load_task_retry`."""
    return load_task_retry(session, session.get_one(UserTask, task_id))
