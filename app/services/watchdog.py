"""Ends what holds others up: transactions that write, or wait for their owner, for too long.

A client may switch off every timeout that the server sets for it. The seal of the trail and the
feed of the windows wait for the oldest writing transaction, so one forgotten client stops both.
So are those ended that others wait for again and again, by many transactions that are short each.
Whoever left is not waited for: their sessions end as soon as their account is closed.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.errors import NotReachableError
from app.models.enforcement.cluster import EVERYBODY, OWNER, database_role
from app.models.enforcement.settling import WRITES
from app.models.rules.roles import Role
from app.models.tables.organisation import ServiceInstance
from app.services.hold_ups import APART_S, HoldUps
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

LIMIT_S = 120.0
LOOK_S = 3.0  # whoever left is out as soon
TELL_S = 10.0  # shorter ones are work, not a hold-up

# Whatever a login holds now, and whether it is there at all: a duty that was revoked, and a role
# that was dropped, leave sessions behind. Never a service of this workspace: its transactions are
# short, and it would end its peers; another's has nothing to write here. Nor who keeps the
# database, as a superuser or for its owner.
_WORKER = database_role(Role.WORKER)
_THEIRS = (
    "a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()"
    f" AND NOT (pg_has_role(a.usesysid, '{_WORKER}', 'MEMBER') AND EXISTS"
    " (SELECT 1 FROM mw.person p WHERE p.login = a.usename AND p.kind = 'service'))"
    f" AND NOT pg_has_role(a.usesysid, '{OWNER}', 'MEMBER')"
)
_REACHED = f"a.datname = current_database() AND {_THEIRS}"
# Others that only read may be backups.
_IS_MEMBER = (
    f"(pg_has_role(a.usesysid, '{EVERYBODY}', 'MEMBER') OR a.usename IS NULL"
    " OR EXISTS (SELECT 1 FROM mw.person p WHERE p.login = a.usename))"
)
# A listener that does not read what it is told is idle, and in a transaction: nothing is taken out
# of the server's queue before it has. One that reads something long meanwhile holds it up as well.
QUEUE_IS_FULL = "pg_notification_queue_usage() > 0.5"
# What is of the whole server, as a duty is, can be locked from another database, too.
_IN_THE_WAY = f"{_THEIRS} AND ({WRITES} OR {_IS_MEMBER})"
_stuck = text(
    f"SELECT a.pid, coalesce(a.usename, '') AS login, a.xact_start AS since, {WRITES} AS writes,"
    " coalesce(a.wait_event, '') = 'ClientWrite' AS is_deaf,"
    " extract(epoch FROM clock_timestamp() - a.xact_start) AS age_s"
    f" FROM pg_stat_activity a WHERE {_REACHED}"
    " AND a.xact_start < clock_timestamp() - make_interval(secs => :limit_s)"
    f" AND ({WRITES} OR {_IS_MEMBER} AND (a.state LIKE 'idle%' OR {QUEUE_IS_FULL}))"
    " ORDER BY a.xact_start"
)
_left = text(
    f"SELECT a.pid, a.usename AS login FROM pg_stat_activity a WHERE {_REACHED}"
    " AND EXISTS (SELECT 1 FROM mw.person p"
    " WHERE p.login = a.usename AND p.closed_at IS NOT NULL)"
)
_end = text("SELECT pg_terminate_backend(:pid)")
_queue_is_full = text(f"SELECT {QUEUE_IS_FULL}")
_may_end = text("SELECT pg_has_role(current_user, 'pg_signal_backend', 'MEMBER')")


@dataclass(frozen=True, slots=True)
class StuckSession:
    pid: int
    login: str
    since: datetime
    age_s: float
    writes: bool
    is_deaf: bool  # it does not read what it is sent


class Watchdog:
    """Called by the service now and then; a file has no sessions of others.

    Args:
        service: whose row tells the windows who holds others up; empty: nobody is told.
    """

    def __init__(
        self,
        work: Work,
        service: str = "",
        *,
        limit_s: float = LIMIT_S,
        tell_s: float = TELL_S,
        apart_s: float = APART_S,
    ) -> None:
        self._work = work
        self._service = service
        self._limit_s = limit_s
        self._tell_s = tell_s
        self._told: tuple[str, datetime | None] = ("", None)
        self._has_warned = False
        self._was_full = False
        self._hold_ups = HoldUps(_IN_THE_WAY, apart_s=apart_s)

    def run(self, stopping: threading.Event) -> None:
        """Look again and again until `stopping`; for a thread of its own.

        What the service does beside waits for locks of people, and must not keep this from looking.
        """
        while not stopping.wait(LOOK_S):
            try:
                self.run_once()
            except NotReachableError as error:
                log.warning("%s", error.message)
            except Exception:
                log.exception("the sessions of others could not be looked at")

    def run_once(self) -> int:
        """End the sessions that hold others up, or of who left; how many there were."""
        if self._work.database.is_sqlite:
            return 0
        with self._work.reading() as session:
            if not session.scalar(_may_end):
                self._warn()
                return 0
            left = session.execute(_left).all()
            gone = {row.pid for row in left}
            held = find_stuck(session, min(self._tell_s, self._limit_s))
            held = [one for one in held if one.pid not in gone]
            stuck = [one for one in held if one.age_s > self._limit_s]
            gone |= {one.pid for one in stuck}
            holding = [one for one in self._hold_ups.look(session) if one.pid not in gone]
            for pid in (*gone, *(one.pid for one in holding)):
                session.execute(_end, {"pid": pid})
            is_full = bool(session.scalar(_queue_is_full))
        self._tell([one for one in held if one.writes and one not in stuck])
        for row in left:
            log.warning("ended a session of %s, whose account is closed", row.login)
        for one in stuck:
            deaf = ", which does not read what it is sent" if one.is_deaf else ""
            log.warning("ended the session of %s, open for %.0f s%s", one.login, one.age_s, deaf)
        for login, count in Counter(one.login for one in holding).items():
            log.warning("ended %d sessions of %s, whom others wait for all the time", count, login)
        if is_full and not self._was_full:
            log.warning("the server's queue of notifications is more than half full")
        self._was_full = is_full
        return len(gone) + len(holding)

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
    return [
        StuckSession(row.pid, row.login, row.since, float(row.age_s), row.writes, row.is_deaf)
        for row in rows
    ]
