"""Whether a version still serves where its run put it to be tried."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.deployment_states import LEAVING
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import UserTask


def is_replaced(session: Session, task: UserTask) -> bool:
    """Where the task's run deployed its version last, that version serves no more."""
    last = session.scalars(
        select(Deployment)
        .where(Deployment.instance_id == task.instance_id, Deployment.version_id == task.version_id)
        .order_by(Deployment.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return False
    serving = session.scalars(
        select(Deployment.id)
        .where(
            Deployment.version_id == last.version_id,
            Deployment.stage_id == last.stage_id,
            Deployment.state.not_in(LEAVING),
        )
        .limit(1)
    ).first()
    return serving is None
