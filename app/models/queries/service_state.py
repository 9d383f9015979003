"""Who drives this workspace, and how much it has to do: for the status bar."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import now
from app.models.tables.engine import Job
from app.models.tables.organisation import ServiceInstance

SEEN_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class ServiceState:
    running_jobs: int
    services: tuple[str, ...]  # seen a moment ago, by name


def load_service_state(session: Session) -> ServiceState:
    running = session.scalar(select(func.count()).where(Job.state == "leased")) or 0
    clock = now(session)
    rows = session.scalars(
        select(ServiceInstance)
        .where(ServiceInstance.stopped_at.is_(None))
        .order_by(ServiceInstance.name)
    )
    live = [one.name for one in rows if (clock - one.seen_at).total_seconds() < SEEN_WITHIN_S]
    return ServiceState(running, tuple(live))
