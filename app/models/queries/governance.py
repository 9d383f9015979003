"""Governed things as lists: one kind at a time, filtered, ordered and paged in SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.governance_rows import NEVER, rows_of
from app.models.queries.governed_needs import list_governed_needs
from app.models.queries.inventory_filter import escape
from app.models.queries.lookups import (
    load_units,
    now,
    person_names,
    unit_with_descendants,
    version_numbers,
)
from app.models.queries.need_rows import NeedRow
from app.models.queries.responsibilities import in_order, step_names
from app.models.rules.assessing import UNANSWERED
from app.models.rules.filter_language import (
    PLAIN,
    Condition,
    Filter,
    duration_of,
    parse_filter,
)
from app.models.rules.folding import fold
from app.models.rules.severities import SEVERITIES
from app.models.tables.base import UtcDateTime, mw_fold
from app.models.tables.inventory import RegisteredModel
from app.models.tables.organisation import Person

KINDS = (
    "use_case", "risk", "finding", "waiver", "attestation", "policy", "framework", "raci",
    "application", "source",
)  # fmt: skip
KEYS = {
    "state": PLAIN,
    "grade": PLAIN,
    "owner": PLAIN,
    "unit": PLAIN,
    "model": PLAIN,
    "expiring": PLAIN,
    "overdue": PLAIN,
    "regulated": PLAIN,
    "needs": PLAIN,
}
SORTS = ("title", "state", "grade", "owner", "due", "changed")
PAGE_SIZE = 200
SOON = timedelta(days=30)
LIVE_WAIVERS = ("asked", "granted")
_YES, _NO = ("yes", "true", "ja"), ("no", "false", "nee")


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """A list of one kind. The order may be one of `SORTS`; empty: the kind's own."""

    kind: str
    filter: Filter = field(default_factory=Filter)
    sort: str = ""
    is_descending: bool = False
    me: UUID | None = None

    @classmethod
    def of(
        cls,
        kind: str,
        text: str = "",
        *,
        sort: str = "",
        is_descending: bool = False,
        me: UUID | None = None,
        is_strict: bool = True,
    ) -> CaseQuery:
        """From a filter as people write it: `expiring:30d`, `overdue:yes`, `regulated:yes`.

        Raises:
            InputError: there is no such kind or order, or the filter can't be read.
        """
        if kind not in KINDS:
            raise InputError(f"There is no kind {kind}.", hint="Known: " + ", ".join(KINDS) + ".")
        if sort and sort not in SORTS:
            raise InputError(f"There is no order {sort}.", hint="Known: " + ", ".join(SORTS) + ".")
        found = parse_filter(text, KEYS, is_strict=is_strict)
        return cls(kind, found, sort, is_descending, me)


@dataclass(frozen=True, slots=True)
class CaseCursor:
    """Where a page ended: go on after this row."""

    key: Any
    id: UUID


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A governed thing as a line. `grade`: a tier, a severity, a data class or a key."""

    id: UUID
    kind: str
    number: int  # 0: it is named, not numbered
    title: str
    state: str
    grade: str
    owner_id: UUID | None
    owner: str
    model_id: UUID | None
    model: str
    version: int | None
    unit: str
    due_at: datetime | None
    is_overdue: bool
    is_expiring: bool
    is_regulated: bool
    changed_at: datetime
    detail: str = ""  # a framework's edition, the role of a responsibility
    step: tuple[str, ...] = ()  # of a responsibility for one: what it and its life cycle are called


@dataclass(frozen=True, slots=True)
class CasePage:
    rows: tuple[CaseRow, ...]
    cursor: CaseCursor | None = None


def list_cases(
    session: Session,
    query: CaseQuery,
    after: CaseCursor | None = None,
    limit: int = PAGE_SIZE,
) -> CasePage:
    """The next rows in this order, by keys and never by counting rows."""
    moment = now(session)
    rows = rows_of(query.kind).subquery()
    key, is_descending = _order(query, rows)
    statement = select(rows).where(*_conditions(session, query, rows, moment)).add_columns(key)
    if after is not None:
        beyond = key < after.key if is_descending else key > after.key
        tie = rows.c.id < after.id if is_descending else rows.c.id > after.id
        statement = statement.where(or_(beyond, and_(key == after.key, tie)))
    order = (key.desc(), rows.c.id.desc()) if is_descending else (key, rows.c.id)
    found = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    cursor = CaseCursor(last[-1], last.id) if last is not None else None
    return CasePage(_case_rows(session, query.kind, page, moment), cursor)


def count_cases(session: Session, query: CaseQuery) -> int:
    rows = rows_of(query.kind).subquery()
    statement = select(func.count()).select_from(rows)
    return session.scalar(statement.where(*_conditions(session, query, rows, now(session)))) or 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """How many there are of a kind, and how many of them ask for somebody's attention."""

    kind: str
    total: int
    waiting: int  # open, proposed or asked: for somebody to answer
    expiring: int
    overdue: int
    regulated: int
    mine: int = 0  # need this reader


