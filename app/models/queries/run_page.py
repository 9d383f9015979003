"""Reads for the page of one run: its steps, where it stands, what it waits for, its variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.job_list import shown_state
from app.models.queries.lookups import now
from app.models.queries.runs import (
    IncidentRow,
    RunRow,
    list_incidents,
    run_rows,
    runs_statement,
)
from app.models.tables.engine import (
    EventSubscription,
    Job,
    ProcessInstance,
    StepRun,
    Token,
    Variable,
)
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask

JOBS_SHOWN = 300  # the newest
OPEN_TASKS = ("created", "claimed", "escalated")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that has ended, in the order they ended."""

    node_id: str
    name: str
    kind: str
    state: str  # done | failed | cancelled
    outcome: str
    flow_id: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def duration_s(self) -> float:
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else 0.0


@dataclass(frozen=True, slots=True)
class WaitRow:
    """What a token waits for: a job, a time, a message or a person's task."""

    kind: str  # task | timer | begin | return | message | person
    node_id: str  # of the step or its boundary event
    what: str  # task type, name of the message, name of the person's task
    state: str
    due_at: datetime | None = None
    note: str = ""
    attempts: int = 0
    attempts_left: int = 0
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A token: where the instance stands. `waits_for` says for what."""

    node_id: str
    name: str
    state: str  # waiting | joining | scope | incident
    flow_id: str
    entered_at: datetime
    waits_for: tuple[WaitRow, ...] = ()


@dataclass(frozen=True, slots=True)
class VariableRow:
    name: str
    value: Any
    scope: str  # empty: of the instance; else the name of the step it belongs to


@dataclass(frozen=True, slots=True)
class JobRow:
    """Work of the service for a run: which step, how often it was tried, what it said last."""

    id: UUID
    step: str
    kind: str  # task | timer | begin | return
    task_type: str
    state: str  # as `job_list.shown_state` has it
    attempt: int
    owner: str  # which service; empty: none has it, or had it
    note: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One instance with all that its page shows; the sets are for the diagram."""

    row: RunRow
    template_id: UUID
    bpmn: bytes
    process_id: str
    steps: tuple[StepRow, ...]
    places: tuple[PlaceRow, ...]
    incidents: tuple[IncidentRow, ...]
    parent: RunRow | None
    called: tuple[RunRow, ...]

    @property
    def done_nodes(self) -> frozenset[str]:
        return frozenset(step.node_id for step in self.steps if step.state == "done")

    @property
    def done_flows(self) -> frozenset[str]:
        used: Iterable[StepRow | PlaceRow] = (*self.steps, *self.places)
        return frozenset(each.flow_id for each in used if each.flow_id)

    @property
    def tokens(self) -> dict[str, int]:
        """How many tokens stand at each node."""
        found: dict[str, int] = {}
        for place in self.places:
            if place.state != "scope":
                found[place.node_id] = found.get(place.node_id, 0) + 1
        return found

    @property
    def incident_nodes(self) -> frozenset[str]:
        return frozenset(one.node_id for one in self.incidents if one.state == "open")

    @property
    def durations_s(self) -> dict[str, float]:
        """Seconds spent at each node, over all its turns that have ended."""
        found: dict[str, float] = {}
        for step in self.steps:
            found[step.node_id] = found.get(step.node_id, 0.0) + step.duration_s
        return found


def load_run(session: Session, instance_id: UUID) -> Run:
    """Everything about one instance but its variables.

    Raises:
        InputError: there is none with this id.
    """
    wanted = runs_statement().where(ProcessInstance.id == instance_id)
    found = run_rows(session, session.execute(wanted).all())
    if not found:
        raise InputError(f"There is no process {instance_id}.")
    instance = session.get_one(ProcessInstance, instance_id)
    template = session.get_one(LifeCycleTemplate, instance.template_id)
    return Run(
        row=found[0],
        template_id=template.id,
        bpmn=template.bpmn,
        process_id=template.process_id,
        steps=tuple(list_steps(session, instance_id)),
        places=tuple(_places(session, instance_id)),
        incidents=tuple(list_incidents(session, instance_id=instance_id, states=())),
        parent=_parent(session, instance),
        called=tuple(_called(session, instance_id)),
    )


