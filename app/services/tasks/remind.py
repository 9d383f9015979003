"""Marks tasks of an instance that wait too long, so that they stand first in the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models.tables.life_cycle import UserTask
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork


@TASK_TYPES.register("remind")
class Remind(TaskHandler):
    label = "Remind"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        instance_id: str

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        context.write(_escalate, UUID(inputs.instance_id))
        return Done()


def _escalate(work: UnitOfWork, instance_id: UUID) -> None:
    waiting = work.session.scalars(
        select(UserTask).where(
            UserTask.instance_id == instance_id, UserTask.state.in_(("created", "claimed"))
        )
    ).all()
    for task in waiting:
        task.state = "escalated"
        work.flush()
