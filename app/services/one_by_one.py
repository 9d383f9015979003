"""Many rows, which people write: one that breaks stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from app.errors import NotReachableError
from app.services.unit_of_work import UnitOfWork, Work

T = TypeVar("T")
log = logging.getLogger(__name__)


def one_by_one(
    work: UnitOfWork, rows: Iterable[T], act: Callable[[T], object], *, what: str
) -> int:
    """Do `act` with each row behind a savepoint; with how many it went well.

    Args:
        what: is done, for the log.
    """
    done = 0
    for row in rows:
        try:
            with work.session.begin_nested():
                act(row)
        except Exception:  # where the database is away, the transaction itself ends in that
            log.exception("%s broke off with one row", what)
        else:
            done += 1
    return done


def write_each(
    work: Work, rows: Iterable[tuple[Any, ...]], command: Callable[..., int], *, what: str
) -> int:
    """Run `command` of each row in a transaction of its own; what they gave, added up.

    Args:
        what: is done, for the log.
    Raises:
        NotReachableError: the database does not answer.
    """
    given = 0
    for row in rows:
        try:
            given += work.write(command, *row)
        except NotReachableError:
            raise
        except Exception:
            log.exception("%s broke off with %s", what, row[0])
    return given
