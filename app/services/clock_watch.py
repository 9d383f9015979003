"""The service's own clock, held against the database's: what is due is told by it."""

from __future__ import annotations

import time

from sqlalchemy import select

from app.errors import AppError
from app.models.database import Clock
from app.models.tables.base import mw_now
from app.models.tables.organisation import Workspace
from app.services.unit_of_work import Work

MAX_CLOCK_GAP_S = 5.0


class WrongClockError(AppError):
    """What is due can't be told: this machine's clock is not the database's."""


class ClockWatch:
    """Notices that the clock jumped while the service runs.

    Against the time that passed, which costs nothing; only then the database is asked.
    """

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._at = clock()
        self._passed_s = time.monotonic()
        self._is_right = True

    def look(self) -> None:
        """Before anything is taken up: with a clock a day ahead, tomorrow's work would be due.

        Raises:
            WrongClockError: it jumped, and is not the database's (yet).
        """
        at, passed_s = self._clock(), time.monotonic()
        jump_s = (at - self._at).total_seconds() - (passed_s - self._passed_s)
        self._at, self._passed_s = at, passed_s
        if abs(jump_s) > MAX_CLOCK_GAP_S or not self._is_right:
            self._is_right = False
            check_clock(self._work, self._clock)
            self._is_right = True


def check_clock(work: Work, clock: Clock) -> None:
    """Refuse to work with a clock that differs from the database's; a demo has its own time.

    Raises:
        WrongClockError: the difference is more than five seconds.
    """
    with work.reading() as session:
        is_demo = session.scalars(select(Workspace.is_demo)).first()
        there = session.execute(select(mw_now())).scalar_one()
    gap = abs((clock() - there).total_seconds())
    if gap > MAX_CLOCK_GAP_S and not is_demo:
        raise WrongClockError(
            f"The clock of this machine differs from the database's by {gap:.0f} seconds.",
            hint="Set the clock by a time server, then start the service again.",
        )