def count_shelves(session: Session, me: UUID | None = None) -> dict[str, Shelf]:
    """Every kind with its counts: one statement each."""
    moment = now(session)
    needed = Counter(one.kind for one in _needed(session, me, moment))
    found = {}
    for kind in KINDS:
        rows = rows_of(kind).subquery()
        counted = session.execute(
            select(
                func.count(),
                *(
                    func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
                    for condition in (
                        rows.c.state.in_(WAITING.get(kind, ())),
                        _is_expiring(kind, rows, moment, SOON),
                        _is_overdue(kind, rows, moment),
                        rows.c.is_regulated.is_(True),
                    )
                ),
            ).select_from(rows)
        ).one()
        shelf = Shelf(kind, *(int(one) for one in counted))
        found[kind] = replace(shelf, mine=needed[kind])
    return found


def count_needed(session: Session, me: UUID) -> int:
    """Governed things that need this person: the number in the rail."""
    return len(_needed(session, me, now(session)))


def _needed(session: Session, me: UUID | None, moment: datetime) -> tuple[NeedRow, ...]:
    return list_governed_needs(session, me, now=moment) if me is not None else ()


# In which states somebody has to answer.
WAITING: Mapping[str, tuple[str, ...]] = {
    "risk": ("proposed",),
    "finding": ("open", "mitigating"),
    "waiver": ("asked",),
    "attestation": ("open", "submitted", "returned"),
    "policy": ("draft",),
    "framework": ("draft",),
}
# In which states a day matters.
DATED: Mapping[str, tuple[str, ...]] = {"waiver": LIVE_WAIVERS, "attestation": UNANSWERED}
# What matters first where nobody asked for another order: (order, is it descending).
_USUAL: Mapping[str, tuple[str, bool]] = {
    "risk": ("changed", True),
    "finding": ("changed", True),
    "waiver": ("due", False),
    "attestation": ("due", False),
    "framework": ("due", True),
}


def _order(query: CaseQuery, rows: Subquery) -> tuple[ColumnElement[Any], bool]:
    sort, is_descending = (
        (query.sort, query.is_descending)
        if query.sort
        else _USUAL.get(query.kind, ("title", False))
    )
    grade = case({one: n for n, one in enumerate(SEVERITIES, 1)}, value=rows.c.grade, else_=0)
    owner = (
        select(func.lower(Person.full_name)).where(Person.id == rows.c.owner_id).scalar_subquery()
    )
    keys: dict[str, ColumnElement[Any]] = {
        "title": in_order(rows.c.title) if query.kind == "raci" else func.lower(rows.c.title),
        "state": rows.c.state,
        "grade": grade,
        "owner": func.coalesce(owner, ""),
        "due": func.coalesce(rows.c.due_at, NEVER, type_=UtcDateTime()),
        "changed": rows.c.changed_at,
    }
    return keys[sort], is_descending


def _is_expiring(
    kind: str, rows: Subquery, moment: datetime, within: timedelta
) -> ColumnElement[bool]:
    if kind not in DATED:
        return false()
    return and_(
        rows.c.state.in_(DATED[kind]),
        rows.c.due_at > moment,
        rows.c.due_at <= moment + within,
    )


def _is_overdue(kind: str, rows: Subquery, moment: datetime) -> ColumnElement[bool]:
    if kind not in DATED:
        return false()
    return and_(rows.c.state.in_(DATED[kind]), rows.c.due_at <= moment)


def _conditions(
    session: Session, query: CaseQuery, rows: Subquery, moment: datetime
) -> list[ColumnElement[bool]]:
    found = []
    for one in query.filter.conditions:
        meaning = _meaning(session, query, rows, one, moment)
        found.append(not_(func.coalesce(meaning, false())) if one.is_negated else meaning)
    for word in query.filter.words:
        like = f"%{escape(fold(word))}%"
        model = select(RegisteredModel.id).where(
            RegisteredModel.id == rows.c.model_id,
            RegisteredModel.name_folded.like(like, escape="\\"),
        )
        found.append(or_(mw_fold(rows.c.title).like(like, escape="\\"), exists(model)))
    return found


