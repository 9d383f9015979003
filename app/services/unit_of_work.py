"""One action = one transaction = one actor. Triggers write its history and its audit events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import bindparam, event, select
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.errors import AppError, BusyError, InputError, RefusedError, StaleError
from app.models.database import Database
from app.models.enforcement.cluster import database_role
from app.models.enforcement.value_bounds import (
    deep_columns,
    json_columns,
    shaped_columns,
    sized_columns,
    text_columns,
    time_columns,
)
from app.models.queries.as_of import look_back
from app.models.queries.lookups import act_in_role, counted_roles, remember_look_ups
from app.models.queries.memberships import is_held
from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker, require
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.rules.sizes import (
    depth_blockers,
    number_blockers,
    range_blockers,
    shape_blockers,
    size_blockers,
    time_blockers,
    volume_blockers,
)
from app.models.tables.base import Base, mw_now
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Membership, Person, UnitAncestor
from app.services.names import check_kept, check_text

T = TypeVar("T")
Row = TypeVar("Row")

# Columns that hold words of people; the last two hold them by name.
WRITTEN = {
    "description", "reason", "detail", "text", "question", "answer", "purpose", "source", "note",
    "answers", "payload",
}  # fmt: skip

_REFUSAL = re.compile(r"\bMW(4\d\d) ([a-z_]+(?:\.[a-z_]+)*)")


class InboxKind(StrEnum):
    """What people may ask the engine to take up."""

    START = "start"  # template_key, model_id, version_id, variables, start_key
    MESSAGE = "message"  # name, key, variables
    TASK_OUTCOME = "task_outcome"  # task_id
    REQUEST_CLOSED = "request_closed"  # request_id
    RETRY = "retry"  # incident_id
    CANCEL = "cancel"  # instance_id, reason
    SUSPEND = "suspend"  # instance_id
    RESUME = "resume"  # instance_id
    RUN_MONITOR = "run_monitor"  # monitor_id
    EVIDENCE = "evidence"  # version_id: a result, document or waiver is new
    ROLL_BACK = "roll_back"  # deployment_id, to_version_id, reason
    RETIRE_VERSION = "retire_version"  # version_id, places, reason
    RUNTIME_ENDED = "runtime_ended"  # runtime_id, deployments, reason
    REPRODUCE = "reproduce"  # version_id, snapshot_id, what
    COMPARE_VERSIONS = "compare_versions"  # version_id, snapshot_id, champion_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in this session: the person, and every role with the unit it is held in.

    Whoever chose one of their roles to act in (`chosen`) has the memberships of that one here.
    """

    id: UUID
    handle: str
    full_name: str
    memberships: frozenset[tuple[Role, UUID]] = frozenset()
    chosen: Role | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held anywhere: for menus and views. Guards ask per unit."""
        return frozenset(role for role, _ in self.memberships)


def in_role(actor: Actor, role: Role) -> Actor:
    """The same person with one of their roles: what that one may, and no more.

    Raises:
        InputError: they don't hold it.
    """
    held = frozenset(one for one in actor.memberships if one[0] is role)
    if not held:
        raise InputError(
            f"{actor.full_name} does not hold the role {role} now.", hint="Choose another."
        )
    return replace(actor, memberships=held, chosen=role)


class UnitOfWork:
    """What a command works with. No clock, no actor argument, no audit call: the database knows."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self._roles: dict[UUID, frozenset[Role]] = {}

    def get(self, kind: type[Row], key: UUID) -> Row:
        """The row of `kind` with this id.

        Raises:
            InputError: there is none.
        """
        row = self.session.get(kind, key)
        if row is None:
            raise InputError(f"There is no {_words(kind.__name__)} {key}.")
        return row

    def add(self, row: Row) -> Row:
        """Store `row` now, so that a guard's refusal comes at this line."""
        self.session.add(row)
        self.flush()
        return row

    def flush(self) -> None:
        self.session.flush()

    def now(self) -> datetime:
        """The database's clock."""
        value = self.session.execute(_now).scalar_one()
        assert isinstance(value, datetime)
        return value.astimezone(UTC)

    def roles_in(self, unit_id: UUID) -> frozenset[Role]:
        """The roles this actor holds in `unit_id` or above it, read once; the guards ask anew."""
        if unit_id not in self._roles:
            self._roles[unit_id] = roles_in(self.session, self.actor.id, unit_id)
        return self._roles[unit_id]

    def decider(self, unit_id: UUID) -> DeciderFacts:
        return DeciderFacts(self.actor.id, self.roles_in(unit_id))

    def tell_engine(self, kind: InboxKind, unit_id: UUID, **payload: Any) -> UUID:
        """Ask the engine to take something up; it does so once, after this transaction.

        Raises:
            RefusedError: nobody with this person's roles may ask for that.
        """
        row = EngineInbox(id=uuid4(), unit_id=unit_id, kind=kind.value, payload=payload)
        return self.ask_engine(row).id

    def ask_engine(self, row: EngineInbox) -> EngineInbox:
        """The same with a row that is made already: whoever signs it needs its id."""
        require(asking_blockers(row.kind, self.roles_in(row.unit_id)))
        return self.add(row)


