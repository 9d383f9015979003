"""Ends what holds others up: transactions that write, or wait for their owner, for too long.

A client may switch off every timeout that the server sets for it. The seal of the trail and the
feed of the windows wait for the oldest writing transaction, so one forgotten client stops both.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.models.tables.organisation import ServiceInstance
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

LIMIT_S = 120.0
TELL_S = 10.0  # shorter ones are work, not a hold-up

# Members only, never the service itself: its transactions are short, and it would end its peers.
_stuck = text(
    "SELECT a.pid, a.usename, a.xact_start AS since,"
    " extract(epoch FROM clock_timestamp() - a.xact_start) AS age_s"
    " FROM pg_stat_activity a WHERE a.datname = current_database()"
    " AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()"
    " AND a.xact_start < clock_timestamp() - make_interval(secs => :limit_s)"
    " AND (a.backend_xid IS NOT NULL OR a.state LIKE 'idle in transaction%')"
    " AND pg_has_role(a.usename, 'mw_member', 'MEMBER')"
    " AND NOT pg_has_role(a.usename, 'mw_worker', 'MEMBER')"
    " AND NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = a.usename AND r.rolsuper)"
    " ORDER BY a.xact_start"
)
_may_end = text("SELECT pg_has_role(current_user, 'pg_signal_backend', 'MEMBER')")


@dataclass(frozen=True, slots=True)
class StuckSession:
    pid: int
    login: str
    since: datetime
    age_s: float


class Watchdog:
    """Called by the service now and then; a file has no sessions of others.

    Args:
        service: whose row tells the windows who holds others up; empty: nobody is told.
    """

    def __init__(
        self, work: Work, service: str = "", *, limit_s: float = LIMIT_S, tell_s: float = TELL_S
    ) -> None:
        self._work = work
        self._service = service
        self._limit_s = limit_s
        self._tell_s = tell_s
        self._told: tuple[str, datetime | None] = ("", None)
        self._has_warned = False

    def run_once(self) -> int:
        """End the sessions that hold others up; how many there were."""
        if self._work.database.is_sqlite:
            return 0
        with self._work.reading() as session:
            if not session.scalar(_may_end):
                self._warn()
                return 0
            held = find_stuck(session, min(self._tell_s, self._limit_s))
            stuck = [one for one in held if one.age_s > self._limit_s]
            for one in stuck:
                session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": one.pid})
        self._tell([one for one in held if one not in stuck])
        for one in stuck:
            log.warning("ended the session of %s, open for %.0f s", one.login, one.age_s)
        return len(stuck)

    def _tell(self, held: list[StuckSession]) -> None:
        found = (held[0].login, held[0].since) if held else ("", None)
        if not self._service or found == self._told:
            return
        login, since = found
        with self._work.unit() as unit:
            statement = update(ServiceInstance).where(ServiceInstance.name == self._service)
            unit.session.execute(statement.values(held_by=login, held_since=since))
        self._told = found

    def _warn(self) -> None:
        if not self._has_warned:
            self._has_warned = True
            log.warning(
                "the service may not end sessions that hold others up; a superuser runs: "
                "GRANT pg_signal_backend, pg_read_all_stats TO mw_worker;"
            )


def find_stuck(session: Session, limit_s: float = LIMIT_S) -> list[StuckSession]:
    """Sessions whose transaction holds others up for longer than `limit_s`, the oldest first."""
    rows = session.execute(_stuck, {"limit_s": limit_s})
    return [StuckSession(row.pid, row.usename, row.since, float(row.age_s)) for row in rows]
