"""Runs a monitor: the version that served, its data of the window, the verdict, the alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.config import VERSION
from app.errors import AppError, InputError, PausedError
from app.models.queries.monitor_facts import (
    MonitorFacts,
    Served,
    load_monitor,
    reads_beside,
    served_at,
)
from app.models.queries.releases import load_profile_text, load_table
from app.models.rules.monitors import BROKEN
from app.models.rules.pauses import STORE
from app.models.rules.verdicts import ALERTING
from app.models.tables.monitoring import MonitorRun
from app.services.commands.monitors import finish_run, key_of_run, start_run
from app.services.commands.raised_alerts import alert_title, raise_alert, resolve_passed
from app.services.monitor_batch import Batch, open_batch
from app.services.monitoring.decide import decide_of_monitor
from app.services.monitoring.drift import Comparison, compare
from app.services.monitoring.judge import Subject, Verdict
from app.services.monitoring.measure import Options
from app.services.monitoring.profile import Profile, load_reference
from app.services.result_rows import result_rows
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork

NO_DATA = Verdict.INSUFFICIENT_DATA


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an alert is raised; `rule` is what it is de-duplicated on."""

    rule: str
    title: str
    severity: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found, and the digest of the data that it was found in."""

    found: Comparison
    digest: str


@TASK_TYPES.register("run_monitor")
class RunMonitor(TaskHandler):
    label = "Run monitor"
    outputs = ("verdict",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        monitor_id: str
        fire_at: str  # ISO 8601, aware
        is_regulated: bool = False

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        facts = context.read(load_monitor, UUID(inputs.monitor_id))
        fire_at = datetime.fromisoformat(inputs.fire_at)
        served: Served | None = context.read(served_at, facts, fire_at)
        if served is None:
            return Done({"verdict": "NOT_APPLICABLE"})
        context.settings.require_running(STORE, facts.source_store)  # no run begins that waits
        key = key_of_run(facts.id, fire_at)
        run_id: UUID = context.write(_start, facts, served, fire_at, key)
        try:
            measured = _measure(context, facts, served, fire_at, inputs)
        except PausedError:
            raise
        except InputError as error:
            return _end_without(context, facts, served, run_id, error=error, verdict=NO_DATA)
        except AppError as error:
            return _end_without(context, facts, served, run_id, error=error, verdict=Verdict.ERROR)
        context.write(_finish, facts, served, run_id, measured)
        return Done({"verdict": str(measured.found.verdict)})


def _start(
    work: UnitOfWork, facts: MonitorFacts, served: Served, fire_at: datetime, key: str
) -> UUID:
    run = start_run(
        work,
        run_key=key,
        kind="monitor",
        monitor_id=facts.id,
        model_id=facts.model_id,
        version_id=served.version_id,
        snapshot_id=served.snapshot_id,
        fire_at=fire_at,
        decision_table_id=facts.decision_table_id,
        data_from=fire_at - timedelta(seconds=facts.window_s),
        data_until=fire_at,
        code_version=VERSION,
    )
    return run.id


def _measure(
    context: TaskContext,
    facts: MonitorFacts,
    served: Served,
    fire_at: datetime,
    inputs: RunMonitor.Inputs,
) -> Measured:
    text = context.read(load_profile_text, served.snapshot_id)
    if text is None:
        raise AppError(
            "This snapshot has no reference profile to compare with.",
            hint="Submit the version with a scored sample (train.parquet).",
        )
    reference = load_reference(text)
    batch = _batch(context, facts, served, fire_at, reference)
    table_id = facts.decision_table_id
    table = context.read(load_table, table_id) if table_id is not None else None
    found = compare(
        reference,
        batch.source,
        tests=facts.tests or None,
        decide=decide_of_monitor(table),
        subject=Subject(facts.risk_tier, inputs.is_regulated),
        options=Options(min_rows=facts.minimum_rows),
    )
    batch.require_unchanged()
    return Measured(found, batch.digest)


def _batch(
    context: TaskContext,
    facts: MonitorFacts,
    served: Served,
    fire_at: datetime,
    reference: Profile,
) -> Batch:
    if context.read(reads_beside, facts):
        raise AppError(
            "Its data source names data of another unit.",
            hint="Give the monitor a source in a store, or of a runtime, of its own unit or above.",
        )
    wanted = tuple(one.name for one in reference.spec.facts)
    return open_batch(context.settings, facts, str(served.version), fire_at, wanted)


def _finish(
    work: UnitOfWork,
    facts: MonitorFacts,
    served: Served,
    run_id: UUID,
    measured: Measured,
) -> None:
    if work.get(MonitorRun, run_id).state == "done":
        return  # a repeated job: the results and their alerts stand
    found = measured.found
    finish_run(
        work,
        run_id,
        results=result_rows(found.results),
        verdict=str(found.verdict),
        reference_rows=found.reference_rows or 0,
        current_rows=found.current_rows,
        data_digest=measured.digest,
        profile=found.current.dumps(),
    )
    for result in found.results:
        if result.verdict in ALERTING:
            m = result.measurement
            rule = f"{m.test}:{m.feature}" if m.feature else m.test
            title = alert_title(m.test, m.feature or "", m.statistic, str(result.limit))
            severity = result.severity or ALERTING[result.verdict]
            _alert(work, facts, served, run_id, Cause(rule, title, severity))
    resolve_passed(work, run_id)


def _alert(
    work: UnitOfWork, facts: MonitorFacts, served: Served, run_id: UUID, cause: Cause
) -> None:
    raise_alert(
        work,
        model_id=facts.model_id,
        version_id=served.version_id,
        monitor_id=facts.id,
        run_id=run_id,
        rule=cause.rule,
        title=cause.title,
        severity=cause.severity,
    )


def _end_without(
    context: TaskContext,
    facts: MonitorFacts,
    served: Served,
    run_id: UUID,
    *,
    error: AppError,
    verdict: Verdict,
) -> Outcome:
    """A run that measured nothing is a result too: silence is not green."""
    note = f"{error.message} {error.hint}".strip()
    context.write(_finish_empty, facts, served, run_id, note=note, verdict=verdict)
    return Done({"verdict": str(verdict)})


def _finish_empty(
    work: UnitOfWork,
    facts: MonitorFacts,
    served: Served,
    run_id: UUID,
    *,
    note: str,
    verdict: Verdict,
) -> None:
    result: dict[str, Any] = {
        "test": "data" if verdict is NO_DATA else "run",
        "verdict": str(verdict),
        "method": note,
    }
    if work.get(MonitorRun, run_id).state == "done":
        return
    finish_run(work, run_id, results=[result], verdict=str(verdict), note=note)
    if verdict is Verdict.ERROR:
        cause = Cause(BROKEN, f"{facts.name} broke: {note}", "critical")
        _alert(work, facts, served, run_id, cause)
