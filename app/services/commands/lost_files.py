"""What a runtime lost is brought there again: asked by the watch, done by the service as a job."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.tables.engine import Job
from app.models.tables.execution import Deployment
from app.services.commands.deployments import require_still_signed
from app.services.jobs import enqueue
from app.services.unit_of_work import UnitOfWork

TASK = "deploy_again"
WAITS = timedelta(minutes=10)  # after a try that failed, before the next


def ask_deploy_again(work: UnitOfWork, deployment_id: UUID, due_at: datetime) -> str:
    """Have the service bring a deployment's file to its runtime again; why the last try failed.

    One try at a time, however many ask; the next comes a while after one that failed.

    Args:
        due_at: now, by the clock of jobs.
    """
    prefix = f"{TASK}:{deployment_id}:"
    tries = work.session.scalars(
        select(Job).where(Job.key.startswith(prefix)).order_by(Job.created_at, Job.id)
    ).all()
    last = tries[-1] if tries else None
    if last is None or last.state in ("succeeded", "cancelled") or _has_waited(work, last):
        key = f"{prefix}{len(tries) + 1}"
        enqueue(work, TASK, {"deployment_id": str(deployment_id)}, due_at, key)
    return last.note if last is not None and last.state == "failed" else ""


def _has_waited(work: UnitOfWork, last: Job) -> bool:
    if last.state != "failed" or last.ended_at is None:
        return False
    return work.now() - last.ended_at >= WAITS


def require_serving(session: Session, deployment_id: UUID) -> None:
    """It should serve still, and what it rests on holds: asked first, and before its switch.

    Raises:
        AppError: it was replaced, rolled back or taken off since.
        VerificationError: a signature that it rests on is missing or does not hold.
    """
    row = session.get_one(Deployment, deployment_id)
    if row.state != "deployed":
        raise AppError(
            f"Deployment {row.number} is {row.state} since.",
            hint="Nothing is to be done: another service took it up meanwhile.",
        )
    require_still_signed(session, deployment_id)
