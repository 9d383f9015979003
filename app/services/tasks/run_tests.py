"""Tests a snapshot before its release: performance, bias and drift on the data held out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import pyarrow as pa

from app.config import VERSION
from app.errors import AppError, InputError
from app.models.queries.evidence import IS_REGULATED, MEASURED_BY
from app.models.queries.releases import (
    FieldRow,
    SnapshotRow,
    load_profile_text,
    load_snapshot,
    load_snapshot_files,
    load_table,
)
from app.services.commands.monitors import finish_run, start_run
from app.services.monitoring.decide import decide_with
from app.services.monitoring.drift import compare
from app.services.monitoring.judge import Subject
from app.services.monitoring.profile import load_reference
from app.services.monitoring.schema import FieldFacts
from app.services.monitoring.sources.open import open_source
from app.services.monitoring.sources.source import Source
from app.services.reproducing.pinned_measuring import keep_measurer
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
        time_limit_s: float = 600.0

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        snapshot = context.read(load_snapshot, UUID(inputs.snapshot_id))
        files = context.read(load_snapshot_files, snapshot.id)
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
            _start,
            context.key,
            snapshot,
            table.id,
            now=context.now,
            instance=context.instance_id,
            is_regulated=inputs.is_regulated,
        )
        text = context.read(load_profile_text, snapshot.id)
        path = locate(context.settings, sample.store, sample.path, sample.sha256)
        try:
            source = open_source(path)
            _require_tested(files.fields, source.columns)
            found = compare(
                load_reference(text) if text else None,
                TimedSource(source, inputs.time_limit_s),
                decide=decide_with(table.dmn, table.decision_id),
                subject=Subject(files.risk_tier, inputs.is_regulated),
            )
        except TimeLimitError as error:
            return BpmnError("TEST_TIMED_OUT", error.message)
        except InputError as error:
            return BpmnError("TEST_FAILED", f"{error.message} {error.hint}".strip())
        measured_by = context.write(keep_measurer)
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
            answer={MEASURED_BY: measured_by, IS_REGULATED: inputs.is_regulated},
        )
        return Done({"test_run": str(run_id)})


def _require_tested(fields: Sequence[FieldRow], columns: Sequence[str]) -> None:
    """Of what the sample lacks, nothing would be tested, and nobody would read that.

    Raises:
        InputError: the label or a protected column of the schema is not in the sample.
    """
    wanted = [one for one in fields if one.role == "label" or one.is_protected]
    missing = [f"“{one.name}”" for one in wanted if one.name not in columns]
    if missing:
        raise InputError(
            f"The schema names the label or protected column {', '.join(missing)}, which"
            f" {HOLDOUT_SAMPLE} does not have, so performance or bias can't be tested.",
            hint="Give a schema that fits the sample, or a sample with these columns."
            f" The sample has: {', '.join(columns)}.",
        )


class TimeLimitError(AppError):
    """The rows could not be read within the time limit."""


class TimedSource:
    """Another source's rows, until the time is over."""

    def __init__(self, source: Source, limit_s: float) -> None:
        self.name = source.name
        self.columns = source.columns
        self.rows = source.rows
        self.reads_all_columns = source.reads_all_columns
        self.is_repeatable = source.is_repeatable
        self._source = source
        self._limit_s = limit_s
        self._end = time.monotonic() + limit_s

    def facts(self) -> tuple[FieldFacts, ...]:
        return self._source.facts()

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]:
        for batch in self._source.batches(columns, facts):
            if time.monotonic() > self._end:
                raise TimeLimitError(
                    f"The tests did not end within {self._limit_s:g} seconds.",
                    hint="Give them more time, or a smaller sample.",
                )
            yield batch


def _start(
    work: UnitOfWork,
    key: str,
    snapshot: SnapshotRow,
    table_id: UUID,
    *,
    now: datetime,
    instance: str,
    is_regulated: bool,
) -> UUID:
    start = partial(
        start_run,
        work,
        kind="release",
        model_id=snapshot.model_id,
        version_id=snapshot.version_id,
        snapshot_id=snapshot.id,
        instance_id=UUID(instance) if instance else None,
        fire_at=now,
        decision_table_id=table_id,
    )
    run = start(run_key=f"release:{key}")
    judged = (run.answer or {}).get(IS_REGULATED, is_regulated)
    # Tried again after the use became otherwise: what is done was judged by other limits.
    return (run if judged == is_regulated else start(run_key=f"release:again:{key}")).id
