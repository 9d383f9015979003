"""`modelward monitor`: monitors and their runs, here and now or on the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.drift_text import exit_by_verdict, fail_verdicts, results_text
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, moment, table
from app.command_line.values import past_instant, past_last_instant
from app.command_line.waiting import wait_for
from app.errors import AppError, InputError
from app.models.queries.find import find_model, find_stage
from app.models.queries.limit_trial import load_judging, try_limit
from app.models.queries.listing_monitoring import (
    MonitorRow,
    RunRow,
    find_monitor_row,
    last_run_number,
    list_monitors,
    list_runs,
    standard_results,
)
from app.models.queries.listing_processes import load_inbox
from app.models.queries.monitor_page import MonitorPage, load_monitor_page, tests_of
from app.models.queries.monitoring import Limit
from app.models.queries.release_service import service_of_model
from app.models.queries.spans import Span
from app.models.rules.blockers import require
from app.models.tables.engine import Job
from app.services.commands.limits import judge_by_policy, propose_limit
from app.services.commands.monitors import NewMonitor, ask_run
from app.services.commands.new_monitor import find_source, list_fires, make_monitor
from app.services.trying_monitors import try_monitor
from app.services.unit_of_work import UnitOfWork, Work

APP = new_family()
Monitor = Annotated[str, typer.Argument(help="MODEL/MONITOR, MODEL where it has one, or an id.")]


@APP.command("run")
def run(
    context: typer.Context,
    monitor: Monitor,
    fail_on: Annotated[
        str, typer.Option(help="A verdict (or several, by comma) that makes the exit code 1.")
    ] = "",
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for the service.")] = 120.0,
    data: Annotated[
        Path | None,
        typer.Option(help="CSV, Parquet or a folder: tried on these data; nothing is recorded."),
    ] = None,
) -> None:
    """Run a monitor now and print its results in the standard format.

    In a file workspace this command does the work itself; on PostgreSQL a running service does.
    With --data only the answer is given: no run is recorded and no alert raised.
    """
    call = of(context)
    fail_verdicts(fail_on)
    if data is not None:
        with reading(call) as work:
            row = work.read(find_monitor_row, monitor)
            document = try_monitor(work, row.id, data, now=datetime.now(UTC))
        call.answer(document, results_text(document))
        exit_by_verdict(document, fail_on)
        return
    with acting(call) as work:
        row = work.read(find_monitor_row, monitor)
        before = work.read(last_run_number, row.id)
        asked = work.write(ask_run, row.id)
        call.say(f"Running {row.name}.")
        document = _wait(call, work, Waiting(row.id, before, asked, timeout))
    call.answer(document, results_text(document))
    exit_by_verdict(document, fail_on)


@dataclass(frozen=True, slots=True)
class Waiting:
    monitor_id: UUID
    before: int  # number of the last run before ours
    inbox_id: UUID
    timeout_s: float


def _wait(call: Call, work: Work, waiting: Waiting) -> dict[str, Any]:
    """The results of the run that was asked for."""
    found = wait_for(call, work, lambda: work.read(_finished, waiting), waiting.timeout_s)
    if found is not None:
        return found
    said = work.read(load_inbox, waiting.inbox_id)
    raise AppError(
        f"The run did not end in {waiting.timeout_s:.0f} seconds"
        + (f": {said.result}" if said.result else "."),
        hint="modelward workspace info shows which services work; the run goes on without you.",
    )


def _finished(session: Session, waiting: Waiting) -> dict[str, Any] | None:
    """The results, once they are there; an end without a run (nothing serves) is one too."""
    runs = list_runs(session, monitor_id=waiting.monitor_id, limit=1)
    if runs and runs[0].number > waiting.before and runs[0].state != "running":
        return standard_results(session, runs[0].id)
    asked = load_inbox(session, waiting.inbox_id)
    if asked.result:
        raise AppError(asked.result)
    if asked.consumed_at is None or (runs and runs[0].number > waiting.before):
        return None
    done = session.query(Job.state, Job.note).filter(
        Job.task_type == "run_monitor", Job.created_at >= asked.consumed_at
    )
    for state, note in done:
        if state == "succeeded":
            return _nothing_served()
        if state == "failed":
            raise AppError(note or "The run failed.", hint="The service's log has the details.")
    return None


def _nothing_served() -> dict[str, Any]:
    note = "No version served in this stage at that time, so there was nothing to measure."
    return {
        "rows": {"reference": 0, "current": 0},
        "results": [],
        "verdict": "NOT_APPLICABLE",
        "run": None,
        "note": note,
    }


@APP.command("add")
def add(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL")],
    name: Annotated[str, typer.Argument(help="What the monitor is called.")],
    stage: Annotated[str, typer.Option(help="Which stage it watches.")],
    source: Annotated[str, typer.Option(help="The data source it reads.")],
    service: Annotated[str, typer.Option(help="Service tag. Default: the model's first.")] = "",
    test: Annotated[
        list[str] | None, typer.Option(help="A measure, repeatable. Default: all that fit.")
    ] = None,
    cron: Annotated[str, typer.Option(help="When. Default: only by hand.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone of the schedule.")] = "UTC",
    window: Annotated[int, typer.Option(help="Seconds of data that a run reads.")] = 86400,
    rows: Annotated[int, typer.Option(help="Fewest rows that are judged.")] = 100,
    runbook: Annotated[
        str, typer.Option(help="What to do about its alerts, or the address of that page.")
    ] = "",
) -> None:
    """Make a monitor; the policy monitor-thresholds that is in force judges it."""
    call = of(context)
    with acting(call) as work:
        made = work.write(
            _add, model, name, stage, source, service, tests=tuple(test or ()), cron=cron,
            zone=zone, window_s=window, minimum_rows=rows, runbook=runbook.strip(),
        )  # fmt: skip
        row = work.read(find_monitor_row, str(made))
        fires = work.read(list_fires, cron, zone)
    lines = [f"{row.name} is made.", *(f"next  {moment(one)}" for one in fires)]
    call.answer({"monitor": row, "next": fires}, "\n".join(lines))


def _add(
    work: UnitOfWork, model: str, name: str, stage: str, source: str, service: str, **given: Any
) -> UUID:
    registered = find_model(work.session, model)
    new = NewMonitor(
        name,
        service or service_of_model(registered),
        find_stage(work.session, registered, stage).id,
        find_source(work.session, registered.unit_id, source).id,
        **given,
    )
    return make_monitor(work, registered.id, new).id


@APP.command("backtest")
def backtest(
    context: typer.Context,
    monitor: Monitor,
    test: Annotated[str, typer.Option(help="Which measure. Default: the usual one.")] = "",
    limit: Annotated[list[float] | None, typer.Option(help="A limit to try, repeatable.")] = None,
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 90,
    start: Annotated[str, typer.Option("--from", help="Since when, instead of --days.")] = "",
    until: Annotated[str, typer.Option(help="Until when. Default: now.")] = "",
) -> None:
    """How often the present limit would have fired, and others, on the results on record."""
    call = of(context)
    now = datetime.now(UTC)
    span = Span(days)
    if start or until:
        span = Span(
            None,
            past_instant(start, now) if start else None,
            past_last_instant(until, now) if until else None,
        )
    with reading(call) as work:
        row = work.read(find_monitor_row, monitor)
        page = work.read(load_monitor_page, row.id, work.actor.id, test=test, span=span)
    if test and page.test != test:
        raise InputError(
            f"{row.name} has no results of {test}.",
            hint="Known: " + (", ".join(tests_of(page.detail)) or "none") + ".",
        )
    if page.limit is None:
        raise InputError(page.judging.why or f"{row.name} has no limit to try.")
    limits = [page.limit, *(replace(page.limit, value=one) for one in limit or ())]
    tried = [_tried(page, one) for one in limits]
    columns = {"limit": "fails at", "fires": "fires", "breaches": "breaches", "first_at": "first"}
    title = f"{row.name}, {page.test}: {len(page.nights)} runs in {page.days} days"
    document = {
        "monitor": row.name, "test": page.test, "table": page.judging.table, "days": page.days,
        "runs": len(page.nights), "present": tried[0], "tried": tried[1:],
    }  # fmt: skip
    call.answer(document, "\n".join([title, "", table(tried, columns, nothing="")]))


@dataclass(frozen=True, slots=True)
class Tried:
    limit: str
    fires: int  # breaches in a row are one
    breaches: int
    first_at: datetime | None


def _tried(page: MonitorPage, limit: Limit) -> Tried:
    found = try_limit(page.nights, limit)
    text = f"{limit.operator} {limit.value:g}"
    if limit.low is not None:
        text = f"outside {limit.low:g} to {limit.value:g}"
    return Tried(text, len(found.fires), found.breaches, next(iter(found.fires), None))


@APP.command("limit")
def limit_(
    context: typer.Context,
    monitor: Monitor,
    test: Annotated[str, typer.Argument(help="Which measure.")],
    value: Annotated[float, typer.Argument(help="The number at which it is to fail.")],
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Propose another limit, for all that the policy judges; a second person publishes it."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_monitor_row, monitor)
        judging = work.read(load_judging, row.id, test, work.actor.id)
        require(judging.blockers)
        made = work.write(
            propose_limit, row.id, test=test, value=value, reason=reason, seen=judging.digest
        )
    document = {"policy": made.key, "version": made.version, "test": test, "value": value}
    said = f"{made.key} v{made.version} is proposed; a second person publishes it."
    call.answer(document, said)


@APP.command("judge")
def judge(context: typer.Context, monitor: Monitor) -> None:
    """Let a monitor be judged by the version of its policy that is in force now."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_monitor_row, monitor)
        work.write(judge_by_policy, row.id)
        row = work.read(find_monitor_row, str(row.id))
    call.answer(row, f"{row.name} is judged by {row.table} from its next run on.")


