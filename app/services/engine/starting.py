"""New instances: once per start key, with their variables and the tables they are pinned to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from app.errors import InputError
from app.models.bpmn.graph import EventKind, Node, NodeKind, ProcessDefinition
from app.models.language.juel import is_expression
from app.models.rules.free_variables import FACTS_OF_USE, TOLD_FACTS
from app.models.stored_json import Unreadable
from app.models.tables.life_cycle import LifeCycleBinding
from app.services.engine import statements as sql
from app.services.engine.books import Books, InstanceFacts
from app.services.engine.definitions import Template, find_table
from app.services.engine.walk import Parts
from app.services.unit_of_work import UnitOfWork

NAMES_VERSION = re.compile(r"\$\{[^}]*\bversion_id\b")
PINNED_TABLES = "decision_tables"  # variable: decision reference -> id of the table's version


@dataclass(frozen=True, slots=True)
class StartRequest:
    """Which template to start, for what, and the key that makes the start happen once."""

    template_id: UUID
    unit_id: UUID
    start_key: str
    model_id: UUID | None = None
    version_id: UUID | None = None
    business_key: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    started_by: UUID | None = None
    title: str = ""
    start_node: str = ""  # of a message or timer start; empty: the plain start event


@dataclass(frozen=True, slots=True)
class RunningInstance:
    start_key: str
    number: int
    state: str


def known_instance(connection: Connection, start_key: str) -> UUID | None:
    found: UUID | None = connection.execute(sql.instance_by_start, {"key": start_key}).scalar()
    return found


def running_instance(
    connection: Connection, version_id: UUID, template_key: str
) -> RunningInstance | None:
    """The life cycle of this name that `version_id` is in now, called ones aside."""
    named = {"version": version_id, "key": template_key}
    row = connection.execute(sql.running_on_version, named).first()
    return None if row is None else RunningInstance(*row)


def check_start(connection: Connection, template: Template, request: StartRequest) -> None:
    """Refuse what could only become an incident, or a second release of one version.

    Raises:
        InputError: the version is in this life cycle already, or the life cycle needs one.
    """
    if request.version_id is None:
        if needs_version(template.definition):
            raise InputError(
                f"The life cycle “{template.key}” needs a model version to begin with.",
                hint="Submit the version, or name it in the start.",
            )
    elif not request.start_node or template.key == bound_template(connection, request.model_id):
        running = running_instance(connection, request.version_id, template.key)
        if running is not None:
            raise InputError(
                f"The version is in the life cycle “{template.key}” already: process"
                f" {running.number} is {running.state}.",
                hint="Wait for its end, or withdraw it.",
            )


def needs_version(definition: ProcessDefinition) -> bool:
    """An automatic step is handed the version, and no step gives one."""
    given = any(one.target == "version_id" for n in definition.nodes.values() for one in n.outputs)
    return not given and any(
        NAMES_VERSION.search(one.source)
        for node in definition.nodes.values()
        if node.kind is NodeKind.SERVICE
        for one in node.inputs
    )


def bound_template(connection: Connection, model_id: UUID | None) -> str | None:
    """The key of the life cycle that the model is bound to."""
    found: str | None = connection.execute(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == model_id)
    ).scalar()
    return found


def new_instance(
    work: UnitOfWork,
    parts: Parts,
    request: StartRequest,
    now: datetime,
    *,
    parent_token_id: UUID | None = None,
    is_refused: bool = False,
) -> Books:
    """Add the instance with a token on its start event; nothing has moved yet.

    One whose start was refused knows no more than the start says, until `complete_start`.

    Raises:
        InputError: the template has no such start event, or lacks a decision table.
    """
    connection = work.session.connection()
    template = parts.definitions.get(connection, request.template_id)
    start = _start_node(template, request.start_node)
    instance_id = uuid4()
    variables = dict(request.variables)
    if not is_refused:
        variables = _variables(connection, template, request, instance_id)
    facts = InstanceFacts(
        id=instance_id,
        unit_id=request.unit_id,
        template_id=template.id,
        model_id=request.model_id,
        version_id=request.version_id,
        business_key=request.business_key or instance_id.hex,
        parent_token_id=parent_token_id,
        started_by=request.started_by,
        state="active",
        outcome="",
    )
    connection.execute(
        sql.add_instance,
        {
            "id": instance_id,
            "unit_id": request.unit_id,
            "template_id": template.id,
            "model_id": request.model_id,
            "version_id": request.version_id,
            "business_key": facts.business_key,
            "title": request.title or template.name,
            "start_key": request.start_key,
            "parent_token_id": parent_token_id,
            "started_by": request.started_by,
        },
    )
    books = Books(work, facts, template, now)
    books.begin_with(variables)
    books.add_token(start.id, None)
    return books


def complete_start(books: Books) -> None:
    """Give an instance whose start was refused what it lacked; one that has begun has it all.

    Raises:
        InputError: it is refused again.
    """
    known = books.values(None)
    if "instance_id" in known:
        return
    facts = books.facts
    request = StartRequest(
        template_id=facts.template_id,
        unit_id=facts.unit_id,
        start_key="",
        model_id=facts.model_id,
        version_id=facts.version_id,
        business_key=facts.business_key,
        variables=known,
    )
    check_start(books.connection, books.template, request)
    books.set_all(None, _variables(books.connection, books.template, request, facts.id))


def _start_node(template: Template, wanted: str) -> Node:
    starts = template.definition.starts.get(template.definition.id, ())
    if wanted:
        starts = tuple(node for node in starts if node.id == wanted)
    else:
        plain = tuple(n for n in starts if n.event is None or n.event.kind is EventKind.NONE)
        starts = plain or starts
    if not starts:
        raise InputError(
            f"The life cycle “{template.key}” has no start event to begin with.",
            hint="Give it one, and publish it again.",
        )
    return starts[0]


def readable_parameters(key: str, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a life cycle has, or what a model binds to it: it says what may pass, so never a guess.

    Raises:
        InputError: it can't be read.
    """
    if isinstance(stored, Unreadable):
        raise InputError(
            f"The parameters of the life cycle “{key}” can't be read.",
            hint="Publish it anew, and bind it to the model anew.",
        )
    return dict(stored or {})