def list_steps(session: Session, instance_id: UUID) -> list[StepRow]:
    statement = (
        select(StepRun)
        .where(StepRun.instance_id == instance_id)
        .order_by(StepRun.ended_at, StepRun.id)
    )
    return [
        StepRow(
            step.node_id,
            step.name or step.node_id,
            step.node_kind,
            step.state,
            step.outcome,
            step.flow_id,
            step.started_at,
            step.ended_at,
        )
        for step in session.scalars(statement)
    ]


def list_variables(session: Session, instance_id: UUID) -> list[VariableRow]:
    """All variables, those of the instance first."""
    names = {
        token_id.hex: name or node_id
        for token_id, name, node_id in session.execute(
            select(Token.id, Token.name, Token.node_id).where(Token.instance_id == instance_id)
        )
    }
    statement = (
        select(Variable)
        .where(Variable.instance_id == instance_id)
        .order_by(Variable.scope_key, Variable.name)
    )
    return [
        VariableRow(one.name, one.value, names.get(one.scope_key, one.scope_key))
        for one in session.scalars(statement)
    ]


def list_jobs(session: Session, instance_id: UUID, names: Mapping[str, str]) -> list[JobRow]:
    """What the service did for the run, and has still to do; the newest first.

    Args:
        names: of the steps, by their ids.
    """
    clock = now(session)
    jobs = session.scalars(
        select(Job)
        .where(Job.instance_id == instance_id)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(JOBS_SHOWN)
    )
    return [
        JobRow(
            one.id,
            names.get(one.node_id, one.node_id),
            one.kind,
            one.task_type,
            shown_state(one, clock),
            one.attempt,
            one.owner,
            one.note,
            one.created_at,
            one.due_at,
        )
        for one in jobs
    ]


def _places(session: Session, instance_id: UUID) -> list[PlaceRow]:
    waits = _waits(session, instance_id)
    statement = (
        select(Token).where(Token.instance_id == instance_id).order_by(Token.entered_at, Token.id)
    )
    return [
        PlaceRow(
            token.node_id,
            token.name or token.node_id,
            token.state,
            token.flow_id,
            token.entered_at,
            tuple(waits.get(token.id, ())),
        )
        for token in session.scalars(statement)
    ]


def _waits(session: Session, instance_id: UUID) -> dict[UUID, list[WaitRow]]:
    found: dict[UUID, list[WaitRow]] = {}
    open_jobs = select(Job).where(
        Job.instance_id == instance_id,
        Job.state.in_(("queued", "leased", "suspended", "failed")),
    )
    for job in session.scalars(open_jobs.order_by(Job.due_at)):
        if job.token_id is not None:
            found.setdefault(job.token_id, []).append(
                WaitRow(
                    job.kind,
                    job.node_id,
                    job.task_type,
                    job.state,
                    job.due_at,
                    job.note,
                    job.attempt,
                    job.attempts_left,
                )
            )
    messages = select(EventSubscription).where(EventSubscription.instance_id == instance_id)
    for one in session.scalars(messages):
        what = f"{one.name} ({one.correlation})"
        found.setdefault(one.token_id, []).append(WaitRow("message", one.node_id, what, "open"))
    tasks = select(UserTask).where(
        UserTask.instance_id == instance_id, UserTask.state.in_(OPEN_TASKS)
    )
    for task in session.scalars(tasks):
        found.setdefault(task.token_id, []).append(
            WaitRow("person", task.node_id, task.name, task.state, task.due_at, task_id=task.id)
        )
    return found


def _parent(session: Session, instance: ProcessInstance) -> RunRow | None:
    if instance.parent_token_id is None:
        return None
    place = select(Token.instance_id).where(Token.id == instance.parent_token_id)
    wanted = runs_statement().where(ProcessInstance.id == place.scalar_subquery())
    found = run_rows(session, session.execute(wanted).all())
    return found[0] if found else None


def _called(session: Session, instance_id: UUID) -> list[RunRow]:
    """Processes that this one called and still waits for."""
    tokens = select(Token.id).where(Token.instance_id == instance_id)
    statement = runs_statement().where(ProcessInstance.parent_token_id.in_(tokens))
    found = session.execute(statement.order_by(ProcessInstance.number)).all()
    return run_rows(session, found)
