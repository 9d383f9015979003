"""What a token does at an activity: a job, a decision, a called process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.errors import InputError
from app.models.bpmn.graph import EventKind, Node
from app.models.queries.in_force import TABLE
from app.services.engine.books import LiveToken
from app.services.engine.definitions import find_table
from app.services.engine.events import catch, throw
from app.services.engine.flow import leave
from app.services.engine.starting import PINNED_TABLES
from app.services.engine.walk import Walk, mapped, text_value

_table = select(TABLE.c.dmn, TABLE.c.decision_id).where(TABLE.c.id == bindparam("table"))


def service(walk: Walk, token: LiveToken, node: Node) -> None:
    """Queue the automatic work; the worker comes back with what it gave."""
    if not node.task_type:
        raise InputError(
            f"“{node.called}” does not say which task type does it.",
            hint="Choose one in the designer and publish the life cycle again.",
        )
    walk.books.add_job(
        token,
        "task",
        task_type=node.task_type,
        inputs=handed(walk, token, node),
        attempts_left=max(1, node.retries.attempts),
    )


def handed(walk: Walk, token: LiveToken, node: Node) -> dict[str, Any]:
    """What the automatic work of `node` is told, as it is now."""
    return mapped(node.inputs, walk.values(token)) if node.inputs else {}


def set_results(walk: Walk, token: LiveToken, node: Node, outputs: Mapping[str, Any]) -> None:
    """The outputs become variables of the process; mappings of the node add further names."""
    if not (outputs or node.outputs):
        return
    books = walk.books
    scope = books.scope_of(token)
    if node.result_variable:
        books.set(scope, node.result_variable, dict(outputs))
    results = mapped(node.outputs, walk.values(token) | dict(outputs)) if node.outputs else {}
    books.set_all(scope, outputs)
    books.set_all(scope, results)


def decide(walk: Walk, token: LiveToken, node: Node) -> None:
    """Ask the decision table in the version that was newest when the instance started."""
    books = walk.books
    variables = walk.values(token)
    if not node.decision:
        raise InputError(f"“{node.called}” does not name a decision table.")
    name = text_value(node.decision, variables)
    pinned = variables.get(PINNED_TABLES) or {}
    if name not in pinned:
        found = find_table(books.connection, name, books.facts.unit_id)
        pinned = {**pinned, name: str(found)}
        books.set(None, PINNED_TABLES, pinned)
    row = books.connection.execute(_table, {"table": UUID(pinned[name])}).one()
    inputs = variables | mapped(node.inputs, variables)
    result = walk.parts.decide(bytes(row.dmn), row.decision_id, inputs, node.decision_result)
    scope = books.scope_of(token)
    if node.result_variable:
        books.set(scope, node.result_variable, result)
    elif isinstance(result, dict):
        books.set_all(scope, result)
    books.set_all(scope, mapped(node.outputs, walk.values(token) | {"result": result}))
    leave(walk, token)


def send_task(walk: Walk, token: LiveToken, node: Node) -> None:
    if node.task_type:
        service(walk, token, node)
    else:
        throw(walk, token, node)


def receive_task(walk: Walk, token: LiveToken, node: Node) -> None:
    if node.event is None or node.event.kind is not EventKind.MESSAGE:
        raise InputError(f"“{node.called}” does not say which message it waits for.")
    catch(walk, token, node)


def pass_through(walk: Walk, token: LiveToken, node: Node) -> None:
    leave(walk, token)
