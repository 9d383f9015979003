"""Call activities: a called process is an instance of its own and comes back by a job."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from app.errors import InputError
from app.models.bpmn.graph import Node
from app.models.rules.free_variables import TOLD_FACTS
from app.services.engine import statements as sql
from app.services.engine.books import Books, LiveToken
from app.services.engine.starting import PINNED_TABLES, StartRequest, new_instance
from app.services.engine.walk import Walk, mapped, text_value

MAX_CALL_DEPTH = 20
# Are not handed over; what was told goes along with whatever is handed.
OWN_NAMES = frozenset({"instance_id", "business_key", PINNED_TABLES, TOLD_FACTS})


def call(walk: Walk, token: LiveToken, node: Node) -> None:
    """Begin the called process; `token` waits for it."""
    books = walk.books
    variables = walk.values(token)
    name = text_value(node.called_element, variables)
    if not name:
        raise InputError(f"“{node.called}” does not say which life cycle it calls.")
    if _depth(books) >= MAX_CALL_DEPTH:
        raise InputError(
            f"“{node.called}” is the {MAX_CALL_DEPTH}th process called by another.",
            hint="A life cycle that calls itself needs a condition under which it stops.",
        )
    found = walk.parts.definitions.find(books.connection, name, books.facts.unit_id)
    handed = {key: variables[key] for key in variables if key not in OWN_NAMES}
    told = {TOLD_FACTS: variables[TOLD_FACTS]} if TOLD_FACTS in variables else {}
    child = new_instance(
        books.work,
        walk.parts,
        StartRequest(
            template_id=found.id,
            unit_id=books.facts.unit_id,
            start_key=f"call:{uuid4().hex}",
            model_id=books.facts.model_id,
            version_id=books.facts.version_id,
            business_key=books.facts.business_key if node.is_business_key_inherited else "",
            variables=(handed if node.passes_all_in else {})
            | mapped(node.inputs, variables)
            | told,
            started_by=books.facts.started_by,
        ),
        books.now,
        parent_token_id=token.id,
    )
    for start in child.in_scope(None):
        child.add_job(start, "begin")
    child.close()


def return_to_parent(books: Books, error: str = "", message: str = "") -> None:
    """Tell a calling process, by a job, that this one has ended."""
    parent_token = books.facts.parent_token_id
    if parent_token is None:
        return
    place = books.connection.execute(sql.token_place, {"token": parent_token}).first()
    if place is None:
        return  # the caller went another way
    books.add_job(
        None,
        "return",
        instance_id=place.instance_id,
        token_id=parent_token,
        node_id=place.node_id,
        state="queued",
        memory={"child": books.facts.id.hex, "error": error, "message": message},
    )


def results(walk: Walk, token: LiveToken, node: Node, child: UUID) -> dict[str, Any]:
    """What the called process hands back: its variables, mapped or all.

    What it was told of the model, and did not set itself, is no result of it: of now where it is
    asked for, else left out.
    """
    books = walk.books
    rows = books.connection.execute(sql.top_variables, {"instance": child})
    variables: dict[str, Any] = {row.name: row.value for row in rows}
    as_told: dict[str, Any] = variables.get(TOLD_FACTS) or {}
    told = {name for name, value in as_told.items() if variables.get(name) == value}
    if told and token.node_id in books.template.asking:
        walk.renew_facts(token)
        now = walk.present_facts()
        variables |= {name: now[name] for name in told if name in now}
    found = mapped(node.outputs, variables)
    if node.passes_all_out:
        own = variables.keys() - OWN_NAMES - told
        found = {name: variables[name] for name in own} | found
    return found


def _depth(books: Books) -> int:
    depth = 0
    token = books.facts.parent_token_id
    while token is not None and depth < MAX_CALL_DEPTH:
        row = books.connection.execute(sql.parent_of, {"token": token}).first()
        depth += 1
        token = row.parent_token_id if row else None
    return depth