def _check_texts(session: Session, *_: object) -> None:
    """The one place through which all that people write comes into the database."""
    for row in (*session.new, *session.dirty):
        require(tuple(_depth_blockers(row)))  # before anything goes through it
        for name, value in vars(row).items():
            check = check_text if name in WRITTEN else check_kept
            for part, text in _texts(name, value):
                check(text, part.replace("_", " "))
        require(tuple(_size_blockers(row)))


def _depth_blockers(row: Base) -> Iterator[Blocker]:
    for name in _deep().get(row.__tablename__, ()):
        yield from depth_blockers(vars(row).get(name))


def _size_blockers(row: Base) -> Iterator[Blocker]:
    """What the database would say of how much the row holds, in its order."""
    table, values = row.__tablename__, vars(row)
    texts = {name: values.get(name) for name in _bounded_texts().get(table, ())}
    yield from size_blockers({name: one for name, one in texts.items() if isinstance(one, str)})
    for name in _bounded_json().get(table, ()):
        yield from number_blockers(values.get(name))
    sized = {name: values.get(name) for name in _sized().get(table, ())}
    yield from volume_blockers(sized)
    shaped = {name: values.get(name) for name in _shaped().get(table, ())}
    yield from shape_blockers(shaped)
    yield from time_blockers(values.get(name) for name in _bounded_times().get(table, ()))
    yield from range_blockers(table, values)


