"""The list of users, filtered, ordered, counted and paged in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.administration import PersonCase, person_cases
from app.models.queries.memberships import is_held
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.queries.words import Word
from app.models.rules.keys import ACCOUNT_CLOSED, ENDED
from app.models.rules.roles import ROLE_CONFLICTS
from app.models.tables.base import mw_fold
from app.models.tables.organisation import BusinessUnit, Membership, Person, SigningKey

SORTS = ("name", "roles", "units", "key", "state")
STATES = ("conflict", "no_role", "active", "closed")
# The best one of a person's comes first.
KEY_STATES = (
    "active", "endorsed", "proposed", ACCOUNT_CLOSED, "revoked", "refused", "withdrawn",
)  # fmt: skip
ROLE, STATE, KEY = "role:", "state:", "key:"  # before the codes of a word


@dataclass(frozen=True, slots=True)
class UserQuery:
    """What the list shows to `me`; without a sort by name.

    `roles`: all of them in the order of their names as they are read.
    """

    me: UUID
    words: tuple[Word, ...] = ()
    sort: str = ""
    is_descending: bool = False
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.sort and self.sort not in SORTS:
            raise InputError(
                f"There is no order {self.sort}.", hint="Known: " + ", ".join(SORTS) + "."
            )


def list_users(
    session: Session, query: UserQuery, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[PersonCase]:
    """The next rows in this order."""
    statement = select(Person).where(*_conditions(query))
    found = next_rows(session, statement, _order(query), after, limit)
    return Page(person_cases(session, [row[0] for row in found.rows], query.me), found.cursor)


def count_users(session: Session, query: UserQuery) -> int:
    return session.scalar(select(func.count(Person.id)).where(*_conditions(query))) or 0


def load_user(session: Session, person_id: UUID, me: UUID) -> PersonCase:
    """One of them, wherever in the list.

    Raises:
        InputError: there is none.
    """
    found = session.get(Person, person_id)
    if found is None:
        raise InputError(f"There is no person {person_id}.")
    return person_cases(session, [found], me)[0]


def _conditions(query: UserQuery) -> list[ColumnElement[bool]]:
    return [Person.kind == "person", *map(_mentions, query.words)]


def _mentions(word: Word) -> ColumnElement[bool]:
    """Part of a name, of a role, unit or state as it is called."""

    def codes(of: str) -> list[str]:
        return [one.removeprefix(of) for one in word.codes if one.startswith(of)]

    def like(text: Any) -> ColumnElement[bool]:
        return mw_fold(text).like(word.pattern, escape="\\")

    return or_(
        like(Person.full_name),
        like(Person.handle),
        _holds(Membership.role.in_(codes(ROLE))),
        _holds(BusinessUnit.id == Membership.unit_id, like(BusinessUnit.name)),
        _state().in_(codes(STATE)),
        func.coalesce(_key_state(), "").in_(codes(KEY)),
    )


def _holds(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Membership.person_id == Person.id, is_held(), *conditions)


def _state() -> ColumnElement[str]:
    """As `PersonCase.state` says it."""
    conflict = or_(
        *(
            and_(_holds(Membership.role == str(one)), _holds(Membership.role == str(other)))
            for one, other in ROLE_CONFLICTS
        )
    )
    return case(
        (Person.closed_at.is_not(None), "closed"),
        (conflict, "conflict"),
        (_holds(), "active"),
        else_="no_role",
    )


def _key_state() -> ColumnElement[str]:
    """How the best of the person's keys for decisions stands; none: null."""
    own = SigningKey.person_id == Person.id, SigningKey.purpose == "decision"
    left = *own, Person.closed_at.is_not(None), SigningKey.state.not_in(ENDED)
    return case(
        (exists().where(*left), ACCOUNT_CLOSED),
        *((exists().where(*own, SigningKey.state == one), one) for one in KEY_STATES),
    )


def _order(query: UserQuery) -> tuple[Key, ...]:
    held = Membership.person_id == Person.id, is_held()
    first_role = select(func.min(Membership.role)).where(*held).scalar_subquery()
    first_unit = (
        select(func.min(mw_fold(BusinessUnit.name)))
        .join(Membership, Membership.unit_id == BusinessUnit.id)
        .where(*held)
        .correlate(Person)
        .scalar_subquery()
    )
    roles = {one: n for n, one in enumerate(query.roles)}
    states = {one: n for n, one in enumerate(STATES)}
    keys = {one: n for n, one in enumerate(KEY_STATES)}
    role: Any = case(roles, value=first_role, else_=-1) if roles else func.coalesce(first_role, "")
    values: dict[str, tuple[Any, ...]] = {
        "": (),
        "name": (),
        "roles": (role,),
        "units": (func.coalesce(first_unit, ""),),
        "key": (case(keys, value=_key_state(), else_=len(keys)),),
        "state": (case(states, value=_state(), else_=len(states)),),
    }
    name = mw_fold(Person.full_name), Person.handle, Person.id
    return tuple(Key(one, query.is_descending) for one in (*values[query.sort], *name))
