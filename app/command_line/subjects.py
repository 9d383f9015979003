"""Versions, requests, units and other things, as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import find_numbered, find_version
from app.models.queries.lookups import whole_number
from app.models.rules.roles import Role
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import UserTask
from app.services.commands.people import default_unit
from app.services.unit_of_work import UnitOfWork

VERSION_HELP = "MODEL, unit/MODEL or MODEL:3"
Unit = Annotated[str, typer.Option(help="Business unit. Default: where you work, else the top.")]


class Named(Protocol):
    """A row with a name that is unique in its unit."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...


N = TypeVar("N", bound=Named)


def version_of(session: Session, text: str) -> ModelVersion:
    return find_version(session, text)[1]


def find_request(session: Session, text: str) -> UUID:
    """A request by its number or id, or by the number of its task: `t12`."""
    if text[:1] in "tT" and whole_number(text[1:]) is not None:
        task = find_numbered(session, UserTask, text[1:], what="task")
        if task.request_id is None:
            raise InputError(
                f"Task {task.number} is no approval.", hint="modelward task complete ends it."
            )
        return task.request_id
    return find_numbered(session, TransitionRequest, text, what="request").id


def unit_key(work: UnitOfWork, unit: str, *roles: Role) -> str:
    """The unit that was named, else the one in which somebody with these roles works."""
    return unit or default_unit(work, frozenset(roles)).key


def named(rows: Iterable[N], name: str, *, what: str, family: str) -> N:
    """The row called `name` or `unit/name`.

    Raises:
        InputError: none, or several of that name.
    """
    unit, _, bare = name.rpartition("/")
    found = [one for one in rows if one.name == bare and unit in ("", one.unit)]
    if not found:
        raise InputError(
            f"There is no {what} called {name}.", hint=f"modelward {family} list shows them."
        )
    if len(found) > 1:
        names = ", ".join(f"{one.unit}/{one.name}" for one in found)
        raise InputError(f"Several units have a {what} called {bare}.", hint=f"Say which: {names}.")
    return found[0]
