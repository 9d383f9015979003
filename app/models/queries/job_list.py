"""The list of jobs, filtered, ordered, counted and paged in SQL, and each as people see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    String,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import InputError
from app.models.queries.id_lists import is_sqlite
from app.models.queries.lookups import now, roles_by_unit, whole_number
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_of_several, next_rows
from app.models.queries.words import Word
from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role
from app.models.tables.base import UtcDateTime, mw_fold
from app.models.tables.engine import Job, ProcessInstance, StepRun, Token
from app.models.tables.execution import Deployment, DeploymentStep
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.monitoring import Monitor

UNDER_WAY = ("leased", "suspended", "failed")  # and what is queued and due
ENDED = ("succeeded", "cancelled")
ENDED_RUNS = ("completed", "cancelled")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
VIEWS = ("under_way", "to_come", "ended", "all")
SORTS = ("state", "work", "about", "step", "n", "since", "took", "owner")
ORDER = (
    "running", "due", "failed", "suspended", "later", "succeeded", "ended_badly", "cancelled",
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class JobQuery:
    """What the list shows to `me`; without a sort what runs, what is due, what failed, and so on.

    `view`: one of VIEWS. `works`: kinds and types of work in the order of their names as they are
    read, which the database knows none of.
    """

    me: UUID
    view: str = "under_way"
    words: tuple[Word, ...] = ()
    sort: str = ""
    is_descending: bool = False
    works: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.sort and self.sort not in SORTS:
            raise InputError(
                f"There is no order {self.sort}.", hint="Known: " + ", ".join(SORTS) + "."
            )


def list_jobs(
    session: Session, query: JobQuery, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[JobRow]:
    """The next rows in this order."""
    clock = now(session)
    if query.view == "ended" and not query.sort:
        page = _last_ended(session, query, clock, after, limit)
        return Page(job_rows(session, page.rows, query.me, clock), page.cursor)
    statement = select(Job).where(*_conditions(session, query, clock))
    found = next_rows(session, statement, _keys(session, query, clock), after, limit)
    jobs = [row[0] for row in found.rows]
    return Page(job_rows(session, jobs, query.me, clock), found.cursor)


def _last_ended(
    session: Session, query: JobQuery, clock: datetime, after: Cursor | None, limit: int
) -> Page[Job]:
    """By when it was due, which an index knows of each state: they end soon after."""
    words = _conditions(session, replace(query, view="all"), clock)
    order = Job.due_at, Job.id
    parts = [(select(Job).where(Job.state == state, *words), order) for state in ENDED]
    return next_of_several(session, parts, after, limit)


def count_jobs(session: Session, query: JobQuery) -> int:
    wanted = _conditions(session, query, now(session))
    return session.scalar(select(func.count(Job.id)).where(*wanted)) or 0


def _conditions(session: Session, query: JobQuery, clock: datetime) -> list[ColumnElement[bool]]:
    is_queued, is_due = Job.state == "queued", Job.due_at <= clock
    views: dict[str, list[ColumnElement[bool]]] = {
        "under_way": [or_(Job.state.in_(UNDER_WAY), and_(is_queued, is_due))],
        "to_come": [is_queued, Job.due_at > clock],
        "ended": [Job.state.in_(ENDED)],
    }
    return [*views.get(query.view, ()), *(_mentions(session, word) for word in query.words)]


def _mentions(session: Session, word: Word) -> ColumnElement[bool]:
    """Part of the work as it is called, of what it is for, of its step or who does it; its run."""

    def like(text: Any) -> ColumnElement[bool]:
        return mw_fold(text).like(word.pattern, escape="\\")

    number = whole_number(word.text.lstrip("#"))
    found = [
        _work().in_(word.codes),
        like(_about(session)),
        like(_step()),
        like(Job.owner),
    ]
    if number is not None:
        run = ProcessInstance.number == number
        found.append(exists().where(ProcessInstance.id == Job.instance_id, run))
    return or_(*found)


def _work() -> ColumnElement[str]:
    """What `work_words` has a name for."""
    return case((Job.kind == "task", Job.task_type), else_=Job.kind)


def _input(session: Session, key: str) -> ColumnElement[str]:
    """What the work was given as `key`; nothing where that can't be read."""
    if is_sqlite(session):
        text = type_coerce(Job.inputs, String)
        found: ColumnElement[str] = case(
            (func.json_valid(text) == 1, func.json_extract(text, f"$.{key}")), else_=None
        )
        return func.replace(found, "-", "")  # as ids are stored
    there: ColumnElement[str] = type_coerce(Job.inputs, JSONB)[key].astext
    return there


