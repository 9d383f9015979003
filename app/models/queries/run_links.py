"""The run that a request, a task, a deployment or an alert leads to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.engine import ProcessInstance
from app.models.tables.life_cycle import LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class RunLink:
    """The run of a life cycle that something belongs to."""

    id: UUID
    number: int
    title: str
    state: str
    template_key: str
    template_name: str
    template_version: int


def find_started(session: Session, start_key: str) -> RunLink | None:
    """The run that a start led to; None: the service has not begun it yet."""
    found = session.scalars(
        select(ProcessInstance.id).where(ProcessInstance.start_key == start_key)
    ).first()
    return load_run_link(session, found)


def load_run_link(session: Session, instance_id: UUID | None) -> RunLink | None:
    if instance_id is None:
        return None
    row = session.execute(
        select(ProcessInstance, LifeCycleTemplate)
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .where(ProcessInstance.id == instance_id)
    ).first()
    if row is None:
        return None
    run, template = row
    return RunLink(
        run.id, run.number, run.title, run.state, template.key, template.name, template.version
    )
