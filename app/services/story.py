"""The story of one decision: its facts, whether each signature holds, and the graph of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.images import image_then
from app.models.queries.record_imports import stored_record
from app.models.queries.story import Requested, StoryFacts
from app.models.queries.story_loading import load_story
from app.models.queries.story_records import clean_decision_id, list_answers
from app.models.tables.applications import DecisionRecord
from app.models.tables.governance import Decision, Finding, TransitionRequest, Waiver
from app.services.trail.record_seal import RecordSeal, load_record_seal
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING
from app.services.verifying.votes import decision_fault, review_fault, waiver_fault


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether a signature holds. `why` says what is wrong; `is_required`: people sign here."""

    holds: bool
    why: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    relation: str


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Story:
    facts: StoryFacts
    record: RecordSeal  # whether the record is what was imported
    seals: dict[UUID, Seal]  # by decision, waiver or review
    graph: Graph
    people: dict[str, tuple[str, ...]]  # what each person did in it


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several answers under the same id."""

    application_id: UUID | None
    application: str
    version_id: UUID
    version: str  # cc-fraud:2
    at: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of an id: its story, the answers among which somebody has to say, or neither."""

    decision_id: str
    story: Story | None = None
    candidates: tuple[Candidate, ...] = ()


def seek_story(
    session: Session,
    decision_id: str,
    *,
    application: UUID | None = None,
    version: UUID | None = None,
) -> Sought:
    """The story of a decision for somebody who can be asked which one they mean."""
    wanted = clean_decision_id(decision_id)
    rows = list_answers(session, wanted, application=application, version=version)
    if not rows:
        return Sought(wanted)
    named = {one.application_id for one in rows if one.application_id is not None}
    if len({one.version_id for one in rows}) > 1 or len(named) > 1:
        return Sought(wanted, None, tuple(Candidate(*row) for row in rows))
    story = tell_story(session, wanted, application=application, version=version)
    return Sought(wanted, story)


def tell_story(
    session: Session,
    decision_id: str,
    *,
    application: UUID | None = None,
    model: UUID | None = None,
    version: UUID | None = None,
) -> Story:
    """Everything behind a decision. See `load_story` for what it raises."""
    facts = load_story(session, decision_id, application=application, model=model, version=version)
    record = stored_record(session.get_one(DecisionRecord, facts.asked.record_id))
    return Story(
        facts,
        load_record_seal(session, record),
        _seals(session, facts),
        _graph(facts),
        _people(facts),
    )


def _seals(session: Session, facts: StoryFacts) -> dict[UUID, Seal]:
    check = Verifying(session)
    is_required = check.is_required
    found = {}
    for request in facts.requests:
        asked = session.get_one(TransitionRequest, request.id)
        for vote in request.votes:
            why = decision_fault(check, asked, session.get_one(Decision, vote.id))
            found[vote.id] = _told_of(why, is_required=is_required)
        if request.review is not None:
            why = _review_fault(check, request.review.id, facts.asked.at)
            found[request.review.id] = _told_of(why, is_required=is_required)
    for waiver in facts.waivers:
        why = waiver_fault(check, session.get_one(Waiver, waiver.id))
        found[waiver.id] = _told_of(why, is_required=is_required)
    return found


def _review_fault(check: Verifying, review_id: UUID, at: datetime) -> str:
    """Of the review as it was then: it may have been opened again since."""
    row = image_then(check.session, "finding", review_id, at)
    return MISSING if row is None else review_fault(check, Finding(**row._mapping))


def _told_of(why: str, *, is_required: bool) -> Seal:
    """Where nobody has to sign, a signature that is there and fails is no missing one."""
    return Seal(not why, why, is_required or why not in ("", MISSING))