def _variables(
    connection: Connection, template: Template, request: StartRequest, instance_id: UUID
) -> dict[str, Any]:
    """Defaults of the template, then what is bound to the model, then what the start says.

    Raises:
        InputError: the template's or the model's parameters can't be read.
    """
    variables = readable_parameters(template.key, template.parameters)
    variables["instance_id"] = str(instance_id)
    variables["business_key"] = request.business_key or instance_id.hex
    if request.model_id is not None:
        variables["model_id"] = str(request.model_id)
        bound = connection.execute(
            select(LifeCycleBinding.parameters).where(
                LifeCycleBinding.model_id == request.model_id,
                LifeCycleBinding.template_key == template.key,
            )
        ).scalar()
        variables |= readable_parameters(template.key, bound)
    if request.version_id is not None:
        variables["version_id"] = str(request.version_id)
    variables |= request.variables
    told = {name: variables[name] for name in FACTS_OF_USE if name in variables}
    if told and request.version_id is not None:
        variables.setdefault(TOLD_FACTS, told)
    pinned = _pinned_tables(connection, template.definition, request.unit_id)
    if pinned:
        variables[PINNED_TABLES] = pinned
    return variables


def _pinned_tables(
    connection: Connection, definition: ProcessDefinition, unit_id: UUID
) -> dict[str, str]:
    names = {
        node.decision
        for node in definition.nodes.values()
        if node.kind is NodeKind.BUSINESS_RULE and node.decision
    }
    return {
        name: str(find_table(connection, name, unit_id))
        for name in sorted(names)
        if not is_expression(name)
    }
