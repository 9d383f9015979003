"""What a person had to do with and is decided: found, ordered, counted and paged in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.queries.approvals import (
    ApprovalRow,
    Inbox,
    open_inbox,
    registration_entry,
    request_rows,
    task_rows,
)
from app.models.queries.id_lists import is_one_of, is_sqlite, lists_one_of
from app.models.queries.lookups import load_stages
from app.models.queries.makers import asked_on
from app.models.queries.paging import PAGE_SIZE, Cursor, Page, next_of_several
from app.models.queries.registrations import is_ours, registration_rows
from app.models.queries.words import Word
from app.models.rules.folding import fold
from app.models.rules.registrations import ASKED
from app.models.rules.roles import Role
from app.models.rules.transitions import UNDECIDED
from app.models.tables.base import mw_fold
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import Decision, RequestSlot, TransitionRequest
from app.models.tables.inventory import (
    ModelVersion,
    RegisteredModel,
    RegistrationRequest,
    VersionAuthor,
)
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Person

APPROVE, REGISTER = "approve", "register"


@dataclass(frozen=True, slots=True)
class DoneQuery:
    """The decided entries of `me`; `now`: the clock by which something open is overdue."""

    me: UUID
    now: datetime
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of entry. `at`: when it was asked for, by which all kinds are ordered together."""

    table: Any
    at: InstrumentedAttribute[datetime]
    conditions: Callable[[Session, DoneQuery], Iterable[ColumnElement[bool]]]

    def selected(self, session: Session, query: DoneQuery, what: Any) -> Select[Any]:
        one = self.table
        return (
            select(what)
            .select_from(one)
            .outerjoin(RegisteredModel, RegisteredModel.id == one.model_id)
            .outerjoin(ModelVersion, ModelVersion.id == one.version_id)
            .where(*self.conditions(session, query))
        )

    @property
    def order(self) -> tuple[Any, ...]:
        return self.at, self.table.number, self.table.id


def list_done(
    session: Session, query: DoneQuery, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[ApprovalRow]:
    """The next entries, what was asked last first."""
    parts = [(part.selected(session, query, part.table), part.order) for part in _PARTS]
    found = next_of_several(session, parts, after, limit)
    return Page(_rows(session, query, found.rows), found.cursor)


def count_done(session: Session, query: DoneQuery) -> int:
    """How many there are in all."""
    counts = (part.selected(session, query, func.count(part.table.id)) for part in _PARTS)
    return sum(session.scalar(one) or 0 for one in counts)


def _rows(session: Session, query: DoneQuery, things: Sequence[Any]) -> tuple[ApprovalRow, ...]:
    inbox = open_inbox(session, query.me, query.now)
    requests = [one for one in things if isinstance(one, TransitionRequest)]
    tasks = [one for one in things if isinstance(one, UserTask)]
    asked = [one for one in things if isinstance(one, RegistrationRequest)]
    rows = {
        row.id: row
        for row in (
            *request_rows(session, inbox, requests),
            *task_rows(session, inbox, tasks),
            *map(registration_entry, registration_rows(session, asked, query.me)),
        )
    }
    return tuple(rows[one.id] for one in things if one.id in rows)


def _held(
    session: Session, inbox: Inbox, unit_id: InstrumentedAttribute[UUID], roles: Any
) -> ColumnElement[bool]:
    """This reader holds one of the `roles` in the unit, now."""
    units: dict[frozenset[Role], list[UUID]] = {}
    for unit, held in inbox.roles.items():
        units.setdefault(held, []).append(unit)
    return or_(
        false(),
        *(
            and_(is_one_of(session, unit_id, there), lists_one_of(session, roles, held))
            for held, there in units.items()
        ),
    )


def _requests(session: Session, query: DoneQuery) -> list[ColumnElement[bool]]:
    """As `approvals._request_group` finds them, one by one."""
    one, me, inbox = TransitionRequest, query.me, open_inbox(session, query.me, query.now)
    slot = exists().where(
        RequestSlot.request_id == one.id,
        _held(session, inbox, one.unit_id, RequestSlot.roles),
    )
    of_ours = or_(
        one.requested_by == me,
        slot,
        exists().where(Decision.request_id == one.id, Decision.decided_by == me),
        exists().where(VersionAuthor.version_id == one.version_id, VersionAuthor.person_id == me),
        exists().where(asked_on(one.model_id, one.version_id), UserTask.recorded_by == me),
        exists().where(ProcessInstance.id == one.instance_id, ProcessInstance.started_by == me),
    )
    return [
        one.state.not_in(UNDECIDED),
        of_ours,
        *(_request_mentions(session, word) for word in query.words),
    ]


def _request_mentions(session: Session, word: Word) -> ColumnElement[bool]:
    one = TransitionRequest
    stages = [
        each.id for each in load_stages(session).values() if fold(word.text) in fold(each.name)
    ]
    bare = and_(one.service_tag == "", _tags_like(session, word))
    return or_(
        true() if APPROVE in word.codes else false(),
        _title_like(RegisteredModel.name_folded, word),
        exists().where(UserTask.request_id == one.id, _like(UserTask.name, word)),
        _is_called(one.requested_by, word),
        one.stage_id.in_(stages),
        _like(one.service_tag, word),
        bare,
    )


def _tasks(session: Session, query: DoneQuery) -> list[ColumnElement[bool]]:
    """As `approvals._task_group` finds them."""
    one, me, inbox = UserTask, query.me, open_inbox(session, query.me, query.now)
    of_ours = or_(
        one.assignee_id == me,
        RegisteredModel.owner_id == me,
        _held(session, inbox, one.unit_id, one.roles),
    )
    return [
        one.request_id.is_(None),
        one.state == "completed",
        of_ours,
        *(
            or_(
                one.kind.in_(word.codes),
                _title_like(func.coalesce(RegisteredModel.name_folded, ""), word),
                _like(one.name, word),
                func.coalesce(_tags_like(session, word), false()),
            )
            for word in query.words
        ),
    ]


def _registrations(session: Session, query: DoneQuery) -> list[ColumnElement[bool]]:
    one = RegistrationRequest
    return [
        one.state != ASKED,
        is_ours(session, query.me),
        *(
            or_(
                true() if REGISTER in word.codes else false(),
                _title_like(mw_fold(one.name), word),
                _is_called(one.asked_by, word),
            )
            for word in query.words
        ),
    ]


_PARTS = (
    _Part(TransitionRequest, TransitionRequest.requested_at, _requests),
    _Part(UserTask, UserTask.opened_at, _tasks),
    _Part(RegistrationRequest, RegistrationRequest.asked_at, _registrations),
)


def _like(column: Any, word: Word) -> ColumnElement[bool]:
    return mw_fold(column).like(word.pattern, escape="\\")


def _title_like(name: Any, word: Word) -> ColumnElement[bool]:
    """The folded name, with the number of the version."""
    version = func.coalesce(literal(" v").concat(cast(ModelVersion.version, String)), "")
    return type_coerce(name, String).concat(version).like(word.pattern, escape="\\")


def _is_called(person_id: Any, word: Word) -> ColumnElement[bool]:
    return exists().where(Person.id == person_id, _like(Person.full_name, word))


def _tags_like(session: Session, word: Word) -> ColumnElement[bool]:
    tags = RegisteredModel.service_tags
    text = type_coerce(tags, String) if is_sqlite(session) else cast(tags, String)
    return text.like(word.pattern, escape="\\")
