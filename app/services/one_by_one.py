"""Many rows in one transaction: people write them, and one that breaks stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.services.unit_of_work import UnitOfWork

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
