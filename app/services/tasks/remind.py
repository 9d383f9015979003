"""Reminds of a task that waits, each time in its reason and the trail; then escalates it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.models.tables.engine import StepRun
from app.models.tables.life_cycle import UserTask
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork
from app.texts import N_

REMINDED = N_("Reminder {count}: nobody has ended this task yet.")
ESCALATED = N_("Reminder {count}: nobody has ended this task yet. It now goes to {roles} too.")


@TASK_TYPES.register("remind")
class Remind(TaskHandler):
    label = "Remind"
    outputs = ("reminders",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        instance_id: str
        step: str  # the id of the user task
        timer: str  # the id of its boundary event: each fire is one reminder
        escalate_after: int = 2  # reminders; the last of them escalates
        escalate_to: tuple[str, ...] = ("architect",)

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        return Done({"reminders": context.write(_remind, inputs)})


def _remind(work: UnitOfWork, inputs: Remind.Inputs) -> int:
    """How often people have been reminded of the open task of this step; 0: there is none."""
    instance_id = UUID(inputs.instance_id)
    task = work.session.scalars(
        select(UserTask).where(
            UserTask.instance_id == instance_id,
            UserTask.node_id == inputs.step,
            UserTask.state.in_(("created", "claimed", "escalated")),
        )
    ).first()
    if task is None:
        return 0
    fires = select(func.count()).where(
        StepRun.instance_id == instance_id,
        StepRun.node_id == inputs.timer,
        StepRun.ended_at >= task.opened_at,
    )
    count = work.session.scalar(fires) or 0
    is_time = count >= inputs.escalate_after and bool(inputs.escalate_to)
    roles = ", ".join(role.replace("_", " ") for role in inputs.escalate_to)
    reason = (ESCALATED if is_time else REMINDED).format(count=count, roles=roles)
    if task.reason == reason:
        return count  # a repeated job
    with work.session.no_autoflush:  # one change, so one event
        task.reason = reason
        if is_time:
            task.roles = list(dict.fromkeys([*task.roles, *inputs.escalate_to]))
            task.state = "escalated"
    work.flush()
    return count
