"""Leaves nothing open behind a release that ended early: requests, promises."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.services.commands.tidying import tidy_release
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler


@TASK_TYPES.register("tidy_up")
class TidyUp(TaskHandler):
    label = "Tidy up"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        snapshot_id: str = ""  # kept for life cycles that hand it over

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        context.write(tidy_release, UUID(inputs.version_id))
        return Done()
