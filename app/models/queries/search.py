"""The palette's search: objects of every kind by the beginning of a word, a number, an id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import Session

from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.inventory_filter import escape
from app.models.queries.lookups import (
    OPEN_TASKS,
    load_subjects,
    version_numbers,
    whole_number,
)
from app.models.queries.run_ends import DEPLOYED, load_no_longer
from app.models.rules.folding import fold
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.base import mw_fold
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

PER_KIND = 5
KINDS = (
    "model",
    "snapshot",
    "task",
    "request",
    "alert",
    "run",
    "deployment",
    "runtime",
    "template",
    "person",
    "event",
)
# `cc-fraud v14`, `cc-fraud 14`, `cc-fraud/14`, `cc-fraud:14`, and `v14` of whatever model.
_VERSION = re.compile(r"(?:(?P<name>.+?)[ /:]v?|v)(?P<number>[0-9]+)")
# `alert 3`, `run #10`: what carries a number, called by its kind.
_NUMBERED = re.compile(r"(?P<kind>[^\d#@]*[^\d\s#@]) +#?(?P<number>[0-9]+)")
_DIGEST = re.compile(r"[0-9a-f]{6,64}")  # the beginning of a hash, from where it is no word


@dataclass(frozen=True, slots=True)
class Found:
    """An object. `kind` is one of KINDS; `number` where people name it by one.

    A snapshot is found by the id of its version, which is what its page is of; `event` tells what
    an event says.
    """

    kind: str
    id: UUID
    title: str
    detail: str
    number: int | None = None
    event: EventRow | None = None


def search(
    session: Session, text: str, *, limit: int = PER_KIND, names: Mapping[str, str] | None = None
) -> tuple[Found, ...]:
    """Up to `limit` of each kind: open things before ended ones, then the newest.

    A number finds what carries it; a name with one, and the beginning of a hash, find versions.
    `#tag` finds models with a tag that begins so; `@name` people; `alert 3` the alert.

    Args:
        names: how the reader calls kinds: the kind by its folded name; else they are called by
            their codes.
    """
    word = fold(text)
    if not word:
        return ()
    if word.startswith("@"):
        return tuple(_people(session, word[1:], limit))
    if word.startswith("#") and whole_number(word[1:]) is None:
        return tuple(_models(session, word[1:], limit))
    word = word.lstrip("#")
    if found := _numbered(session, word, limit, names or {}):
        return (*_snapshots(session, word, limit), *found)  # a model may be called "run"
    number = whole_number(word)
    return (
        *_models(session, word, limit),
        *_snapshots(session, word, limit),
        *_tasks(session, word, number, limit),
        *_requests(session, number, limit),
        *_alerts(session, word, number, limit),
        *_runs(session, word, number, limit),
        *_deployments(session, number, limit),
        *_runtimes(session, word, limit),
        *_templates(session, word, limit),
        *_people(session, word, limit),
        *_events(session, number),
    )


def search_dated(
    session: Session,
    called: Sequence[str],
    text: str,
    *,
    names: Mapping[str, str] | None = None,
) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """For a question with a day in it: what it is about, and what the whole text finds.

    Args:
        called: what the thing may be called; the first that finds something counts.
    """
    about = (search(session, name, names=names) for name in called)
    return next(filter(None, about), ()), search(session, text, names=names)


def _numbered(
    session: Session, word: str, limit: int, names: Mapping[str, str]
) -> tuple[Found, ...]:
    named = _NUMBERED.fullmatch(word)
    number = whole_number(named["number"]) if named else None
    if named is None or number is None:
        return ()
    match names.get(named["kind"], named["kind"]):
        case "task":
            found = _tasks(session, word, number, limit)
        case "request":
            found = _requests(session, number, limit)
        case "alert":
            found = _alerts(session, word, number, limit)
        case "run":
            found = _runs(session, word, number, limit)
        case "deployment":
            found = _deployments(session, number, limit)
        case "event":
            found = _events(session, number)
        case _:
            found = []
    return tuple(found)


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    """A word in the column begins with `word`."""
    return _has_word(mw_fold(column), word)


def _has_word(folded: Any, word: str) -> ColumnElement[bool]:
    start, spaced = escape(word), literal(" ").concat(folded)
    return or_(
        spaced.like(f"% {start}%", escape="\\"),
        spaced.like(f"%-{start}%", escape="\\"),
    )


def _models(session: Session, word: str, limit: int) -> list[Found]:
    start = escape(word)
    starts = RegisteredModel.name_folded.like(f"{start}%", escape="\\")
    direct = session.execute(
        select(RegisteredModel.id, RegisteredModel.name, RegisteredModel.risk_tier)
        .where(starts)
        .order_by(RegisteredModel.name_folded)
        .limit(limit)
    ).all()
    rows = list(direct)
    if len(rows) < limit:
        inside = session.execute(
            select(RegisteredModel.id, RegisteredModel.name, RegisteredModel.risk_tier)
            .where(_has_word(RegisteredModel.search_text, word))
            .limit(limit)
        )
        known = {row.id for row in rows}
        rows += sorted((row for row in inside if row.id not in known), key=lambda row: row.name)
    return [Found("model", row.id, row.name, row.risk_tier) for row in rows[:limit]]


def _snapshots(session: Session, word: str, limit: int) -> list[Found]:
    """Versions, the newest first; `detail`: how the last snapshot of each begins."""
    this = ModelVersion
    named, is_digest = _VERSION.fullmatch(word), _DIGEST.fullmatch(word)
    number = whole_number(named["number"]) if named else None
    if number is None and not is_digest:
        return []
    asked = select(this, RegisteredModel.name).join(
        RegisteredModel, RegisteredModel.id == this.model_id
    )
    if number is not None:
        asked = asked.where(this.version == number)
        if named and (name := named["name"]):
            asked = asked.where(_has_word(RegisteredModel.name_folded, name))
    else:
        begun = Snapshot.digest.like(f"{word}%")
        asked = asked.where(this.id.in_(select(Snapshot.version_id).where(begun)))
    rows = session.execute(asked.order_by(this.created_at.desc(), this.id).limit(limit)).all()
    frozen = _last_snapshots(session, [one.id for one, _ in rows])
    return [
        Found("snapshot", one.id, f"{name} v{one.version}", frozen.get(one.id, ""))
        for one, name in rows
    ]


def _last_snapshots(session: Session, versions: list[UUID]) -> dict[UUID, str]:
    if not versions:
        return {}
    rows = session.execute(
        select(Snapshot.version_id, Snapshot.sequence, Snapshot.digest)
        .where(Snapshot.version_id.in_(versions))
        .order_by(Snapshot.sequence)
    )
    return {row.version_id: f"s{row.sequence} {row.digest[:8]}" for row in rows}


def _tasks(session: Session, word: str, number: int | None, limit: int) -> list[Found]:
    is_it = UserTask.number == number if number is not None else _begins(UserTask.name, word)
    rows = session.scalars(
        select(UserTask)
        .where(is_it, UserTask.request_id.is_(None))
        .order_by(UserTask.state.not_in(OPEN_TASKS), UserTask.number.desc())
        .limit(limit)
    ).all()
    subjects = load_subjects(session, (one.model_id for one in rows))
    return [
        Found(
            "task",
            one.id,
            one.name,
            subjects[one.model_id].name if one.model_id else "",
            one.number,
        )
        for one in rows
    ]


def _requests(session: Session, number: int | None, limit: int) -> list[Found]:
    if number is None:
        return []
    rows = session.scalars(
        select(TransitionRequest).where(TransitionRequest.number == number).limit(limit)
    ).all()
    subjects = load_subjects(session, (one.model_id for one in rows))
    versions = version_numbers(session, (one.version_id for one in rows))
    return [
        Found(
            "request",
            one.id,
            f"{subjects[one.model_id].name} v{versions[one.version_id]}",
            one.state,
            one.number,
        )
        for one in rows
    ]


def _alerts(session: Session, word: str, number: int | None, limit: int) -> list[Found]:
    is_it = Alert.number == number if number is not None else _begins(Alert.title, word)
    rows = session.scalars(
        select(Alert)
        .where(is_it)
        .order_by(Alert.state.not_in(LIVE_ALERTS), Alert.number.desc())
        .limit(limit)
    ).all()
    subjects = load_subjects(session, (one.model_id for one in rows))
    return [
        Found("alert", one.id, one.title, subjects[one.model_id].name, one.number) for one in rows
    ]


def _runs(session: Session, word: str, number: int | None, limit: int) -> list[Found]:
    this = ProcessInstance
    is_it = this.number == number if number is not None else _begins(this.title, word)
    rows = session.scalars(
        select(this)
        .where(is_it)
        .order_by(case((this.ended_at.is_(None), 0), else_=1), this.number.desc())
        .limit(limit)
    ).all()
    deployed = {one.id: one.version_id for one in rows if one.outcome == DEPLOYED}
    gone = load_no_longer(session, deployed).items()
    states = {run: f"partly_{one.state}" if one.places else one.state for run, one in gone}
    return [
        Found("run", one.id, one.title, states.get(one.id) or one.outcome or one.state, one.number)
        for one in rows
    ]


def _deployments(session: Session, number: int | None, limit: int) -> list[Found]:
    if number is None:
        return []
    rows = session.execute(
        select(Deployment, Runtime.name)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(Deployment.number == number)
        .limit(limit)
    ).all()
    subjects = load_subjects(session, (one.model_id for one, _ in rows))
    versions = version_numbers(session, (one.version_id for one, _ in rows))
    return [
        Found(
            "deployment",
            one.id,
            f"{subjects[one.model_id].name} v{versions[one.version_id]}",
            f"{runtime}, {one.state}",
            one.number,
        )
        for one, runtime in rows
    ]


def _runtimes(session: Session, word: str, limit: int) -> list[Found]:
    rows = session.scalars(
        select(Runtime)
        .where(_begins(Runtime.name, word))
        .order_by(Runtime.state == "retired", Runtime.name)
        .limit(limit)
    )
    return [Found("runtime", one.id, one.name, one.state) for one in rows]


def _templates(session: Session, word: str, limit: int) -> list[Found]:
    rows = session.scalars(
        select(LifeCycleTemplate)
        .where(or_(_begins(LifeCycleTemplate.name, word), _begins(LifeCycleTemplate.key, word)))
        .order_by(LifeCycleTemplate.key, LifeCycleTemplate.version.desc())
        .limit(limit)
    )
    return [Found("template", one.id, f"{one.name} v{one.version}", one.state) for one in rows]


def _people(session: Session, word: str, limit: int) -> list[Found]:
    is_it = or_(_begins(Person.full_name, word), _begins(Person.handle, word))
    rows = session.scalars(
        select(Person)
        .where(is_it, Person.kind == "person")
        .order_by(Person.closed_at.is_not(None), Person.full_name)
        .limit(limit)
    )
    return [Found("person", one.id, one.full_name, one.handle) for one in rows]


def _events(session: Session, number: int | None) -> list[Found]:
    """By its number, as proofs and people name it."""
    event = session.get(AuditEvent, number) if number is not None else None
    if event is None:
        return []
    (row,) = load_event_rows(session, [event])
    return [Found("event", row.object_id, row.subject, row.tag, row.id, row)]