def _meaning(
    session: Session, query: CaseQuery, rows: Subquery, one: Condition, moment: datetime
) -> ColumnElement[bool]:
    words = [fold(value).replace(" ", "_") for value in one.values]
    if one.key in ("state", "grade"):
        return rows.c[one.key].in_(words if one.key == "state" else [*words, *one.values])
    if one.key == "unit":
        return rows.c.unit_id.in_(unit_with_descendants(session, one.values))
    if one.key == "model":
        named = select(RegisteredModel.id).where(
            RegisteredModel.name_folded.in_([fold(value) for value in one.values])
        )
        return rows.c.model_id.in_(named)
    if one.key == "owner":
        names = [fold(value) for value in one.values]
        called = or_(mw_fold(Person.handle).in_(words), mw_fold(Person.full_name).in_(names))
        people = session.scalars(select(Person.id).where(called))
        mine = [query.me] if "me" in words and query.me is not None else []
        return rows.c.owner_id.in_([*people, *mine])
    if one.key == "expiring":
        return _is_expiring(query.kind, rows, moment, duration_of(one))
    return _is_so(session, query, rows, one, moment)


def _is_so(
    session: Session, query: CaseQuery, rows: Subquery, one: Condition, moment: datetime
) -> ColumnElement[bool]:
    """Of the keys that take no value of the row: is it mine to do, overdue, regulated."""
    if one.key == "needs":
        return _needs_me(session, query, rows, one, moment)
    is_meant = _yes_or_no(one)
    wanted = (
        _is_overdue(query.kind, rows, moment)
        if one.key == "overdue"
        else rows.c.is_regulated.is_(True)
    )
    return wanted if is_meant else not_(func.coalesce(wanted, false()))


def _needs_me(
    session: Session, query: CaseQuery, rows: Subquery, one: Condition, moment: datetime
) -> ColumnElement[bool]:
    if [fold(value) for value in one.values] != ["me"]:
        raise InputError(
            f"needs is only asked for oneself (at character {one.position} of the filter).",
            hint="Write needs:me.",
        )
    needed = _needed(session, query.me, moment)
    return rows.c.id.in_([need.id for need in needed if need.kind == query.kind])


def _yes_or_no(one: Condition) -> bool:
    word = fold(one.values[0])
    if word not in (*_YES, *_NO):
        raise InputError(
            f"{one.key} is yes or no (at character {one.position} of the filter).",
            hint=f"Write {one.key}:yes or {one.key}:no.",
        )
    return word in _YES


def case_row(session: Session, kind: str, case_id: UUID) -> CaseRow:
    """One governed thing as a line.

    Raises:
        InputError: there is none.
    """
    rows = rows_of(kind).subquery()
    found = session.execute(select(rows, true()).where(rows.c.id == case_id)).all()
    if not found:
        raise InputError("What you look for is not there, or belongs to another unit.")
    return _case_rows(session, kind, found, now(session))[0]


def _case_rows(
    session: Session, kind: str, rows: Sequence[Any], moment: datetime
) -> tuple[CaseRow, ...]:
    names = person_names(session, (row.owner_id for row in rows))
    units = load_units(session)
    wanted = {row.model_id for row in rows} - {None}
    models = {
        row[0]: row[1]
        for row in session.execute(
            select(RegisteredModel.id, RegisteredModel.name).where(RegisteredModel.id.in_(wanted))
        )
    }
    versions = version_numbers(session, (row.version_id for row in rows))
    dated = DATED.get(kind, ())
    steps = step_names(session, (row.id for row in rows)) if kind == "raci" else {}
    found = []
    for row in rows:
        is_open = row.due_at is not None and row.state in dated
        found.append(
            CaseRow(
                id=row.id,
                kind=kind,
                number=row.number,
                title=row.title,
                state=row.state,
                grade=row.grade,
                owner_id=row.owner_id,
                owner=names.get(row.owner_id, ""),
                model_id=row.model_id,
                model=models.get(row.model_id, ""),
                version=versions.get(row.version_id),
                unit=units[row.unit_id].name if row.unit_id in units else "",
                due_at=row.due_at,
                is_overdue=is_open and row.due_at <= moment,
                is_expiring=is_open and moment < row.due_at <= moment + SOON,
                is_regulated=bool(row.is_regulated),
                changed_at=row.changed_at,
                detail=row.detail,
                step=steps.get(row.id, ()),
            )
        )
    return tuple(found)
