"""Chooses the runtime for a stage and service: only one that fits every rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.models.queries.places import find_places
from app.models.rules.matching import WINDOW
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
        places: dict[str, Any] = context.read(
            find_places,
            UUID(inputs.snapshot_id),
            inputs.stage,
            inputs.service_tag,
            at=context.now,
        )
        later = [one for one in places["after_fix"] if _fits_later(one)]
        open_ones = [*places["fits"], *later]  # where a window closes it, the deployment waits
        fits = [one for one in open_ones if one["runtime"] not in inputs.failed_runtimes]
        if inputs.wanted_runtime and not _is_elsewhere(places, inputs.wanted_runtime):
            fits = [one for one in fits if one["runtime"] == inputs.wanted_runtime]
        if not fits:
            failed = _failed_rules(places)
            return BpmnError(
                "NO_RUNTIME",
                f"No runtime fits {inputs.stage} and {inputs.service_tag}.",
                {"runtime_rules": failed, "failed_runtimes": []},
            )
        chosen = fits[0]
        return Done({"runtime": chosen["runtime"], "runtime_id": chosen["id"], "runtime_rules": []})


def _fits_later(place: dict[str, Any]) -> bool:
    """Nothing but a window keeps it."""
    return all(rule["ok"] or rule["rule"] == WINDOW for rule in place["rules"])


def _is_elsewhere(places: dict[str, Any], runtime: str) -> bool:
    """The runtime is for other stages: wanting it says nothing about this one."""
    return any(
        one["runtime"] == runtime and rule["rule"] == "stage_tag" and not rule["ok"]
        for one in [*places["after_fix"], *places["not"]]
        for rule in one["rules"]
    )


def _failed_rules(places: dict[str, Any]) -> list[str]:
    """One line per rule that failed, with its fix, for the task of the operator."""
    return [
        f"{one['runtime']}: {rule['rule']} needs {rule['needed']}, found {rule['found']}."
        f" {rule['fix']}".strip()
        for one in [*places["after_fix"], *places["not"]]
        for rule in one["rules"]
        if not rule["ok"]
    ]