_bounded_texts = cache(partial(text_columns, METADATA))
_bounded_json = cache(partial(json_columns, METADATA))
_deep = cache(partial(deep_columns, METADATA))
_sized = cache(partial(sized_columns, METADATA))
_shaped = cache(partial(shaped_columns, METADATA))
_bounded_times = cache(partial(time_columns, METADATA))


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for part, inner in value.items():
            yield name, str(part)
            yield from _texts(str(part), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(name, inner)


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def roles_in(session: Session, person: UUID, unit_id: UUID) -> frozenset[Role]:
    found = session.scalars(_roles, {"person": person, "unit": unit_id})
    return counted_roles(session, person, map(Role, found))


_now = select(mw_now())

_roles = (  # built once: nearly every command asks for them
    select(Membership.role)
    .join(UnitAncestor, UnitAncestor.ancestor_id == Membership.unit_id)
    .where(
        UnitAncestor.unit_id == bindparam("unit"),
        Membership.person_id == bindparam("person"),
        is_held(),
    )
)


def load_actor(session: Session, handle: str | None = None) -> Actor:
    """The person called `handle`; without one, the person of this PostgreSQL login.

    Raises:
        InputError: nobody of that name, or a login that is no person's.
    """
    if handle is None:
        login = session.connection().exec_driver_sql("SELECT session_user").scalar_one()
        person = session.scalar(select(Person).where(Person.login == login))
        if person is None:
            raise InputError(
                f"The login {login} belongs to nobody in this workspace.",
                hint="An administrator records the person with: modelward user add.",
            )
    else:
        person = session.scalar(select(Person).where(Person.handle == handle))
        if person is None:
            raise InputError(
                f"There is nobody called {handle} in this workspace.",
                hint="modelward user list shows who there is.",
            )
    rows = session.execute(
        select(Membership.role, Membership.unit_id).where(
            Membership.person_id == person.id, is_held()
        )
    )
    held = frozenset((Role(role), unit) for role, unit in rows)
    return Actor(person.id, person.handle, person.full_name, held)


class Work:
    """Opens units of work and reads for one person on one database.

    Args:
        moment: everything is read as recorded then, and nothing is written; None: as it is.
    """

    def __init__(self, database: Database, actor: Actor, moment: datetime | None = None) -> None:
        self.database = database
        self.actor = actor
        self.moment = moment

    @classmethod
    def of(cls, database: Database, handle: str | None = None) -> Work:
        """For the person called `handle`, or (PostgreSQL) for the person of the login."""
        if not database.is_sqlite:
            with database.session() as session:
                actor = load_actor(session)
            if handle is not None and handle != actor.handle:
                raise InputError(
                    f"This login is {actor.handle}'s; nobody can act as {handle} with it.",
                    hint="On a team database the login is the person: leave out --as.",
                )
            return cls(database, actor)
        with database.session() as session:
            return cls(database, load_actor(session, handle))

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One transaction; foreign errors come out as the product's own."""
        if self.moment is not None:
            raise InputError("The past can't be changed.", hint="Leave out as-of.")
        try:
            with self.database.session(self.actor.id, writes=True) as session:
                if Role.WORKER not in self.actor.roles:
                    event.listen(session, "before_flush", _check_texts)
                self._choose_role(session, writes=True)
                yield UnitOfWork(session, self.actor)
        except (DBAPIError, StaleDataError, UnicodeEncodeError) as error:
            is_person = Role.WORKER not in self.actor.roles
            raise translate(error, is_person=is_person) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        try:
            with self.database.session(self.actor.id) as session:
                self._choose_role(session)
                if self.moment is not None:
                    look_back(session, self.moment)
                remember_look_ups(session)
                yield session
        except (DBAPIError, UnicodeEncodeError) as error:
            raise translate(error) from error

    def _choose_role(self, session: Session, *, writes: bool = False) -> None:
        """In one role only, where one was chosen; on PostgreSQL with its grants only, too."""
        role = self.actor.chosen
        if role is None:
            return
        act_in_role(session, self.actor.id, role)
        if writes and not self.database.is_sqlite:
            session.connection().exec_driver_sql(f"SET LOCAL ROLE {database_role(role)}")

    def read(self, query: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Run a query in its own transaction: `query(session, *args, **kwargs)`."""
        with self.reading() as session:
            return query(session, *args, **kwargs)

    def write(self, command: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Run a command in its own transaction: `command(work, *args, **kwargs)`."""
        with self.unit() as work:
            return command(work, *args, **kwargs)


def translate(error: Exception, *, is_person: bool = True) -> Exception:
    """The product's own error for what a database said; `error` itself where it is a bug.

    A row that is there already is a person's choice of name; in the service it is a bug.
    """
    if isinstance(error, StaleDataError):
        return StaleError(
            "Somebody else changed this since you opened it.", hint="Look at it again, then repeat."
        )
    if not isinstance(error, DBAPIError):
        return _unkept(error) if is_person else error
    text = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    refusal = _REFUSAL.search(text)
    if refusal is not None:
        return _refused(refusal.group(1), refusal.group(2))
    if state == "42501":
        return RefusedError(
            [Blocker("database.no_right")], "Your database login has no right to do this."
        )
    if is_person and (state == "23505" or "UNIQUE constraint failed" in text):
        return RefusedError([Blocker("row.exists")], "This exists already.")
    return _lost_patience(text, state) or (_unkept(error) if is_person else error)


def _unkept(error: Exception) -> Exception:
    """Of a NUL or half of a surrogate pair, in what was asked or by a way past `_check_texts`."""
    orig = getattr(error, "orig", None)
    is_half = isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed"
    is_nul = isinstance(error, DataError) and "NUL (0x00)" in str(orig)
    if not (is_half or is_nul or getattr(orig, "sqlstate", None) == "22P05"):
        return error
    return InputError("A text holds a sign that can't be kept.", hint="Type it anew.")


def _lost_patience(text: str, state: str | None) -> AppError | None:
    if "database is locked" in text or state in ("55P03", "40P01", "40001"):
        return BusyError(
            "Somebody else is writing to the same place right now.", hint="Try again in a moment."
        )
    if state in ("57014", "53400"):
        return AppError(
            "The database gave up: this takes more time or space than one person may use.",
            hint="Ask for less at once, or try again when it is less busy.",
        )
    return None


def _refused(status: str, code: str) -> AppError:
    if status == "409":
        return StaleError(
            "Somebody else changed this since you opened it.", hint="Look at it again, then repeat."
        )
    return RefusedError([Blocker(code)], code)
