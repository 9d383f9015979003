"""Leaves nothing open behind a release that ended early: requests, promises."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models.tables.governance import TransitionRequest
from app.services.commands.deployments import withdraw_promise
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork


@TASK_TYPES.register("tidy_up")
class TidyUp(TaskHandler):
    label = "Tidy up"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        snapshot_id: str = ""

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        context.write(_tidy, UUID(inputs.version_id), inputs.snapshot_id)
        return Done()


def _tidy(work: UnitOfWork, version_id: UUID, snapshot_id: str) -> None:
    open_requests = work.session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.state.in_(("draft", "pending")),
        )
    ).all()
    for request in open_requests:
        now = work.now()
        request.state = "superseded" if request.state == "pending" else "withdrawn"
        request.closed_at = now
        work.flush()
    if snapshot_id:
        withdraw_promise(work, UUID(snapshot_id), reason="The release ended before it served.")
