"""Tasks for people: opened with all that the inbox shows, taken up again when they are closed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import DBAPIError

from app.errors import AppError, InputError
from app.models.bpmn.graph import Node, NodeKind
from app.models.language.juel import evaluate_template
from app.models.language.values import to_json
from app.models.rules.tasks import OPEN_STATES
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Snapshot
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Person
from app.services.calendars import parse_timer
from app.services.engine.books import LiveToken
from app.services.engine.flow import leave
from app.services.engine.walk import Walk, mapped, text_value
from app.services.unit_of_work import UnitOfWork, translate

APPROVE = "approve"
DONE = "done"
REQUEST_OUTCOMES = ("accepted", "rejected", "withdrawn", "expired", "superseded")


def open_task(walk: Walk, token: LiveToken, node: Node) -> None:
    """Give the step to people: one row, which is their inbox entry."""
    books = walk.books
    variables = walk.values(token)
    named = _assignee(books.work, node, variables)
    task = UserTask(
        unit_id=books.facts.unit_id,
        instance_id=books.facts.id,
        token_id=token.id,
        node_id=node.id,
        name=text_value(node.name, variables) or node.id,
        kind=_kind(node),
        model_id=books.facts.model_id,
        version_id=books.facts.version_id,
        snapshot_id=_snapshot(books.work, books.facts.version_id, variables),
        roles=_roles(node, variables),
        assignee_id=named,
        named_id=named,
        outcomes=outcomes_of(node),
        form=text_value(node.form, variables),
        facts=to_json(mapped(node.inputs, variables)),
        due_at=_due(node, variables, books.now),
    )
    # A savepoint: what an opener refuses becomes an incident, and no task is left half open.
    try:
        with books.work.session.begin_nested():
            books.work.add(task)
            opener = walk.parts.openers.get(task.kind)
            if opener is not None:
                opener(books.work, task, variables, walk.context(node))
                books.work.flush()
    except DBAPIError as error:
        raise as_refusal(error) from error


def as_refusal(error: DBAPIError) -> Exception:
    """The product's own error where a guard of the database refused, else `error` itself."""
    translated = translate(error)
    is_refusal = isinstance(translated, AppError) and "MW4" in str(error.orig)
    return translated if is_refusal else error


def outcomes_of(node: Node) -> list[str]:
    """The outcomes a task may end with; an approval also ends as its request does."""
    if _kind(node) == APPROVE:
        return list(dict.fromkeys((*node.outcomes, *REQUEST_OUTCOMES)))
    return list(node.outcomes) or [DONE]


def _snapshot(
    work: UnitOfWork, version_id: UUID | None, variables: Mapping[str, Any]
) -> UUID | None:
    """The snapshot of the version that the process is about, where it has frozen one."""
    try:
        key = UUID(str(variables.get("snapshot_id") or ""))
    except ValueError:  # none frozen yet, or another meaning of the word
        return None
    statement = select(Snapshot.id).where(Snapshot.id == key, Snapshot.version_id == version_id)
    return work.session.scalars(statement).first()


def _kind(node: Node) -> str:
    if node.kind is NodeKind.MANUAL:
        return "manual"
    return node.task_kind or "do"


def _roles(node: Node, variables: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for written in node.roles:
        value = evaluate_template(written, variables)
        found += value if isinstance(value, list) else str(value or "").split(",")
    return list(dict.fromkeys(str(role).strip() for role in found if str(role).strip()))


def _assignee(work: UnitOfWork, node: Node, variables: Mapping[str, Any]) -> UUID | None:
    name = text_value(node.assignee, variables)
    if not name:
        return None
    named: list[ColumnElement[bool]] = [Person.handle == name]
    with suppress(ValueError):  # then it is a handle, no id
        named.append(Person.id == UUID(name))
    found = work.session.scalars(select(Person.id).where(or_(*named))).first()
    if found is None:
        raise InputError(
            f"“{node.called}” is for {name}, but there is nobody of that name.",
            hint="Correct the assignee of the step, or add the person.",
        )
    return found


def _due(node: Node, variables: Mapping[str, Any], now: datetime) -> datetime | None:
    text = text_value(node.due, variables).strip()
    if not text:
        return None
    kind = "duration" if text.upper().startswith("P") else "date"
    return parse_timer(kind, text, "UTC", now).due_at


def take_up_again(walk: Walk, token: LiveToken) -> bool:
    """Go on from the completed task of `token`, if it has one."""
    statement = select(UserTask).where(UserTask.token_id == token.id)
    task = walk.books.work.session.scalars(statement).first()
    if task is None:
        return False
    if task.request_id is not None and task.state in OPEN_STATES:
        request = walk.books.work.get(TransitionRequest, task.request_id)
        if request.state in task.outcomes:
            complete_by_request(walk.books.work, task, request.state)
    if task.state == "completed":
        finish_task(walk, token, task)
    return True


def task_of_request(work: UnitOfWork, request_id: UUID) -> UserTask | None:
    """The newest task that waits, or waited, for this request."""
    statement = (
        select(UserTask)
        .where(UserTask.request_id == request_id)
        .order_by(UserTask.opened_at.desc())
        .limit(1)
    )
    return work.session.scalars(statement).first()


def complete_by_request(work: UnitOfWork, task: UserTask, state: str) -> None:
    closed_at = work.now()  # first: reading the clock would store half of what follows
    task.state, task.outcome, task.closed_at = "completed", state, closed_at
    task.reason = ""  # of a reminder; the decisions have reasons of their own
    work.flush()


def finish_task(walk: Walk, token: LiveToken, task: UserTask) -> None:
    """Go on with the outcome and the answers of a task that a person has completed."""
    books = walk.books
    node = books.node(token)
    scope = books.scope_of(token)
    answers = {**(task.answers or {}), "outcome": task.outcome}
    results = mapped(node.outputs, walk.values(token) | answers)
    books.set(scope, f"{node.id}_outcome", task.outcome)
    books.set(scope, "outcome", task.outcome)
    if task.reason:
        books.set(scope, f"{node.id}_reason", task.reason)
    books.set_all(scope, results)
    leave(walk, token, task.outcome)
