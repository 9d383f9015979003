"""Chooses the runtime for a stage and service: only one that fits every rule."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.queries.places import Places, match_places
from app.models.rules.matching import PAUSED, Match, MatchRule
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
        fits = [
            one.runtime
            for one in places.to_use(context.now)
            if one.runtime.name not in inputs.failed_runtimes
        ]
        if inputs.wanted_runtime and not _is_elsewhere(places, inputs.wanted_runtime):
            fits = [one for one in fits if one.name == inputs.wanted_runtime]
        if not fits:
            return BpmnError(
                "NO_RUNTIME",
                f"No runtime fits {inputs.stage} and {inputs.service_tag}.",
                {"runtime_rules": _failed_rules(places), "failed_runtimes": []},
            )
        chosen = fits[0]
        return Done({"runtime": chosen.name, "runtime_id": str(chosen.id), "runtime_rules": []})


def _is_elsewhere(places: Places, runtime: str) -> bool:
    """The runtime is for other stages: wanting it says nothing about this one."""
    return any(
        match.runtime.name == runtime and rule.rule == "stage_tag"
        for match in (*places.after_fix, *places.refused)
        for rule in match.failed
    )


def _failed_rules(places: Places) -> list[str]:
    """One line per rule that failed, with its fix, for the task of the operator."""
    return [
        f"{_failed(match, rule)} {rule.fix}".strip()
        for match in (*places.after_fix, *places.refused)
        for rule in match.failed
    ]


def _failed(match: Match, rule: MatchRule) -> str:
    """These lines are kept: who paused it is told by the finder, to who asks."""
    pause = match.runtime.pause
    if rule.rule == PAUSED and pause is not None:
        return pause.recorded
    return f"{match.runtime.name}: {rule.rule} needs {rule.needed}, found {rule.found}."
