"""Moves a release on to the next stage of its path."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import AppError
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler


@TASK_TYPES.register("next_stage")
class NextStage(TaskHandler):
    label = "Next stage"
    outputs = ("stage",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        stage: str
        stages: tuple[str, ...] = ()

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        stages = list(inputs.stages)
        if inputs.stage not in stages or inputs.stage == stages[-1]:
            raise AppError(
                f"There is no stage after {inputs.stage}.", hint="Its path ends here: check it."
            )
        return Done({"stage": stages[stages.index(inputs.stage) + 1]})
