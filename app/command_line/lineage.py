"""`modelward lineage`: what happened to a model, from the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.event_text import event_document, event_lines, list_events
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import listed, marked, moment
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.values import past_instant, past_last_instant
from app.errors import InputError
from app.models.queries.applications import find_application
from app.models.queries.events import EventRow
from app.models.queries.find import find_model, find_named
from app.models.queries.lineage_graph import GraphEdge, LineageGraph, load_lineage_graph
from app.models.queries.lineage_reviews import (
    SIGNED_OFF,
    LineageReviewRow,
)
from app.models.rules.blockers import require
from app.services.checked_reviews import checked_reviewers_of, list_checked_reviews
from app.services.commands.lineage_reviews import look_at_range, require_facts, sign_off
from app.services.story import Edge, Graph, Story, tell_story
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
    as_of: Annotated[str, typer.Option(help="As recorded then; of a day, at its end.")] = "",
    graph: Annotated[
        bool,
        typer.Option(
            "--graph",
            help="What a version was made of and what came of it; or what a decision rests on.",
        ),
    ] = False,
    is_sign_off: Annotated[
        bool, typer.Option("--sign-off", help="Sign that you reviewed the model's events.")
    ] = False,
    start: Annotated[str, typer.Option("--from", help="With --sign-off: since this time.")] = "",
    until: Annotated[str, typer.Option(help="With --sign-off: up to then, a day to its end.")] = "",
    note: Annotated[str, typer.Option(help="With --sign-off: what you looked at and found.")] = "",
    has_reviews: Annotated[
        bool, typer.Option("--reviews", help="What of the model was signed off, and by whom.")
    ] = False,
    is_unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="Only events that nobody has signed off yet.")
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Every event of a model or a version, its graph, a decision's story, or who reviewed it."""
    call = of(context)
    if as_of:
        call.moment = past_last_instant(as_of, datetime.now(UTC))
    if decision:
        story = read(call, _story, decision, application, model)
        told = prose(story)
        paragraphs = "\n\n".join(marked(one, 2) for one in told)
        shown = listed(story_lines(story.graph)) if graph else paragraphs
        call.answer(story_document(story, told), shown, is_told=True)
        return
    if not model:
        raise InputError("Say which model.", hint="For example: modelward lineage cc-fraud:1.")
    if is_sign_off:
        _sign_off(call, model, start, until, note, passphrase_file)
        return
    if start or until or note:
        raise InputError(
            "--from, --until and --note say what is signed off.", hint="Add --sign-off."
        )
    if has_reviews:
        rows = read(call, _reviews, model)
        document = {"reviews": [review_document(one) for one in rows]}
        call.answer(document, review_lines(rows))
        return
    if graph:
        found = read(call, _graph, model)
        call.answer({"graph": found}, listed(graph_lines(found)))
        return
    events = read(call, _unreviewed if is_unreviewed else list_events, model)
    document = {"events": [event_document(one) for one in events]}
    call.answer(document, event_lines(events), is_told=True)


def _sign_off(
    call: Call, text: str, start: str, until: str, note: str, passphrase_file: Path | None
) -> None:
    if ":" in text:
        raise InputError(
            "A review covers all events of a model, of whatever version.",
            hint=f"Write {text.partition(':')[0]} alone; --from and --until choose a time.",
        )
    if call.moment is not None:
        raise InputError("The past can't be changed.", hint="Leave out as-of.")
    clock = datetime.now(UTC)
    begin = past_instant(start, clock) if start else None
    end = past_last_instant(until, clock) if until else None
    if begin is not None and end is not None and end < begin:
        raise InputError(f"--until {until} is before --from {start}.")
    with acting(call) as work:
        model = work.read(find_model, text)
        given = {"start": begin, "until": end}
        found = work.read(look_at_range, work.actor.id, model.id, **given)
        require(found.blockers)
        facts = require_facts(found.range)
        signer = signer_of(work, call, passphrase_file)
        made = work.write(sign_off, model.id, facts, reason=note, signer=signer)
        (row,) = work.read(list_checked_reviews, model.id, ids=[made.id])
    said = f"{row.events} events of {found.model_name} are signed off"
    left = found.range.unsealed
    more = f"; {left} of that time are not sealed yet, and not covered" if left else ""
    call.answer({**review_document(row), "unsealed": left}, f"{said}{more}.")


