"""The list of runs with its counters, and the incidents that one person should look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import OPEN_TASKS, now, roles_by_unit
from app.models.queries.runs import RunRow, mentions, run_rows, runs_statement
from app.models.rules.roles import OPERATORS
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.life_cycle import UserTask

LIST_LIMIT = 500
STATES = ("running", "waiting", "incident", "suspended", "done", "cancelled")


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
class RunList:
    """The newest runs of the filter; the counters count all runs, whatever the filter."""

    rows: tuple[ListedRun, ...]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


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
    }
    return conditions[state]


def list_run_page(
    session: Session, states: Collection[str] = (), words: Collection[str] = ()
) -> RunList:
    """Runs in one of `states` (empty: all) that mention every word, the newest first."""
    statement = runs_statement().order_by(ProcessInstance.number.desc()).limit(LIST_LIMIT)
    wanted = [_is(state) for state in states if state in STATES]
    if wanted:
        condition = wanted[0]
        for each in wanted[1:]:
            condition = condition | each
        statement = statement.where(condition)
    for word in words:
        statement = statement.where(mentions(word))
    rows, clock = run_rows(session, statement), now(session)
    waiting = set(
        session.scalars(
            select(UserTask.instance_id).where(
                UserTask.instance_id.in_([row.id for row in rows]), UserTask.state.in_(OPEN_TASKS)
            )
        )
    )
    return RunList(
        tuple(ListedRun(row, _state(row, waiting), clock) for row in rows), count_states(session)
    )


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
