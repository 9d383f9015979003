"""Tests a snapshot before its release: performance, bias and drift on the data held out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.config import VERSION
from app.errors import InputError
from app.models.queries.releases import (
    SnapshotRow,
    load_profile_text,
    load_snapshot,
    load_table,
    load_version_files,
)
from app.services.commands.monitors import finish_run, start_run
from app.services.monitoring.decide import decide_with
from app.services.monitoring.drift import compare
from app.services.monitoring.judge import Subject
from app.services.monitoring.profile import Profile
from app.services.monitoring.sources.open import open_source
from app.services.result_rows import result_rows
from app.services.stores import locate
from app.services.task_types import (
    TASK_TYPES,
    BpmnError,
    Done,
    Outcome,
    TaskContext,
    TaskHandler,
)
from app.services.unit_of_work import UnitOfWork

HOLDOUT_SAMPLE = "holdout.parquet"  # rows the model never saw, with its scores and the labels


@TASK_TYPES.register("run_tests")
class RunTests(TaskHandler):
    label = "Run tests"
    errors = ("TEST_FAILED", "TEST_TIMED_OUT")
    outputs = ("test_run",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        snapshot_id: str
        threshold_table: str = ""  # id of the table, pinned when the snapshot was taken
        is_regulated: bool = False

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        snapshot = context.read(load_snapshot, UUID(inputs.snapshot_id))
        files = context.read(load_version_files, UUID(inputs.version_id))
        sample = files.named(HOLDOUT_SAMPLE)
        if sample is None:
            return BpmnError(
                "TEST_FAILED",
                "There is no scored sample (holdout.parquet) to test on. Add one and submit again.",
            )
        if not inputs.threshold_table:
            return BpmnError("TEST_FAILED", "No published threshold table judges this version.")
        table = context.read(load_table, UUID(inputs.threshold_table))
        run_id: UUID = context.write(
            _start, context.key, snapshot, table.id, now=context.now, instance=context.instance_id
        )
        text = context.read(load_profile_text, snapshot.id)
        path = locate(context.settings, sample.store, sample.path, sample.sha256)
        try:
            found = compare(
                Profile.loads(text) if text else None,
                open_source(path),
                decide=decide_with(table.dmn, table.decision_id),
                subject=Subject(files.risk_tier, inputs.is_regulated),
            )
        except InputError as error:
            return BpmnError("TEST_FAILED", f"{error.message} {error.hint}".strip())
        context.write(
            finish_run,
            run_id,
            results=result_rows(found.results),
            verdict=str(found.verdict),
            reference_rows=found.reference_rows or 0,
            current_rows=found.current_rows,
            data_digest=sample.sha256,
            code_version=VERSION,
            profile=found.current.dumps(),
        )
        return Done({"test_run": str(run_id)})


def _start(
    work: UnitOfWork,
    key: str,
    snapshot: SnapshotRow,
    table_id: UUID,
    *,
    now: datetime,
    instance: str,
) -> UUID:
    run = start_run(
        work,
        run_key=f"release:{key}",
        kind="release",
        model_id=snapshot.model_id,
        version_id=snapshot.version_id,
        snapshot_id=snapshot.id,
        instance_id=UUID(instance) if instance else None,
        fire_at=now,
        decision_table_id=table_id,
    )
    return run.id