def _reviews(session: Session, text: str) -> tuple[LineageReviewRow, ...]:
    return list_checked_reviews(session, find_named(session, text)[0].id)


def review_document(row: LineageReviewRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "by": row.by,
        "first_position": row.first_position,
        "last_position": row.last_position,
        "from": row.first_at,
        "until": row.last_at,
        "events": row.events,
        "own_events": row.own_events,
        "sha256": row.sha256,
        "note": row.reason,
        "signed": row.is_signed,
        "fault": row.fault or "",
    }


def review_lines(rows: Sequence[LineageReviewRow]) -> str:
    lines = [
        f"{moment(row.at)}  {row.by}  {row.events} events from {moment(row.first_at)} to"
        f" {moment(row.last_at)}{_own(row)}: “{row.reason}”{_fault(row)}"
        for row in rows
    ]
    return listed(lines) or "Nobody has signed off anything of it yet."


def _fault(row: LineageReviewRow) -> str:
    return f"  SIGNATURE DOES NOT HOLD: {row.fault}" if row.fault else ""


def _own(row: LineageReviewRow) -> str:
    return f", {row.own_events} of them their own" if row.own_events else ""


def _unreviewed(session: Session, text: str) -> tuple[EventRow, ...]:
    """Those of `list_events` that lie in no range that somebody signed off."""
    rows = list_events(session, text)
    found = checked_reviewers_of(session, [row.id for row in rows])
    return tuple(row for row in rows if not found[row.id] and row.tag != SIGNED_OFF)


def _story(session: Session, decision: str, application: str, model: str) -> Story:
    registered, version = find_named(session, model) if model else (None, None)
    return tell_story(
        session,
        decision,
        application=find_application(session, application).id if application else None,
        model=registered.id if registered else None,
        version=version.id if version else None,
    )


def _graph(session: Session, text: str) -> LineageGraph:
    registered, version = find_named(session, text)
    return load_lineage_graph(session, registered.id, version.id if version else None)


def graph_lines(graph: LineageGraph) -> list[str]:
    """A line for each link; a thing by its kind, its name, its number or digest, and its state."""
    said = {
        node.key: " ".join(
            filter(None, (node.kind, node.title, node.note[:12], node.state.lower()))
        )
        for node in graph.nodes
    }
    lines = _links(said, graph.edges)
    return lines or [f"{graph.model_name} has no version yet."]


def story_lines(graph: Graph) -> list[str]:
    """A line for each link of a decision's story, as `graph_lines`."""
    said = {one.id: f"{one.kind.replace('_', ' ')} {one.label}" for one in graph.nodes}
    return _links(said, graph.edges)


def _links(said: Mapping[str, str], edges: Iterable[Edge | GraphEdge]) -> list[str]:
    return [
        f"{said[one.source]}  {one.relation.replace('_', ' ')}  {said[one.target]}" for one in edges
    ]


def story_document(story: Story, told: Sequence[str]) -> dict[str, object]:
    """The facts by the words of the product, the prose, and the graph."""
    facts = story.facts
    return {
        "decision": facts.asked,
        "record": story.record,
        "answered": facts.answered,
        "requests": facts.requests,
        "trials": facts.tried,
        "tests": facts.tested,
        "monitor": facts.watched,
        "waivers": facts.waivers,
        "training": [facts.trained] if facts.trained is not None else [],
        "is_training_known": facts.is_training_known,
        "signatures": story.seals,
        "people": story.people,
        "prose": told,
        "graph": story.graph,
    }
