"""A run as its window shows it: with its drawing, the people it waits for, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.bpmn.graph import ProcessDefinition
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.evidence import request_facts
from app.models.queries.fitting import Fitting, load_fitting
from app.models.queries.lookups import list_holders, now, person_names, roles_by_unit
from app.models.queries.processes import read_process
from app.models.queries.run_ends import SinceThen, load_since_then
from app.models.queries.run_page import (
    OPEN_TASKS,
    JobRow,
    Run,
    VariableRow,
    list_jobs,
    list_variables,
    load_run,
)
from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import COMING
from app.models.rules.four_eyes import missing_roles
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.execution import Deployment
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import MonitorRun
from app.models.tables.trail import AuditEvent

EVENTS_SHOWN = 300
RUNTIME = "runtime"  # kind of a task that is opened where no runtime fits


@dataclass(frozen=True, slots=True)
class PersonWait:
    """A person's task that the run waits for. `who` has it, or these people may take it."""

    task_id: UUID
    number: int
    node_id: str
    name: str
    roles: tuple[str, ...]
    assignee: str
    candidates: tuple[str, ...]
    opened_at: datetime
    due_at: datetime | None
    request_id: UUID | None
    voted: tuple[str, ...] = ()  # who has decided already; the run waits for the others
    fitting: Fitting | None = None  # of a task that waits for a runtime


@dataclass(frozen=True, slots=True)
class RunView:
    run: Run
    process: ProcessDefinition
    people: tuple[PersonWait, ...]
    variables: tuple[VariableRow, ...]
    events: tuple[EventRow, ...]
    jobs: tuple[JobRow, ...]
    deployment_number: int | None  # of the newest deployment of this run
    deployment_id: UUID | None
    was_deployed: bool  # that one came to serve
    since_then: SinceThen | None  # what became of that deployment
    steer_blockers: tuple[Blocker, ...]
    now: datetime


def load_run_view(session: Session, instance_id: UUID, me: UUID) -> RunView:
    """Everything about one run as `me` sees it.

    Raises:
        InputError: there is none with this id.
    """
    run = load_run(session, instance_id)
    unit_id = session.get_one(ProcessInstance, instance_id).unit_id
    held = roles_by_unit(session, me).get(unit_id, frozenset())
    deployment = session.scalars(
        select(Deployment)
        .where(Deployment.instance_id == instance_id)
        .order_by(Deployment.number.desc())
    ).first()
    process = read_process(run.bpmn, run.process_id)
    return RunView(
        run=run,
        process=process,
        people=list_people(session, instance_id),
        variables=tuple(list_variables(session, instance_id)),
        events=list_run_events(session, instance_id),
        jobs=tuple(list_jobs(session, instance_id, _step_names(process))),
        deployment_number=deployment.number if deployment else None,
        deployment_id=deployment.id if deployment else None,
        was_deployed=deployment is not None and deployment.state not in (*COMING, "failed"),
        since_then=load_since_then(session, deployment) if deployment else None,
        steer_blockers=write_blockers("engine_inbox", "insert", held),
        now=now(session),
    )


def _step_names(process: ProcessDefinition) -> dict[str, str]:
    """A timer beside a step that has no name of its own is called as its step is."""
    nodes = process.nodes
    beside = {key: nodes[one.attached_to] for key, one in nodes.items() if one.attached_to in nodes}
    return {key: one.name or beside.get(key, one).name or key for key, one in nodes.items()}


def list_people(session: Session, instance_id: UUID) -> tuple[PersonWait, ...]:
    """Whom a run waits for, the longest first."""
    tasks = session.scalars(
        select(UserTask)
        .where(UserTask.instance_id == instance_id, UserTask.state.in_(OPEN_TASKS))
        .order_by(UserTask.opened_at)
    ).all()
    names = person_names(session, (task.assignee_id for task in tasks))
    fitting = None
    if any(task.kind == RUNTIME for task in tasks):
        fitting = load_fitting(session, instance_id, now(session))
    waits = [(task, person_wait(session, task, names)) for task in tasks]
    return tuple(
        replace(wait, fitting=fitting) if task.kind == RUNTIME else wait for task, wait in waits
    )


def person_wait(session: Session, task: UserTask, names: Mapping[UUID, str]) -> PersonWait:
    """Whom a task waits for: of a vote those whose vote is missing and may be given."""
    roles = frozenset(Role(role) for role in task.roles if role in Role.__members__.values())
    request = session.get(TransitionRequest, task.request_id) if task.request_id else None
    facts = request_facts(session, request) if request is not None else None
    if facts is not None and facts.slots:
        roles = missing_roles(facts)
    decided = {one.person for one in facts.valid_decisions} if facts is not None else set()
    passed_over = decided | (facts.authors if facts is not None else frozenset())
    holders = list_holders(session, task.unit_id, roles)
    voters = person_names(session, decided)
    return PersonWait(
        task_id=task.id,
        number=task.number,
        node_id=task.node_id,
        name=task.name,
        roles=tuple(sorted(map(str, roles))),
        assignee=names.get(task.assignee_id, "") if task.assignee_id else "",
        candidates=tuple(
            dict.fromkeys(one.full_name for one in holders if one.person_id not in passed_over)
        ),
        opened_at=task.opened_at,
        due_at=task.due_at,
        request_id=task.request_id,
        voted=tuple(sorted(voters.values())),
    )


def list_run_events(session: Session, instance_id: UUID) -> tuple[EventRow, ...]:
    """What the trail says of a run, its tasks, incidents, tests and deployments; newest first."""
    parts = [
        select(kind.id).where(kind.instance_id == instance_id)
        for kind in (UserTask, Incident, Deployment, MonitorRun)
    ]
    events = session.scalars(
        select(AuditEvent)
        .where(
            or_(
                AuditEvent.object_id == instance_id,
                *(AuditEvent.object_id.in_(part) for part in parts),
            )
        )
        .order_by(AuditEvent.id.desc())
        .limit(EVENTS_SHOWN)
    ).all()
    return load_event_rows(session, events)
