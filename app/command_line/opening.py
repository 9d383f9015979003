"""Opens the workspace of a call, and finds out who acts."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.command_line.call import Call
from app.errors import EntryError, InputError, NotReachableError
from app.models.database import Database, as_url, password_in, without_password
from app.models.reaching import is_ended_by_server
from app.models.tables.organisation import Person
from app.services.entry import require_entry, require_open
from app.services.settings_file import remember_workspace
from app.services.trail.rules_witness import rules_notice
from app.services.unit_of_work import Work, load_actor
from app.services.workspace import require_current

T = TypeVar("T")
PERSON_VARIABLE = "MODELWARD_AS"
NO_WORKSPACE = "modelward workspace init makes one; --workspace names another."


@contextmanager
def opened(call: Call) -> Iterator[Database]:
    """The call's workspace, which must be of this version.

    Raises:
        InputError: none is there, or one of another version.
        NotReachableError: the server does not answer, or lets nobody in.
    """
    url = as_url(call.place())
    require_file(url)
    with connected(url) as database, _told_who_left(database):
        require_current(database)
        call.database = database
        try:
            home = call.settings.home
            with database.session() as session:
                notice = rules_notice(session, home)
            if notice:
                call.say(f"Warning: {notice} modelward workspace check says more.")
            if call.workspace:
                remember_workspace(place_text(url))
            yield database
        finally:
            call.database = None


@contextmanager
def _told_who_left(database: Database) -> Iterator[None]:
    """The service ends the sessions of an account that was closed: say that, and not the line."""
    try:
        yield
    except NotReachableError as error:
        if is_ended_by_server(error):
            _require_open_account(database)
        raise


def _require_open_account(database: Database) -> None:
    """
    Raises:
        EntryError: this login's account is closed.
    """
    try:
        work = Work.of(database)
        work.read(require_open, work.actor)
    except EntryError:
        raise
    except NotReachableError:
        return  # the server ended more than this session


@contextmanager
def connected(url: URL) -> Iterator[Database]:
    """A database, whatever it holds; what the driver says comes out in the product's words."""
    if password_in(url):
        url = _checked_password(url)
    database = Database(url.render_as_string(hide_password=False))
    try:
        yield database
    except DatabaseError as error:
        if database.is_sqlite and "not a database" in str(error.orig):
            raise InputError(
                f"{database.name} is no workspace: it is not an SQLite file.",
                hint="Give the path of the file that modelward workspace init made.",
            ) from error
        if database.is_sqlite and "unable to open" in str(error.orig):
            raise InputError(
                f"{url.database} can't be opened.", hint="Check the path and its permissions."
            ) from error
        raise
    finally:
        database.close()


def _checked_password(url: URL) -> URL:
    """Passwords in addresses end up in process lists and histories; libpq has better ways."""
    if url.get_backend_name() != "postgresql":
        return url
    raise InputError(
        "The address holds a password, which everybody on this machine could read.",
        hint="Leave it out; give it by PGPASSWORD, or better by ~/.pgpass.",
    )


def require_file(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise InputError(f"There is no workspace at {url.database}.", hint=NO_WORKSPACE)


def place_text(url: URL) -> str:
    """How a workspace is named for the next time: never with a password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return without_password(url).render_as_string()


@contextmanager
def acting(call: Call) -> Iterator[Work]:
    """The workspace, to act in as this call's person."""
    if call.moment is not None:
        raise InputError("The past can't be changed.", hint="Leave out as-of.")
    with opened(call) as database:
        if not database.is_sqlite:
            yield _of_login(call, database)
            return
        with database.session() as session:
            handle = call.person or _default_person(session)
        work = Work.of(database, handle)
        work.read(require_open, work.actor)
        yield work


@contextmanager
def reading(call: Call) -> Iterator[Work]:
    """The workspace, to read; in a file, nobody need be named for that."""
    with opened(call) as database:
        if not database.is_sqlite:
            login = _of_login(call, database)
            yield Work(database, login.actor, call.moment)
            return
        with database.session() as session:
            handle = call.person or _own_handle(session) or _people(session)[0]
            actor = load_actor(session, handle)
            require_open(session, actor)
        yield Work(database, actor, call.moment)


def is_named(call: Call, work: Work) -> bool:
    """Whether it is known who acts; in a file one may read without saying so."""
    return not work.database.is_sqlite or bool(call.person or work.read(_own_handle))


def read(call: Call, query: Callable[..., T], /, *args: object, **kwargs: object) -> T:
    """`query(session, …)` in the call's workspace."""
    with reading(call) as work:
        return work.read(query, *args, **kwargs)


def write(call: Call, command: Callable[..., T], /, *args: object, **kwargs: object) -> T:
    """`command(work, …)` in the call's workspace, as its person."""
    with acting(call) as work:
        return work.write(command, *args, **kwargs)


def _of_login(call: Call, database: Database) -> Work:
    if call.person:
        raise InputError(
            "On a team database the login is the person; --as is for workspaces in a file.",
            hint="Leave out --as, and connect as that person.",
        )
    work = Work.of(database)
    work.read(require_entry, work.actor)
    return work


def _default_person(session: Session) -> str:
    handle = _own_handle(session)
    if handle:
        return handle
    handles = ", ".join(_people(session))
    raise InputError(
        "Several people work here; who acts?", hint=f"Say --as with one of: {handles}."
    )


def _own_handle(session: Session) -> str:
    """Named by the environment, the only person, or the one called like this machine's user."""
    named = os.environ.get(PERSON_VARIABLE, "")
    if named:
        return named
    people = _people(session)
    if len(people) == 1:
        return people[0]
    user = _machine_user()
    return user if user in people else ""


def _people(session: Session) -> list[str]:
    """Handles of everybody with an open account, the first one first."""
    statement = (
        select(Person.handle)
        .where(Person.kind == "person", Person.closed_at.is_(None))
        .order_by(Person.created_at, Person.handle)
    )
    return list(session.scalars(statement))


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
