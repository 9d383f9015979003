"""Chooses the runtime for a stage and service: only one that fits every rule."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.queries.places import Places, match_places
from app.models.rules.matching import no_fit_lines
from app.services.task_types import (
    TASK_TYPES,
    BpmnError,
    Done,
    Outcome,
    TaskContext,
    TaskHandler,
)


@TASK_TYPES.register("find_runtime")
class FindRuntime(TaskHandler):
    label = "Find runtime"
    errors = ("NO_RUNTIME",)
    outputs = ("runtime", "runtime_id", "runtime_rules")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        snapshot_id: str
        stage: str
        service_tag: str
        wanted_runtime: str = ""  # by name; explicit goes before least loaded, then by name
        failed_runtimes: tuple[str, ...] = ()  # not again in this release

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        places: Places = context.read(
            match_places,
            UUID(inputs.snapshot_id),
            inputs.stage,
            inputs.service_tag,
            at=context.now,
        )
        wanted, failed = inputs.wanted_runtime, inputs.failed_runtimes
        fits = places.to_take(context.now, wanted=wanted, failed=failed)
        if not fits:
            return BpmnError(
                "NO_RUNTIME",
                f"No runtime fits {inputs.stage} and {inputs.service_tag}.",
                {
                    "runtime_rules": [*no_fit_lines(places.all, wanted=wanted, failed=failed)],
                    "failed_runtimes": [],
                },
            )
        chosen = fits[0].runtime
        return Done({"runtime": chosen.name, "runtime_id": str(chosen.id), "runtime_rules": []})
