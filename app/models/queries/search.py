"""The palette's search: objects of every kind by the beginning of a word, a number, an id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import Session

from app.models.queries.inventory_filter import escape
from app.models.queries.lookups import (
    LIVE_ALERTS,
    OPEN_TASKS,
    fold,
    load_subjects,
    version_numbers,
    whole_number,
)
from app.models.tables.base import mw_fold
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import Person

PER_KIND = 5
KINDS = ("model", "task", "request", "alert", "run", "deployment", "runtime", "template", "person")


@dataclass(frozen=True, slots=True)
class Found:
    """An object. `kind` is one of KINDS; `number` where people name it by one."""

    kind: str
    id: UUID
    title: str
    detail: str
    number: int | None = None


def search(session: Session, text: str, *, limit: int = PER_KIND) -> tuple[Found, ...]:
    """Up to `limit` of each kind: open things before ended ones, then the newest.

    A number finds what carries it. `#tag` finds models with a tag that begins so; `@name` people.
    """
    word = fold(text)
    if not word:
        return ()
    if word.startswith("@"):
        return tuple(_people(session, word[1:], limit))
    if word.startswith("#") and whole_number(word[1:]) is None:
        return tuple(_models(session, word[1:], limit))
    word = word.lstrip("#")
    number = whole_number(word)
    return (
        *_models(session, word, limit),
        *_tasks(session, word, number, limit),
        *_requests(session, number, limit),
        *_alerts(session, word, number, limit),
        *_runs(session, word, number, limit),
        *_deployments(session, number, limit),
        *_runtimes(session, word, limit),
        *_templates(session, word, limit),
        *_people(session, word, limit),
    )


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
    )
    return [Found("run", one.id, one.title, one.outcome or one.state, one.number) for one in rows]


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