def _deeds(facts: StoryFacts) -> Iterator[tuple[str, str]]:
    """Who did what, in the order of the story."""
    answered = facts.answered
    yield facts.asked.application_owner, "owns_application"
    yield answered.owner, "owns_model"
    yield answered.registered_by, "registered"
    for author in answered.authors:
        yield author, "author"
    yield answered.snapshot_by, "froze"
    if facts.trained is not None:
        yield facts.trained.by, "trained"
    for request in facts.requests:
        yield request.asked_by, "asked"
        for vote in request.votes:
            yield vote.person, "accepted" if vote.verdict == "accept" else "rejected"
        if request.review is not None:
            yield request.review.person, "reviewed"
    for tried in facts.tried:
        yield tried.by, "tried"
    for waiver in facts.waivers:
        yield waiver.asked_by, "asked_waiver"
        yield waiver.granted_by, "granted_waiver"


def _people(facts: StoryFacts) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for person, deed in _deeds(facts):
        if person:
            found.setdefault(person, {})[deed] = None
    return {person: tuple(deeds) for person, deeds in found.items()}


def _graph(facts: StoryFacts) -> Graph:
    """Nodes and edges from the decision back to data, code and people."""
    asked, answered = facts.asked, facts.answered
    nodes = {"decision": Node("decision", "decision", asked.decision_id)}
    edges: dict[Edge, None] = {}

    def add(key: str, kind: str, label: str, source: str, relation: str) -> str:
        nodes.setdefault(key, Node(key, kind, label))
        edges[Edge(source, key, relation)] = None
        return key

    def by(person: str, source: str, relation: str) -> None:
        if person:
            add(f"person:{person}", "person", person, source, relation)

    def let_in(request: Requested) -> None:
        label = f"{request.number} {request.stage}"
        key = add(f"request:{request.id}", "request", label, base, "let_in_by")
        by(request.asked_by, key, "asked_by")
        for vote in request.votes:
            given = add(f"vote:{vote.id}", "approval", vote.verdict, key, "decided_by")
            by(vote.person, given, "signed_by")
        if request.review is not None:
            seen = add(f"review:{request.review.id}", "review", "closed", key, "reviewed_by")
            by(request.review.person, seen, "signed_by")

    if asked.application:
        desk = add("application", "application", asked.application, "decision", "decided_in")
        by(asked.application_owner, desk, "owned_by")
    version = add(
        "version", "version", f"{answered.model}:{answered.version}", "decision", "answered_by"
    )
    model = add("model", "model", answered.model, version, "version_of")
    by(answered.owner, model, "owned_by")
    by(answered.registered_by, version, "registered_by")
    base = version
    if answered.snapshot is not None:
        label = f"s{answered.snapshot} {answered.snapshot_digest[:12]}"
        base = add("snapshot", "snapshot", label, version, "frozen_as")
        by(answered.snapshot_by, base, "taken_by")
    for request in facts.requests:
        let_in(request)
    for tried in facts.tried:
        key = add(f"task:{tried.id}", "acceptance_test", tried.outcome, base, "tested_by")
        by(tried.by, key, "done_by")
    if facts.tested is not None:
        test = add("test", "test", facts.tested.verdict, base, "tested_by")
        if facts.tested.table:
            add("table", "threshold_table", facts.tested.table, test, "judged_by")
    for waiver in facts.waivers:
        key = add(f"waiver:{waiver.id}", "waiver", waiver.rule, base, "passed_by")
        by(waiver.granted_by, key, "granted_by")
    if facts.trained is not None:
        trained = facts.trained
        run = add(f"training:{trained.run}", "training", trained.algorithm, base, "trained_by")
        by(trained.by, run, "run_by")
        for name, digest in trained.data:
            add(f"data:{digest}", "data", f"{name} {digest[:12]}", run, "trained_on")
        if trained.commit:
            add(f"commit:{trained.commit}", "commit", trained.commit, run, "code_at")
        if trained.environment_sha256:
            lock = trained.environment_sha256
            add(f"environment:{lock}", "environment", lock[:12], run, "ran_in")
    return Graph(tuple(nodes.values()), tuple(edges))
