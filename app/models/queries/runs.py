"""Reads for the Runs screen: instances, where they stand and what holds them up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import whole_number
from app.models.queries.run_ends import DEPLOYED, NoLonger, load_no_longer
from app.models.tables.engine import (
    Incident,
    Job,
    ProcessInstance,
    Token,
)
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.organisation import Person


@dataclass(frozen=True, slots=True)
class RunRow:
    """One instance as a line of a list. `steps` are the names of the steps it is at."""

    id: UUID
    number: int
    title: str
    template_key: str
    template_name: str
    template_version: int
    model_id: UUID | None
    model_name: str
    version_id: UUID | None
    version: int | None
    business_key: str
    state: str
    outcome: str
    reason: str
    steps: tuple[str, ...]
    since: datetime  # at these steps, or when it ended
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    incident: str  # the message of the oldest open one; empty: none
    open_incidents: int
    no_longer: NoLonger | None = None  # it ended as deployed, and what it brought serves no more


@dataclass(frozen=True, slots=True)
class IncidentRow:
    id: UUID
    number: int
    instance_id: UUID
    run_number: int
    node_id: str
    step: str
    message: str
    hint: str
    state: str
    opened_at: datetime
    resolved_at: datetime | None
    task_type: str  # empty: the step never got as far as a job
    attempts: int


def list_runs(
    session: Session,
    *,
    states: Collection[str] = (),
    template_key: str = "",
    model_id: UUID | None = None,
    version_id: UUID | None = None,
    text: str = "",
    limit: int = 500,
    offset: int = 0,
) -> list[RunRow]:
    """Instances, the newest first.

    Args:
        states: empty: all.
        text: part of the title, the business key or the model's name, or the number.
    """
    statement = runs_statement()
    if states:
        statement = statement.where(ProcessInstance.state.in_(tuple(states)))
    if template_key:
        statement = statement.where(LifeCycleTemplate.key == template_key)
    if model_id is not None:
        statement = statement.where(ProcessInstance.model_id == model_id)
    if version_id is not None:
        statement = statement.where(ProcessInstance.version_id == version_id)
    if text:
        statement = statement.where(mentions(text.strip()))
    statement = statement.order_by(ProcessInstance.number.desc()).limit(limit).offset(offset)
    return run_rows(session, session.execute(statement).all())


def list_incidents(
    session: Session,
    *,
    instance_id: UUID | None = None,
    states: Collection[str] = ("open",),
    limit: int = 500,
) -> list[IncidentRow]:
    """Incidents, the newest first, with how often their step was tried."""
    statement = (
        select(Incident, ProcessInstance.number, Token.name, Job.task_type, Job.attempt)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .outerjoin(Token, Token.id == Incident.token_id)
        .outerjoin(Job, Job.id == Incident.job_id)
        .order_by(Incident.number.desc())
        .limit(limit)
    )
    if instance_id is not None:
        statement = statement.where(Incident.instance_id == instance_id)
    if states:
        statement = statement.where(Incident.state.in_(tuple(states)))
    return [
        IncidentRow(
            one.id,
            one.number,
            one.instance_id,
            run_number,
            one.node_id,
            step or one.node_id,
            one.message,
            one.hint,
            one.state,
            one.opened_at,
            one.resolved_at,
            task_type or "",
            attempts or 0,
        )
        for one, run_number, step, task_type, attempts in session.execute(statement)
    ]


# Parts


def runs_statement() -> Select[Any, *tuple[Any, ...]]:
    return (
        select(
            ProcessInstance,
            LifeCycleTemplate.key,
            LifeCycleTemplate.name,
            LifeCycleTemplate.version,
            RegisteredModel.name,
            ModelVersion.version,
            Person.full_name,
        )
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .outerjoin(RegisteredModel, RegisteredModel.id == ProcessInstance.model_id)
        .outerjoin(ModelVersion, ModelVersion.id == ProcessInstance.version_id)
        .outerjoin(Person, Person.id == ProcessInstance.started_by)
    )


def mentions(text: str) -> ColumnElement[bool]:
    """Part of the title, the business key or the model's name, or the number."""
    columns = (ProcessInstance.title, ProcessInstance.business_key, RegisteredModel.name)
    parts: list[ColumnElement[bool]] = [
        column.icontains(text, autoescape=True) for column in columns
    ]
    number = whole_number(text.lstrip("#"))
    if number is not None:
        parts.append(ProcessInstance.number == number)
    return or_(*parts)


def run_rows(session: Session, found: Sequence[Any]) -> list[RunRow]:
    """As lines of a list: what `runs_statement` selected."""
    ids = [row[0].id for row in found]
    steps = _present_steps(session, ids)
    incidents = _open_incidents(session, ids)
    deployed = {row[0].id: row[0].version_id for row in found if row[0].outcome == DEPLOYED}
    no_longer = load_no_longer(session, deployed)
    rows = []
    for instance, key, name, number, model, version, person in found:
        places = steps.get(instance.id, [])
        troubles = incidents.get(instance.id, [])
        entered = [entered_at for _, entered_at in places]
        rows.append(
            RunRow(
                id=instance.id,
                number=instance.number,
                title=instance.title,
                template_key=key,
                template_name=name,
                template_version=number,
                model_id=instance.model_id,
                model_name=model or "",
                version_id=instance.version_id,
                version=version,
                business_key=instance.business_key,
                state=instance.state,
                outcome=instance.outcome,
                reason=instance.reason,
                steps=tuple(dict.fromkeys(step for step, _ in places)),
                since=instance.ended_at or min(entered, default=instance.started_at),
                started_at=instance.started_at,
                ended_at=instance.ended_at,
                started_by=person or "",
                incident=troubles[0] if troubles else "",
                open_incidents=len(troubles),
                no_longer=no_longer.get(instance.id),
            )
        )
    return rows


def _present_steps(session: Session, ids: list[UUID]) -> dict[UUID, list[tuple[str, datetime]]]:
    statement = (
        select(Token.instance_id, Token.name, Token.node_id, Token.entered_at)
        .where(is_one_of(session, Token.instance_id, ids), Token.state != "scope")
        .order_by(Token.entered_at, Token.id)
    )
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for instance_id, name, node_id, entered_at in session.execute(statement):
        found.setdefault(instance_id, []).append((name or node_id, entered_at))
    return found


def _open_incidents(session: Session, ids: list[UUID]) -> dict[UUID, list[str]]:
    statement = (
        select(Incident.instance_id, Incident.message)
        .where(is_one_of(session, Incident.instance_id, ids), Incident.state == "open")
        .order_by(Incident.number)
    )
    found: dict[UUID, list[str]] = {}
    for instance_id, message in session.execute(statement):
        found.setdefault(instance_id, []).append(message)
    return found