@APP.command("list")
def list_(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL; empty: of all models")] = "",
    is_all: Annotated[bool, typer.Option("--all", help="Also paused and replaced ones.")] = False,
) -> None:
    """Monitors with their schedule and last verdict."""
    call = of(context)
    rows = read(call, _monitors, model, is_all=is_all)
    columns = {
        "name": "monitor", "stage": "stage", "source": "data", "table": "table",
        "cron": "schedule", "next_fire_at": "next", "last_run": "run", "last_verdict": "verdict",
        "serving_version": "serving", "measured_version": "measured",
    }  # fmt: skip
    timed = [replace(one, cron=f"{one.cron} {one.zone}" if one.cron else "") for one in rows]
    call.answer({"monitors": rows}, table(timed, columns, nothing="No monitors."))


def _monitors(session: Session, model: str, *, is_all: bool) -> list[MonitorRow]:
    model_id = find_model(session, model).id if model else None
    return list_monitors(session, model_id=model_id, is_all=is_all)


@APP.command("show")
def show(
    context: typer.Context,
    monitor: Monitor,
    limit: Annotated[int, typer.Option(min=1, help="At most so many runs.")] = 20,
) -> None:
    """A monitor, its last runs, and the results of the newest one."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_monitor_row, monitor)
        runs = work.read(list_runs, monitor_id=row.id, limit=limit)
        last = work.read(standard_results, runs[0].id) if runs else None
    document = {"monitor": row, "runs": runs, "last": last}
    call.answer(document, _text(row, runs, last))


def _text(row: MonitorRow, runs: list[RunRow], last: dict[str, Any] | None) -> str:
    shown = {name: getattr(row, name) for name in row.__slots__ if name != "id"}
    columns = {"number": "run", "fire_at": "at", "version": "version", "verdict": "verdict",
               "current_rows": "rows", "note": "note"}  # fmt: skip
    lines = [facts(shown), "", table(runs, columns, nothing="It has not run yet.")]
    if last is not None:
        lines += ["", results_text(last)]
    return "\n".join(lines)
