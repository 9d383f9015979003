"""Jobs as people see them: what is being done, what is due, what failed, what ended lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import now, roles_by_unit
from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role
from app.models.tables.engine import Job, ProcessInstance, StepRun, Token
from app.models.tables.execution import Deployment, DeploymentStep
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.monitoring import Monitor

EACH_STATE = 100
UNDER_WAY = ("leased", "queued", "suspended", "failed")
ENDED = ("succeeded", "cancelled")
ENDED_RUNS = ("completed", "cancelled")


@dataclass(frozen=True, slots=True)
class JobRow:
    """`state`: running, due, later, suspended, failed, succeeded, ended_badly, cancelled.

    `ended_badly`: it was done to its end and found that it can't be so; its run goes another way.

    `steps_done` counts those of a deployment; None: work without steps. `ref` opens what it is for.
    """

    id: UUID
    state: str
    kind: str  # task | timer | begin | return
    task_type: str
    step: str  # name of the step in its run
    instance_id: UUID | None
    run_number: int
    about: str  # the model and version, the monitor, or empty
    ref_kind: str
    ref_id: UUID | None
    attempt: int
    attempts_left: int
    owner: str
    note: str
    created_at: datetime
    due_at: datetime
    started_at: datetime | None  # nobody has taken it up yet
    ended_at: datetime | None
    now: datetime
    steps_done: int | None
    cancel_blockers: tuple[Blocker, ...]


def list_jobs(session: Session, me: UUID) -> tuple[JobRow, ...]:
    """Running first, then due, failed, waiting for their time, and what ended last."""
    jobs = [
        job
        for state in (*UNDER_WAY, *ENDED)
        for job in session.scalars(
            select(Job).where(Job.state == state).order_by(Job.due_at.desc()).limit(EACH_STATE)
        )
    ]
    clock = now(session)
    runs = _runs(session, (job.instance_id for job in jobs))
    names = _steps(session, jobs)
    ended = _step_runs(session, [job for job in jobs if job.state in ENDED])
    monitors = _monitors(session, jobs)
    rolled_back = _deployments(session, jobs)
    reasons = _why_failed(session, [job for job in jobs if job.state in ENDED])
    progress = _progress(session, [job.instance_id for job in jobs if job.task_type == "deploy"])
    held = roles_by_unit(session, me)
    rows = []
    for job in jobs:
        run = runs.get(job.instance_id) if job.instance_id else None
        monitor = monitors.get(str(job.inputs.get("monitor_id", "")))
        deployment = rolled_back.get(str(job.inputs.get("deployment_id", "")))
        blockers = _run_blockers(run, held) if run is not None else (Blocker("job.without_run"),)
        past = ended.get(job.id)
        is_bad = past is not None and past.state == "failed" and job.state == "succeeded"
        about = deployment or _about_run(run) or _about_monitor(monitor)
        rows.append(
            JobRow(
                id=job.id,
                state="ended_badly" if is_bad else shown_state(job, clock),
                kind=job.kind,
                task_type=job.task_type,
                step=past.name if past else names.get(job.id, ""),
                instance_id=job.instance_id,
                run_number=run.number if run else 0,
                about=about.title if about else "",
                ref_kind=about.kind if about else "",
                ref_id=about.id if about else None,
                attempt=job.attempt,
                attempts_left=job.attempts_left,
                owner=job.owner,
                note=reasons.get(job.id, past.outcome.lower()) if past and is_bad else job.note,
                created_at=job.created_at,
                due_at=job.due_at,
                started_at=job.started_at,
                ended_at=job.ended_at,
                now=clock,
                steps_done=progress.get(job.instance_id) if job.instance_id else None,
                cancel_blockers=blockers,
            )
        )
    return tuple(sorted(rows, key=_order))


_ORDER = ("running", "due", "failed", "suspended", "later", "succeeded", "cancelled")


def _order(row: JobRow) -> tuple[int, float]:
    """What is to come by its time, what has been by how lately."""
    at = (row.ended_at or row.due_at).timestamp()
    place = _ORDER.index("succeeded" if row.state == "ended_badly" else row.state)
    return place, at if row.state in ("due", "later") else -at


def shown_state(job: Job, clock: datetime) -> str:
    """One of the states that people see: what is stored as queued is due, or comes later."""
    if job.state == "leased":
        return "running"
    if job.state == "queued":
        return "due" if job.due_at <= clock else "later"
    return job.state


def _run_blockers(
    run: ProcessInstance, held: Mapping[UUID, frozenset[Role]]
) -> tuple[Blocker, ...]:
    if run.state in ENDED_RUNS:
        return (Blocker("job.run_ended", number=run.number),)
    return asking_blockers("cancel", held.get(run.unit_id, frozenset()))


def _runs(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, ProcessInstance]:
    wanted = {one for one in ids if one is not None}
    rows = session.scalars(select(ProcessInstance).where(ProcessInstance.id.in_(wanted)))
    return {one.id: one for one in rows} if wanted else {}


@dataclass(frozen=True, slots=True)
class _About:
    """What a job is for, and how it is opened."""

    kind: str
    id: UUID
    title: str


def _about_run(run: ProcessInstance | None) -> _About | None:
    return _About("run", run.id, run.title) if run is not None else None


def _about_monitor(monitor: Monitor | None) -> _About | None:
    return _About("monitor", monitor.id, monitor.name) if monitor is not None else None


def _steps(session: Session, jobs: Iterable[Job]) -> dict[UUID, str]:
    """By job the name of its step, while its token stands there."""
    wanted = {job.token_id: job for job in jobs if job.token_id is not None}
    rows = session.scalars(select(Token).where(Token.id.in_(wanted)))
    return {wanted[one.id].id: one.name for one in rows} if wanted else {}


def _step_runs(session: Session, jobs: Iterable[Job]) -> dict[UUID, StepRun]:
    """By job the step that ended with it: the engine takes a job's outcome up as it ends."""
    wanted = {(job.token_id, job.node_id): job for job in jobs if job.token_id is not None}
    if not wanted:
        return {}
    tokens = {token for token, _ in wanted}
    rows = session.scalars(select(StepRun).where(StepRun.token_id.in_(tokens)).order_by(StepRun.id))
    found = {(one.token_id, one.node_id): one for one in rows}
    return {job.id: found[key] for key, job in wanted.items() if key in found}


