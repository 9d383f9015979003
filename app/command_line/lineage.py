"""`modelward lineage`: what happened to a model, from the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app import texts
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import read
from app.command_line.values import past_instant
from app.errors import InputError
from app.models.queries.applications import find_application
from app.models.queries.events import EventRow
from app.models.queries.find import find_model, find_version
from app.models.queries.lineage_graph import LineageGraph, load_lineage_graph
from app.models.queries.model_details import list_model_events
from app.services.story import Story, tell_story
from app.services.story_text import prose

APP = new_family()


@APP.command("lineage")
def lineage(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL, unit/MODEL or MODEL:3")] = "",
    decision: Annotated[
        str, typer.Option(help="Tell all that stands behind this decision of an application.")
    ] = "",
    application: Annotated[str, typer.Option(help="Whose decision, where several have it.")] = "",
    as_of: Annotated[str, typer.Option(help="As recorded at this time.")] = "",
    graph: Annotated[
        bool, typer.Option("--graph", help="What a version was made of, and what came of it.")
    ] = False,
) -> None:
    """Every event of a model or of a version, in order; its graph; or the story of a decision."""
    call = of(context)
    if as_of:
        call.moment = past_instant(as_of, datetime.now(UTC))
    if decision:
        story = read(call, _story, decision, application, model)
        told = prose(story)
        call.answer(story_document(story, told), "\n\n".join(told))
        return
    if not model:
        raise InputError("Say which model.", hint="For example: modelward lineage cc-fraud:1.")
    if graph:
        found = read(call, _graph, model)
        call.answer({"graph": found}, "\n".join(graph_lines(found)))
        return
    events = read(call, list_events, model)
    call.answer({"events": [event_document(one) for one in events]}, event_lines(events))


def _story(session: Session, decision: str, application: str, model: str) -> Story:
    return tell_story(
        session,
        decision,
        application=find_application(session, application).id if application else None,
        version=find_version(session, model)[1].id if model else None,
    )


def _graph(session: Session, text: str) -> LineageGraph:
    registered = find_model(session, text.partition(":")[0])
    version = find_version(session, text)[1].id if ":" in text else None
    return load_lineage_graph(session, registered.id, version)


def graph_lines(graph: LineageGraph) -> list[str]:
    """A line for each link; a thing by its kind, its name, its number or digest, and its state."""
    said = {
        node.key: " ".join(
            filter(None, (node.kind, node.title, node.note[:12], node.state.lower()))
        )
        for node in graph.nodes
    }
    lines = [
        f"{said[edge.source]}  {edge.relation.replace('_', ' ')}  {said[edge.target]}"
        for edge in graph.edges
    ]
    return lines or [f"{graph.model_name} has no version yet."]


def story_document(story: Story, told: Sequence[str]) -> dict[str, object]:
    """The facts by the words of the product, the prose, and the graph."""
    facts = story.facts
    return {
        "decision": facts.asked,
        "record": story.record,
        "answered": facts.answered,
        "requests": facts.requests,
        "tests": facts.tested,
        "monitor": facts.watched,
        "waivers": facts.waivers,
        "training": facts.trained,
        "signatures": story.seals,
        "people": story.people,
        "prose": told,
        "graph": story.graph,
    }


def list_events(session: Session, text: str) -> tuple[EventRow, ...]:
    """The events of `model`, or of `model:3`."""
    registered = find_model(session, text.partition(":")[0])
    version = find_version(session, text)[1].id if ":" in text else None
    return list_model_events(session, registered.id, version)


def event_document(row: EventRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "tag": row.tag,
        "actor": row.actor,
        "object": row.object_type,
        "object_id": row.object_id,
        "model": row.model_name or None,
        "version": row.version,
        "sentence": texts.event(row.tag, row.words),
        "facts": row.facts,
        "texts": row.texts,
    }


def event_lines(events: Sequence[EventRow]) -> str:
    lines = [f"{row.at:%Y-%m-%d %H:%M:%SZ}  {row.actor}  {_said(row)}" for row in events]
    return "\n".join(lines) or "Nothing happened yet."


def _said(row: EventRow) -> str:
    """The sentence of an event, with the reason that a person gave where it has none."""
    sentence = texts.event(row.tag, row.words)
    reason = texts.told(row.texts.get("reason", ""))
    return f"{sentence}: “{reason}”" if reason and reason not in sentence else sentence
