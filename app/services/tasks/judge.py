"""The overall verdict of a snapshot's tests, and whether it may be released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.evidence import failed_rules, latest_release_run, unwaived_rules
from app.services.task_types import (
    TASK_TYPES,
    BpmnError,
    Done,
    Outcome,
    TaskContext,
    TaskHandler,
)


@TASK_TYPES.register("judge")
class Judge(TaskHandler):
    """Never bends a verdict: a waived rule stays failed, and is listed as waived."""

    label = "Judge results"
    errors = ("TEST_FAILED",)
    outputs = ("verdict", "failed", "waived", "releasable")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        snapshot_id: str

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        found: Mapping[str, Any] | None = context.read(_judge, UUID(inputs.snapshot_id))
        if found is None:
            return BpmnError("TEST_FAILED", "This snapshot has no finished test run.")
        return Done(found)


def _judge(session: Session, snapshot_id: UUID) -> Mapping[str, Any] | None:
    run = latest_release_run(session, snapshot_id)
    if run is None:
        return None
    failed = failed_rules(session, snapshot_id)
    unwaived = unwaived_rules(session, snapshot_id)
    return {
        "verdict": run.verdict,
        "failed": failed,
        "waived": [rule for rule in failed if rule not in unwaived],
        "releasable": not unwaived,
    }
