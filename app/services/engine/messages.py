"""Correlation: a message goes to exactly one waiting step, or starts exactly one process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.bpmn.graph import EventKind, Node
from app.models.rules.free_variables import free_names
from app.models.tables.engine import ProcessInstance
from app.models.tables.organisation import UnitAncestor
from app.services.engine import statements as sql
from app.services.engine.asked import require_free
from app.services.engine.definitions import Template
from app.services.engine.engine import Engine
from app.services.engine.starting import StartRequest, bound_template
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Message:
    name: str
    key: str
    unit_id: UUID
    start_key: str
    variables: Mapping[str, Any]
    sent_by: UUID | None = None
    model_id: UUID | None = None
    version_id: UUID | None = None


def correlate(engine: Engine, work: UnitOfWork, message: Message) -> str:
    """Deliver `message`; a sentence that says why where that is impossible."""
    connection = work.session.connection()
    named = {"message": message.name, "key": message.key}
    waiting = connection.execute(sql.waiting_for, named).all()
    if message.sent_by is not None:
        within = _within(work, {row.instance_id for row in waiting}, message.unit_id)
        waiting = [row for row in waiting if row.instance_id in within]
    if len(waiting) == 1:
        heard = _heard(engine, work, message, waiting[0].instance_id)
        engine.deliver(work, waiting[0].id, heard)
        return ""
    if waiting:
        return (
            f"{len(waiting)} steps wait for the message “{message.name}” with the key"
            f" “{message.key}”; it was given to none of them."
        )
    return _start_by(engine, work, message)


def _heard(
    engine: Engine, work: UnitOfWork, message: Message, instance_id: UUID
) -> Mapping[str, Any]:
    """What comes along: from people, no parameter of the life cycle that a start may not set."""
    if message.sent_by is None:
        return message.variables
    run = work.session.get_one(ProcessInstance, instance_id)
    template = engine.definitions.get(work.session.connection(), run.template_id)
    fixed = template.parameters.keys() - set(free_names(template.parameters))
    return {name: value for name, value in message.variables.items() if name not in fixed}


def _within(work: UnitOfWork, instances: Collection[UUID], unit_id: UUID) -> set[UUID]:
    """Those of the instances that belong to the unit a person speaks for, or lie below it."""
    statement = (
        select(ProcessInstance.id)
        .join(UnitAncestor, UnitAncestor.unit_id == ProcessInstance.unit_id)
        .where(UnitAncestor.ancestor_id == unit_id, ProcessInstance.id.in_(instances))
    )
    return set(work.session.scalars(statement))


def _start_by(engine: Engine, work: UnitOfWork, message: Message) -> str:
    starts = list(_starts(engine, work, message))
    if not starts:
        return f"Nobody waits for the message “{message.name}” with the key “{message.key}”."
    if len(starts) > 1:
        keys = ", ".join(sorted(template.key for template, _ in starts))
        return (
            f"The message “{message.name}” starts several life cycles ({keys}); none was started."
        )
    template, node = starts[0]
    if message.sent_by is not None:
        has_version = message.version_id is not None
        require_free(message.variables, template.parameters, has_version=has_version)
    engine.start(
        work,
        StartRequest(
            template_id=template.id,
            unit_id=message.unit_id,
            start_key=message.start_key,
            model_id=message.model_id,
            version_id=message.version_id,
            business_key=message.key,
            variables=message.variables,
            started_by=message.sent_by,
            start_node=node.id,
        ),
    )
    return ""


def _starts(engine: Engine, work: UnitOfWork, message: Message) -> list[tuple[Template, Node]]:
    """Start events for the message; those of the model's own life cycle come before all."""
    connection = work.session.connection()
    found = []
    visible = engine.definitions.visible(connection, message.unit_id)
    for template in engine.definitions.get_many(connection, (each.id for each in visible)):
        definition = template.definition
        for node in definition.starts.get(definition.id, ()):
            event = node.event
            if (
                event is not None
                and event.kind is EventKind.MESSAGE
                and event.message == message.name
            ):
                found.append((template, node))
    bound = bound_template(connection, message.model_id)
    own = [(template, node) for template, node in found if template.key == bound]
    return own or found
