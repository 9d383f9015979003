"""Whose transactions others wait for again and again, though each is soon over.

Several sessions of one login that take turns at a row keep it for good: whoever waits behind them
gives up after five seconds. No single transaction of theirs is open for long, so it is their login
that is counted.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.enforcement.settling import WRITES

WINDOW_S = 60.0
PATIENCE_LOOKS = 3  # of one minute: honest work is over before the second
APART_S = 2.0  # looks that follow each other faster are one

_waiting = text(
    "SELECT a.pid, a.usesysid AS login, pg_blocking_pids(a.pid) AS behind,"
    " (SELECT coalesce(max(l.waitstart), clock_timestamp()) FROM pg_locks l"
    " WHERE l.pid = a.pid AND NOT l.granted) AS since FROM pg_stat_activity a"
    " WHERE a.datname = current_database() AND a.backend_type = 'client backend'"
    " AND a.wait_event_type = 'Lock'"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session that waits for a lock; of which login, since when, and behind which sessions."""

    login: int
    since: datetime
    behind: frozenset[int]


@dataclass(frozen=True, slots=True)
class HoldingSession:
    pid: int
    login: str


class HoldUps:
    """Counts, for each login, the looks of the last minute that found others waiting for it.

    Args:
        reached: SQL for the sessions `a` that may be ended.
        apart_s: looks that follow each other faster count once.
    """

    def __init__(
        self,
        reached: str,
        *,
        apart_s: float = APART_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logins = text(
            "SELECT a.pid, a.usesysid FROM pg_stat_activity a"
            f" WHERE a.pid = ANY (CAST(:pids AS integer[])) AND {reached}"
        )
        # Who waits behind their own sessions would be the next to hold everybody up.
        self._theirs = text(
            "SELECT a.pid, coalesce(a.usename, '') AS login FROM pg_stat_activity a"
            f" WHERE a.usesysid = ANY (CAST(:logins AS oid[])) AND {reached}"
            f" AND ({WRITES} OR a.wait_event_type = 'Lock')"
        )
        self._apart_s = apart_s
        self._clock = clock
        self._seen: defaultdict[int, deque[float]] = defaultdict(deque)

    def look(self, session: Session) -> list[HoldingSession]:
        """The sessions that must end now, of every login that was found too often."""
        rows = session.execute(_waiting)
        waiting = {row.pid: Waiting(row.login, row.since, frozenset(row.behind)) for row in rows}
        if not waiting:
            return []
        held = held_up_by(waiting)
        in_the_way = frozenset[int]().union(*(one.behind for one in waiting.values()))
        logins = session.execute(self._logins, {"pids": [*in_the_way]}).all()
        self._count({login for pid, login in logins if held.get(pid, frozenset()) - {login}})
        # Of several who take turns, one holds and the others wait: they are ended together.
        too_often = {login for _, login in logins if self._is_too_often(login)}
        if not too_often:
            return []
        theirs = session.execute(self._theirs, {"logins": [*too_often]})
        return [HoldingSession(row.pid, row.login) for row in theirs]

    def _count(self, holders: Iterable[int]) -> None:
        now = self._clock()
        for login in holders:
            seen = self._seen[login]
            if not seen or now - seen[-1] >= self._apart_s:
                seen.append(now)

    def _is_too_often(self, login: int) -> bool:
        seen = self._seen.get(login, deque())
        while seen and seen[0] < self._clock() - WINDOW_S:
            seen.popleft()
        return len(seen) >= PATIENCE_LOOKS


def held_up_by(waiting: Mapping[int, Waiting]) -> dict[int, frozenset[int]]:
    """Of each session that holds others up, the logins that wait for it.

    Whoever waits in a queue is in the way of all behind them and holds nobody up: it is who waits
    for nothing, at the end of the chain. In a ring it is who closed it, being the last to wait:
    the server ends the first, who did nothing but wait.
    """
    behind = {pid: _behind(waiting, pid) for pid in waiting}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for pid, one in waiting.items():
        ring = [each for each in behind[pid] if each in behind.get(each, ())]
        last = sorted(ring, key=lambda each: waiting[each].since)[-1:]
        for holder in (*(behind[pid] - waiting.keys()), *last):
            found[holder].add(one.login)
    return {holder: frozenset(logins) for holder, logins in found.items()}


def _behind(waiting: Mapping[int, Waiting], pid: int) -> frozenset[int]:
    """All sessions that this one waits for, and those that they wait for."""
    found: set[int] = set()
    ahead = set(waiting[pid].behind)
    while ahead:
        found |= ahead
        ahead = {each for one in ahead if one in waiting for each in waiting[one].behind} - found
    return frozenset(found)
