"""Ends what runs or waits inside a token, down to called processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.bpmn.graph import NodeKind
from app.models.tables.life_cycle import UserTask
from app.services.engine import statements as sql
from app.services.engine.books import INCIDENT, SCOPE, Books, InstanceFacts, LiveToken
from app.services.engine.walk import Parts, Walk
from app.services.unit_of_work import UnitOfWork

ENDED = ("completed", "cancelled")


def cancel_inside(walk: Walk, token: LiveToken) -> None:
    """Remove every token inside the scope that `token` is."""
    books = walk.books
    for inner in list(books.below(token)):
        clear(walk, inner, is_noted=True)
        books.remove(inner)


def clear(walk: Walk, token: LiveToken, *, is_noted: bool = False) -> None:
    """End all waits of `token` itself: jobs, timers, messages, a person's task, called processes.

    The history says that the step was cancelled where `is_noted`.
    """
    books = walk.books
    node = books.node(token)
    is_outer = token.state == SCOPE and node.multi_instance is not None
    if is_noted and not (is_outer and token.multi_index is None):
        books.note_step(token, node, "cancelled")
    books.clear_waits(token)
    if token.state == INCIDENT:
        books.drop_locals(token)
        books.resolve_incident(token)
    if node.kind in (NodeKind.USER, NodeKind.MANUAL):
        _close_task(walk, token)
    if node.kind is NodeKind.CALL and not token.is_new:
        rows = books.connection.execute(sql.children_of, {"token": token.id})
        for child_id in rows.scalars().all():
            reason = "The calling process went another way."
            cancel_instance(books.work, child_id, reason, walk.parts, books.now)


def _close_task(walk: Walk, token: LiveToken) -> None:
    books = walk.books
    books.leave_task(token)
    node = books.node(token)
    closer = walk.parts.closers.get(node.task_kind)
    if closer is None:
        return
    task = books.work.session.scalars(select(UserTask).where(UserTask.token_id == token.id)).first()
    if task is not None and task.state in ("created", "claimed", "escalated"):
        closer(books.work, task, books.values(token), walk.context(node))


def cancel_instance(
    work: UnitOfWork, instance_id: UUID, reason: str, parts: Parts, now: datetime
) -> bool:
    """End the instance and all it called; False when it had ended already."""
    books = open_books(work, instance_id, parts, now)
    if books.facts.state in ENDED:
        return False
    walk = Walk(books, parts)
    for token in books.in_scope(None):
        cancel_inside(walk, token)
        clear(walk, token, is_noted=True)
        books.remove(token)
    books.ended = ("cancelled", reason)
    books.close()
    work.session.connection().execute(sql.cancel_instance_jobs, {"instance": instance_id})
    return True


def open_books(work: UnitOfWork, instance_id: UUID, parts: Parts, now: datetime) -> Books:
    """Lock the instance for this step and read its tokens."""
    connection = work.session.connection()
    row = connection.execute(sql.lock_instance, {"instance": instance_id}).one()
    values: tuple[Any, ...] = tuple(row)
    facts = InstanceFacts(*values)
    books = Books(work, facts, parts.definitions.get(connection, facts.template_id), now)
    books.load_tokens()
    return books
