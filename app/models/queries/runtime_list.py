"""The list of runtimes, ordered, counted and paged in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.id_lists import is_sqlite
from app.models.queries.lookups import now
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.queries.runtime_health import LATE_AFTER, SILENT
from app.models.queries.runtimes import Retired, RuntimeRow, is_shown, list_runtimes
from app.models.tables.base import UtcDateTime, mw_fold
from app.models.tables.execution import Heartbeat, Runtime

SORTS = ("name", "health", "seen")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What wants somebody comes first.
HEALTHS = ("retired", "lost", SILENT, "late", "unknown", "draining", "busy", "paused", "ok")


@dataclass(frozen=True, slots=True)
class ListedRuntime:
    """A runtime as a line of the table."""

    one: RuntimeRow
    now: datetime

    @property
    def id(self) -> UUID:
        return self.one.id


@dataclass(frozen=True, slots=True)
class RuntimeQuery:
    """What the list shows; without a sort by name. Of retired ones those that may still answer."""

    sort: str = ""
    is_descending: bool = False

    def __post_init__(self) -> None:
        if self.sort and self.sort not in SORTS:
            raise InputError(
                f"There is no order {self.sort}.", hint="Known: " + ", ".join(SORTS) + "."
            )


def list_runtime_page(
    session: Session,
    query: RuntimeQuery,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ListedRuntime]:
    """The next rows in this order."""
    clock = now(session)
    statement = (
        select(Runtime.id)
        .outerjoin(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(is_shown())
    )
    found = next_rows(session, statement, _order(session, query, clock), after, limit)
    ids = [row[0] for row in found.rows]
    rows = {one.id: one for one in list_runtimes(session, retired=Retired.ALL, ids=ids)}
    here = tuple(ListedRuntime(rows[one], clock) for one in ids if one in rows)
    return Page(here, found.cursor)


def count_runtime_page(session: Session, _query: RuntimeQuery) -> int:
    """How many the list has in all."""
    listed = select(func.count(Runtime.id)).where(is_shown())
    return session.scalar(listed) or 0


def _order(session: Session, query: RuntimeQuery, clock: datetime) -> tuple[Key, ...]:
    places = {one: n for n, one in enumerate(HEALTHS)}
    seen = func.coalesce(Heartbeat.at, literal(NEVER, UtcDateTime()), type_=UtcDateTime())
    values: dict[str, tuple[Any, ...]] = {
        "": (),
        "name": (),
        "health": (case(places, value=_health(session, clock), else_=len(places)),),
        "seen": (seen,),
    }
    # An age grows as its start lies further back.
    is_descending = query.is_descending != (query.sort == "seen")
    order = (*values[query.sort], mw_fold(Runtime.name), Runtime.id)
    return tuple(Key(one, is_descending) for one in order)


def _health(session: Session, clock: datetime) -> ColumnElement[str]:
    """As `runtime_health` and the pauses say it, one by one."""
    is_late = func.coalesce(Heartbeat.at, NEVER) < clock - LATE_AFTER
    return case(
        (Runtime.state == "retired", Runtime.state),
        (Runtime.is_paused, "paused"),
        (Runtime.state == "unreachable", "lost"),
        (Runtime.state.in_(("draining", "unknown")), Runtime.state),
        (is_late, "late"),
        (and_(Runtime.state == "ready", _is_silent(session)), SILENT),
        (Runtime.state == "ready", "ok"),
        else_=Runtime.state,
    )


def _is_silent(session: Session) -> ColumnElement[bool]:
    """The last look found services that do not answer."""
    found: Any
    if is_sqlite(session):
        text = type_coerce(Heartbeat.facts, String)
        found = case((func.json_valid(text) == 1, func.json_extract(text, f"$.{SILENT}")))
    else:
        found = type_coerce(Heartbeat.facts, JSONB)[SILENT].astext
    silent: ColumnElement[bool] = func.coalesce(found, "{}") != "{}"
    return silent
