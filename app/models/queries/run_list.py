"""The list of runs with its counters, and the incidents that one person should look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.id_lists import is_one_of
from app.models.queries.inventory_filter import require_known
from app.models.queries.lookups import OPEN_TASKS, now, roles_by_unit
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.queries.runs import RunRow, mentions, run_rows, runs_statement
from app.models.rules.filter_language import PLAIN, Filter, parse_filter
from app.models.rules.folding import fold
from app.models.rules.roles import OPERATORS
from app.models.tables.base import UtcDateTime, mw_fold
from app.models.tables.engine import Incident, ProcessInstance, Token
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.organisation import Person
from app.texts import stored_words

STATES = ("running", "waiting", "incident", "suspended", "done", "cancelled")
STORED = ("active", "completed")  # a filter may name these too: active is running or waiting
KEYS = {"state": PLAIN, "step": PLAIN, "template": PLAIN}
SORTS = ("number", "state", "model", "step", "since", "template", "by")


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run as a line. `state`: one of STATES; waiting means for a person."""

    run: RunRow
    state: str
    now: datetime

    @property
    def id(self) -> UUID:
        return self.run.id


@dataclass(frozen=True, slots=True)
class RunQuery:
    """What the list shows; without a sort the newest first."""

    filter: Filter = field(default_factory=Filter)
    sort: str = ""
    is_descending: bool = False

    @classmethod
    def of(
        cls, text: str, *, sort: str = "", is_descending: bool = False, is_strict: bool = True
    ) -> RunQuery:
        """From a filter as people write it: `state:incident cc-fraud`.

        Raises:
            InputError: the filter can't be read, or there is no such state or order.
        """
        if sort and sort not in SORTS:
            raise InputError(f"There is no order {sort}.", hint="Known: " + ", ".join(SORTS) + ".")
        found = parse_filter(text, KEYS, is_strict=is_strict)
        for one in found.conditions:
            if one.key == "state":
                require_known(one, map(fold, one.values), (*STATES, *STORED))
        return cls(found, sort, is_descending)


def _waits() -> ColumnElement[bool]:
    return exists().where(
        UserTask.instance_id == ProcessInstance.id, UserTask.state.in_(OPEN_TASKS)
    )


def _is(state: str) -> ColumnElement[bool]:
    stored = ProcessInstance.state
    conditions: dict[str, ColumnElement[bool]] = {
        "running": and_(stored == "active", ~_waits()),
        "waiting": and_(stored == "active", _waits()),
        "incident": stored == "incident",
        "suspended": stored == "suspended",
        "done": stored == "completed",
        "cancelled": stored == "cancelled",
        **{one: stored == one for one in STORED},
    }
    return conditions[state]


def _state_is(words: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*map(_is, words))


def _stands_at(words: tuple[str, ...]) -> ColumnElement[bool]:
    """It stands at a step of this name now, as it is stored or as its reader's language has it."""
    names = {fold(name) for one in words for name in stored_words(one)}
    return exists().where(
        Token.instance_id == ProcessInstance.id,
        Token.state != "scope",
        mw_fold(Token.name).in_(names),
    )


def _follows(words: tuple[str, ...]) -> ColumnElement[bool]:
    """Of this life cycle, by its key or its name, at whatever version."""
    return or_(
        mw_fold(LifeCycleTemplate.key).in_(words), mw_fold(LifeCycleTemplate.name).in_(words)
    )


_MEANING: dict[str, Callable[[tuple[str, ...]], ColumnElement[bool]]] = {
    "state": _state_is,
    "step": _stands_at,
    "template": _follows,
}


def list_run_page(
    session: Session,
    query: RunQuery | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ListedRun]:
    """The next rows in this order."""
    query = query or RunQuery()
    statement = runs_statement().where(*_conditions(query))
    found = next_rows(session, statement, _order(query), after, limit)
    rows, clock = run_rows(session, found.rows), now(session)
    waiting = set(
        session.scalars(
            select(UserTask.instance_id).where(
                is_one_of(session, UserTask.instance_id, [row.id for row in rows]),
                UserTask.state.in_(OPEN_TASKS),
            )
        )
    )
    listed = tuple(ListedRun(row, _state(row, waiting), clock) for row in rows)
    return Page(listed, found.cursor)


def count_run_page(session: Session, query: RunQuery) -> int:
    """How many runs the list has in all."""
    statement = runs_statement().where(*_conditions(query))
    found = statement.with_only_columns(ProcessInstance.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _conditions(query: RunQuery) -> list[ColumnElement[bool]]:
    found = []
    for one in query.filter.conditions:
        meaning = _MEANING[one.key](tuple(map(fold, one.values)))
        found.append(not_(meaning) if one.is_negated else meaning)
    return [*found, *map(mentions, query.filter.words)]


def _order(query: RunQuery) -> tuple[Key, ...]:
    if not query.sort:
        return Key(ProcessInstance.number, True), Key(ProcessInstance.id)
    step, entered = (
        select(value)
        .where(Token.instance_id == ProcessInstance.id, Token.state != "scope")
        .scalar_subquery()
        for value in (func.min(Token.name), func.min(Token.entered_at))
    )
    since = func.coalesce(
        ProcessInstance.ended_at, entered, ProcessInstance.started_at, type_=UtcDateTime()
    )
    states = case(*((_is(one), n) for n, one in enumerate(STATES)), else_=len(STATES))
    keys: dict[str, tuple[Any, ...]] = {
        "number": (),
        "state": (states,),
        "model": (
            func.coalesce(RegisteredModel.name_folded, func.lower(ProcessInstance.title)),
            func.coalesce(ModelVersion.version, 0),
        ),
        "step": (func.coalesce(step, ""),),
        "since": (since,),
        "template": (LifeCycleTemplate.name, LifeCycleTemplate.version),
        "by": (func.lower(func.coalesce(Person.full_name, "")),),
    }
    # An age grows as its start lies further back.
    is_descending = query.is_descending != (query.sort == "since")
    order = (*keys[query.sort], ProcessInstance.number, ProcessInstance.id)
    return tuple(Key(one, is_descending) for one in order)


def _state(row: RunRow, waiting: Collection[UUID]) -> str:
    if row.state == "active":
        return "waiting" if row.id in waiting else "running"
    return "done" if row.state == "completed" else row.state


def count_states(session: Session) -> dict[str, int]:
    """How many runs there are in each state."""
    stored = {
        row[0]: row[1]
        for row in session.execute(
            select(ProcessInstance.state, func.count()).group_by(ProcessInstance.state)
        )
    }
    waiting = session.scalar(
        select(func.count()).select_from(ProcessInstance).where(_is("waiting"))
    )
    found = dict.fromkeys(STATES, 0)
    found["waiting"] = waiting or 0
    found["running"] = stored.get("active", 0) - found["waiting"]
    found["done"] = stored.get("completed", 0)
    for state in ("incident", "suspended", "cancelled"):
        found[state] = stored.get(state, 0)
    return found


def count_my_incidents(session: Session, me: UUID) -> int:
    """Open incidents in the units where this person operates."""
    units = [unit for unit, roles in roles_by_unit(session, me).items() if roles & OPERATORS]
    statement = select(func.count()).where(Incident.state == "open", Incident.unit_id.in_(units))
    return session.scalar(statement) or 0