def _is_named(session: Session, column: InstrumentedAttribute[UUID], key: str) -> Any:
    # As text: what the input holds need be no id.
    there: Any = type_coerce(column, String) if is_sqlite(session) else cast(column, String)
    return there == _input(session, key)


def _about(session: Session) -> ColumnElement[str]:
    """As `job_rows` finds it: the deployment that is rolled back, the run, the monitor."""
    version = cast(ModelVersion.version, String)
    deployment = (
        select(type_coerce(RegisteredModel.name, String).concat(" v").concat(version))
        .select_from(Deployment)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .where(_is_named(session, Deployment.id, "deployment_id"))
    )
    run = select(ProcessInstance.title).where(ProcessInstance.id == Job.instance_id)
    monitor = select(Monitor.name).where(_is_named(session, Monitor.id, "monitor_id"))
    texts = (one.correlate(Job).scalar_subquery() for one in (deployment, run, monitor))
    return func.coalesce(*texts, "")


def _past(value: Any) -> Any:
    """`value` of the step that ended with the job; within its run, as history has no other key."""
    return (
        select(value)
        .where(
            StepRun.instance_id == Job.instance_id,
            StepRun.token_id == Job.token_id,
            StepRun.node_id == Job.node_id,
            Job.state.in_(ENDED),
        )
        .order_by(StepRun.id.desc())
        .limit(1)
        .correlate(Job)
        .scalar_subquery()
    )


def _step() -> ColumnElement[str]:
    standing = select(Token.name).where(Token.id == Job.token_id).correlate(Job).scalar_subquery()
    return func.coalesce(_past(StepRun.name), standing, "")


def _keys(session: Session, query: JobQuery, clock: datetime) -> tuple[Key, ...]:
    is_coming = Job.state == "queued"
    shown = case(
        (Job.state == "leased", "running"),
        (and_(is_coming, Job.due_at <= clock), "due"),
        (is_coming, "later"),
        else_=Job.state,
    )
    if not query.sort:
        last = func.coalesce(Job.ended_at, Job.due_at, type_=UtcDateTime())
        never = literal(NEVER, UtcDateTime())
        # What is to come by its time, what has been by how lately.
        return (
            Key(case({one: n for n, one in enumerate(ORDER)}, value=shown, else_=len(ORDER))),
            Key(case((is_coming, Job.due_at), else_=never)),
            Key(case((is_coming, never), else_=last), True),
            Key(Job.id),
        )
    is_bad = and_(Job.state == "succeeded", func.coalesce(_past(StepRun.state), "") == "failed")
    places = {one: n for n, one in enumerate(ORDER)}
    works = {one: n for n, one in enumerate(query.works)}
    since = case(
        (Job.state == "leased", func.coalesce(Job.started_at, Job.created_at)),
        (and_(is_coming, Job.due_at > Job.created_at), Job.due_at),
        (is_coming, Job.created_at),
        else_=func.coalesce(Job.ended_at, Job.created_at),
    )
    values: dict[str, tuple[Any, ...]] = {
        "state": (case((is_bad, places["ended_badly"]), else_=case(places, value=shown, else_=9)),),
        "work": (case(works, value=_work(), else_=len(works)) if works else _work(), _work()),
        "about": (mw_fold(_about(session)),),
        "step": (mw_fold(_step()),),
        "n": (Job.attempt,),
        "since": (type_coerce(since, UtcDateTime()),),
        "took": (_seconds(session, clock),),
        "owner": (mw_fold(Job.owner),),
    }
    # An age grows as its start lies further back.
    is_descending = query.is_descending != (query.sort == "since")
    order = (*values[query.sort], Job.created_at, Job.id)
    return tuple(Key(one, is_descending) for one in order)


def _seconds(session: Session, clock: datetime) -> ColumnElement[int]:
    """How long it took or takes, whole; what nobody has taken up, before all others."""
    end = func.coalesce(Job.ended_at, literal(clock, UtcDateTime()))
    if is_sqlite(session):
        took = (func.julianday(end) - func.julianday(Job.started_at)) * 86_400.0
    else:
        took = extract("epoch", end - Job.started_at)
    # Numbers of one kind on both: what an arithmetic gives differs in type and in its last digit.
    return func.coalesce(cast(func.round(cast(took, Float)), BigInteger), -1)


def job_rows(
    session: Session, jobs: Sequence[Job], me: UUID, clock: datetime
) -> tuple[JobRow, ...]:
    """As lines of a list, in this order."""
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
    return tuple(rows)


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