def _deployments(session: Session, jobs: Iterable[Job]) -> dict[str, _About]:
    """By the id that the job names, the deployment that is rolled back."""
    wanted = {str(job.inputs["deployment_id"]) for job in jobs if "deployment_id" in job.inputs}
    if not wanted:
        return {}
    rows = session.execute(
        select(Deployment.id, RegisteredModel.name, ModelVersion.version)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .where(Deployment.id.in_([UUID(one) for one in wanted]))
    )
    return {str(row.id): _About("deployment", row.id, f"{row.name} v{row.version}") for row in rows}


def _why_failed(session: Session, jobs: Iterable[Job]) -> dict[UUID, str]:
    """By job why the deployment that it tried last failed."""
    tried = [job for job in jobs if job.task_type == "deploy" and job.instance_id is not None]
    if not tried:
        return {}
    rows = session.scalars(
        select(Deployment)
        .where(
            Deployment.instance_id.in_({job.instance_id for job in tried}),
            Deployment.state == "failed",
        )
        .order_by(Deployment.number)
    ).all()
    return {
        job.id: one.reason
        for job in tried
        for one in rows
        if one.instance_id == job.instance_id
        and (job.started_at or job.created_at) <= one.started_at <= (job.ended_at or job.due_at)
    }


def _monitors(session: Session, jobs: Iterable[Job]) -> dict[str, Monitor]:
    wanted = {str(job.inputs["monitor_id"]) for job in jobs if "monitor_id" in job.inputs}
    ids = [UUID(one) for one in wanted]
    rows = session.scalars(select(Monitor).where(Monitor.id.in_(ids)))
    return {str(one.id): one for one in rows} if ids else {}


def _progress(session: Session, instances: list[UUID | None]) -> dict[UUID, int]:
    """How many steps of its present deployment a run has done."""
    wanted = [one for one in instances if one is not None]
    if not wanted:
        return {}
    rows = session.execute(
        select(Deployment.instance_id, func.count())
        .join(DeploymentStep, DeploymentStep.deployment_id == Deployment.id)
        .where(Deployment.instance_id.in_(wanted), DeploymentStep.state == "done")
        .group_by(Deployment.instance_id, Deployment.id, Deployment.number)
        .order_by(Deployment.number)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}
