"""Governed things as lists: one kind at a time, filtered, ordered and paged in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.inventory_filter import escape
from app.models.queries.lookups import (
    fold,
    load_units,
    now,
    person_names,
    unit_with_descendants,
    version_numbers,
)
from app.models.rules.assessing import UNANSWERED
from app.models.rules.filter_language import (
    PLAIN,
    Condition,
    Filter,
    duration_of,
    parse_filter,
)
from app.models.rules.policies import POLICIES
from app.models.tables.applications import Application, ApplicationUse
from app.models.tables.base import UtcDateTime
from app.models.tables.execution import DataSource
from app.models.tables.governance import Attestation, Finding, RiskAssessment, Waiver
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import Person

KINDS = (
    "use_case", "risk", "finding", "waiver", "attestation", "policy", "application", "source",
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
}
SORTS = ("title", "state", "grade", "owner", "due", "changed")
PAGE_SIZE = 200
SOON = timedelta(days=30)
GRADES = ("low", "medium", "high", "critical")  # tiers and severities, in their order
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
    rows = _rows_of(query.kind).subquery()
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
    rows = _rows_of(query.kind).subquery()
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


def count_shelves(session: Session) -> dict[str, Shelf]:
    """Every kind with its counts: one statement each."""
    moment = now(session)
    found = {}
    for kind in KINDS:
        rows = _rows_of(kind).subquery()
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
        found[kind] = Shelf(kind, *(int(one) for one in counted))
    return found


# In which states somebody has to answer.
WAITING: Mapping[str, tuple[str, ...]] = {
    "risk": ("proposed",),
    "finding": ("open", "mitigating"),
    "waiver": ("asked",),
    "attestation": ("open", "submitted", "returned"),
    "policy": ("draft",),
}
# In which states a day matters.
DATED: Mapping[str, tuple[str, ...]] = {"waiver": LIVE_WAIVERS, "attestation": UNANSWERED}
NO_ID = null().cast(Person.id.type)
NO_TIME = null().cast(UtcDateTime())
NO_TEXT = literal("", String())
NEVER = literal(datetime.fromisoformat("9999-01-01T00:00:00+00:00"), UtcDateTime())


def _rows_of(kind: str) -> Select[Any]:
    """The rows of a kind with the columns that every kind has."""
    statement: Select[Any] = _STATEMENTS[kind]()
    return statement


def _columns(**given: Any) -> list[Any]:
    """The columns in their order; what a kind does not have is empty."""
    usual: dict[str, Any] = {
        "id": None,
        "unit_id": None,
        "changed_at": None,
        "number": literal(0),
        "title": None,
        "state": NO_TEXT,
        "grade": NO_TEXT,
        "owner_id": NO_ID,
        "model_id": NO_ID,
        "version_id": NO_ID,
        "due_at": NO_TIME,
        "is_regulated": false(),
    }
    return [(given.get(name, column)).label(name) for name, column in usual.items()]


def _regulated_model(model_id: Any) -> ColumnElement[bool]:
    """Some use of the model is regulated."""
    return exists(
        select(UseCaseModel.id)
        .join(UseCase, UseCase.id == UseCaseModel.use_case_id)
        .where(UseCaseModel.model_id == model_id, UseCase.is_regulated)
    )


def _of(table: Any, **given: Any) -> list[Any]:
    return _columns(id=table.id, unit_id=table.unit_id, changed_at=table.recorded_from, **given)


def _use_cases() -> Select[Any]:
    tier = (
        select(RiskAssessment.tier)
        .where(RiskAssessment.use_case_id == UseCase.id, RiskAssessment.state == "accepted")
        .limit(1)
        .scalar_subquery()
    )
    state = case((UseCase.is_regulated, "regulated"), else_="unregulated")
    return select(
        *_of(
            UseCase, title=UseCase.name, state=state, grade=func.coalesce(tier, ""),
            owner_id=UseCase.owner_id, is_regulated=UseCase.is_regulated,
        )
    )  # fmt: skip


def _risks() -> Select[Any]:
    return select(
        *_of(
            RiskAssessment, number=RiskAssessment.number, title=UseCase.name,
            state=RiskAssessment.state, grade=RiskAssessment.tier,
            owner_id=RiskAssessment.assessed_by, is_regulated=UseCase.is_regulated,
        )
    ).join(UseCase, UseCase.id == RiskAssessment.use_case_id)  # fmt: skip


def _findings() -> Select[Any]:
    return select(
        *_of(
            Finding, number=Finding.number, title=Finding.title, state=Finding.state,
            grade=Finding.severity, model_id=Finding.model_id, version_id=Finding.version_id,
            owner_id=RegisteredModel.owner_id, is_regulated=_regulated_model(Finding.model_id),
        )
    ).join(RegisteredModel, RegisteredModel.id == Finding.model_id)  # fmt: skip


def _waivers() -> Select[Any]:
    rule = case((Waiver.feature == "", Waiver.test), else_=Waiver.test + ":" + Waiver.feature)
    return select(
        *_of(
            Waiver, number=Waiver.number, title=rule, state=Waiver.state,
            model_id=Waiver.model_id, version_id=Waiver.version_id, owner_id=Waiver.asked_by,
            due_at=Waiver.expires_at, is_regulated=_regulated_model(Waiver.model_id),
        )
    )  # fmt: skip


def _attestations() -> Select[Any]:
    return select(
        *_of(
            Attestation, number=Attestation.number, title=Attestation.campaign,
            state=Attestation.state, model_id=Attestation.model_id,
            owner_id=Attestation.person_id, due_at=Attestation.due_at,
            is_regulated=_regulated_model(Attestation.model_id),
        )
    )  # fmt: skip


def _policies() -> Select[Any]:
    return select(
        *_of(
            DecisionTable, number=DecisionTable.version, title=DecisionTable.name,
            state=DecisionTable.state, grade=DecisionTable.key,
            owner_id=DecisionTable.recorded_by,
        )
    ).where(DecisionTable.key.in_(POLICIES))  # fmt: skip


def _applications() -> Select[Any]:
    regulated = exists(
        select(ApplicationUse.id)
        .join(UseCase, UseCase.id == ApplicationUse.use_case_id)
        .where(ApplicationUse.application_id == Application.id, UseCase.is_regulated)
    )
    in_use = exists(
        select(ApplicationUse.id).where(
            ApplicationUse.application_id == Application.id, ApplicationUse.used_until.is_(None)
        )
    )
    return select(
        *_of(
            Application, title=Application.name, owner_id=Application.owner_id,
            state=case((in_use, "in_use"), else_="unused"), is_regulated=regulated,
        )
    )  # fmt: skip


def _sources() -> Select[Any]:
    return select(
        *_of(
            DataSource, title=DataSource.name, state=DataSource.kind, grade=DataSource.data_class,
            owner_id=DataSource.owner_id,
        )
    )  # fmt: skip


_STATEMENTS: Mapping[str, Callable[[], Select[Any]]] = {
    "use_case": _use_cases,
    "risk": _risks,
    "finding": _findings,
    "waiver": _waivers,
    "attestation": _attestations,
    "policy": _policies,
    "application": _applications,
    "source": _sources,
}
# What matters first where nobody asked for another order: (order, is it descending).
_USUAL: Mapping[str, tuple[str, bool]] = {
    "risk": ("changed", True),
    "finding": ("changed", True),
    "waiver": ("due", False),
    "attestation": ("due", False),
}


def _order(query: CaseQuery, rows: Subquery) -> tuple[ColumnElement[Any], bool]:
    sort, is_descending = (
        (query.sort, query.is_descending)
        if query.sort
        else _USUAL.get(query.kind, ("title", False))
    )
    grade = case({one: n for n, one in enumerate(GRADES, 1)}, value=rows.c.grade, else_=0)
    owner = (
        select(func.lower(Person.full_name)).where(Person.id == rows.c.owner_id).scalar_subquery()
    )
    keys: dict[str, ColumnElement[Any]] = {
        "title": func.lower(rows.c.title),
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
        found.append(or_(func.lower(rows.c.title).like(like, escape="\\"), exists(model)))
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
        people = session.scalars(select(Person.id).where(func.lower(Person.handle).in_(words)))
        mine = [query.me] if "me" in words and query.me is not None else []
        return rows.c.owner_id.in_([*people, *mine])
    if one.key == "expiring":
        return _is_expiring(query.kind, rows, moment, duration_of(one))
    is_meant = _yes_or_no(one)
    wanted = (
        _is_overdue(query.kind, rows, moment)
        if one.key == "overdue"
        else rows.c.is_regulated.is_(True)
    )
    return wanted if is_meant else not_(func.coalesce(wanted, false()))


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
    rows = _rows_of(kind).subquery()
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
            )
        )
    return tuple(found)
